import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lookForWork, type WorkLoop } from './look-for-work.ts';

const EVERY_MS = 1_000;

let loop: WorkLoop | undefined;
beforeEach(() => void vi.useFakeTimers());
afterEach(async () => {
  const stopped = loop?.stop();
  loop = undefined;
  await vi.advanceTimersByTimeAsync(100 * EVERY_MS);
  await stopped;
  vi.useRealTimers();
});

/** Work that takes so long each time, and what became of it. */
function workOf(ms: number, fails = false) {
  const seen = { begun: 0, ended: 0, aborted: 0, failures: 0 };
  const workOnAll = async (signal: AbortSignal) => {
    seen.begun++;
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (signal.aborted) seen.aborted++;
    seen.ended++;
    if (fails) throw new Error('the database does not answer');
  };
  const onFailure = () => {
    seen.failures++;
  };
  return { seen, parts: { everyMs: EVERY_MS, workOnAll, onFailure } };
}

test('work is looked for at once and again and again, whatever failed', async () => {
  const { seen, parts } = workOf(10, true);
  loop = lookForWork(parts);
  expect(seen.begun).toBe(1);
  await vi.advanceTimersByTimeAsync(2 * EVERY_MS + 100);
  expect(seen).toEqual({ begun: 3, ended: 3, aborted: 0, failures: 3 });
});

test('not at once where that is asked for, but when somebody wakes it', async () => {
  const { seen, parts } = workOf(10);
  loop = lookForWork({ ...parts, looksAtOnce: false });
  await vi.advanceTimersByTimeAsync(EVERY_MS - 1);
  expect(seen.begun).toBe(0);
  loop.wake();
  await vi.advanceTimersByTimeAsync(1);
  expect(seen.begun).toBe(1);
});

test('what takes longer than the time between two looks is followed by a pause', async () => {
  const { seen, parts } = workOf(1_500);
  loop = lookForWork(parts);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(seen).toMatchObject({ begun: 1, ended: 1 });
  await vi.advanceTimersByTimeAsync(1);
  expect(seen.begun).toBe(2);
});

test('and at once by another look where somebody woke it meanwhile, once however often', async () => {
  const { seen, parts } = workOf(500);
  loop = lookForWork(parts);
  loop.wake();
  loop.wake();
  await vi.advanceTimersByTimeAsync(501);
  expect(seen).toMatchObject({ begun: 2, ended: 1 });
  await vi.advanceTimersByTimeAsync(498);
  expect(seen.begun).toBe(2);
});

test('a stop tells the work under way, waits until it has ended, and looks for no more', async () => {
  const { seen, parts } = workOf(500);
  loop = lookForWork(parts);
  loop.wake();
  let isStopped = false;
  const stopped = loop.stop().then(() => (isStopped = true));
  await vi.advanceTimersByTimeAsync(499);
  expect(isStopped).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await stopped;
  loop.wake();
  await vi.advanceTimersByTimeAsync(10 * EVERY_MS);
  expect(seen).toEqual({ begun: 1, ended: 1, aborted: 1, failures: 0 });
});
