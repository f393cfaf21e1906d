import { sql, type Selectable } from 'kysely';
import type { ClientId, OptOutId, OrganizationId } from '@tact/engine';
import { auditedName } from './audited-names.ts';
import { audit, lockContacts, raiseEpoch, type Database, type Tx } from './database.ts';
import type { Namers } from './erasure/erased-names.ts';
import type { Tables } from './database-types.ts';
import { StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import { bulkOptOut } from './bulk-opt-out.ts';
import { mustFindOptOut, optOutOf } from './opt-out-rows.ts';
import { inForceOf, liftAll, pageInForce } from './opt-outs-in-force.ts';
import type { OptOutPort, ToldOptOut } from './ports.ts';
import { channelsColumn, edgeColumns } from './span-columns.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';

/** Contacts' own wishes. */
export function optOutPort(database: Database, namers: Namers): OptOutPort {
  return {
    get: (organizationId, id) =>
      database.inOrganization(organizationId, async (tx) => {
        if (!isUuid(id)) return undefined;
        const row = await tx
          .selectFrom('opt_outs')
          .selectAll()
          .select(LIFTED_BY_NAME)
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .executeTakeFirst();
        return row === undefined ? undefined : toldOf(row);
      }),
    list: (organizationId, page, { clientId, active }) =>
      database.inOrganization(organizationId, async (tx) => {
        let query = tx
          .selectFrom('opt_outs')
          .selectAll()
          .select(LIFTED_BY_NAME)
          .where('organization_id', '=', organizationId);
        if (clientId !== null) query = query.where('client_id', '=', clientId);
        if (active !== null) query = query.where('lifted_at', active ? 'is' : 'is not', null);
        if (page.cursor !== null) query = query.where('id', '<', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('id', 'desc')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, toldOf, ({ id }) => [id]);
      }),
    create: (organizationId, optOut, at, actor) =>
      database.inOrganization(organizationId, async (tx) => {
        await lockContacts(tx, organizationId, 'exclusive');
        const id = uuidV7(at) as OptOutId;
        const from = edgeColumns(optOut.from ?? { instant: at });
        const until = edgeColumns(optOut.until);
        await tx
          .insertInto('opt_outs')
          .values({
            organization_id: organizationId,
            id,
            client_id: optOut.clientId,
            channels: channelsColumn(optOut.channels),
            contact_only: optOut.contactOnly,
            reason: optOut.reason,
            source: optOut.source,
            from_at: from.at,
            from_date: from.date,
            until_at: until.at,
            until_date: until.date,
            created_at: new Date(at),
            created_by: actor.id,
            created_by_name: actor.name,
            lifted_at: null,
            lifted_by: null,
            lift_reason: null,
          })
          .execute();
        if (!optOut.contactOnly) await coverDevices(tx, organizationId, id, optOut.clientId);
        const created = await mustFindOptOut(tx, organizationId, id);
        await audit(tx, organizationId, actor, {
          action: 'opt-out.create',
          entity: 'opt-out',
          entityId: id,
          after: created,
          reason: optOut.reason,
        });
        await raiseEpoch(tx, organizationId, 'suppression');
        return created;
      }),
    lift: (organizationId, id, reason, at, actor) =>
      database.inOrganization(organizationId, async (tx) => {
        await lockContacts(tx, organizationId, 'exclusive');
        const before = await mustFindOptOut(tx, organizationId, id, true);
        if (before.liftedAt !== null)
          throw new StoreError('already_lifted', `the opt-out \`${id}\` has been lifted already`);
        await tx
          .updateTable('opt_outs')
          .set({ lifted_at: new Date(at), lifted_by: actor.id, lift_reason: reason })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        const after = await mustFindOptOut(tx, organizationId, id);
        await audit(tx, organizationId, actor, {
          action: 'opt-out.lift',
          entity: 'opt-out',
          entityId: id,
          before,
          after,
          reason,
        });
        await raiseEpoch(tx, organizationId, 'suppression');
        return after;
      }),
    bulk: (organizationId, optOut, now, actor) =>
      database.inOrganization(organizationId, (tx) => bulkOptOut(tx, organizationId, optOut, now, actor)),
    listInForce: (organizationId, page, now) =>
      database.inOrganization(organizationId, (tx) => pageInForce(tx, organizationId, page, now), {
        snapshot: true,
      }),
    inForceOf: (organizationId, contactIds, now) =>
      contactIds.length === 0
        ? Promise.resolve(new Map())
        : database.inOrganization(organizationId, (tx) =>
            inForceOf(tx, namers, organizationId, contactIds, now),
          ),
    liftAll: (organizationId, clientId, reason, now, actor) =>
      database.inOrganization(organizationId, (tx) =>
        liftAll({ tx, namers }, organizationId, clientId, reason, now, actor),
      ),
  };
}

const LIFTED_BY_NAME = auditedName('opt-out', {
  organization: 'opt_outs.organization_id',
  thing: 'opt_outs.id',
  by: 'opt_outs.lifted_by',
}).as('lifted_by_name');

function toldOf(
  row: Selectable<Tables['opt_outs']> & { readonly lifted_by_name: string | null },
): ToldOptOut {
  return { ...optOutOf(row), liftedByName: row.lifted_by_name };
}

/**
 * Opts out everywhere the devices that the contact has (S21); of a client that is not stored, but described in its requests, those that it was
 * attempted on. INVARIANT: under the contacts' lock, so that it gets no other one meanwhile.
 */
async function coverDevices(
  tx: Tx,
  organizationId: OrganizationId,
  id: OptOutId,
  clientId: ClientId,
): Promise<void> {
  const { rows: contacts } = await sql<{ id: string }>`
    select id from contacts where organization_id = ${organizationId} and client_id = ${clientId}`.execute(
    tx,
  );
  const [contact] = contacts;
  // One index each: a join would be planned by statistics, which may be older than an import of contacts.
  await sql`
    insert into opt_out_devices (organization_id, opt_out_id, device_key)
    select distinct ${organizationId}::uuid, ${id}::uuid, device_key
    from ${
      contact === undefined
        ? sql`attempts where organization_id = ${organizationId} and client_id = ${clientId}`
        : sql`devices where organization_id = ${organizationId} and contact_id = ${contact.id}`
    }`.execute(tx);
}
