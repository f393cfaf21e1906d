/** One thread of a backtest: range by range, on connections of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { zoneTable } from '@tact/places';
import { openStore, StoreError, type ClientRange } from '@tact/store';
import { keyOfThread } from '../erasure/key-of-thread.ts';
import type { ThreadData, ThreadSays } from './backtest-threads.ts';
import { rangeWalker } from './walk-range.ts';

/** Connections of a thread: three look-ups at once. */
const CONNECTIONS = 3;

if (parentPort !== null) {
  const port = parentPort;
  const { connectionString, plan, erasureKey } = workerData as ThreadData;
  const say = (one: ThreadSays) => {
    port.postMessage(one);
  };
  const opening = openStore({
    connectionString,
    applicationName: 'tact backtest',
    poolSize: CONNECTIONS,
    erasureKeys: keyOfThread(erasureKey),
  }).then((store) => rangeWalker(store, plan, zoneTable()));
  opening.catch(() => undefined);
  port.on('message', (range: ClientRange) => {
    walk(range).then(
      () => {
        say({ says: 'over' });
      },
      (error: unknown) => {
        const name = error instanceof Error ? error.name : 'unknown';
        const sentence = error instanceof StoreError ? error.message : `the backtest failed (\`${name}\`)`;
        say({ says: 'failed', name, sentence });
      },
    );
  });
  async function walk(range: ClientRange): Promise<void> {
    const walker = await opening;
    for await (const news of walker(range)) say({ says: 'news', news });
  }
}
