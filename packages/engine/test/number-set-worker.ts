/** Looks numbers up in the set of another thread. */
import { parentPort } from 'node:worker_threads';
import { numberSetIn } from '../src/index.ts';

parentPort?.once('message', ({ buffer, numbers }: { buffer: SharedArrayBuffer; numbers: Float64Array }) => {
  const out = new Uint8Array(numbers.length);
  const found = numberSetIn(buffer).hasAll(numbers, out);
  parentPort?.postMessage({ found, out });
});
