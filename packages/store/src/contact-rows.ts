import { sql, type Selectable } from 'kysely';
import type { AttributeValue, ClientId, DeviceKey, DeviceType, Instant, OrganizationId } from '@tact/engine';
import { organizationValue, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { StoreError } from './errors.ts';
import type { Contact, ContactFields, Device } from './ports.ts';
import { isUuid } from './uuid-v7.ts';

/** Writes the devices of contacts that have none yet, in one statement. */
export async function writeDevices(
  tx: Tx,
  organizationId: OrganizationId,
  of: readonly { readonly id: string; readonly devices: readonly Device[] }[],
): Promise<void> {
  const rows = of.flatMap(({ id, devices }) => devices.map((device) => ({ id, ...device })));
  if (rows.length === 0) return;
  await sql`
    insert into devices (organization_id, contact_id, position, device_key, device_type)
    select ${organizationId}, * from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ position }) => position)}::smallint[],
      ${rows.map(({ key }) => key)}::text[], ${rows.map(({ type }) => type)}::text[])`.execute(tx);
}

/** One contact with its devices, by one of its two names; with `lock` its row is held to the end of the transaction. */
export async function findContact(
  tx: Tx,
  organizationId: OrganizationId,
  column: 'id' | 'client_id',
  value: string,
  lock = false,
): Promise<Contact | undefined> {
  let query = tx
    .selectFrom('contacts')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where(column, '=', value);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : contactOf(row, await devicesOf(tx, organizationId, [row.id]));
}

/** One contact with its devices. Refused is an id that no contact has. */
export async function mustFindContact(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  lock = false,
): Promise<Contact> {
  const contact = isUuid(id) ? await findContact(tx, organizationId, 'id', id, lock) : undefined;
  if (contact === undefined) throw new StoreError('not_found', `there is no contact \`${id}\``);
  return contact;
}

/** The devices of contacts, by position. */
export async function devicesOf(
  tx: Tx,
  organizationId: OrganizationId,
  contactIds: readonly string[],
): Promise<ReadonlyMap<string, Device[]>> {
  const devices = new Map<string, Device[]>();
  if (contactIds.length === 0) return devices;
  const rows = await tx
    .selectFrom('devices')
    .selectAll()
    .where('organization_id', '=', organizationValue(organizationId))
    .where(sql<boolean>`contact_id = any (${contactIds}::uuid[])`)
    .orderBy('position')
    .execute();
  for (const { contact_id: contactId, position, device_key: key, device_type: type } of rows) {
    const list = devices.get(contactId) ?? [];
    list.push({ position, key: key as DeviceKey, type: type as DeviceType });
    devices.set(contactId, list);
  }
  return devices;
}

/** A row with the devices that belong to it. */
export function contactOf(
  row: Selectable<Tables['contacts']>,
  devices: ReadonlyMap<string, Device[]>,
): Contact {
  return {
    id: row.id,
    clientId: row.client_id as ClientId,
    name: row.name,
    zone: row.zone,
    country: row.country,
    region: row.region,
    postalCode: row.postal_code,
    language: row.language,
    attributes: row.attributes as Record<string, AttributeValue>,
    devices: devices.get(row.id) ?? [],
    version: row.version,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  };
}

/** What a contact is, as columns; its devices are rows of their own. */
export function columnsOf({
  clientId,
  name,
  zone,
  country,
  region,
  postalCode,
  language,
  attributes,
}: ContactFields) {
  return {
    client_id: clientId,
    name,
    zone,
    country,
    region,
    postal_code: postalCode,
    language,
    attributes: JSON.stringify(attributes),
  };
}
