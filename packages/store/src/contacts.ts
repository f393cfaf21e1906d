import { sql, type Selectable } from 'kysely';
import type { AttributeValue, ClientId, DeviceKey, DeviceType, Instant, OrganizationId } from '@tact/engine';
import { coverNewDevices } from './opt-out-devices.ts';
import { audit, lockContacts, raiseGuards, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import type { Contact, ContactFields, ContactPort, Device } from './ports.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';
import { assertVersion } from './versions.ts';

/** Contacts with their devices. */
export function contactPort(database: Database): ContactPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      throw refusalOf(error);
    });
  return {
    get: (organizationId, id) =>
      isUuid(id)
        ? inside(organizationId, (tx) => find(tx, organizationId, 'id', id))
        : Promise.resolve(undefined),
    getByClientId: (organizationId, clientId) =>
      inside(organizationId, (tx) => find(tx, organizationId, 'client_id', clientId)),
    list: (organizationId, page, search) =>
      inside(organizationId, async (tx) => {
        let query = tx.selectFrom('contacts').selectAll().where('organization_id', '=', organizationId);
        if (search !== null) {
          query = query.where((where) =>
            where.or([
              where('client_id', 'like', `${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`),
              where(
                'id',
                'in',
                where
                  .selectFrom('devices')
                  .select('contact_id')
                  .where('organization_id', '=', organizationId)
                  .where('device_key', '=', search.toLowerCase()),
              ),
            ]),
          );
        }
        if (page.cursor !== null)
          query = query.where('client_id', '>', String(keyOf(page.cursor, ['text'])[0]));
        const rows = await query
          .orderBy('client_id')
          .limit(page.limit + 1)
          .execute();
        const devices = await devicesOf(
          tx,
          organizationId,
          rows.map(({ id }) => id),
        );
        return pageOf(
          rows,
          page,
          (row) => contactOf(row, devices),
          ({ client_id: clientId }) => [clientId],
        );
      }),
    devicesKnown: (organizationId, keys) =>
      inside(organizationId, async (tx) => {
        const { rows } = await sql<{ device_key: DeviceKey }>`
          select distinct device_key from devices
          where organization_id = ${organizationId} and device_key = any (${[...keys]}::text[])`.execute(tx);
        return new Set(rows.map((row) => row.device_key));
      }),
    create: (organizationId, contact, actor) =>
      inside(organizationId, async (tx) => {
        await lockContacts(tx, organizationId, 'shared');
        const id = uuidV7(Date.now() as Instant);
        await tx
          .insertInto('contacts')
          .values({ organization_id: organizationId, id, ...columnsOf(contact) })
          .execute();
        await writeDevices(tx, organizationId, [{ id, devices: contact.devices }]);
        const created = await mustFind(tx, organizationId, id);
        await audit(tx, organizationId, actor, {
          action: 'contact.create',
          entity: 'contact',
          entityId: id,
          after: created,
        });
        await coverNewDevices(tx, organizationId, [contact]);
        return created;
      }),
    replace: (organizationId, id, version, contact, actor) =>
      inside(organizationId, async (tx) => {
        await lockContacts(tx, organizationId, 'shared');
        const before = await mustFind(tx, organizationId, id, true);
        assertVersion('contact', before.version, version);
        if (before.clientId !== contact.clientId) {
          throw new StoreError(
            'client_id_taken',
            'the client id of a contact does not change; its attempts and opt-outs are kept under it',
          );
        }
        await tx
          .updateTable('contacts')
          .set({ ...columnsOf(contact), version: version + 1, updated_at: new Date() })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await tx
          .deleteFrom('devices')
          .where('organization_id', '=', organizationId)
          .where('contact_id', '=', id)
          .execute();
        await writeDevices(tx, organizationId, [{ id, devices: contact.devices }]);
        const after = await mustFind(tx, organizationId, id);
        await audit(tx, organizationId, actor, {
          action: 'contact.update',
          entity: 'contact',
          entityId: id,
          before,
          after,
        });
        await coverNewDevices(tx, organizationId, [contact]);
        // A reservation that was decided on what the contact was before is decided again.
        await raiseGuards(tx, organizationId, [{ clientId: contact.clientId, deviceKey: null }]);
        return after;
      }),
    delete: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id, true);
        await tx
          .deleteFrom('contacts')
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await audit(tx, organizationId, actor, {
          action: 'contact.delete',
          entity: 'contact',
          entityId: id,
          before,
        });
      }),
    upsertMany: (organizationId, contacts, actor) =>
      inside(organizationId, async (tx) => {
        await lockContacts(tx, organizationId, 'shared');
        const { updatedClientIds, ...result } = await upsertMany(tx, organizationId, inOrder(contacts));
        await audit(tx, organizationId, actor, {
          action: 'contact.import',
          entity: 'contact',
          entityId: 'many',
          after: result,
        });
        await coverNewDevices(tx, organizationId, contacts);
        await raiseGuards(
          tx,
          organizationId,
          updatedClientIds.map((clientId) => ({ clientId, deviceKey: null })),
        );
        return result;
      }),
    count: (organizationId) =>
      inside(organizationId, async (tx) => {
        const { count } = await tx
          .selectFrom('contacts')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('organization_id', '=', organizationId)
          .executeTakeFirstOrThrow();
        return count;
      }),
    async *stream(organizationId, batchSize) {
      let cursor: string | null = null;
      do {
        const page = await this.list(organizationId, { limit: batchSize, cursor }, null);
        if (page.items.length > 0) yield page.items;
        cursor = page.next;
      } while (cursor !== null);
    },
  };
}

/**
 * Contacts by client id, the last one where a file names it twice. In one order, so that two imports of the same contacts do not wait for
 * each other in a circle.
 */
function inOrder(contacts: readonly ContactFields[]): readonly ContactFields[] {
  const byClientId = new Map(contacts.map((contact) => [contact.clientId, contact]));
  return [...byClientId.values()].sort((one, other) => (one.clientId < other.clientId ? -1 : 1));
}

/** Creates or replaces by client id, set-based: a thousand contacts cost a handful of statements. Contacts that are the same are left alone. */
async function upsertMany(tx: Tx, organizationId: OrganizationId, contacts: readonly ContactFields[]) {
  const rows = contacts.map((contact) => ({
    organization_id: organizationId,
    id: uuidV7(Date.now() as Instant),
    ...columnsOf(contact),
  }));
  const updatedClientIds: string[] = [];
  const before = await existing(tx, organizationId, contacts);
  const changed = rows.filter((_, i) => !isSame(contacts[i], before.get(contacts[i]?.clientId ?? '')));
  if (changed.length > 0) {
    const written = await tx
      .insertInto('contacts')
      .values(changed)
      .onConflict((conflict) =>
        conflict.columns(['organization_id', 'client_id']).doUpdateSet((set) => ({
          name: set.ref('excluded.name'),
          zone: set.ref('excluded.zone'),
          country: set.ref('excluded.country'),
          region: set.ref('excluded.region'),
          postal_code: set.ref('excluded.postal_code'),
          language: set.ref('excluded.language'),
          attributes: sql<string>`excluded.attributes`,
          version: sql<number>`contacts.version + 1`,
          updated_at: new Date(),
        })),
      )
      .returning(['id', 'client_id', 'version'])
      .execute();
    const idOf = new Map(written.map(({ id, client_id: clientId }) => [clientId, id]));
    // By the version, not by what was read before: another import may have created a contact since.
    const replaced = written.filter(({ version }) => version > 1);
    updatedClientIds.push(...replaced.map(({ client_id: clientId }) => clientId));
    await sql`delete from devices where organization_id = ${organizationId} and contact_id = any (${replaced.map(({ id }) => id)}::uuid[])`.execute(
      tx,
    );
    await writeDevices(
      tx,
      organizationId,
      contacts.flatMap(({ clientId, devices }) => {
        const id = idOf.get(clientId);
        return id === undefined ? [] : [{ id, devices }];
      }),
    );
  }
  const updated = updatedClientIds.length;
  return {
    created: changed.length - updated,
    updated,
    unchanged: contacts.length - changed.length,
    updatedClientIds,
  };
}

async function existing(
  tx: Tx,
  organizationId: OrganizationId,
  contacts: readonly ContactFields[],
): Promise<ReadonlyMap<string, Contact>> {
  const rows = await tx
    .selectFrom('contacts')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where(sql<boolean>`client_id = any (${contacts.map(({ clientId }) => clientId)})`)
    .orderBy('client_id')
    .forUpdate()
    .execute();
  const devices = await devicesOf(
    tx,
    organizationId,
    rows.map(({ id }) => id),
  );
  return new Map(rows.map((row) => [row.client_id, contactOf(row, devices)]));
}

/** Whether an import would change nothing of the contact. */
function isSame(contact: ContactFields | undefined, before: Contact | undefined): boolean {
  if (contact === undefined || before === undefined) return false;
  const { name, zone, country, region, postalCode, language, attributes, devices } = contact;
  const sameFields =
    name === before.name &&
    zone === before.zone &&
    country === before.country &&
    region === before.region &&
    postalCode === before.postalCode &&
    language === before.language;
  return (
    sameFields &&
    sameEntries(attributes, before.attributes) &&
    JSON.stringify(devices) === JSON.stringify(before.devices)
  );
}

function sameEntries(one: ContactFields['attributes'], other: ContactFields['attributes']): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

async function writeDevices(
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

async function find(
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

async function mustFind(tx: Tx, organizationId: OrganizationId, id: string, lock = false): Promise<Contact> {
  const contact = isUuid(id) ? await find(tx, organizationId, 'id', id, lock) : undefined;
  if (contact === undefined) throw new StoreError('not_found', `there is no contact \`${id}\``);
  return contact;
}

async function devicesOf(
  tx: Tx,
  organizationId: OrganizationId,
  contactIds: readonly string[],
): Promise<ReadonlyMap<string, Device[]>> {
  const devices = new Map<string, Device[]>();
  if (contactIds.length === 0) return devices;
  const rows = await tx
    .selectFrom('devices')
    .selectAll()
    .where('organization_id', '=', organizationId)
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

function contactOf(row: Selectable<Tables['contacts']>, devices: ReadonlyMap<string, Device[]>): Contact {
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

function columnsOf({
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

function refusalOf(error: unknown): unknown {
  switch (brokenConstraint(error)) {
    case 'contacts_by_client_id':
      return new StoreError('client_id_taken', 'there is a contact with this client id already', error);
    case 'devices_once_a_contact':
    case 'devices_pkey':
      return new StoreError('device_taken_twice', 'a contact has a device, and a position, only once', error);
    case 'accounts_organization_id_contact_id_fkey':
      return new StoreError('still_used', 'the contact has accounts; delete them first', error);
    default:
      return error;
  }
}
