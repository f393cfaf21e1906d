/** One thread of a scrub: block by block, with sets that it shares with the others. */
import { Buffer } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';
import { blockScrub, type ScrubPlan } from './scrub-block.ts';
import type { ScrubOrder } from './scrub-threads.ts';

if (parentPort !== null) {
  const port = parentPort;
  const scrub = blockScrub(workerData as ScrubPlan);
  port.on('message', (bytes: ScrubOrder) => {
    if (bytes === null) {
      port.close();
      return;
    }
    const scrubbed = scrub(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    port.postMessage(scrubbed, [scrubbed.clean.buffer, scrubbed.suppressed.buffer]);
  });
}
