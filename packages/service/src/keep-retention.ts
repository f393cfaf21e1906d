import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { API_LIMITS } from '@tact/api';
import { HOUR_MS, type Instant, type OrganizationId } from '@tact/engine';
import type { Actor, Store } from '@tact/store';
import type { Clock } from './deciding/decider.ts';
import { nameOfError, nameOfFault, placesOfError } from './told-error.ts';
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
  /** What fails here keeps nothing else waiting. */
  const kept = async <Gone>(what: string, work: () => Promise<Gone>, told: (gone: Gone) => object | null) => {
    try {
      const gone = told(await work());
      if (gone !== null) logger.info(gone, `${what} removed`);
    } catch (error) {
      const causes = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [error];
      for (const cause of causes)
        logger.error(
          { fault: nameOfFault(cause), places: placesOfError(cause) },
          `${what} could not be removed`,
        );
    }
  };
  const purge = () => purgeAll(store, clock);
  await kept('entries beyond their retention', purge, (entries) => (entries > 0 ? { entries } : null));
  const removeKeys = () => removeOldKeys(store, signal);
  await kept('old idempotency keys', removeKeys, (keys) => (keys > 0 ? { keys } : null));
  if (caretaker === null) return;
  const remove = () => removeBeyondRetention(caretaker, clock, signal);
  const isAny = (removed: Removed) => removed.records + removed.optOuts > 0;
  await kept('records beyond their retention', remove, (removed) => (isAny(removed) ? removed : null));
}

/** Does work in every organization. What fails in one keeps no other one waiting; it is told at the end. */
async function inEach(store: Store, work: (organizationId: OrganizationId) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (const organizationId of await store.organizations.listIds())
    await work(organizationId).catch((error: unknown) => failures.push(error));
  if (failures.length > 0)
    throw new AggregateError(failures, `the retention of ${failures.length} organizations failed`);
}

/** Purges entries of lists once, in every organization. Gives how many went. */
export async function purgeAll(store: Store, clock: Clock): Promise<number> {
  let entries = 0;
  await inEach(store, async (organizationId) => {
    const before = (clock() - PURGED_AFTER_MS) as Instant;
    entries += await store.suppression.purgeEntries(organizationId, before, actorOfRetention());
  });
  return entries;
}

/** Removes idempotency keys that are a week old, with the answers that were kept, in every organization. Stops between two parts. Gives how many went. */
export async function removeOldKeys(store: Store, signal: AbortSignal): Promise<number> {
  let keys = 0;
  await inEach(store, async (organizationId) => {
    for (let some = 1; some > 0 && !signal.aborted; keys += some)
      some = await store.idempotency.removeSome(organizationId, API_LIMITS.idempotencyDays);
  });
  return keys;
}

/** What went. */
interface Removed {
  readonly records: number;
  readonly optOuts: number;
}

/**
 * Removes records and opt-outs once, in every organization, part by part: those whose removal was stated and signed before (ADR 0021); then
 * states what is beyond its retention by now, which the next call removes. Stops between two parts.
 */
export async function removeBeyondRetention(
  store: Store,
  clock: Clock,
  signal: AbortSignal,
): Promise<Removed> {
  const removed = { records: 0, optOuts: 0 };
  await inEach(store, async (organizationId) => {
    for (let some = 1; some > 0 && !signal.aborted; removed.records += some)
      some = await store.retention.removeSome(organizationId);
    for (let some = 1; some > 0 && !signal.aborted; removed.optOuts += some)
      some = await store.retention.removeOptOuts(organizationId, clock(), actorOfRetention());
    if (!signal.aborted) await store.retention.state(organizationId, clock(), actorOfRetention());
  });
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
