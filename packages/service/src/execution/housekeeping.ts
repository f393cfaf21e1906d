import { type OrganizationId } from '@tact/engine';
import type { Actor, Store } from '@tact/store';
import type { Clock } from '../deciding/decider.ts';

/** What is done for an organization now and then, whoever does it. */
export interface Housekeeping {
  /** Does what is due of it. */
  keep(organizationId: OrganizationId): Promise<void>;
}

/** How often new records are taken up, and claims of ended workers taken back, milliseconds. */
const EVERY_MS = 5_000;

/**
 * Creates the housekeeping of queues: takes up new records of campaigns that enqueue automatically, ends campaigns whose time is over, and
 * takes back what ended workers held.
 */
export function createHousekeeping(store: Store, clock: Clock, actor: Actor): Housekeeping {
  const keptAt = new Map<OrganizationId, number>();
  return {
    async keep(organizationId) {
      const now = clock();
      if (now - (keptAt.get(organizationId) ?? -Infinity) < EVERY_MS) return;
      keptAt.set(organizationId, now);
      while ((await store.queue.recover(organizationId, now, actor)) > 0);
      await store.queue.enqueueNew(organizationId, now);
    },
  };
}
