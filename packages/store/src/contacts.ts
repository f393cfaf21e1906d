import { sql } from 'kysely';
import type { ClientId, DeviceKey, Instant, OrganizationId } from '@tact/engine';
import {
  columnsOf,
  contactOf,
  devicesOf,
  findContact,
  mustFindContact,
  writeDevices,
} from './contact-rows.ts';
import { contactsByPlace } from './contacts-by-place.ts';
import type { Namers } from './erasure/erased-names.ts';
import { coverNewDevices } from './opt-out-devices.ts';
import { audit, lockContacts, raiseGuards, type Database, type Tx } from './database.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { keyOf, pageOf, pagesOf } from './page.ts';
import type { ContactPort } from './ports.ts';
import { searchContacts } from './search-contacts.ts';
import { inOrder, upsertContacts } from './upsert-contacts.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';
import { assertVersion } from './versions.ts';

/** Contacts with their devices. */
export function contactPort(database: Database, namers: Namers): ContactPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      throw refusalOf(error);
    });
  return {
    get: (organizationId, id) =>
      isUuid(id)
        ? inside(organizationId, (tx) => findContact(tx, organizationId, 'id', id))
        : Promise.resolve(undefined),
    getByClientId: (organizationId, clientId) =>
      inside(organizationId, (tx) => findContact(tx, organizationId, 'client_id', clientId)),
    list: (organizationId, page, search, deviceKey = search ?? '') =>
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
                  .where('device_key', '=', deviceKey.toLowerCase()),
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
    search: (organizationId, page, search, deviceKey) =>
      inside(organizationId, (tx) => searchContacts(tx, organizationId, page, search, deviceKey)),
    clientIdsOf: (organizationId, contactIds) =>
      inside(organizationId, async (tx) => {
        const { rows } = await sql<{ id: string; clientId: ClientId }>`
          select id, client_id as "clientId" from contacts
          where organization_id = ${organizationId} and id = any (${[...contactIds]}::uuid[])`.execute(tx);
        return new Map(rows.map(({ id, clientId }) => [id, clientId]));
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
        const created = await mustFindContact(tx, organizationId, id);
        await audit(tx, organizationId, actor, {
          action: 'contact.create',
          entity: 'contact',
          entityId: id,
          after: created,
        });
        await coverNewDevices(tx, namers, organizationId, [contact]);
        return created;
      }),
    replace: (organizationId, id, version, contact, actor) =>
      inside(organizationId, async (tx) => {
        await lockContacts(tx, organizationId, 'shared');
        const before = await mustFindContact(tx, organizationId, id, true);
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
        const after = await mustFindContact(tx, organizationId, id);
        await audit(tx, organizationId, actor, {
          action: 'contact.update',
          entity: 'contact',
          entityId: id,
          before,
          after,
        });
        await coverNewDevices(tx, namers, organizationId, [contact]);
        // A reservation that was decided on what the contact was before is decided again.
        await raiseGuards(tx, organizationId, [{ clientId: contact.clientId, deviceKey: null }]);
        return after;
      }),
    delete: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        await lockContacts(tx, organizationId, 'shared');
        const before = await mustFindContact(tx, organizationId, id, true);
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
        // Who is deleted and comes back as somebody who lives elsewhere is not contacted on what was known before.
        await raiseGuards(tx, organizationId, [{ clientId: before.clientId, deviceKey: null }]);
      }),
    upsertMany: (organizationId, contacts, actor) =>
      inside(organizationId, async (tx) => {
        await lockContacts(tx, organizationId, 'shared');
        const { updatedClientIds, created, updated, unchanged } = await upsertContacts(
          tx,
          organizationId,
          inOrder(contacts),
        );
        const result = { created, updated, unchanged };
        await audit(tx, organizationId, actor, {
          action: 'contact.import',
          entity: 'contact',
          entityId: 'many',
          after: result,
        });
        await coverNewDevices(tx, namers, organizationId, contacts);
        await raiseGuards(
          tx,
          organizationId,
          updatedClientIds.map((clientId) => ({ clientId, deviceKey: null })),
        );
        return result;
      }),
    attributeNames: (organizationId, contactsMax) =>
      inside(organizationId, async (tx) => {
        const { rows } = await sql<{ name: string }>`
          select distinct jsonb_object_keys(first.attributes) as name
          from (select attributes from contacts where organization_id = ${organizationId} limit ${contactsMax}) as first
        `.execute(tx);
        return new Set(rows.map(({ name }) => name));
      }),
    countByPlace: (organizationId, listId) => contactsByPlace(database, organizationId, listId),
    countKnown: (organizationId, clientIds) =>
      inside(organizationId, async (tx) => {
        const { rows } = await sql<{ count: number }>`
          select count(*)::integer as count from contacts
          where organization_id = ${organizationId} and client_id = any (${[...clientIds]}::text[])`.execute(
          tx,
        );
        return rows[0]?.count ?? 0;
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
    stream(organizationId, batchSize) {
      return pagesOf((page) => this.list(organizationId, page, null), batchSize);
    },
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
