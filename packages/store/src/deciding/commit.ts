import type { OrganizationId } from '@tact/engine';
import type { Database } from '../database.ts';
import type { CommitResult, DecisionToCommit } from '../ports.ts';

const COMMIT = `select commit_decisions($1, $2, $3, $4::uuid[], $5::double precision[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::uuid[],
  $11::boolean[], $12::text[], $13::text[], $14::text[], $15::uuid[], $16::double precision[], $17::smallint[], $18::text[], $19::text[],
  $20::text[], $21::text[], $22::bigint[], $23::bigint[]) as committed`;

/**
 * Makes decisions durable with their reservations: one round trip, one transaction. What was written and what was not is what the
 * database says; an error means that it is not known, and then nobody was told `allowed` (G3).
 */
export async function commitDecisions(
  database: Database,
  organizationId: OrganizationId,
  epochs: { readonly rulesetEpoch: number; readonly suppressionEpoch: number },
  decisions: readonly DecisionToCommit[],
): Promise<'epochs moved' | readonly CommitResult[]> {
  const reservations = decisions.map(({ reservation }) => reservation);
  const rows = await database.call<{ committed: readonly boolean[] | null }>('commit_decisions', COMMIT, [
    organizationId,
    epochs.rulesetEpoch,
    epochs.suppressionEpoch,
    decisions.map(({ id }) => id),
    decisions.map(({ at }) => at),
    decisions.map(({ clientId }) => clientId),
    decisions.map(({ deviceKey }) => deviceKey),
    decisions.map(({ channel }) => channel),
    decisions.map(({ accountId }) => accountId),
    decisions.map(({ campaignGroupId }) => campaignGroupId),
    decisions.map(({ decision }) => decision === 'allowed'),
    decisions.map(({ code }) => code),
    decisions.map(({ ruleset }) => ruleset),
    decisions.map(({ record }) => record),
    reservations.map((reservation) => reservation?.attemptId ?? null),
    reservations.map((reservation) => reservation?.expiresAt ?? null),
    reservations.map((reservation) => reservation?.devicePosition ?? null),
    reservations.map((reservation) => reservation?.place.country ?? null),
    reservations.map((reservation) => reservation?.place.regions.join(',') ?? null),
    reservations.map((reservation) => reservation?.place.areaCode ?? null),
    reservations.map((reservation) => reservation?.place.postalCode ?? null),
    reservations.map((reservation) => reservation?.guards.client ?? null),
    reservations.map((reservation) => reservation?.guards.device ?? null),
  ]);
  const committed = rows[0]?.committed;
  if (committed === undefined || committed === null) return 'epochs moved';
  return committed.map((isWritten) => (isWritten ? 'committed' : 'moved'));
}
