import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { HOUR_MS, type Instant } from '@tact/engine';
import type { Actor, Store } from '@tact/store';
import type { Clock } from './deciding/decider.ts';

/** Entries are purged when they have blocked nothing for so long: every node's clock agrees by then. */
const PURGED_AFTER_MS = HOUR_MS;

/**
 * Purges entries of suppression lists that are beyond their list's retention: at once, and every hour. An audit entry says of each list
 * how many. Several nodes may do so on one database: each entry goes once. A failure is tried again an hour later; an entry beyond its
 * retention blocks nothing either way. Gives what ends it.
 */
export function keepRetention(store: Store, clock: Clock, logger: Logger): () => Promise<void> {
  let running = Promise.resolve();
  const purge = () => {
    running = purgeAll(store, clock).then(
      (entries) => {
        if (entries > 0) logger.info({ entries }, 'entries beyond their retention purged');
      },
      (error: unknown) => {
        logger.error(
          { error: error instanceof Error ? error.name : 'unknown' },
          'no entries could be purged',
        );
      },
    );
  };
  purge();
  const timer = setInterval(purge, HOUR_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return running;
  };
}

/** Purges once, in every organization. Gives how many entries went. */
export async function purgeAll(store: Store, clock: Clock): Promise<number> {
  const actor: Actor = {
    kind: 'job',
    id: 'retention',
    name: 'retention',
    requestId: randomUUID(),
    source: 'bulk',
  };
  let entries = 0;
  for (const organizationId of await store.organizations.listIds())
    entries += await store.suppression.purgeEntries(
      organizationId,
      (clock() - PURGED_AFTER_MS) as Instant,
      actor,
    );
  return entries;
}
