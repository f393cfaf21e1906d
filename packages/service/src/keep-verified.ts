import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant, type OrganizationId } from '@tact/engine';
import type { Actor, Store } from '@tact/store';
import type { Clock } from './deciding/decider.ts';
import { lookForWork } from './jobs/look-for-work.ts';
import { CHAIN_CHECK_LIMITS, checkChain, type MadeVerification } from './proof/check-chain.ts';
import { nameOfError, nameOfFault, placesOfError } from './told-error.ts';

/** When in the day (UTC) chains are checked: deep in the night in America, an hour before decisions are replayed. */
const AT_MS = 7 * HOUR_MS;
/** How often is looked for organizations whose night was not checked yet: at first this long after a start, so that a start has nothing beside it. */
const LOOK_EVERY_MS = 10 * MINUTE_MS;
/** A process that took a night and has not ended it in this time is gone: longer than a check may take. */
const LEASE_MS = CHAIN_CHECK_LIMITS.msMax + 10 * MINUTE_MS;

/** What chains are checked with. `onVerified` is told of each organization's, for the metrics. */
export interface VerifiedParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onVerified: (verification: MadeVerification) => void;
}

/**
 * Checks the audit log, the seals and the newest records of every organization once a night, by what `tact audit verify` checks them. What is not as it was
 * is an alarm: an error in the log, a metric, an entry in the audit log, a warning above the audit trail. Of several nodes one does it; a night that was
 * missed or cut off by a stop is made up for. Gives what ends it.
 */
export function keepVerified(parts: VerifiedParts): () => Promise<void> {
  const loop = lookForWork({
    everyMs: LOOK_EVERY_MS,
    looksAtOnce: false,
    workOnAll: (signal) => verifyNight(parts, signal),
    onFailure: (error) => {
      const told = { error: nameOfError(error), fault: nameOfFault(error), places: placesOfError(error) };
      parts.logger.error(told, 'no chain could be checked');
    },
  });
  return () => loop.stop();
}

/** The newest instant at which chains are to be checked, no later than this one. */
export function lastNight(now: Instant): Instant {
  const today = Math.floor(now / DAY_MS) * DAY_MS + AT_MS;
  return (today <= now ? today : today - DAY_MS) as Instant;
}

/** Checks every organization whose last night was not checked yet. What fails for one is told in the log, and tried again at the next look. */
export async function verifyNight(parts: VerifiedParts, signal: AbortSignal): Promise<void> {
  for (const organizationId of await parts.store.organizations.listIds()) {
    if (signal.aborted) break;
    await verifyOne(parts, organizationId, signal).catch((error: unknown) => {
      const told = { error: nameOfError(error), fault: nameOfFault(error), places: placesOfError(error) };
      parts.logger.error({ organizationId, ...told }, 'the chain of an organization could not be checked');
    });
  }
}

async function verifyOne(
  parts: VerifiedParts,
  organizationId: OrganizationId,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock } = parts;
  const actor: Actor = {
    kind: 'job',
    id: 'verify',
    name: 'nightly check',
    requestId: randomUUID(),
    source: 'bulk',
  };
  const id = await store.verifications.takeNight(organizationId, lastNight(clock()), LEASE_MS, actor);
  if (id === undefined) return;
  try {
    const made = await checkChain(store, organizationId, { actor, startedAt: clock() }, signal);
    if (made === undefined) {
      await store.verifications.giveBack(organizationId, id);
      return;
    }
    // Whatever becomes of keeping it, the log says what was found.
    tell(parts, organizationId, made);
    await store.verifications.keep(organizationId, { id, ...made });
  } catch (error) {
    // The next look takes the night again; where the database is gone, when the lease is over.
    await store.verifications.giveBack(organizationId, id).catch(() => undefined);
    throw error;
  }
}

function tell(
  { logger, onVerified }: VerifiedParts,
  organizationId: OrganizationId,
  made: MadeVerification,
): void {
  onVerified(made);
  const { entries, records, found } = made.covered;
  const told = { organizationId, entries: entries.to, records: records.count, findings: made.findings };
  if (made.findings === 0) logger.info(told, 'audit log and records checked: nothing was changed');
  else logger.error({ ...told, found }, 'the audit log or a record is not as it was written');
}
