import { sql } from 'kysely';
import {
  byCodePoints,
  type ClientId,
  type DeviceKey,
  type DeviceType,
  type Instant,
  type OrganizationId,
} from '@tact/engine';
import pg from 'pg';
import { instantValue, organizationValue, type Database } from '../database.ts';
import { textArray, uuidArray } from '../deciding/binary-arrays.ts';
import type { ClientRange, HistoryContact, HistoryPort, HistoryRow } from '../ports.ts';
import { firstIdAt, isUuid } from '../uuid-v7.ts';
import { ATTEMPT_COLUMNS, historyRowReader } from './history-rows.ts';
import { walkHistory } from './walk.ts';

/** Instants at which clients are drawn, and how many at each: enough to part them evenly. */
const DRAWS = 32;
const CLIENTS_DRAWN = 64;
/** Fewer rows than this are one range. */
const MARKS_MIN = 256;

/** Walking through the history. */
export function historyPort(database: Database): HistoryPort {
  return {
    async ranges(organizationId, from, until, count) {
      const marks = await drawnClients(database, organizationId, from, until);
      return { ranges: rangesOf(marks, marks.length < MARKS_MIN ? 1 : count), marks };
    },
    walk: (organizationId, request) => walkHistory(database, organizationId, request),
    contacts: (organizationId, clientIds, attributes) =>
      readContacts(database, organizationId, clientIds, attributes),
    shared: (organizationId, by, keys, span) => readShared(database, organizationId, by, keys, span),
  };
}

/** Clients of attempts at instants spread over the time, in order: each as often as it was drawn, so that they part the rows and not the clients. */
async function drawnClients(
  database: Database,
  organizationId: OrganizationId,
  from: Instant,
  until: Instant,
): Promise<readonly ClientId[]> {
  const step = (until - from) / DRAWS;
  const drawn = await database.inOrganization(organizationId, async (tx) => {
    const clients: string[] = [];
    for (let draw = 0; draw < DRAWS; draw++) {
      const at = Math.floor(from + draw * step) as Instant;
      const { rows } = await sql<{ client_id: string }>`
        select client_id from attempts
        where organization_id = ${organizationId} and id > ${firstIdAt(at)} and id < ${firstIdAt(until)}
          and at >= ${instantValue(at)} and at < ${instantValue(until)}
        order by id limit ${CLIENTS_DRAWN}`.execute(tx);
      clients.push(...rows.map((row) => row.client_id));
    }
    return clients;
  });
  return drawn.sort(byCodePoints) as ClientId[];
}

function rangesOf(marks: readonly ClientId[], count: number): readonly ClientRange[] {
  const bounds = Array.from(
    { length: count - 1 },
    (_, i) => marks[Math.floor(((i + 1) * marks.length) / count)],
  );
  const different = [...new Set(bounds.filter((bound) => bound !== undefined))];
  return [...different, null].map((upTo, i) => ({ after: different[i - 1] ?? null, upTo }));
}

type ContactRow = readonly [
  clientId: string,
  zone: string | null,
  country: string | null,
  region: string | null,
  postalCode: string | null,
  attributes: HistoryContact['attributes'] | null,
  devices: readonly string[] | null,
];

async function readContacts(
  database: Database,
  organizationId: OrganizationId,
  clientIds: readonly ClientId[],
  attributes: boolean,
): Promise<readonly HistoryContact[]> {
  if (clientIds.length === 0) return [];
  return database.inOrganization(organizationId, async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx);
    const { rows } = await sql<{ rows: readonly ContactRow[] | null }>`
      select json_agg(json_build_array(k.client_id, k.zone, k.country, k.region, k.postal_code,
          case when ${attributes}::boolean then k.attributes end, (
          select json_agg(v.position || ' ' || v.device_type || ' ' || v.device_key order by v.position) from devices v
          where v.organization_id = k.organization_id and v.contact_id = k.id))) as rows
        from contacts k
        where k.organization_id = ${organizationValue(organizationId)} and k.client_id = any (${textArray(clientIds)}::text[])`.execute(
      tx,
    );
    return (rows[0]?.rows ?? []).map(([clientId, zone, country, region, postalCode, own, devices]) => ({
      clientId: clientId as ClientId,
      zone,
      country,
      region,
      postalCode,
      attributes: own ?? {},
      devices: (devices ?? []).map(deviceOf),
    }));
  });
}

function deviceOf(text: string): HistoryContact['devices'][number] {
  const [position = '', type = ''] = text.split(' ', 2);
  const key = text.slice(position.length + type.length + 2);
  return { position: Number(position), type: type as DeviceType, key: key as DeviceKey };
}

/** First which of the keys several clients have, without their rows: nearly all have one. */
async function readShared(
  database: Database,
  organizationId: OrganizationId,
  by: 'device' | 'account',
  keys: readonly string[],
  { from, until }: { readonly from: Instant; readonly until: Instant },
): Promise<readonly HistoryRow[]> {
  const known = by === 'account' ? keys.filter(isUuid) : keys;
  if (known.length === 0) return [];
  const column = by === 'device' ? sql`device_key` : sql`account_id`;
  const looked = by === 'device' ? sql`${textArray(known)}::text[]` : sql`${uuidArray(known)}::uuid[]`;
  const several = await database.inOrganization(organizationId, async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx);
    const { rows } = await sql<{ key: string }>`
      select ${column}::text as key from attempts
      where organization_id = ${organizationValue(organizationId)} and ${column} = any (${looked})
        and at >= ${instantValue(from)} and at < ${instantValue(until)} and state <> 'released'
      group by ${column} having min(client_id) <> max(client_id)`.execute(tx);
    return rows.map(({ key }) => key);
  });
  if (several.length === 0) return [];
  const read = historyRowReader();
  const rows: HistoryRow[] = [];
  const list = several.map((key) => pg.escapeLiteral(key)).join(',');
  const blocks = database.copyOut(organizationId, {
    query: `select ${ATTEMPT_COLUMNS} from attempts
      where organization_id = '${organizationId}' and ${by === 'device' ? 'device_key' : 'account_id'} in (${list})
        and at >= '${new Date(from).toISOString()}' and at < '${new Date(until).toISOString()}' and state <> 'released'`,
    take(bytes, offset) {
      rows.push(read(bytes, offset));
      return undefined;
    },
    rest: () => undefined,
  });
  // Every row was taken as it came; there are no blocks.
  await blocks.next();
  return rows.sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
}
