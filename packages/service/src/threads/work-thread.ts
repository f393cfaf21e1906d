/** A thread that takes one task after the other, each on connections of its own. */
import { parentPort } from 'node:worker_threads';
import { zoneTable } from '@tact/places';
import { openStore, StoreError, type Store } from '@tact/store';
import { awaitedLater } from '../awaited-later.ts';
import { keyOfThread } from '../erasure/key-of-thread.ts';
import { nameOfError } from '../told-error.ts';
import { prepareTask, TASKS, type Look, type TaskKind } from './tasks.ts';
import type { ThreadOrder, ThreadSays } from './work-threads.ts';

/** A task under way. */
interface UnderWay {
  readonly store: Store;
  readonly look: Look<TaskKind>;
}

if (parentPort !== null) {
  const port = parentPort;
  const say = (one: ThreadSays) => {
    port.postMessage(one);
  };
  let task: Promise<UnderWay> | undefined;
  port.on('message', (order: ThreadOrder) => {
    carryOut(order).catch((error: unknown) => {
      const name = nameOfError(error);
      const sentence = error instanceof StoreError ? error.message : `a thread failed (\`${name}\`)`;
      say({ says: 'failed', name, sentence });
    });
  });
  async function carryOut(order: ThreadOrder): Promise<void> {
    switch (order.order) {
      case 'begin':
        // Whoever asks for a piece hears of its failure.
        task = awaitedLater(begin(order));
        return;
      case 'look': {
        if (task === undefined) throw new Error('a piece was asked for before a task was begun');
        const { look } = await task;
        for await (const news of look(order.piece)) say({ says: 'news', news });
        say({ says: 'over' });
        return;
      }
      case 'end': {
        const ended = task;
        task = undefined;
        await ended?.then(({ store }) => store.close());
        say({ says: 'free' });
        return;
      }
      case 'leave':
        port.close();
    }
  }
}

async function begin({
  connectionString,
  kind,
  plan,
  erasureKey,
}: ThreadOrder & { readonly order: 'begin' }): Promise<UnderWay> {
  const store = await openStore({
    connectionString,
    applicationName: `tact ${kind}`,
    poolSize: TASKS[kind].connections,
    erasureKeys: keyOfThread(erasureKey),
  });
  try {
    return { store, look: await prepareTask(store, zoneTable(), kind, plan) };
  } catch (error) {
    await store.close();
    throw error;
  }
}
