import { expect } from 'vitest';
import type { StoreErrorCode } from '../src/ports.ts';

/** Expects a refusal with this code, in one sentence of lower case, and nothing else. */
export async function refuses(work: Promise<unknown>, code: StoreErrorCode): Promise<void> {
  const error: unknown = await work.then(
    () => 'nothing was refused',
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'StoreError', code, message: expect.stringMatching(/^[a-z].*[^.]$/) });
}
