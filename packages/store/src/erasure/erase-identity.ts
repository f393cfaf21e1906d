import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { DeviceKey, OrganizationId } from '@tact/engine';
import { lockContacts, raiseEpoch, type Tx } from '../database.ts';
import { textArray } from '../deciding/binary-arrays.ts';
import { deviceGuard, clientGuard } from '../deciding/guard-keys.ts';
import { isErased, type Namer, type Namers } from './erased-names.ts';
import type { Subject } from './subject.ts';

/** Bytes of an organization's key. */
const KEY_BYTES = 32;

/** The namer of an organization; `makes`: with a new key where it has none yet. */
export async function namerIn(
  tx: Tx,
  namers: Namers,
  organizationId: OrganizationId,
  { makes }: { readonly makes: boolean },
): Promise<Namer> {
  const sealed = await sealedKey(tx, organizationId);
  if (sealed !== null) return namers.open(organizationId, sealed);
  if (!makes) throw new Error('an erasure goes on, and there is no key of erased names');
  const made = await namers.seal(organizationId, randomBytes(KEY_BYTES));
  await sql`insert into erasure_keys (organization_id, sealed) values (${organizationId}, ${made}) on conflict do nothing`.execute(
    tx,
  );
  const kept = await sealedKey(tx, organizationId);
  if (kept === null) throw new Error('the key of erased names was not kept');
  return namers.open(organizationId, kept);
}

/** The sealed key of an organization; null: nobody was erased. */
export async function sealedKey(tx: Tx, organizationId: OrganizationId): Promise<Buffer | null> {
  const { rows } = await sql<{
    sealed: Buffer | null;
  }>`select erasure_key(${organizationId}) as sealed`.execute(tx);
  return rows[0]?.sealed ?? null;
}

/**
 * Removes who the person is, and puts erased names where opt-outs, lists and stops named them. INVARIANT: one transaction, under the
 * contacts' lock, with the epoch last: there is no moment at which the person is not blocked by what blocked before (G2). Gives the subject
 * with all that its traces are found by.
 */
export async function eraseIdentity(
  tx: Tx,
  organizationId: OrganizationId,
  subject: Subject,
  namer: Namer,
): Promise<{ readonly subject: Subject; readonly counts: Readonly<Record<string, number>> }> {
  await lockContacts(tx, organizationId, 'exclusive');
  const found = await findAll(tx, organizationId, subject);
  const clients = found.clientId === null ? [] : [found.clientId];
  const names: readonly (readonly [string, string])[] = [
    ...clients.map((one) => [one, namer.client(one)] as const),
    ...found.deviceKeys.map((one) => [one, namer.device(one)] as const),
  ];
  await keepNames(
    tx,
    organizationId,
    names.map(([, name]) => name),
  );
  const parts = { tx, organizationId, namer, ...found };
  const counts = {
    'opt-outs': await renameOptOuts(parts),
    'suppression-entries': await renameEntries(parts),
    'device-stops': await renameStops(parts),
    ...(await removeContact(parts)),
  };
  await raiseEpoch(tx, organizationId, 'suppression');
  // Guards are the last locks: a commit waits for them while it holds the organization's.
  await sql`delete from guards where organization_id = ${organizationId} and key = any (${textArray([
    ...clients.map(clientGuard),
    ...found.deviceKeys.map(deviceGuard),
  ])}::text[])`.execute(tx);
  return { subject: found, counts };
}

/** Keeps erased names, so that deciding finds whom they stand for. Those that are there stay. */
export async function keepNames(
  tx: Tx,
  organizationId: OrganizationId,
  names: readonly string[],
): Promise<void> {
  const different = [...new Set(names)].sort();
  await sql`insert into erased_names (organization_id, name) select ${organizationId}, n.name
    from unnest(${textArray(different)}::text[]) as n (name) on conflict do nothing`.execute(tx);
}

/** The devices that the person has, had at an attempt, or opted out with; and the ids under which the audit log tells of them. */
async function findAll(tx: Tx, organizationId: OrganizationId, subject: Subject): Promise<Subject> {
  const own = sql`organization_id = ${organizationId}`;
  const { clientId, deviceKeys } = subject;
  const { rows } = await sql<{ contacts: string[]; devices: string[]; entities: string[] }>`
    with c as (select id from contacts where ${own} and client_id = ${clientId} for update),
      o as (select id from opt_outs where ${own} and client_id = ${clientId})
    select array(select id::text from c) as contacts,
      array(select device_key from devices where ${own} and contact_id in (select id from c)
        union select device_key from opt_out_devices where ${own} and opt_out_id in (select id from o)
        union select device_key from attempts where ${own} and client_id = ${clientId}) as devices,
      array(select id::text from c
        union all select id::text from accounts where ${own} and contact_id in (select id from c)
        union all select id::text from o) as entities`.execute(tx);
  const { contacts = [], devices = [], entities = [] } = rows[0] ?? {};
  const real = [...deviceKeys, ...devices].filter((key) => !isErased(key));
  return {
    ...subject,
    deviceKeys: [...new Set(real)].sort() as DeviceKey[],
    contactIds: contacts,
    entityIds: [...new Set([...subject.entityIds, ...entities])],
  };
}

interface Parts extends Subject {
  readonly tx: Tx;
  readonly organizationId: OrganizationId;
  readonly namer: Namer;
}

/** Pairs of a device and its erased name, as a table for a statement. */
function devicePairs({ deviceKeys, namer }: Parts) {
  const names = deviceKeys.map((key) => namer.device(key));
  return sql`unnest(${textArray(deviceKeys)}::text[], ${textArray(names)}::text[]) as n (device_key, name)`;
}

async function renameOptOuts(parts: Parts): Promise<number> {
  const { tx, organizationId, clientId, namer } = parts;
  const own = sql`organization_id = ${organizationId}`;
  await sql`
    insert into opt_out_devices (organization_id, opt_out_id, device_key)
      select d.organization_id, d.opt_out_id, n.name from ${devicePairs(parts)}
      join opt_out_devices d on d.organization_id = ${organizationId} and d.device_key = n.device_key
      on conflict do nothing`.execute(tx);
  await sql`delete from opt_out_devices where ${own} and device_key = any (${textArray(parts.deviceKeys)}::text[])`.execute(
    tx,
  );
  if (clientId === null) return 0;
  const { numAffectedRows = 0n } = await sql`
    update opt_outs set client_id = ${namer.client(clientId)}, reason = 'erased',
      lift_reason = case when lift_reason is null then null else 'erased' end
    where ${own} and client_id = ${clientId}`.execute(tx);
  return Number(numAffectedRows);
}

async function renameEntries(parts: Parts): Promise<number> {
  const { tx, organizationId, clientId, namer } = parts;
  const own = sql`e.organization_id = ${organizationId}`;
  const list = sql`l.organization_id = ${organizationId} and l.id = e.list_id`;
  const devices = await sql`
    update suppression_entries e set value = n.name, reason = null
    from ${devicePairs(parts)}, suppression_lists l
    where ${own} and e.value = n.device_key and ${list} and l.type = 'device'`.execute(tx);
  const clients =
    clientId === null
      ? undefined
      : await sql`
          update suppression_entries e set value = ${namer.client(clientId)}, reason = null
          from suppression_lists l
          where ${own} and e.value = ${clientId} and ${list} and l.type = 'client'`.execute(tx);
  return Number((devices.numAffectedRows ?? 0n) + (clients?.numAffectedRows ?? 0n));
}

/** A stop that stands under the erased name already takes over the parts of the one that came since, so that a start still lifts both. */
async function renameStops(parts: Parts): Promise<number> {
  const { tx, organizationId } = parts;
  const own = sql`s.organization_id = ${organizationId}`;
  const older = sql`older.organization_id = ${organizationId} and older.device_key = n.name and older.origin = s.origin
      and older.lifted_at is null and s.lifted_at is null`;
  await sql`
    update device_stop_parts p set stop_id = older.id
    from ${devicePairs(parts)} join device_stops s on ${own} and s.device_key = n.device_key
    join device_stops older on ${older}
    where p.organization_id = ${organizationId} and p.stop_id = s.id`.execute(tx);
  await sql`
    delete from device_stops s using ${devicePairs(parts)}, device_stops older
    where ${own} and s.device_key = n.device_key and ${older}`.execute(tx);
  const { numAffectedRows = 0n } = await sql`
    update device_stops s set device_key = n.name from ${devicePairs(parts)}
    where ${own} and s.device_key = n.device_key`.execute(tx);
  return Number(numAffectedRows);
}

async function removeContact({ tx, organizationId, contactIds }: Parts) {
  const ofContact = sql`organization_id = ${organizationId} and contact_id = any (${textArray(contactIds)}::text[]::uuid[])`;
  const queue = await sql`delete from queue_items where ${ofContact}`.execute(tx);
  const records = await sql`delete from contact_list_records where ${ofContact}`.execute(tx);
  const accounts = await sql`delete from accounts where ${ofContact}`.execute(tx);
  const contacts = await sql`
    delete from contacts where organization_id = ${organizationId} and id = any (${textArray(contactIds)}::text[]::uuid[])`.execute(
    tx,
  );
  return {
    'queue-items': Number(queue.numAffectedRows ?? 0n),
    'contact-list-records': Number(records.numAffectedRows ?? 0n),
    accounts: Number(accounts.numAffectedRows ?? 0n),
    contacts: Number(contacts.numAffectedRows ?? 0n),
  };
}
