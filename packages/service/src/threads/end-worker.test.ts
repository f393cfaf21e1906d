import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { endWorker } from './end-worker.ts';

function threadOf(code: string): { readonly worker: Worker; readonly exit: Promise<number> } {
  const worker = new Worker(code, { eval: true });
  return { worker, exit: new Promise((resolve) => worker.once('exit', resolve)) };
}

const LEAVES = `const { parentPort } = require('node:worker_threads'); parentPort.on('message', () => parentPort.close());`;
const STAYS = `setInterval(() => undefined, 1_000)`;

test('a thread that leaves when it is asked is not torn down, also one that nobody waits for any more', async () => {
  const { worker, exit } = threadOf(LEAVES);
  worker.unref();
  await endWorker(worker, () => {
    worker.postMessage('leave');
  });
  expect(await exit).toBe(0);
});

test('a thread that does not leave is torn down', async () => {
  const { worker, exit } = threadOf(STAYS);
  await once(worker, 'online');
  await endWorker(worker, () => undefined, 50);
  expect(await exit).toBe(1);
});

test('a thread that has ended is not asked', async () => {
  const { worker, exit } = threadOf('');
  await exit;
  await endWorker(worker, () => {
    throw new Error('it was asked');
  });
});
