import { Worker } from 'node:worker_threads';
import type { NumberSet } from '@tact/engine';
import type { ScrubBatch, ScrubThreadData } from './scrub-thread.ts';

/** A list to scrub by. Its set was built or loaded with `shared: true`. */
export interface ScrubList {
  readonly name: string;
  readonly set: NumberSet;
}

/** A batch that was looked up, in the order in which it was given. */
export interface ScrubbedBatch {
  readonly numbers: Float64Array;
  /** For each number 0 where it is clean, else the place of the first list that has it, from 1. */
  readonly lists: Uint16Array;
}

/** Lists in one scrub: what a place in a batch can name. */
export const SCRUB_LISTS_MAX = 65_535;

/**
 * Looks numbers up in lists, batch by batch and in order, on so many threads that share the lists' memory. Batches of 10,000 to 100,000 numbers
 * are best; their arrays are handed over and empty afterwards. Holds two batches a thread at a time. Throws where a thread fails, so that no
 * number is ever taken for clean that was not looked up.
 */
export async function* scrubNumbers(
  lists: readonly ScrubList[],
  batches: AsyncIterable<Float64Array<ArrayBuffer>> | Iterable<Float64Array<ArrayBuffer>>,
  threads: number,
): AsyncGenerator<ScrubbedBatch> {
  const buffers = lists.map(({ name, set }) => sharedBufferOf(name, set));
  if (buffers.length > SCRUB_LISTS_MAX)
    throw new RangeError(`at most ${SCRUB_LISTS_MAX} lists are scrubbed by at once`);
  const workers = Array.from({ length: Math.max(1, threads) }, () => newThread({ buffers }));
  try {
    const underWay: Promise<ScrubbedBatch>[] = [];
    let turn = 0;
    for await (const numbers of batches) {
      const worker = workers[turn++ % workers.length];
      if (worker === undefined) throw new Error('a scrub has at least one thread');
      const answer = worker.look(numbers);
      // Whoever waits for it hears of its failure; until then it is nobody's.
      answer.catch(() => undefined);
      underWay.push(answer);
      const first = underWay.length >= 2 * workers.length ? underWay.shift() : undefined;
      if (first !== undefined) yield await first;
    }
    for (const answer of underWay) yield await answer;
  } finally {
    await Promise.all(workers.map(({ end }) => end()));
  }
}

function sharedBufferOf(name: string, { buffer }: NumberSet): SharedArrayBuffer {
  if (!(buffer instanceof SharedArrayBuffer))
    throw new TypeError(
      `the numbers of list \`${name}\` are not in shared memory; load them with \`shared: true\``,
    );
  return buffer;
}

function newThread(workerData: ScrubThreadData) {
  const worker = new Worker(new URL('scrub-thread.ts', import.meta.url), { workerData });
  // A thread answers in the order in which it was asked.
  const waiting: PromiseWithResolvers<ScrubbedBatch>[] = [];
  let failure: Error | undefined;
  const fail = (error: Error) => {
    failure ??= error;
    for (const one of waiting.splice(0)) one.reject(failure);
  };
  worker.on('message', (batch: ScrubBatch) => waiting.shift()?.resolve(batch));
  worker.on('error', (error) => {
    fail(error instanceof Error ? error : new Error('a thread of the scrub failed; start it again'));
  });
  worker.on('exit', () => {
    fail(new Error('a thread of the scrub ended; start it again'));
  });
  return {
    look(numbers: Float64Array<ArrayBuffer>): Promise<ScrubbedBatch> {
      if (failure !== undefined) return Promise.reject(failure);
      const answer = Promise.withResolvers<ScrubbedBatch>();
      waiting.push(answer);
      const batch: ScrubBatch = { numbers, lists: new Uint16Array(numbers.length) };
      worker.postMessage(batch, [batch.numbers.buffer, batch.lists.buffer]);
      return answer.promise;
    },
    end: () => worker.terminate(),
  };
}
