import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { OrganizationId } from '@tact/engine';
import { StoreError, type Backtest, type BacktestEnd, type Store } from '@tact/store';
import type { WorkLoop } from '../jobs/look-for-work.ts';
import { runLeased } from '../jobs/run-leased.ts';
import type { WorkThreads } from '../threads/work-threads.ts';
import { runBacktest, type BacktestState } from './run-backtest.ts';
import type { BacktestPlan } from './walk-range.ts';
import { nameOfError } from '../told-error.ts';

/** Works on the backtests of all organizations, one at a time on this node. Stopped, it leaves what it is at to this node or another. */
export type BacktestRunner = WorkLoop;

/** What a runner works with. */
export interface BacktestRunnerParts {
  readonly store: Store;
  readonly workThreads: WorkThreads;
  /** Threads of a backtest: so many processors are busy while one runs. */
  readonly threads: number;
  readonly logger: Logger;
}

/** How often backtests are looked for that nobody woke the runner for, milliseconds: those of a node that crashed. */
const LOOK_EVERY_MS = 2_000;
/** How long a runner holds a backtest without a word, milliseconds, and how often it stores how far it is and hears of a stop. */
const LEASE_MS = 15_000;
const SAVE_EVERY_MS = 1_000;

/** Starts a runner. */
export function startBacktestRunner(parts: BacktestRunnerParts): BacktestRunner {
  const { store, logger } = parts;
  const runner = randomUUID();
  return runLeased({
    everyMs: LOOK_EVERY_MS,
    organizationIds: () => store.organizations.listIds(),
    async workOnNext(organizationId, signal) {
      const backtest = await store.backtests.take(organizationId, runner, LEASE_MS);
      if (backtest === undefined) return false;
      await workOn(parts, { organizationId, backtest, runner, signal });
      return true;
    },
    onFailure: (error) => {
      logger.error({ error: nameOfError(error) }, 'no backtest could be worked on');
    },
  });
}

interface Work {
  readonly organizationId: OrganizationId;
  readonly backtest: Backtest;
  readonly runner: string;
  readonly signal: AbortSignal;
}

/** Works on one to its end, a stop, or the signal; what it found until then is stored. Another process that took it over is left alone. */
async function workOn(
  { store, workThreads, threads, logger }: BacktestRunnerParts,
  { organizationId, backtest, runner, signal }: Work,
): Promise<void> {
  const { id } = backtest;
  const controller = new AbortController();
  const abort = () => {
    controller.abort();
  };
  signal.addEventListener('abort', abort);
  let state = (backtest.progress ?? undefined) as BacktestState | undefined;
  const asked = { toStop: false };
  const saved = async () => {
    const progress = { progress: state ?? null, done: state?.done ?? 0 };
    return store.backtests.save(organizationId, id, { runner, leaseMs: LEASE_MS }, progress);
  };
  const saver = every(
    SAVE_EVERY_MS,
    async () => {
      if (!(await saved())) return;
      asked.toStop = true;
      controller.abort();
    },
    abort,
  );
  try {
    let end: BacktestEnd;
    try {
      state = await runBacktest(
        {
          store,
          workThreads,
          threads,
          signal: controller.signal,
          onProgress: (now) => (state = now),
        },
        backtest.plan as BacktestPlan,
        state,
      );
      const isWhole = state.ranges.length === 0;
      end = { state: isWhole ? 'finished' : asked.toStop ? 'stopped' : 'queued' };
    } catch (error) {
      if (error instanceof StoreError && error.code === 'database_unavailable') throw error;
      logger.warn({ backtestId: id, error: nameOfError(error) }, 'backtest failed');
      end = { state: 'failed', error: { code: 'internal', sentence: FAILED } };
    }
    await saver.end();
    await saved();
    await store.backtests.end(organizationId, id, runner, end);
    logger.info({ backtestId: id, organizationId, end: end.state }, 'backtest ended');
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'job_lost') throw error;
  } finally {
    await saver.end();
    signal.removeEventListener('abort', abort);
  }
}

const FAILED = 'something went wrong here; look at the log, and begin the backtest again';

/** Does something again and again, never twice at once; what fails ends it by `fail`. */
function every(ms: number, work: () => Promise<void>, fail: () => void) {
  let running = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    running = work()
      .catch(fail)
      .finally(() => (isBusy = false));
  }, ms);
  return {
    end: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
