import { sql } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { columnsOf, contactOf, devicesOf, writeDevices } from './contact-rows.ts';
import { organizationValue, type Tx } from './database.ts';
import type { Contact, ContactFields } from './ports.ts';
import { uuidV7 } from './uuid-v7.ts';

/**
 * Contacts by client id, the last one where a file names it twice. In one order, so that two imports of the same contacts do not wait for
 * each other in a circle.
 */
export function inOrder(contacts: readonly ContactFields[]): readonly ContactFields[] {
  const byClientId = new Map(contacts.map((contact) => [contact.clientId, contact]));
  return [...byClientId.values()].sort((one, other) => (one.clientId < other.clientId ? -1 : 1));
}

/** Creates or replaces by client id, set-based: a thousand contacts cost a handful of statements. Contacts that are the same are left alone. */
export async function upsertContacts(
  tx: Tx,
  organizationId: OrganizationId,
  contacts: readonly ContactFields[],
) {
  const rows = contacts.map((contact) => ({
    organization_id: organizationId,
    id: uuidV7(Date.now() as Instant),
    ...columnsOf(contact),
  }));
  const updatedClientIds: string[] = [];
  const createdIds: string[] = [];
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
    createdIds.push(...written.filter(({ version }) => version === 1).map(({ id }) => id));
    await sql`delete from devices where organization_id = ${organizationValue(organizationId)} and contact_id = any (${replaced.map(({ id }) => id)}::uuid[])`.execute(
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
    createdIds,
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
    .where('organization_id', '=', organizationValue(organizationId))
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
