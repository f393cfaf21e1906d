import type { AttemptId, Instant, OrganizationId } from '@tact/engine';
import pg from 'pg';
import type { InteractionStreamRequest } from '../ports.ts';
import { firstIdAt } from '../uuid-v7.ts';
import { idOrNone } from './read-interactions.ts';

/** Bytes at the end of a record among which its zones are nearly always found. */
const RECORD_END_BYTES = 600;

/** What a row is; any other number is a result. */
export const ATTEMPT = 0;
/** A decision. */
export const DECISION = 1;

/**
 * The attempts, decisions and results of a piece in the order of their ids, which is that of time: PostgreSQL merges the three primary keys,
 * and nothing is sorted or joined. Each is in order by itself, and all have the same columns of the same types and collations: else it would sort.
 * `stream-rows.ts` counts on the order of the columns: first what has a fixed length, then what an attempt was asked about, then what repeats.
 */
export function streamQuery(
  organizationId: OrganizationId,
  request: InteractionStreamRequest,
  piece: {
    readonly from: Instant;
    readonly until: Instant;
    readonly after: AttemptId | null;
    readonly askedFrom: Instant;
  },
): string {
  const { channel, direction, campaignGroupId, details } = request;
  const { from, until, after, askedFrom } = piece;
  const filters = [
    ...(channel === null ? [] : [`channel = ${pg.escapeLiteral(channel)}`]),
    ...(direction === null ? [] : [`direction = ${pg.escapeLiteral(direction)}`]),
    ...(campaignGroupId === null ? [] : [`campaign_group_id = '${idOrNone(campaignGroupId)}'`]),
  ];
  const wanted = filters.length === 0 ? 'true' : `coalesce(${filters.join(' and ')}, false)`;
  const of = (id: string, begins: Instant, afterId = firstIdAt(begins)) =>
    `organization_id = '${organizationId}' and ${id} > '${afterId}' and ${id} < '${firstIdAt(until)}'
        and at >= '${isoOf(begins)}' and at < '${isoOf(until)}'`;
  const attempts = `select ${ATTEMPT}::smallint as kind, id, at, ${wanted} as flag, decision_id, null::bytea as told, client_id, device_key, channel,
        device_position, campaign_group_id, direction, state, call_result, disposition, country, regions, postal_code, account_id, expires_at
      from attempts where ${of('id', from, after ?? undefined)} and state <> 'released'${details ? '' : ` and ${wanted}`} order by id`;
  const decisions = `select ${DECISION}::smallint, id, at, allowed, null::uuid,
        case when allowed then substring(textsend(record) from greatest(1, octet_length(record) - ${RECORD_END_BYTES - 1})) end,
        client_id, device_key, channel, ${NO_COLUMNS}
      from decisions where ${of('id', askedFrom)} order by id`;
  const events = `select 2::smallint, attempt_id, at, true, null::uuid, textsend(sequence || coalesce(' ' || (actor ->> 'name'), '')),
        ''::text collate "C", ''::text collate "C", ''::text, ${NO_COLUMNS}
      from attempt_events where ${of('attempt_id', from)} and kind <> 'imported' order by attempt_id`;
  const halves = [attempts, decisions, ...(details ? [events] : [])].map((half) => `(${half})`);
  return `select * from (${halves.join(' union all ')}) as told order by id`;
}

const NO_COLUMNS = `null::smallint, null::uuid, ''::text, ''::text, null::text, null::text, null::text, null::text[], null::text, null::uuid,
        null::timestamptz`;

/** The attempts of a time, as far as an attempt window needs them. */
export function windowQuery(organizationId: OrganizationId, from: Instant, upTo: string): string {
  return `select at, client_id from attempts
    where organization_id = '${organizationId}' and id > '${firstIdAt(from)}' and id <= '${upTo}' and at >= '${isoOf(from)}'
      and state <> 'released' and direction = 'outbound' order by id`;
}

function isoOf(at: Instant): string {
  return new Date(at).toISOString();
}
