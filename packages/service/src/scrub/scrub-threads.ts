import { Worker } from 'node:worker_threads';
import { endWorker } from '../threads/end-worker.ts';
import type { ScrubbedBlock, ScrubPlan } from './scrub-block.ts';

/** Threads that scrub blocks. */
export interface ScrubThreads {
  /** Blocks under way at most: two for each thread, so that none waits for the file. */
  readonly room: number;
  /** Scrubs a block, whose memory is handed over. */
  scrub(bytes: Uint8Array<ArrayBuffer>): Promise<ScrubbedBlock>;
  /** What was asked before is done first. */
  end(): Promise<void>;
}

/** A block to scrub; null: nothing comes any more. */
export type ScrubOrder = Uint8Array<ArrayBuffer> | null;

/** Starts so many threads. Whatever ends one fails every block that it has, so that no row is ever taken for clean that was not looked up. */
export function startScrubThreads(plan: ScrubPlan, count: number): ScrubThreads {
  const threads = Array.from({ length: Math.max(1, count) }, () => newThread(plan));
  let turn = 0;
  return {
    room: 2 * threads.length,
    scrub(bytes) {
      const thread = threads[turn++ % threads.length];
      if (thread === undefined) throw new Error('a scrub has at least one thread');
      return thread.scrub(bytes);
    },
    async end() {
      await Promise.all(threads.map(({ end }) => end()));
    },
  };
}

function newThread(workerData: ScrubPlan) {
  const worker = new Worker(new URL('scrub-thread.ts', import.meta.url), { workerData });
  // A thread answers in the order in which it was asked.
  const waiting: PromiseWithResolvers<ScrubbedBlock>[] = [];
  let failure: Error | undefined;
  const fail = (error: Error) => {
    failure ??= error;
    for (const one of waiting.splice(0)) one.reject(failure);
  };
  worker.on('message', (block: ScrubbedBlock) => waiting.shift()?.resolve(block));
  worker.on('error', (error) => {
    fail(error instanceof Error ? error : new Error('a thread of the scrub failed; start it again'));
  });
  worker.on('exit', () => {
    fail(new Error('a thread of the scrub ended; start it again'));
  });
  return {
    scrub(bytes: Uint8Array<ArrayBuffer>): Promise<ScrubbedBlock> {
      if (failure !== undefined) return Promise.reject(failure);
      const answer = Promise.withResolvers<ScrubbedBlock>();
      // Whoever waits for it hears of its failure; until then it is nobody's.
      answer.promise.catch(() => undefined);
      waiting.push(answer);
      worker.postMessage(bytes, [bytes.buffer]);
      return answer.promise;
    },
    end: () =>
      endWorker(worker, () => {
        worker.postMessage(null satisfies ScrubOrder);
      }),
  };
}
