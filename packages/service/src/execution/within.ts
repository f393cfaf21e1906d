import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until one of them has ended, but no longer than so many milliseconds. */
export async function within(waitMs: number, work: readonly Promise<void>[]): Promise<void> {
  const waiting = new AbortController();
  const timeIsUp = sleep(waitMs, undefined, { signal: waiting.signal }).catch(() => undefined);
  await Promise.race([...work, timeIsUp]);
  waiting.abort();
}
