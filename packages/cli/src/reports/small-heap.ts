import { setFlagsFromString } from 'node:v8';

/**
 * Keeps what this process has beyond what it needs small, from now on: V8 collects again when what outlived the last collection has grown by half,
 * where it would else wait until it is several times as much. A long report leaves some twenty megabytes a second behind, in objects and in buffers
 * outside the heap, and needs twenty-five; that takes fifty megabytes off it for a few hundredths of its time. The option is read at every collection,
 * so that it holds also where the program is running already; the size of the young generation, on the contrary, is fixed when it starts.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50');
}
