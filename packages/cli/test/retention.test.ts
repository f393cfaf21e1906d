import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import { openTestStore, type TestStore } from '@tact/store/testing';
import { run } from '../src/run.ts';

let database: TestStore;
let own: OrganizationId;

beforeAll(async () => {
  database = await openTestStore();
  own = await database.newOrganization();
});
afterAll(() => database.close());
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Runs `tact retention …` and gives the exit code and what was written. */
async function retention(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  vi.stubEnv('DATABASE_URL', database.connectionString);
  const written = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.err += String(text);
    return true;
  });
  const code = await run(['retention', ...args, '--organization', own]);
  vi.restoreAllMocks();
  return { code, ...written };
}

test('shows five years until it is changed, changes what is named, and leaves the rest', async () => {
  expect((await retention('--json')).out).toBe(
    '{"decisionsDays":1827,"attemptsDays":1827,"optOutsDays":1827}\n',
  );
  const changed = await retention('--decisions', '2555', '--opt-outs', 'forever');
  expect(changed).toEqual({
    code: 0,
    err: '',
    out: 'decisions: 2555 days\nattempts: 1827 days\nopt-outs that are over: for good\n',
  });
  const { items } = await database.store.audit.list(
    own,
    { limit: 9, cursor: null },
    { action: 'retention.update' },
  );
  expect(items).toMatchObject([{ actor: { kind: 'command-line' }, after: { decisionsDays: 2_555 } }]);
});

test.each(['399', '36526', 'x', '-1', ''])('refuses `%s`', async (days) => {
  const { code, err } = await retention(`--attempts=${days}`);
  expect(code).toBe(2);
  expect(err).toContain('is no retention; give 400 to 36525 days, or `forever`');
});
