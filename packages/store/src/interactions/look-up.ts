import { sql, type RawBuilder } from 'kysely';
import {
  DAY_MS,
  HOUR_MS,
  type DeviceKey,
  type DeviceType,
  type Instant,
  type OrganizationId,
} from '@tact/engine';
import type { Tx } from '../database.ts';
import { textArray, uuidArray } from '../deciding/binary-arrays.ts';
import type { Interaction, InteractionContact, InteractionDecision } from '../ports.ts';

/** Whose rows are looked up, and between which instants what belongs to them lies, both included. */
export interface LookUp {
  readonly tx: Tx;
  readonly organizationId: OrganizationId;
  readonly from: Instant;
  readonly to: Instant;
}

/** How long before an attempt without a decision somebody who asked about it counts as its adviser (S32). */
export const ASKED_BEFORE_MS = HOUR_MS;
/** How far back attempts are counted: the longest of the report's periods. */
export const COUNTED_BEFORE_MS = 7 * DAY_MS;
/** Characters at the end of a record among which its zones are looked for: those of a number that may be anywhere in two countries. */
const RECORD_END_LENGTH = 10_000;

/** Rows as JSON in one text: read faster than rows. The query gives one column, `row`. */
export async function rowsOf<Row>(tx: Tx, query: RawBuilder<unknown>): Promise<readonly Row[]> {
  const { rows } = await sql<{ rows: readonly Row[] }>`
    select coalesce(json_agg(x.row), '[]') as rows from (${query}) as x`.execute(tx);
  return rows[0]?.rows ?? [];
}

/** The contacts as they are now, by client id. */
export async function lookUpContacts(
  { tx, organizationId }: Pick<LookUp, 'tx' | 'organizationId'>,
  clientIds: readonly string[],
): Promise<ReadonlyMap<string, InteractionContact>> {
  if (clientIds.length === 0) return new Map();
  const rows = await rowsOf<
    readonly [string, string | null, string | null, string | null, string | null, readonly string[] | null]
  >(
    tx,
    sql`select json_build_array(k.client_id, k.zone, k.country, k.region, k.postal_code, (
          select json_agg(v.device_type || ' ' || v.device_key order by v.position) from devices v
          where v.organization_id = k.organization_id and v.contact_id = k.id)) as row
        from contacts k where k.organization_id = ${organizationId} and k.client_id = any (${textArray(clientIds)}::text[])`,
  );
  return new Map(
    rows.map(([clientId, zone, country, region, postalCode, devices]) => [
      clientId,
      { zone, country, region, postalCode, devices: (devices ?? []).map(deviceOf) },
    ]),
  );
}

/** A device as `type key`. */
export function deviceOf(text: string): InteractionContact['devices'][number] {
  const space = text.indexOf(' ');
  return { type: text.slice(0, space) as DeviceType, key: text.slice(space + 1) as DeviceKey };
}

/** The accounts' own references, by id. */
export async function lookUpAccounts(
  { tx, organizationId }: Pick<LookUp, 'tx' | 'organizationId'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  return new Map(
    await rowsOf<readonly [string, string]>(
      tx,
      sql`select json_build_array(t.id, t.reference) as row from accounts t
        where t.organization_id = ${organizationId} and t.id = any (${uuidArray(ids)}::uuid[])`,
    ),
  );
}

/** Decisions by id. A decision has the instant of its attempt. */
export async function lookUpDecisions(
  { tx, organizationId, from, to }: LookUp,
  ids: readonly string[],
): Promise<ReadonlyMap<string, InteractionDecision>> {
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<readonly [string, string | null]>(
    tx,
    sql`select json_build_array(q.id, right(q.record, ${RECORD_END_LENGTH})) as row
      from decisions q
      where q.organization_id = ${organizationId} and q.id = any (${uuidArray(ids)}::uuid[])
        and q.at >= ${new Date(from)} and q.at <= ${new Date(to)}`,
  );
  return new Map(rows.map(([id, end]) => [id, { id, zones: zonesOfRecord(end ?? '') ?? [] }]));
}

/** A list: the versions behind it name the zone table by the same word. */
const ZONES = '"zones":[';

/**
 * The zones from the end of a record, which ends with its decision, and that with its zones, ruleset and versions. Undefined where the text
 * does not reach back to them.
 */
export function zonesOfRecord(end: string): InteractionDecision['zones'] | undefined {
  const begins = end.lastIndexOf(ZONES);
  const ends = begins < 0 ? -1 : end.indexOf('],"ruleset":', begins);
  if (ends < 0) return undefined;
  return JSON.parse(end.slice(begins + ZONES.length - 1, ends + 1)) as InteractionDecision['zones'];
}

/** What an attempt was asked about: the same client, device and channel. */
export type AskedAbout = Pick<Interaction, 'clientId' | 'deviceKey' | 'channel' | 'at'>;

/** The newest decision about the same client, device and channel in the hour before an attempt that was made without one. */
export async function lookUpAsked(
  { tx, organizationId, from, to }: LookUp,
  clientIds: readonly string[],
): Promise<(attempt: AskedAbout) => Interaction['askedBefore']> {
  if (clientIds.length === 0) return () => null;
  const rows = await rowsOf<readonly [string, string, string, string, number, boolean]>(
    tx,
    sql`select json_build_array(q.client_id, q.device_key, q.channel, q.id, milliseconds(q.at), q.allowed) as row
      from decisions q
      where q.organization_id = ${organizationId} and q.client_id = any (${textArray(clientIds)}::text[])
        and q.at > ${new Date(from - ASKED_BEFORE_MS)} and q.at <= ${new Date(to)}
      order by q.at desc, q.id desc`,
  );
  const byAsked = Map.groupBy(rows, ([clientId, device, channel]) => `${channel} ${device} ${clientId}`);
  return ({ clientId, deviceKey, channel, at }) => {
    const newest = byAsked
      .get(`${channel} ${deviceKey} ${clientId}`)
      ?.find(([, , , , askedAt]) => askedAt <= at && askedAt > at - ASKED_BEFORE_MS);
    return newest === undefined ? null : { id: newest[3], allowed: newest[5] };
  };
}

/** Who reported a result last, by name, by attempt. */
export async function lookUpAgents(
  { tx, organizationId, from, to }: LookUp,
  attemptIds: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  if (attemptIds.length === 0) return new Map();
  // In ascending order, so that of several reports the last one stays.
  return new Map(
    await rowsOf<readonly [string, string | null]>(
      tx,
      sql`select json_build_array(v.attempt_id, v.actor ->> 'name') as row from attempt_events v
        where v.organization_id = ${organizationId} and v.attempt_id = any (${uuidArray(attemptIds)}::uuid[])
          and v.at >= ${new Date(from)} and v.at <= ${new Date(to)}
          and v.kind <> 'imported'
        order by v.attempt_id, v.sequence`,
    ),
  );
}

/** How many outbound attempts there were on a client in the day and in the week before an instant. */
export async function lookUpCounts(
  { tx, organizationId, from, to }: LookUp,
  clientIds: readonly string[],
): Promise<(clientId: string, at: Instant) => NonNullable<Interaction['attemptsBefore']>> {
  const rows = await rowsOf<readonly [string, readonly number[]]>(
    tx,
    sql`select json_build_array(o.client_id, json_agg(milliseconds(o.at) order by o.at)) as row from attempts o
      where o.organization_id = ${organizationId} and o.client_id = any (${textArray(clientIds)}::text[])
        and o.at >= ${new Date(from - COUNTED_BEFORE_MS)} and o.at < ${new Date(to)}
        and o.direction = 'outbound' and o.state <> 'released'
      group by o.client_id`,
  );
  const byClient = new Map(rows);
  return (clientId, at) => {
    const instants = byClient.get(clientId) ?? [];
    const before = countBefore(instants, at);
    return {
      day: before - countBefore(instants, at - DAY_MS),
      week: before - countBefore(instants, at - COUNTED_BEFORE_MS),
    };
  };
}

/** How many of ascending instants lie before the given one. */
function countBefore(instants: readonly number[], at: number): number {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((instants[middle] ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
