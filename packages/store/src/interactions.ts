import { sql } from 'kysely';
import type {
  AccountId,
  AttemptId,
  CallResult,
  CampaignGroupId,
  Channel,
  ClientId,
  DeviceKey,
  DeviceType,
  Instant,
  OrganizationId,
} from '@tact/engine';
import type { Tx } from './database.ts';
import type { Interaction, InteractionContact, InteractionDecision, InteractionRequest } from './ports.ts';
import { isUuid } from './uuid-v7.ts';

/** Interactions of one part: some megabytes. */
const INTERACTIONS_MAX = 10_000;
/** How long before an attempt without a decision somebody who asked about it counts as its adviser (S32). */
const ASKED_BEFORE = sql`interval '1 hour'`;

/** Reads one part of a report; rows travel as columns of JSON, which are built and read faster than rows. */
export async function readInteractions(
  tx: Tx,
  organizationId: OrganizationId,
  request: InteractionRequest,
): Promise<readonly Interaction[]> {
  if (request.limit > INTERACTIONS_MAX)
    throw new RangeError(`at most ${INTERACTIONS_MAX} interactions are read at once`);
  // A part is a few thousand keys, each looked up in an index, whatever the statistics say.
  await sql`set local enable_seqscan = off`.execute(tx);
  await sql`set local enable_hashjoin = off`.execute(tx);
  await sql`set local enable_mergejoin = off`.execute(tx);
  const { rows } = await sql<{ columns: Columns }>`
    select json_build_array(${sql.join(COLUMNS.map((name) => sql`coalesce(json_agg(x.${sql.ref(name)} order by x.id), '[]')`))}) as columns
    from (
      select a.*, c.contact, d.decision_ruleset, d.decision_zones, n.asked_id, n.asked_allowed, r.reference
        ${request.details ? sql`, e.agent, b.day_before, b.week_before` : sql`, null as agent, null as day_before, null as week_before`}
      from (${attemptsOf(organizationId, request)}) as a
      ${contactOf()} ${accountOf()} ${decisionOf()} ${askedOf()} ${request.details ? detailsOf() : sql``}
    ) as x`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('an aggregate gave no row');
  const { columns } = row;
  return (columns[0] ?? []).map((_, index) => interactionOf(columns, index));
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
    select organization_id, id, at, milliseconds(at) as at_ms, client_id, device_key, device_position, account_id, campaign_group_id, channel,
      direction, state, milliseconds(expires_at) as expires_ms, call_result, disposition, decision_id, country, regions, postal_code
    from attempts
    where organization_id = ${organizationId} and id > ${start} and id < ${firstIdAt(until)}
      and at >= ${new Date(from)} and at < ${new Date(until)} and state <> 'released' ${sql.join(filters, sql` `)}
    order by id limit ${request.limit}`;
}

/** Before every id of an instant, after every one of earlier ones. */
function firstIdAt(at: Instant): string {
  const time = Math.max(0, at).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

function idOrNone(id: string): string {
  return isUuid(id) ? id : '00000000-0000-0000-0000-000000000000';
}

function contactOf() {
  return sql`
    left join lateral (
      select json_build_array(k.zone, k.country, k.region, k.postal_code, (
        select json_agg(v.device_type || ' ' || v.device_key order by v.position) from devices v
        where v.organization_id = a.organization_id and v.contact_id = k.id
      )) as contact
      from contacts k where k.organization_id = a.organization_id and k.client_id = a.client_id
    ) as c on true`;
}

function accountOf() {
  return sql`
    left join lateral (
      select t.reference from accounts t where t.organization_id = a.organization_id and t.id = a.account_id
    ) as r on a.account_id is not null`;
}

/** A record ends with its decision, and that with its zones, ruleset and versions. */
function decisionOf() {
  return sql`
    left join lateral (
      select q.ruleset as decision_ruleset, substring(right(q.record, 4000) from '"zones":(\\[[^]]*\\]),"ruleset":') as decision_zones
      from decisions q where q.organization_id = a.organization_id and q.id = a.decision_id and q.at = a.at
    ) as d on a.decision_id is not null`;
}

function askedOf() {
  return sql`
    left join lateral (
      select q.id as asked_id, q.allowed as asked_allowed
      from decisions q
      where q.organization_id = a.organization_id and q.client_id = a.client_id and q.at > a.at - ${ASKED_BEFORE} and q.at <= a.at
        and q.device_key = a.device_key and q.channel = a.channel
      order by q.at desc, q.id desc limit 1
    ) as n on a.decision_id is null and a.direction = 'outbound'`;
}

function detailsOf() {
  return sql`
    left join lateral (
      select v.actor ->> 'name' as agent from attempt_events v
      where v.organization_id = a.organization_id and v.attempt_id = a.id and v.at = a.at
      order by v.sequence desc limit 1
    ) as e on a.decision_id is not null
    left join lateral (
      select count(*) filter (where o.at >= a.at - interval '24 hours') as day_before, count(*) as week_before
      from attempts o
      where o.organization_id = a.organization_id and o.client_id = a.client_id and o.at >= a.at - interval '168 hours' and o.at < a.at
        and o.direction = 'outbound' and o.state <> 'released'
    ) as b on true`;
}

const COLUMNS = [
  'id', 'at_ms', 'client_id', 'device_key', 'device_position', 'account_id', 'reference', 'campaign_group_id', 'channel', 'direction',
  'state', 'expires_ms', 'call_result', 'disposition', 'country', 'regions', 'postal_code', 'contact', 'decision_id',
  'decision_ruleset', 'decision_zones', 'asked_id', 'asked_allowed', 'agent', 'day_before', 'week_before',
] as const; // prettier-ignore

type Columns = readonly (readonly unknown[])[];
type Text = string | null;

/** A contact as it travels. */
type ContactColumns = readonly [Text, Text, Text, Text, readonly string[] | null];

/** An interaction as it travels. INVARIANT: in the order of `COLUMNS`, of the types that the tables give them. */
type InteractionColumns = readonly [
  AttemptId, Instant, ClientId, DeviceKey, number | null, AccountId | null, Text, CampaignGroupId | null, Channel, 'outbound' | 'inbound',
  'reserved' | 'finished', Instant | null, CallResult | null, Text, Text, readonly string[], Text, ContactColumns | null, Text,
  Text, Text, Text, boolean | null, Text, number | null, number | null,
]; // prettier-ignore

function interactionOf(columns: Columns, index: number): Interaction {
  const [
    id, at, clientId, deviceKey, devicePosition, accountId, accountReference, campaignGroupId, channel, direction,
    state, expiresAt, callResult, disposition, country, regions, postalCode, contact, decisionId,
    ruleset, zones, askedId, askedAllowed, agent, day, week,
  ] = columns.map((column) => column[index]) as unknown as InteractionColumns; // prettier-ignore
  return {
    id,
    at,
    clientId,
    deviceKey,
    devicePosition,
    accountId,
    accountReference,
    campaignGroupId,
    channel,
    direction,
    state,
    expiresAt,
    callResult,
    disposition,
    country,
    regions,
    postalCode,
    contact: contactFrom(contact),
    decision: decisionFrom(decisionId, ruleset, zones),
    askedBefore: askedId === null ? null : { id: askedId, allowed: askedAllowed === true },
    agent,
    attemptsBefore: day === null || week === null ? null : { day, week },
  };
}

function contactFrom(columns: ContactColumns | null): InteractionContact | null {
  if (columns === null) return null;
  const [zone, country, region, postalCode, devices] = columns;
  return {
    zone,
    country,
    region,
    postalCode,
    devices: (devices ?? []).map((text) => {
      const space = text.indexOf(' ');
      return { type: text.slice(0, space) as DeviceType, key: text.slice(space + 1) as DeviceKey };
    }),
  };
}

function decisionFrom(
  id: string | null,
  ruleset: string | null,
  zones: string | null,
): InteractionDecision | null {
  if (id === null) return null;
  return { id, ruleset, zones: zones === null ? [] : (JSON.parse(zones) as InteractionDecision['zones']) };
}
