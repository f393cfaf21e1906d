import type {
  AccountId,
  AttemptId,
  CallResult,
  CampaignGroupId,
  Channel,
  ClientId,
  DeviceKey,
  Instant,
  OrganizationId,
} from '@tact/engine';
import type { Database } from './database.ts';
import { StoreError } from './errors.ts';
import type { Actor, Attempt } from './ports.ts';
import { timeOfUuidV7 } from './uuid-v7.ts';

/** What became known of an attempt: its result, or that it was not made. */
export interface Known {
  readonly kind: 'finished' | 'released';
  readonly callResult: CallResult | null;
  readonly disposition: string | null;
  readonly at: Instant;
  /** Fills in what is not known (no result, `Unknown`, `Ok`), and replaces no result and no disposition that somebody gave. */
  readonly fillsIn?: boolean;
}

const FINISH = `select ending, attempt from finish_attempt($1, $2, to_timestamp($3::double precision / 1000), $4, $5, $6,
  to_timestamp($7::double precision / 1000), $8, $9)`;

/** What came of it: `changed` and `unchanged` are good ends. */
type Ending = 'changed' | 'unchanged' | 'not_found' | 'already_released' | 'already_finished';

/** An attempt as it travels: a JSON array in this order. */
type Columns = readonly [
  clientId: string, deviceKey: string, devicePosition: number | null, accountId: string | null, campaignGroupId: string | null,
  channel: string, direction: string, state: string, expiresAt: number | null, callResult: string | null, disposition: string | null,
  finishedAt: number | null, decisionId: string | null, origin: string, country: string | null, regions: readonly string[],
  areaCode: string | null, postalCode: string | null,
]; // prettier-ignore

/**
 * Writes what became known of an attempt, in one round trip, with what its record in a campaign has to know. The same once more changes
 * nothing. Gives the attempt as it is now. Throws `not_found`, `already_released` and `already_finished`.
 */
export async function finishAttempt(
  database: Database,
  organizationId: OrganizationId,
  id: AttemptId,
  { kind, callResult, disposition, at: knownAt, fillsIn = false }: Known,
  actor: Actor,
): Promise<{ readonly attempt: Attempt; readonly isChanged: boolean }> {
  const at = timeOfUuidV7(id);
  if (at === undefined) throw refusalOf('not_found', id);
  const values = [
    organizationId,
    id,
    at,
    kind,
    callResult,
    disposition,
    knownAt,
    JSON.stringify(actor),
    fillsIn,
  ];
  const [row] = await database.call<{ ending: Ending; attempt: Columns | null }>(
    'finish_attempt',
    FINISH,
    values,
  );
  if (row?.attempt == null) throw refusalOf('not_found', id);
  if (row.ending !== 'changed' && row.ending !== 'unchanged') throw refusalOf(row.ending, id);
  return { attempt: attemptOf(id, at, row.attempt), isChanged: row.ending === 'changed' };
}

function refusalOf(ending: Exclude<Ending, 'changed' | 'unchanged'>, id: AttemptId): StoreError {
  switch (ending) {
    case 'not_found':
      return new StoreError(ending, `there is no attempt \`${id}\``);
    case 'already_released':
      return new StoreError(ending, `the attempt \`${id}\` was released: it was not made`);
    case 'already_finished':
      return new StoreError(ending, `the attempt \`${id}\` has a result: it was made`);
  }
}

function attemptOf(id: AttemptId, at: Instant, columns: Columns): Attempt {
  const [clientId, deviceKey, devicePosition, accountId, campaignGroupId, channel, direction, ...known] =
    columns;
  const [state, expiresAt, callResult, disposition, finishedAt, decisionId, origin, ...place] = known;
  const [country, regions, areaCode, postalCode] = place;
  return {
    id,
    at,
    clientId: clientId as ClientId,
    deviceKey: deviceKey as DeviceKey,
    devicePosition,
    accountId: accountId as AccountId | null,
    campaignGroupId: campaignGroupId as CampaignGroupId | null,
    channel: channel as Channel,
    direction: direction === 'inbound' ? 'inbound' : 'outbound',
    state: state === 'reserved' || state === 'released' ? state : 'finished',
    expiresAt: expiresAt as Instant | null,
    callResult: callResult as CallResult | null,
    disposition,
    finishedAt: finishedAt as Instant | null,
    decisionId,
    origin: origin === 'import' ? 'import' : 'reservation',
    place: { country, regions, areaCode, postalCode },
  };
}
