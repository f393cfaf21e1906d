import { sql, type RawBuilder } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import type { Database } from '../database.ts';
import type { AfterOptOutsPlace, AfterOptOutsPort, AttemptAfterOptOut, InteractionFilter } from '../ports.ts';
import { firstIdAt } from '../uuid-v7.ts';

/** Opt-outs that one statement looks at, each by two look-ups in the attempts of its months. */
const OPT_OUTS_AT_ONCE = 10_000;

/** What was done after opt-outs. Their ids carry the instant at which they were recorded, so that a time is a range of the primary key. */
export function afterOptOutsPort(database: Database): AfterOptOutsPort {
  return {
    count: (organizationId, filter) =>
      database.inOrganization(organizationId, async (tx) => {
        const { rows } = await sql<{ count: number }>`
          select count(*) as count from opt_outs o where ${isMeant(organizationId, filter)}`.execute(tx);
        return rows[0]?.count ?? 0;
      }),
    part: (organizationId, filter, after, rowsMax) =>
      database.inOrganization(organizationId, async (tx) => {
        const { rows } = await sql<PartRow>`
          with looked_at as materialized (
            select o.id, o.client_id, o.channels, o.contact_only, ${BEGINS} as begins, ${ENDS} as ends, o.created_at, o.from_date, o.until_date
            from opt_outs o
            where ${isMeant(organizationId, filter)} and ${after === null ? sql`true` : sql`o.id >= ${after.optOutId}::uuid`}
            order by o.id limit ${OPT_OUTS_AT_ONCE}
          ), found as (${foundIn(organizationId, filter, after)} order by s.id, a.id limit ${rowsMax})
          select looked.count as "looked", looked.last as "lastLooked", found.*
          from (select count(*)::int as count, (select id from looked_at order by id desc limit 1) as last from looked_at) as looked
          left join found on true
          order by found."optOutId", found.id`.execute(tx);
        return partOf(rows, rowsMax);
      }),
  };
}

type PartRow = { readonly looked: number; readonly lastLooked: string | null } & (
  AttemptAfterOptOut | { readonly id: null }
);

function partOf(rows: readonly PartRow[], rowsMax: number): Awaited<ReturnType<AfterOptOutsPort['part']>> {
  const found = rows.flatMap((row) => (row.id === null ? [] : [attemptOf(row)]));
  const last = found.at(-1);
  if (last !== undefined && found.length >= rowsMax)
    return { rows: found, next: { optOutId: last.optOutId, attemptId: last.id } };
  const { looked = 0, lastLooked = null } = rows[0] ?? {};
  const isEnd = lastLooked === null || looked < OPT_OUTS_AT_ONCE;
  return { rows: found, next: isEnd ? null : { optOutId: lastLooked, attemptId: null } };
}

function attemptOf(row: AttemptAfterOptOut): AttemptAfterOptOut {
  const {
    optOutId,
    optOutClientId,
    since,
    fromDate,
    untilDate,
    id,
    at,
    clientId,
    deviceKey,
    channel,
    ...rest
  } = row;
  const { accountId, campaignGroupId, decisionId } = rest;
  return {
    ...{ optOutId, optOutClientId, since, fromDate, untilDate, id, at, clientId, deviceKey, channel },
    ...{ accountId, campaignGroupId, decisionId },
  };
}

/** The opt-outs `o` of a time, by the ids that carry it. */
function isMeant(
  organizationId: OrganizationId,
  { from, until, clientId, channel }: InteractionFilter,
): RawBuilder<boolean> {
  return sql<boolean>`o.organization_id = ${organizationId} and o.id >= ${firstIdAt(from)}::uuid and o.id < ${firstIdAt(until)}::uuid
    and ${clientId === null ? sql`true` : sql`o.client_id = ${clientId}`}
    and ${channel === null ? sql`true` : sql`(o.channels is null or ${channel} = any (o.channels))`}`;
}

/** From when on an opt-out `o` holds: of a first day, from before it begins anywhere. No zone is a day off UTC. */
const BEGINS = sql`greatest(o.from_at, (o.from_date - 1)::timestamp at time zone 'UTC')`;
/** Until when: of a last day, until after it has ended everywhere. */
const ENDS = sql`least(o.lifted_at, o.until_at, (o.until_date + 2)::timestamp at time zone 'UTC')`;

/** Attempts on the client who opted out, or on a device that the opt-out covers at everybody; by the client's and the device's index. */
function foundIn(
  organizationId: OrganizationId,
  { channel, campaignGroupId, accountId }: InteractionFilter,
  after: AfterOptOutsPlace | null,
): RawBuilder<unknown> {
  const attempts = (among: RawBuilder<unknown>, of: RawBuilder<unknown>) => sql`
    select a.id, a.at, a.client_id, a.device_key, a.channel, a.account_id, a.campaign_group_id, a.decision_id
    from ${among}
    where a.organization_id = ${organizationId} and ${of} and a.at > s.created_at and (s.begins is null or a.at >= s.begins) and (s.ends is null or a.at < s.ends)
      and a.direction = 'outbound' and a.state <> 'released' and (s.channels is null or a.channel = any (s.channels))
      and ${channel === null ? sql`true` : sql`a.channel = ${channel}`}
      and ${campaignGroupId === null ? sql`true` : sql`a.campaign_group_id = ${campaignGroupId}`}
      and ${accountId === null ? sql`true` : sql`a.account_id = ${accountId}`}`;
  const acknowledged = sql`(
    select max(l.at) from audit_log l
    where l.organization_id = ${organizationId} and l.entity = 'opt-out' and l.entity_id = s.id::text and l.action = 'opt-out.create')`;
  const place =
    after === null
      ? sql`true`
      : after.attemptId === null
        ? sql`s.id > ${after.optOutId}::uuid`
        : sql`(s.id, a.id) > (${after.optOutId}::uuid, ${after.attemptId}::uuid)`;
  return sql`
    select s.id as "optOutId", s.client_id as "optOutClientId", greatest(s.created_at, s.begins, told.at) as since,
      s.from_date::text as "fromDate", s.until_date::text as "untilDate", a.id, a.at, a.client_id as "clientId",
      a.device_key as "deviceKey", a.channel, a.account_id as "accountId", a.campaign_group_id as "campaignGroupId", a.decision_id as "decisionId"
    from looked_at s
    cross join lateral (
      ${attempts(sql`attempts a`, sql`a.client_id = s.client_id`)}
      union
      ${attempts(
        sql`opt_out_devices d cross join attempts a`,
        sql`d.organization_id = ${organizationId} and d.opt_out_id = s.id and a.device_key = d.device_key`,
      )}
    ) as a
    cross join lateral (select ${acknowledged} as at) as told
    where ${place} and a.at > coalesce(told.at, s.created_at)`;
}
