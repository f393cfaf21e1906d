import type { Logger } from 'pino';
import { MINUTE_MS, type OrganizationId } from '@tact/engine';
import { SEAL_BATCH_ROWS, SEALED_KINDS, type Store } from '@tact/store';
import type { Clock } from './deciding/decider.ts';
import { lookForWork } from './jobs/look-for-work.ts';
import { makeCheckpoint, type Signer } from './proof/checkpoints.ts';
import { createSettling, paused, type Settling } from './proof/settling.ts';
import { nameOfError, nameOfFault, placesOfError } from './told-error.ts';

/** How often records are sealed and checkpoints signed: what is younger has nothing but the database's word. */
const SEAL_EVERY_MS = MINUTE_MS;
/** How old a record has to be, besides that all who recorded before it have ended: as far as the database's clock may be set back. Milliseconds. */
const SETTLE_MS = 2 * MINUTE_MS;
/** The service cuts its own transactions after a minute. What takes longer than this waits for something that somebody has to look at. Milliseconds. */
const LATE_MS = 5 * MINUTE_MS;
/** Batches of each kind that one organization gets at a time, so that no other waits long. */
const BATCHES_MAX = 400;
/**
 * How much longer than a batch the pause after it is. A record's page is logged whole when the record is first read and a checkpoint came since it was
 * written: many batches at a stretch keep everybody's commits waiting for the disk, up to a tenth of a second.
 */
const PAUSE = 10;

/**
 * Seals what was recorded, and signs how far the chains went, once a minute, beside everything else (ADR 0014). Several nodes may do so on
 * one database: one seals, the others find nothing to do. A failure is tried again a minute later. Gives what ends it.
 */
export function keepSealed(store: Store, clock: Clock, signer: Signer, logger: Logger): () => Promise<void> {
  const settling = createSettling(store, SETTLE_MS);
  const loop = lookForWork({
    everyMs: SEAL_EVERY_MS,
    async workOnAll(signal) {
      const records = await sealAll({ store, clock, signer, logger }, settling, signal);
      if (records > 0) logger.info({ records }, 'records sealed');
      const waitingMs = Math.round(settling.waitingMs());
      if (waitingMs > LATE_MS)
        logger.warn(
          { waitingMs },
          'records wait to be sealed until a transaction of the database ends; look in pg_stat_activity for its wait, such as for a standby, and in pg_prepared_xacts',
        );
    },
    onFailure: (error) => {
      logger.error({ error: nameOfError(error) }, 'no records could be sealed');
    },
  });
  return () => loop.stop();
}

/** What is sealed and signed with. */
interface SealingParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly signer: Signer;
  readonly logger: Logger;
}

/**
 * Seals and signs once, in every organization, until it is told to end. What fails in one holds up no other, and no signature: the log tells it. Gives how
 * many records were sealed.
 */
export async function sealAll(
  { store, clock, signer, logger }: SealingParts,
  settling: Settling,
  signal: AbortSignal,
): Promise<number> {
  let records = 0;
  for (const organizationId of await store.organizations.listIds()) {
    if (signal.aborted) break;
    const tell = (what: string) => (error: unknown) => {
      const told = { error: nameOfError(error), fault: nameOfFault(error), places: placesOfError(error) };
      logger.error({ organizationId, ...told }, what);
      return 0;
    };
    records += await sealSettled(store, organizationId, settling, signal).catch(
      tell('the records of an organization could not be sealed'),
    );
    await makeCheckpoint(store, organizationId, signer, clock()).catch(
      tell('how far the chains of an organization go could not be signed'),
    );
  }
  return records;
}

/** Seals what waits in an organization and is older than so many milliseconds, once, as {@link sealSettled}. */
export function sealWaiting(
  store: Store,
  organizationId: OrganizationId,
  settleMs = SETTLE_MS,
  signal?: AbortSignal,
): Promise<number> {
  return sealSettled(store, organizationId, createSettling(store, settleMs), signal);
}

/**
 * Seals what waits in an organization, kind by kind and batch by batch, with a pause after each that is ten times as long as it took: a minute of records
 * is spread over a part of the next, and reservations go on beside it. What settles meanwhile is left for the next time, or batches would never end, and be
 * small; so is what waits when it is told to end, and all where a transaction goes on that may have recorded before. Gives how many were sealed.
 */
export async function sealSettled(
  store: Store,
  organizationId: OrganizationId,
  settling: Settling,
  signal?: AbortSignal,
): Promise<number> {
  const before = await settling.settledBefore(organizationId, signal);
  if (before === null) return 0;
  let records = 0;
  for (const kind of SEALED_KINDS)
    for (let batch = 0; batch < BATCHES_MAX; batch++) {
      const begunAtMs = performance.now();
      const sealed = await store.proof.seal(organizationId, kind, before);
      records += sealed;
      if (sealed < SEAL_BATCH_ROWS) break;
      if (!(await paused(PAUSE * (performance.now() - begunAtMs), signal))) return records;
    }
  return records;
}
