import type { Worker } from 'node:worker_threads';

/** How long a thread may take to leave by itself, milliseconds. */
const LEAVE_MS_MAX = 5_000;

/**
 * Ends a thread that leaves when `ask` asks it to. To tear one down from outside may, once in very many times, take the whole process with it
 * while other threads start (nodejs/node#56312, open): so that is done only to one that does not leave in time.
 */
export async function endWorker(worker: Worker, ask: () => void, leaveMsMax = LEAVE_MS_MAX): Promise<void> {
  // One that has ended has no number any more, and says so no second time.
  if (worker.threadId === -1) return;
  const left = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const late = setTimeout(() => void worker.terminate(), leaveMsMax);
  // One that was let go of must be waited for by the process, too.
  worker.ref();
  ask();
  await left;
  clearTimeout(late);
}
