import type { OrganizationId } from '@tact/engine';
import { assertClocksAgree } from '../deciding/clocks-agree.ts';
import type { Worker } from './worker.ts';

/** What is done for queues now and then, whoever does it. */
export interface Housekeeping {
  /**
   * Does what is due in every organization that has anything open; a failure with one holds up no other. Throws `clock_differs` where this
   * machine's clock is wrong: then nothing may be claimed or taken back by it.
   */
  keepAll(): Promise<void>;
}

/** How often new records are taken up, and claims of ended workers taken back, milliseconds. */
const EVERY_MS = 5_000;
/** A database that takes longer does not answer. */
const PING_MS_MAX = 2_000;

/**
 * Creates the housekeeping of queues: takes up new records of campaigns that enqueue automatically, ends campaigns whose time is over, and
 * takes back what ended workers held.
 */
export function createHousekeeping({ store, clock, actor, failed }: Worker): Housekeeping {
  let keptAt = -Infinity;

  async function keep(organizationId: OrganizationId): Promise<void> {
    const now = clock();
    while ((await store.queue.recover(organizationId, now, actor)) > 0);
    await store.queue.enqueueNew(organizationId, now);
  }

  return {
    async keepAll() {
      const now = clock();
      if (now - keptAt < EVERY_MS) return;
      // Claims of others would have run out too early, or never. A clock that is set wrong is noticed at once: it is not five seconds later.
      assertClocksAgree(now, (await store.ping(PING_MS_MAX)).databaseNow);
      for (const organizationId of await store.queue.organizationsOpen()) {
        try {
          await keep(organizationId);
        } catch (error) {
          failed('a queue could not be looked after', organizationId, error);
        }
      }
      // After it was done: what failed as a whole is tried again at once.
      keptAt = now;
    },
  };
}
