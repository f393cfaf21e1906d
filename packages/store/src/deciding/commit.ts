import { byCodePoints, type OrganizationId } from '@tact/engine';
import type { Database } from '../database.ts';
import type { CommitResult, DecisionToCommit } from '../ports.ts';
import {
  bigIntegerArray,
  booleanArray,
  instantArray,
  integerArray,
  smallIntegerArray,
  textArray,
  uuidArray,
} from './binary-arrays.ts';
import { clientGuard, deviceGuard } from './guard-keys.ts';

/** Decisions in one commit: what is held back while an opt-out waits for it. */
const DECISIONS_MAX = 1_000;

const COMMIT = `select commit_decisions($1, $2, $3, $4::uuid[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::uuid[],
  $10::uuid[], $11::boolean[], $12::text[], $13::text[], $14::text[], $15::uuid[], $16::timestamptz[], $17::smallint[], $18::text[],
  $19::text[], $20::text[], $21::text[], $22::text[], $23::bigint[], $24::integer[]) as moved`;

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
  assertFits(decisions);
  const [row] = await database.call<{ moved: readonly number[] | null }>('commit_decisions', COMMIT, [
    organizationId,
    epochs.rulesetEpoch,
    epochs.suppressionEpoch,
    ...decisionColumns(decisions),
    ...reservationColumns(decisions),
    ...guardColumns(decisions),
  ]);
  if (row === undefined) throw new Error('commit_decisions gave no row');
  if (row.moved === null) return 'epochs moved';
  const moved = new Set(row.moved);
  return decisions.map((_, index) => (moved.has(index + 1) ? 'moved' : 'committed'));
}

/** INVARIANT: at most one reservation of a client and of a device, because the second was decided without knowing of the first (G1). */
function assertFits(decisions: readonly DecisionToCommit[]): void {
  if (decisions.length > DECISIONS_MAX)
    throw new RangeError(`at most ${DECISIONS_MAX} decisions are committed at once`);
  const keys = decisions.flatMap(guardKeysOf);
  if (new Set(keys).size < keys.length)
    throw new RangeError('two reservations of one client or one device are committed one after the other');
}

function guardKeysOf({ clientId, deviceKey, reservation }: DecisionToCommit): readonly string[] {
  return reservation === null ? [] : [clientGuard(clientId), deviceGuard(deviceKey)];
}

function decisionColumns(decisions: readonly DecisionToCommit[]): readonly unknown[] {
  return [
    uuidArray(decisions.map(({ id }) => id)),
    instantArray(decisions.map(({ at }) => at)),
    textArray(decisions.map(({ clientId }) => clientId)),
    textArray(decisions.map(({ deviceKey }) => deviceKey)),
    textArray(decisions.map(({ channel }) => channel)),
    uuidArray(decisions.map(({ accountId }) => accountId)),
    uuidArray(decisions.map(({ campaignGroupId }) => campaignGroupId)),
    booleanArray(decisions.map(({ decision }) => decision === 'allowed')),
    textArray(decisions.map(({ code }) => code)),
    textArray(decisions.map(({ ruleset }) => ruleset)),
    textArray(decisions.map(({ record }) => record)),
  ];
}

function reservationColumns(decisions: readonly DecisionToCommit[]): readonly unknown[] {
  const isAny = decisions.some(({ reservation }) => reservation !== null);
  const reservations = isAny ? decisions.map(({ reservation }) => reservation) : [];
  return [
    uuidArray(reservations.map((reservation) => reservation?.attemptId ?? null)),
    instantArray(reservations.map((reservation) => reservation?.expiresAt ?? null)),
    smallIntegerArray(reservations.map((reservation) => reservation?.devicePosition ?? null)),
    textArray(reservations.map((reservation) => reservation?.place.country ?? null)),
    textArray(reservations.map((reservation) => reservation?.place.regions.join(',') ?? null)),
    textArray(reservations.map((reservation) => reservation?.place.areaCode ?? null)),
    textArray(reservations.map((reservation) => reservation?.place.postalCode ?? null)),
  ];
}

/** INVARIANT: in the order of the keys' bytes, in which every transaction locks guards. */
function guardColumns(decisions: readonly DecisionToCommit[]): readonly unknown[] {
  const guards = decisions
    .flatMap(({ clientId, deviceKey, reservation }, index) =>
      reservation === null
        ? []
        : [
            { key: clientGuard(clientId), version: reservation.guards.client, place: index + 1 },
            { key: deviceGuard(deviceKey), version: reservation.guards.device, place: index + 1 },
          ],
    )
    .sort((one, other) => byCodePoints(one.key, other.key));
  return [
    textArray(guards.map(({ key }) => key)),
    bigIntegerArray(guards.map(({ version }) => version)),
    integerArray(guards.map(({ place }) => place)),
  ];
}
