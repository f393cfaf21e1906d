import { Worker } from 'node:worker_threads';
import type { ClientRange } from '@tact/store';
import type { BacktestPlan, RangeNews } from './walk-range.ts';

/** Who walks through ranges, one after the other. */
export interface RangeWork {
  walk(range: ClientRange): AsyncGenerator<RangeNews>;
  end(): Promise<void>;
}

/** What a thread begins with. */
export interface ThreadData {
  readonly connectionString: string;
  readonly plan: BacktestPlan;
  /** Of the organization's erased names; null: there are none. */
  readonly erasureKey: Uint8Array | null;
}

/** What a thread says: what it found, that a range is over, or why it cannot go on. */
export type ThreadSays =
  | { readonly says: 'news'; readonly news: RangeNews }
  | { readonly says: 'over' }
  | { readonly says: 'failed'; readonly name: string; readonly sentence: string };

/** Starts a thread with a connection of its own. Whatever ends it fails the range that it has, so that a part is never taken for the whole. */
export function backtestThread(data: ThreadData): RangeWork {
  const worker = new Worker(new URL('backtest-thread.ts', import.meta.url), { workerData: data });
  const said: ThreadSays[] = [];
  let wake: (() => void) | undefined;
  const hear = (one: ThreadSays) => {
    said.push(one);
    wake?.();
    wake = undefined;
  };
  worker.on('message', hear);
  worker.on('error', (error: unknown) => {
    hear({ says: 'failed', name: error instanceof Error ? error.name : 'unknown', sentence: ENDED });
  });
  worker.on('exit', () => {
    hear({ says: 'failed', name: 'exit', sentence: ENDED });
  });
  return {
    async *walk(range) {
      worker.postMessage(range);
      for (;;) {
        const one = said.shift();
        if (one === undefined) {
          await new Promise<void>((resolve) => (wake = resolve));
          continue;
        }
        switch (one.says) {
          case 'news':
            yield one.news;
            break;
          case 'over':
            return;
          case 'failed':
            throw new BacktestThreadError(one.name, one.sentence);
        }
      }
    },
    async end() {
      await worker.terminate();
    },
  };
}

const ENDED = 'a thread of the backtest ended; start it again';

/** Why a thread could not go on; `cause` is the name of its error. */
export class BacktestThreadError extends Error {
  readonly causeName: string;

  constructor(causeName: string, sentence: string) {
    super(sentence);
    this.name = 'BacktestThreadError';
    this.causeName = causeName;
  }
}
