import { sql, type RawBuilder } from 'kysely';
import {
  DAY_MS,
  HOUR_MS,
  type AccountId,
  type AttemptId,
  type CallResult,
  type CampaignGroupId,
  type Channel,
  type ClientId,
  type DeviceKey,
  type DeviceType,
  type Instant,
  type OrganizationId,
} from '@tact/engine';
import type { Database, Tx } from './database.ts';
import { textArray, uuidArray } from './deciding/binary-arrays.ts';
import type { Interaction, InteractionContact, InteractionDecision, InteractionRequest } from './ports.ts';
import { firstIdAt, isUuid } from './uuid-v7.ts';

/** Interactions of one part: some megabytes. */
const INTERACTIONS_MAX = 10_000;
/** How long before an attempt without a decision somebody who asked about it counts as its adviser (S32). */
const ASKED_BEFORE_MS = HOUR_MS;

/** Characters at the end of a record among which its zones are looked for: those of a number with twenty zones. */
const RECORD_END_LENGTH = 2_000;
/** How far back attempts are counted: the longest of the report's periods. */
const COUNTED_BEFORE_MS = 7 * DAY_MS;

/**
 * Reads one part of a report: its attempts by one statement, then what belongs to them by one statement a table, each a look-up of a set
 * of keys in one index. Joined in the database, each row would open every month's index again, which takes ten times as long.
 */
export async function readInteractions(
  database: Database,
  organizationId: OrganizationId,
  request: InteractionRequest,
): Promise<readonly Interaction[]> {
  if (request.limit > INTERACTIONS_MAX)
    throw new RangeError(`at most ${INTERACTIONS_MAX} interactions are read at once`);
  const inside = <Result>(work: (tx: Tx) => Promise<Result>) =>
    database.inOrganization(organizationId, async (tx) => {
      // A part is a few thousand keys, each looked up in an index, whatever the statistics say.
      await sql`set local enable_seqscan = off`.execute(tx);
      return work(tx);
    });
  const attempts = await inside((tx) => readAttempts(tx, organizationId, request));
  const [first, last] = [attempts[0], attempts.at(-1)];
  if (first === undefined || last === undefined) return [];
  const part = { organizationId, attempts, from: first[1], to: last[1] };
  const { details } = request;
  // On connections of their own: PostgreSQL works on several at once.
  const [[contacts, accounts], [decisions, asked, agents], counts] = await Promise.all([
    inside(async (tx) => [await readContacts({ tx, ...part }), await readAccounts({ tx, ...part })] as const),
    inside(
      async (tx) =>
        [
          await readDecisions({ tx, ...part }),
          await readAsked({ tx, ...part }),
          details ? await readAgents({ tx, ...part }) : null,
        ] as const,
    ),
    details ? inside((tx) => readCounts({ tx, ...part })) : null,
  ]);
  const joined = { contacts, accounts, decisions, asked, agents, counts };
  return attempts.map((columns) => interactionOf(columns, joined));
}

/** What belongs to the attempts of a part, by table. Null: it was not asked for. */
interface Joined {
  readonly contacts: ReadonlyMap<string, InteractionContact>;
  readonly accounts: ReadonlyMap<string, string>;
  readonly decisions: ReadonlyMap<string, InteractionDecision>;
  readonly asked: (columns: AttemptColumns) => Interaction['askedBefore'];
  readonly agents: ReadonlyMap<string, string> | null;
  readonly counts: ((clientId: ClientId, at: Instant) => NonNullable<Interaction['attemptsBefore']>) | null;
}

function interactionOf(
  columns: AttemptColumns,
  { contacts, accounts, decisions, asked, agents, counts }: Joined,
): Interaction {
  const [id, at, clientId, deviceKey, devicePosition, accountId, campaignGroupId, channel, direction] =
    columns;
  const [
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    state,
    expiresAt,
    callResult,
    disposition,
    decisionId,
    country,
    regions,
    postalCode,
  ] = columns;
  const isUndecided = decisionId === null && direction === 'outbound';
  return {
    id,
    at,
    clientId,
    deviceKey,
    devicePosition,
    accountId,
    accountReference: accountId === null ? null : (accounts.get(accountId) ?? null),
    campaignGroupId,
    channel,
    direction,
    state,
    expiresAt,
    callResult,
    disposition,
    country,
    regions: regions === '' ? [] : regions.split(','),
    postalCode,
    contact: contacts.get(clientId) ?? null,
    decision:
      decisionId === null
        ? null
        : (decisions.get(decisionId) ?? { id: decisionId, ruleset: null, zones: [] }),
    askedBefore: isUndecided ? asked(columns) : null,
    agent: agents?.get(id) ?? null,
    attemptsBefore: counts === null ? null : counts(clientId, at),
  };
}

/** A part whose attempts are read: what belongs to them lies between the first and the last of them. */
interface Part {
  readonly tx: Tx;
  readonly organizationId: OrganizationId;
  readonly attempts: readonly AttemptColumns[];
  readonly from: Instant;
  readonly to: Instant;
}

type Text = string | null;

/** An attempt as it travels. INVARIANT: in the order in which `readAttempts` names the columns. */
type AttemptColumns = readonly [
  AttemptId, Instant, ClientId, DeviceKey, number | null, AccountId | null, CampaignGroupId | null, Channel, 'outbound' | 'inbound',
  'reserved' | 'finished', Instant | null, CallResult | null, Text, Text, Text, string, Text,
]; // prettier-ignore

async function readAttempts(
  tx: Tx,
  organizationId: OrganizationId,
  request: InteractionRequest,
): Promise<readonly AttemptColumns[]> {
  return rowsOf<AttemptColumns>(
    tx,
    sql`select json_build_array(a.id, milliseconds(a.at), a.client_id, a.device_key, a.device_position, a.account_id, a.campaign_group_id,
        a.channel, a.direction, a.state, milliseconds(a.expires_at), a.call_result, a.disposition, a.decision_id, a.country,
        array_to_string(a.regions, ','), a.postal_code) as row
      from (${attemptsOf(organizationId, request)}) as a`,
  );
}

/** Rows as JSON in one text: read faster than rows. */
async function rowsOf<Row>(tx: Tx, query: RawBuilder<unknown>): Promise<readonly Row[]> {
  const { rows } = await sql<{ rows: readonly Row[] }>`
    select coalesce(json_agg(x.row), '[]') as rows from (${query}) as x`.execute(tx);
  return rows[0]?.rows ?? [];
}

/**
 * The ids carry the instant (UUID version 7), so their order is that of time, and the primary key gives a part wherever it begins.
 * Both bounds stand there twice: the instants choose the partitions, the ids the place in each.
 */
function attemptsOf(organizationId: OrganizationId, request: InteractionRequest) {
  const { from, until, after, channel, direction, campaignGroupId, clientId, accountId } = request;
  const start = after ?? firstIdAt(from);
  const filters = [
    ...(channel === null ? [] : [sql`and channel = ${channel}`]),
    ...(direction === null ? [] : [sql`and direction = ${direction}`]),
    ...(campaignGroupId === null ? [] : [sql`and campaign_group_id = ${idOrNone(campaignGroupId)}`]),
    ...(clientId === null ? [] : [sql`and client_id = ${clientId}`]),
    ...(accountId === null ? [] : [sql`and account_id = ${idOrNone(accountId)}`]),
  ];
  return sql`
    select * from attempts
    where organization_id = ${organizationId} and id > ${start} and id < ${firstIdAt(until)}
      and at >= ${new Date(from)} and at < ${new Date(until)} and state <> 'released' ${sql.join(filters, sql` `)}
    order by id limit ${request.limit}`;
}

function idOrNone(id: string): string {
  return isUuid(id) ? id : '00000000-0000-0000-0000-000000000000';
}

async function readContacts(part: Part): Promise<ReadonlyMap<string, InteractionContact>> {
  const { tx, organizationId } = part;
  const clients = distinct(part, ([, , clientId]) => clientId);
  const rows = await rowsOf<readonly [string, Text, Text, Text, Text, readonly string[] | null]>(
    tx,
    sql`select json_build_array(k.client_id, k.zone, k.country, k.region, k.postal_code, (
          select json_agg(v.device_type || ' ' || v.device_key order by v.position) from devices v
          where v.organization_id = k.organization_id and v.contact_id = k.id)) as row
        from contacts k where k.organization_id = ${organizationId} and k.client_id = any (${textArray(clients)}::text[])`,
  );
  return new Map(
    rows.map(([clientId, zone, country, region, postalCode, devices]) => [
      clientId,
      { zone, country, region, postalCode, devices: (devices ?? []).map(deviceOf) },
    ]),
  );
}

function deviceOf(text: string): InteractionContact['devices'][number] {
  const space = text.indexOf(' ');
  return { type: text.slice(0, space) as DeviceType, key: text.slice(space + 1) as DeviceKey };
}

async function readAccounts(part: Part): Promise<ReadonlyMap<string, string>> {
  const { tx, organizationId } = part;
  const ids = distinct(part, ([, , , , , accountId]) => accountId);
  if (ids.length === 0) return new Map();
  return new Map(
    await rowsOf<readonly [string, string]>(
      tx,
      sql`select json_build_array(t.id, t.reference) as row from accounts t
        where t.organization_id = ${organizationId} and t.id = any (${uuidArray(ids)}::uuid[])`,
    ),
  );
}

/** A decision has the instant of its attempt. A record ends with its decision, and that with its zones, ruleset and versions. */
async function readDecisions(part: Part): Promise<ReadonlyMap<string, InteractionDecision>> {
  const { tx, organizationId } = part;
  const ids = distinct(part, (columns) => columns[13]);
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<readonly [string, Text, Text]>(
    tx,
    sql`select json_build_array(q.id, q.ruleset, split_part(right(q.record, ${RECORD_END_LENGTH}), '"zones":', -1)) as row
      from decisions q
      where q.organization_id = ${organizationId} and q.id = any (${uuidArray(ids)}::uuid[])
        and q.at >= ${new Date(part.from)} and q.at <= ${new Date(part.to)}`,
  );
  return new Map(rows.map(([id, ruleset, zones]) => [id, { id, ruleset, zones: zonesOf(zones) }]));
}

/** What follows the last mention of zones in a record: the zones, then the ruleset's fingerprint. */
function zonesOf(text: Text): InteractionDecision['zones'] {
  const end = text?.indexOf('],"ruleset":') ?? -1;
  return text === null || end < 0 ? [] : (JSON.parse(text.slice(0, end + 1)) as InteractionDecision['zones']);
}

/** The newest decision about the same client, device and channel in the hour before an attempt that was made without one. */
async function readAsked(part: Part): Promise<(columns: AttemptColumns) => Interaction['askedBefore']> {
  const { tx, organizationId } = part;
  const clients = distinct(part, (columns) =>
    columns[13] === null && columns[8] === 'outbound' ? columns[2] : null,
  );
  if (clients.length === 0) return () => null;
  const rows = await rowsOf<readonly [string, string, string, string, number, boolean]>(
    tx,
    sql`select json_build_array(q.client_id, q.device_key, q.channel, q.id, milliseconds(q.at), q.allowed) as row
      from decisions q
      where q.organization_id = ${organizationId} and q.client_id = any (${textArray(clients)}::text[])
        and q.at > ${new Date(part.from - ASKED_BEFORE_MS)} and q.at <= ${new Date(part.to)}
      order by q.at desc, q.id desc`,
  );
  const byAsked = Map.groupBy(rows, ([clientId, device, channel]) => `${channel} ${device} ${clientId}`);
  return ([, at, clientId, device, , , , channel]) => {
    const newest = byAsked
      .get(`${channel} ${device} ${clientId}`)
      ?.find(([, , , , askedAt]) => askedAt <= at && askedAt > at - ASKED_BEFORE_MS);
    return newest === undefined ? null : { id: newest[3], allowed: newest[5] };
  };
}

/** Who reported a result last, by name. */
async function readAgents(part: Part): Promise<ReadonlyMap<string, string>> {
  const { tx, organizationId } = part;
  const ids = distinct(part, (columns) => (columns[13] === null ? null : columns[0]));
  if (ids.length === 0) return new Map();
  // In ascending order, so that of several reports the last one stays.
  return new Map(
    await rowsOf<readonly [string, string]>(
      tx,
      sql`select json_build_array(v.attempt_id, v.actor ->> 'name') as row from attempt_events v
        where v.organization_id = ${organizationId} and v.attempt_id = any (${uuidArray(ids)}::uuid[])
          and v.at >= ${new Date(part.from)} and v.at <= ${new Date(part.to)}
          and v.kind <> 'imported'
        order by v.attempt_id, v.sequence`,
    ),
  );
}

/** How many outbound attempts there were on a client in the day and in the week before an instant. */
async function readCounts(
  part: Part,
): Promise<(clientId: ClientId, at: Instant) => { readonly day: number; readonly week: number }> {
  const { tx, organizationId } = part;
  const clients = distinct(part, ([, , clientId]) => clientId);
  const rows = await rowsOf<readonly [string, readonly number[]]>(
    tx,
    sql`select json_build_array(o.client_id, json_agg(milliseconds(o.at) order by o.at)) as row from attempts o
      where o.organization_id = ${organizationId} and o.client_id = any (${textArray(clients)}::text[])
        and o.at >= ${new Date(part.from - COUNTED_BEFORE_MS)} and o.at < ${new Date(part.to)}
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

function distinct({ attempts }: Part, of: (columns: AttemptColumns) => string | null): readonly string[] {
  const found = new Set<string>();
  for (const columns of attempts) {
    const one = of(columns);
    if (one !== null) found.add(one);
  }
  return [...found];
}
