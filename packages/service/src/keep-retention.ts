import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { API_LIMITS } from '@tact/api';
import { HOUR_MS, type Instant } from '@tact/engine';
import type { Actor, Store } from '@tact/store';
import type { Clock } from './deciding/decider.ts';
import { nameOfError } from './told-error.ts';
import { lookForWork } from './jobs/look-for-work.ts';

/** Entries are purged when they have blocked nothing for so long: every node's clock agrees by then. */
const PURGED_AFTER_MS = HOUR_MS;

/** What retention is kept with. */
export interface RetentionParts {
  readonly store: Store;
  /** A store that logs in as the tables' owner, who alone may delete records; null: none is known here, and records stay. */
  readonly caretaker: Store | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Removes what is beyond its retention: entries of suppression lists, idempotency keys, opt-outs that are over, decisions and attempts; at once,
 * and every hour. The audit log says of each what went. Several nodes may do so on one database: each row goes once. A failure is tried again an
 * hour later; what is beyond its retention blocks nothing either way. Gives what ends it, after the part that is under way.
 */
export function keepRetention(parts: RetentionParts): () => Promise<void> {
  const loop = lookForWork({
    everyMs: HOUR_MS,
    workOnAll: (signal) => keepOnce(parts, signal),
    onFailure: (error) => {
      parts.logger.error({ error: nameOfError(error) }, 'what is beyond its retention could not be removed');
    },
  });
  return () => loop.stop();
}

async function keepOnce(
  { store, caretaker, clock, logger }: RetentionParts,
  signal: AbortSignal,
): Promise<void> {
  const entries = await purgeAll(store, clock);
  if (entries > 0) logger.info({ entries }, 'entries beyond their retention purged');
  const keys = await removeOldKeys(store, signal);
  if (keys > 0) logger.info({ keys }, 'old idempotency keys removed');
  if (caretaker === null) return;
  const removed = await removeBeyondRetention(caretaker, clock, signal);
  if (removed.records + removed.optOuts > 0) logger.info(removed, 'records beyond their retention removed');
}

/** Purges entries of lists once, in every organization. Gives how many went. */
export async function purgeAll(store: Store, clock: Clock): Promise<number> {
  let entries = 0;
  for (const organizationId of await store.organizations.listIds())
    entries += await store.suppression.purgeEntries(
      organizationId,
      (clock() - PURGED_AFTER_MS) as Instant,
      actorOfRetention(),
    );
  return entries;
}

/** Removes idempotency keys that are a week old, with the answers that were kept, in every organization. Stops between two parts. Gives how many went. */
export async function removeOldKeys(store: Store, signal: AbortSignal): Promise<number> {
  let keys = 0;
  for (const organizationId of await store.organizations.listIds())
    for (let some = 1; some > 0 && !signal.aborted; keys += some)
      some = await store.idempotency.removeSome(organizationId, API_LIMITS.idempotencyDays);
  return keys;
}

/**
 * Removes records and opt-outs once, in every organization, part by part: those whose removal was stated and signed before (ADR 0021); then
 * states what is beyond its retention by now, which the next call removes. Stops between two parts.
 */
export async function removeBeyondRetention(
  store: Store,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ readonly records: number; readonly optOuts: number }> {
  const removed = { records: 0, optOuts: 0 };
  const failures: unknown[] = [];
  for (const organizationId of await store.organizations.listIds()) {
    try {
      for (let some = 1; some > 0 && !signal.aborted; removed.records += some)
        some = await store.retention.removeSome(organizationId);
      for (let some = 1; some > 0 && !signal.aborted; removed.optOuts += some)
        some = await store.retention.removeOptOuts(organizationId, clock(), actorOfRetention());
      if (signal.aborted) break;
      await store.retention.state(organizationId, clock(), actorOfRetention());
    } catch (error) {
      // What one organization's database refuses keeps no other one waiting; it is told at the end.
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `the retention of ${failures.length} organizations failed`);
  return removed;
}

function actorOfRetention(): Actor {
  return {
    kind: 'job',
    id: 'retention',
    name: 'retention',
    requestId: randomUUID(),
    source: 'bulk',
  };
}
