import { sql } from 'kysely';
import type { ClientId, DeviceKey, EntryId, Instant, OptOutId, OrganizationId } from '@tact/engine';
import { importAttempts } from './attempts.ts';
import { auditMany } from './write-audit.ts';
import { audit, lockContacts, raiseEpoch, raiseGuards, type Database, type Tx } from './database.ts';
import { aliasesIn } from './erasure/aliases-in.ts';
import type { Namers } from './erasure/erased-names.ts';
import { optOutOf } from './opt-out-rows.ts';
import { addOwnEntry } from './own-list.ts';
import type {
  Actor,
  AttemptToImport,
  DeviceHolder,
  DeviceStop,
  DeviceStopPort,
  Moment,
  StopDone,
} from './ports.ts';
import type { OptOutRow } from './opt-outs-in-force.ts';
import { uuidV7 } from './uuid-v7.ts';

/** Stops that come from devices, and who has a device. */
export function deviceStopPort(database: Database, namers: Namers): DeviceStopPort {
  return {
    stop: (organizationId, stop, now, actor) =>
      database.inOrganization(organizationId, (tx) =>
        stopDevice({ tx, namers }, organizationId, stop, now, actor),
      ),
    start: (organizationId, message, reason, now, actor) =>
      database.inOrganization(organizationId, (tx) =>
        startDevice({ tx, namers }, organizationId, message, reason, now, actor),
      ),
    holdersOf: (organizationId, deviceKey) =>
      database.inOrganization(organizationId, (tx) => holdersOf(tx, organizationId, deviceKey)),
  };
}

/** Where it is done, and what opens erased names: somebody may have stopped before being erased (ADR 0018). */
interface Inside {
  readonly tx: Tx;
  readonly namers: Namers;
}

/** INVARIANT: under the contacts' lock, so that no contact gets the device between the look and the write; the epoch last (G2). */
async function stopDevice(
  { tx, namers }: Inside,
  organizationId: OrganizationId,
  stop: DeviceStop,
  now: Moment,
  actor: Actor,
): Promise<StopDone> {
  await lockContacts(tx, organizationId, 'exclusive');
  const stopId = await findOrMake({ tx, namers }, organizationId, stop, now);
  const holders = await holdersOf(tx, organizationId, stop.deviceKey);
  if (holders.length === 0) {
    if (await hasEntry(tx, organizationId, stopId)) return NOTHING;
    const { entryId, listId, isNew } = await addOwnEntry(
      tx,
      organizationId,
      stop.deviceKey,
      stop.reason,
      actor,
    );
    await addParts(tx, organizationId, stopId, 'entry', [entryId], listId);
    if (isNew) await raiseEpoch(tx, organizationId, 'ruleset');
    await raiseEpoch(tx, organizationId, 'suppression');
    return { optOutIds: [], entries: 1 };
  }
  const covered = await clientsOf(tx, organizationId, stopId);
  const made = holders
    .filter(({ clientId }) => !covered.has(clientId))
    .map((holder) => ({ ...holder, id: uuidV7(now.at) as OptOutId }));
  if (made.length === 0) return NOTHING;
  await optOut(tx, organizationId, made, stop, now, actor);
  const optOutIds = made.map(({ id }) => id);
  await addParts(tx, organizationId, stopId, 'opt-out', optOutIds, null);
  await raiseEpoch(tx, organizationId, 'suppression');
  return { optOutIds, entries: 0 };
}

const NOTHING: StopDone = { optOutIds: [], entries: 0 };

async function findOrMake(
  { tx, namers }: Inside,
  organizationId: OrganizationId,
  { deviceKey, channelId, origin }: DeviceStop,
  { at }: Moment,
): Promise<string> {
  const { devices } = await aliasesIn(tx, namers, organizationId, { devices: [deviceKey] });
  const { rows } = await sql<{ id: string }>`
    select id from device_stops
    where organization_id = ${organizationId} and device_key = any (${[deviceKey, ...devices.values()]}::text[]) and origin = ${origin} and lifted_at is null`.execute(
    tx,
  );
  const [known] = rows;
  if (known !== undefined) return known.id;
  const id = uuidV7(at);
  await sql`
    insert into device_stops (organization_id, id, device_key, channel_id, origin, stopped_at)
    values (${organizationId}, ${id}, ${deviceKey}, ${channelId}, ${origin}, ${new Date(at)})`.execute(tx);
  return id;
}

/** Whether the entry that the stop made is still on the list: somebody may have taken it off. */
async function hasEntry(tx: Tx, organizationId: OrganizationId, stopId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from device_stop_parts p
    join suppression_entries e on e.organization_id = p.organization_id and e.list_id = p.list_id and e.id = p.part_id
    where p.organization_id = ${organizationId} and p.stop_id = ${stopId} and p.part = 'entry'`.execute(tx);
  return rows.length > 0;
}

/** The clients whose opt-outs by this stop are still in force. */
async function clientsOf(
  tx: Tx,
  organizationId: OrganizationId,
  stopId: string,
): Promise<ReadonlySet<ClientId>> {
  const { rows } = await sql<{ client_id: ClientId }>`
    select o.client_id from device_stop_parts p
    join opt_outs o on o.organization_id = p.organization_id and o.id = p.part_id
    where p.organization_id = ${organizationId} and p.stop_id = ${stopId} and p.part = 'opt-out' and o.lifted_at is null`.execute(
    tx,
  );
  return new Set(rows.map(({ client_id: clientId }) => clientId));
}

async function optOut(
  tx: Tx,
  organizationId: OrganizationId,
  made: readonly (DeviceHolder & { readonly id: OptOutId })[],
  { deviceKey, reason, source }: DeviceStop,
  now: Moment,
  actor: Actor,
): Promise<void> {
  const at = new Date(now.at);
  const ids = made.map(({ id }) => id);
  const { rows } = await sql<OptOutRow>`
    insert into opt_outs (organization_id, id, client_id, contact_only, reason, source, from_at, created_at, created_by, created_by_name)
    select ${organizationId}, m.id, m.client_id, true, ${reason}::text, ${source}::text, ${at}::timestamptz, ${at}::timestamptz,
      ${actor.id}::text, ${actor.name}::text
    from unnest(${ids}::uuid[], ${made.map(({ clientId }) => clientId)}::text[]) as m (id, client_id)
    returning *`.execute(tx);
  await sql`
    insert into opt_out_devices (organization_id, opt_out_id, device_key)
    select ${organizationId}, id, ${deviceKey} from unnest(${ids}::uuid[]) as m (id)`.execute(tx);
  const changes = rows.map((row) => {
    const after = { ...optOutOf(row), numbers: [deviceKey] };
    return { action: 'opt-out.create', entity: 'opt-out', entityId: after.id, after, reason };
  });
  await auditMany(tx, organizationId, actor, changes);
}

async function addParts(
  tx: Tx,
  organizationId: OrganizationId,
  stopId: string,
  part: 'opt-out' | 'entry',
  partIds: readonly string[],
  listId: string | null,
): Promise<void> {
  await sql`
    insert into device_stop_parts (organization_id, stop_id, part, part_id, list_id)
    select ${organizationId}, ${stopId}, ${part}, id, ${listId} from unnest(${partIds}::uuid[]) as p (id)`.execute(
    tx,
  );
}

/** INVARIANT: the guards last, after the epoch: the order of locks. */
async function startDevice(
  inside: Inside,
  organizationId: OrganizationId,
  message: AttemptToImport,
  reason: string,
  now: Moment,
  actor: Actor,
): Promise<StopDone> {
  const { tx } = inside;
  await lockContacts(tx, organizationId, 'exclusive');
  const recorded = await importAttempts(tx, organizationId, [message], actor);
  if (recorded.length === 0) return NOTHING;
  const done = await liftStops(inside, organizationId, message.deviceKey, reason, now, actor);
  await raiseGuards(tx, organizationId, recorded);
  return done;
}

/** INVARIANT: under the contacts' lock. */
async function liftStops(
  { tx, namers }: Inside,
  organizationId: OrganizationId,
  deviceKey: DeviceKey,
  reason: string,
  { at }: Moment,
  actor: Actor,
): Promise<StopDone> {
  const now = new Date(at);
  const { devices } = await aliasesIn(tx, namers, organizationId, { devices: [deviceKey] });
  const stops = await sql<{ id: string }>`
    update device_stops set lifted_at = ${now}
    where organization_id = ${organizationId} and device_key = any (${[deviceKey, ...devices.values()]}::text[]) and origin in ('message', 'provider') and lifted_at is null
    returning id`.execute(tx);
  if (stops.rows.length === 0) return NOTHING;
  const { rows: parts } = await sql<{ part: string; part_id: string; list_id: string | null }>`
    select part, part_id, list_id from device_stop_parts
    where organization_id = ${organizationId} and stop_id = any (${stops.rows.map(({ id }) => id)}::uuid[])`.execute(
    tx,
  );
  const idsOf = (kind: string) => parts.filter(({ part }) => part === kind).map((one) => one.part_id);
  const optOutIds = await liftOptOuts(tx, organizationId, idsOf('opt-out'), reason, at, actor);
  const entries = await removeEntries(tx, organizationId, idsOf('entry'), reason, actor);
  if (optOutIds.length + entries > 0) await raiseEpoch(tx, organizationId, 'suppression');
  return { optOutIds, entries };
}

async function liftOptOuts(
  tx: Tx,
  organizationId: OrganizationId,
  ids: readonly string[],
  reason: string,
  at: Instant,
  actor: Actor,
): Promise<readonly OptOutId[]> {
  const { rows } = await sql<OptOutRow>`
    update opt_outs set lifted_at = ${new Date(at)}::timestamptz, lifted_by = ${actor.id}, lift_reason = ${reason}
    where organization_id = ${organizationId} and id = any (${ids}::uuid[]) and lifted_at is null
    returning *`.execute(tx);
  const changes = rows.map((row) => {
    const after = optOutOf(row);
    const before = { ...after, liftedAt: null, liftedBy: null, liftReason: null };
    return { action: 'opt-out.lift', entity: 'opt-out', entityId: after.id, before, after, reason };
  });
  await auditMany(tx, organizationId, actor, changes);
  return rows.map(({ id }) => id as OptOutId);
}

async function removeEntries(
  tx: Tx,
  organizationId: OrganizationId,
  ids: readonly string[],
  reason: string,
  actor: Actor,
): Promise<number> {
  const { rows } = await sql<{ id: EntryId; list_id: string; value: string }>`
    delete from suppression_entries e using suppression_lists l
    where e.organization_id = ${organizationId} and l.organization_id = ${organizationId} and l.id = e.list_id and l.is_own
      and e.id = any (${ids}::uuid[])
    returning e.id, e.list_id, e.value`.execute(tx);
  for (const { id, list_id: listId, value } of rows)
    await audit(tx, organizationId, actor, {
      action: 'suppression-list.remove-entry',
      entity: 'suppression-list',
      entityId: listId,
      before: { entryId: id, value },
      reason,
    });
  return rows.length;
}

/** Two look-ups by index: the devices, and the last attempt on it; a month's partition that has none costs one probe. */
async function holdersOf(
  tx: Tx,
  organizationId: OrganizationId,
  deviceKey: DeviceKey,
): Promise<readonly DeviceHolder[]> {
  const { rows } = await sql<{ contact_id: string; client_id: ClientId; position: number }>`
    select d.contact_id, c.client_id, d.position from devices d
    join contacts c on c.organization_id = d.organization_id and c.id = d.contact_id
    where d.organization_id = ${organizationId} and d.device_key = ${deviceKey}
    order by c.client_id`.execute(tx);
  const holders = rows.map((row) => ({
    contactId: row.contact_id,
    clientId: row.client_id,
    position: row.position,
  }));
  if (holders.length < 2) return holders;
  const last = await sql<{ client_id: ClientId }>`
    select client_id from attempts
    where organization_id = ${organizationId} and device_key = ${deviceKey} and direction = 'outbound' and state <> 'released'
    order by at desc limit 1`.execute(tx);
  const lastClient = last.rows[0]?.client_id;
  return holders.toSorted(
    (one, other) => Number(other.clientId === lastClient) - Number(one.clientId === lastClient),
  );
}
