/** One thread of a scrub: looks batches of numbers up in sets that it shares with the others. */
import { parentPort, workerData } from 'node:worker_threads';
import { numberSetIn } from '@tact/engine';

/** What a thread is started with: the sets of the lists, in order. */
export interface ScrubThreadData {
  readonly buffers: readonly SharedArrayBuffer[];
}

/** A batch on its way to a thread, and back with `lists`: for each number 0, or the place of the first list that has it, from 1. */
export interface ScrubBatch {
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly lists: Uint16Array<ArrayBuffer>;
}

if (parentPort !== null) {
  const port = parentPort;
  const sets = (workerData as ScrubThreadData).buffers.map(numberSetIn);
  port.on('message', ({ numbers, lists }: ScrubBatch) => {
    const isIn = new Uint8Array(numbers.length);
    // From the last list to the first, so that the first that has a number is the one that stays.
    for (let list = sets.length; list > 0; list--) {
      if (sets[list - 1]?.hasAll(numbers, isIn) === 0) continue;
      for (let at = 0; at < numbers.length; at++) if (isIn[at] === 1) lists[at] = list;
    }
    port.postMessage({ numbers, lists } satisfies ScrubBatch, [numbers.buffer, lists.buffer]);
  });
}
