import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { closeAll, within } from './close-all.ts';

describe('all is closed', () => {
  test('the last first, and each also where one before it fails; every failure is logged', async () => {
    const closed: string[] = [];
    const log: string[] = [];
    const logger = pino({}, { write: (line) => log.push(line) });
    const closer = (name: string, error?: Error) => async () => {
      closed.push(name);
      await Promise.resolve();
      if (error !== undefined) throw error;
    };
    const failures = [new TypeError('the pool'), new RangeError('the port')];
    const opened = [
      closer('database'),
      closer('store', failures[0]),
      closer('keeper'),
      closer('service', failures[1]),
    ];
    await expect(closeAll(opened, logger)).rejects.toMatchObject({ errors: failures.toReversed() });
    expect(closed).toEqual(['service', 'keeper', 'store', 'database']);
    expect(log.map((line) => (JSON.parse(line) as { error: string }).error)).toEqual([
      'RangeError',
      'TypeError',
    ]);
    await closeAll(opened, logger);
    expect(closed).toHaveLength(4);
  });
});

describe('work is waited for', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('no longer than it may take', async () => {
    const waiting = within(5_000, new Promise<void>(() => undefined));
    await vi.advanceTimersByTimeAsync(5_000);
    await waiting;
  });

  test('and no timer is left where it is done, or fails', async () => {
    await within(5_000, Promise.resolve());
    await expect(within(5_000, Promise.reject(new Error('not closed')))).rejects.toThrow('not closed');
    expect(vi.getTimerCount()).toBe(0);
  });
});
