import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ClientId, Instant, OrganizationId } from '@tact/engine';
import type { Store } from '@tact/store';
import { NO_CHANGE } from '../backtest/proposal.ts';
import { runBacktest } from '../backtest/run-backtest.ts';
import { EMPTY_TALLY } from '../backtest/tally.ts';
import type { ForecastPlan } from '../forecast/forecast-part.ts';
import { runForecast } from '../forecast/run-forecast.ts';
import type { WorkThreads } from './work-threads.ts';

const { signal } = new AbortController();

/** Threads of which the second fails at its first piece; the others need some turns for each. Counts what was done. */
function failingThreads() {
  const done = { begun: 0, ended: 0, pieces: 0 };
  const workThreads = {
    begin() {
      const number = ++done.begun;
      return Promise.resolve({
        async *look() {
          await turn();
          if (number === 2) throw new Error('out of memory');
          for (let turns = 0; turns < 5; turns++) await turn();
          done.pieces++;
          yield* [];
        },
        end() {
          done.ended++;
          return Promise.resolve();
        },
      });
    },
    end: () => Promise.resolve(),
  } as unknown as WorkThreads;
  return { workThreads, done };
}

/** A list of contacts without an end. */
const listRecords = () =>
  Promise.resolve({ items: [{ clientId: 'C-1', accountId: null, status: 'ready' }], next: 'more' });

test.each([
  {
    what: 'a backtest',
    run: (workThreads: WorkThreads) =>
      runBacktest(
        { store: {} as Store, workThreads, threads: 3, signal },
        {
          organizationId: 'one' as OrganizationId,
          from: 0 as Instant,
          until: 1 as Instant,
          proposal: NO_CHANGE,
        },
        {
          ranges: Array.from({ length: 40 }, (_, n) => ({ after: `C-${n}` as ClientId, upTo: null })),
          marks: [],
          tally: EMPTY_TALLY,
          done: 0,
        },
      ),
  },
  {
    what: 'a forecast',
    run: (workThreads: WorkThreads) =>
      runForecast(
        { store: { contactLists: { listRecords } } as unknown as Store, workThreads, threads: 3, signal },
        { hours: 1 } as ForecastPlan,
      ),
  },
])('$what of which one thread fails ends the others, and says why when they have ended', async ({ run }) => {
  const { workThreads, done } = failingThreads();
  await expect(run(workThreads)).rejects.toThrow('out of memory');
  expect(done).toMatchObject({ begun: 3, ended: 3 });
  // At most what each of the two others had begun.
  expect(done.pieces).toBeLessThanOrEqual(2);
});
