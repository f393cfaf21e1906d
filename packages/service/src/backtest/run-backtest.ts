import { byCodePoints, type ClientId } from '@tact/engine';
import type { ClientRange, Store } from '@tact/store';
import { addTallies, EMPTY_TALLY, type Tally } from './tally.ts';
import { together } from '../threads/together.ts';
import type { WorkThreads } from '../threads/work-threads.ts';
import type { BacktestPlan } from './walk-range.ts';

/** How far a backtest is. Plain data: with it another process goes on where one ended. */
export interface BacktestState {
  /** What is still to be walked through. */
  readonly ranges: readonly ClientRange[];
  /** Clients in order, drawn from the attempts, to tell how far it is. */
  readonly marks: readonly ClientId[];
  readonly tally: Tally;
  /** 0 to 1. */
  readonly done: number;
}

/** What a backtest runs with. */
export interface BacktestParts {
  readonly store: Store;
  readonly workThreads: WorkThreads;
  /** So many at once. */
  readonly threads: number;
  /** Aborted: it ends soon, and gives how far it came. */
  readonly signal: AbortSignal;
  /** Told after each piece, some times a second. */
  readonly onProgress?: (state: BacktestState) => void;
}

/** Pieces for each thread: so that none waits long for the last one. */
const RANGES_PER_THREAD = 8;

/**
 * Runs a plan over the recorded history, or goes on with it. Memory stays flat however long the history is. Whoever goes on from a state
 * comes to the same result as who was never stopped, but for what was recorded meanwhile. Where one thread fails the others end, and its error is thrown.
 */
export async function runBacktest(
  { store, workThreads, threads, signal, onProgress }: BacktestParts,
  plan: BacktestPlan,
  from?: BacktestState,
): Promise<BacktestState> {
  const count = Math.max(1, threads);
  let state = from ?? (await beginning(store, plan, count * RANGES_PER_THREAD));
  const open: (ClientRange | null)[] = [...state.ranges];
  let next = 0;
  const told = (index: number, rest: ClientRange | null, tally: Tally) => {
    open[index] = rest;
    const ranges = open.filter((range) => range !== null);
    const { marks } = state;
    state = { ranges, marks, tally: addTallies(state.tally, tally), done: doneOf(ranges, marks) };
    onProgress?.(state);
  };
  const work = async (ending: AbortSignal) => {
    const aborted = new Promise<null>((resolve) => {
      ending.addEventListener('abort', () => {
        resolve(null);
      });
    });
    const isOver = () => ending.aborted || next >= open.length;
    const thread = await workThreads.begin('backtest', plan);
    try {
      while (!isOver()) {
        const index = next++;
        const range = open[index];
        if (range === undefined || range === null) continue;
        const walk = thread.look(range);
        for (;;) {
          const next = await Promise.race([walk.next(), aborted]);
          if (next === null) {
            // Where it goes on in this thread, it ends with what it is at.
            walk.return(undefined).catch(() => undefined);
            return;
          }
          if (next.done === true) break;
          told(index, { ...range, after: next.value.upTo }, next.value.tally);
        }
        told(index, null, EMPTY_TALLY);
      }
    } finally {
      await thread.end();
    }
  };
  await together(Math.min(count, Math.max(1, open.length)), signal, work);
  return state;
}

async function beginning(store: Store, plan: BacktestPlan, count: number): Promise<BacktestState> {
  const { ranges, marks } = await store.history.ranges(plan.organizationId, plan.from, plan.until, count);
  return { ranges, marks, tally: EMPTY_TALLY, done: 0 };
}

/** The share of the marks that lie in no open range. */
function doneOf(ranges: readonly ClientRange[], marks: readonly ClientId[]): number {
  if (ranges.length === 0) return 1;
  const openMarks = ranges.reduce((sum, { after, upTo }) => {
    const [first, last] = [
      after === null ? 0 : marksUpTo(marks, after),
      upTo === null ? marks.length : marksUpTo(marks, upTo),
    ];
    return sum + Math.max(0, last - first);
  }, 0);
  return marks.length === 0 ? 0 : Math.min(0.99, 1 - openMarks / marks.length);
}

/** How many marks are not after a client. */
function marksUpTo(marks: readonly ClientId[], client: ClientId): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byCodePoints(marks[middle] ?? '', client) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
