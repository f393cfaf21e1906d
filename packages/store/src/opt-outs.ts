import { sql, type Selectable } from 'kysely';
import type { ClientId, Instant, OptOutId, OrganizationId } from '@tact/engine';
import { audit, lockContacts, raiseEpoch, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import type { OptOut, OptOutPort } from './ports.ts';
import { channelsColumn, channelsOf, edgeColumns, edgeOf } from './span-columns.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';

/** Contacts' own wishes. */
export function optOutPort(database: Database): OptOutPort {
  return {
    get: (organizationId, id) =>
      database.inOrganization(organizationId, (tx) => find(tx, organizationId, id)),
    list: (organizationId, page, { clientId, active }) =>
      database.inOrganization(organizationId, async (tx) => {
        let query = tx.selectFrom('opt_outs').selectAll().where('organization_id', '=', organizationId);
        if (clientId !== null) query = query.where('client_id', '=', clientId);
        if (active !== null) query = query.where('lifted_at', active ? 'is' : 'is not', null);
        if (page.cursor !== null) query = query.where('id', '<', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('id', 'desc')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, optOutOf, ({ id }) => [id]);
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
            lifted_at: null,
            lifted_by: null,
            lift_reason: null,
          })
          .execute();
        if (!optOut.contactOnly) await coverDevices(tx, organizationId, id, optOut.clientId);
        const created = await mustFind(tx, organizationId, id);
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
        const before = await mustFind(tx, organizationId, id, true);
        if (before.liftedAt !== null)
          throw new StoreError('already_lifted', `the opt-out \`${id}\` has been lifted already`);
        await tx
          .updateTable('opt_outs')
          .set({ lifted_at: new Date(at), lifted_by: actor.id, lift_reason: reason })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        const after = await mustFind(tx, organizationId, id);
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
  };
}

/** Opts out everywhere the devices that the contact has (S21). INVARIANT: under the contacts' lock, so that it gets no other one meanwhile. */
async function coverDevices(
  tx: Tx,
  organizationId: OrganizationId,
  id: OptOutId,
  clientId: ClientId,
): Promise<void> {
  await sql`
    insert into opt_out_devices (organization_id, opt_out_id, device_key)
    select d.organization_id, ${id}, d.device_key
    from contacts c join devices d on d.organization_id = c.organization_id and d.contact_id = c.id
    where c.organization_id = ${organizationId} and c.client_id = ${clientId}`.execute(tx);
}

async function find(
  tx: Tx,
  organizationId: OrganizationId,
  id: OptOutId,
  lock = false,
): Promise<OptOut | undefined> {
  if (!isUuid(id)) return undefined;
  let query = tx
    .selectFrom('opt_outs')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : optOutOf(row);
}

async function mustFind(tx: Tx, organizationId: OrganizationId, id: OptOutId, lock = false): Promise<OptOut> {
  const optOut = await find(tx, organizationId, id, lock);
  if (optOut === undefined) throw new StoreError('not_found', `there is no opt-out \`${id}\``);
  return optOut;
}

function optOutOf(row: Selectable<Tables['opt_outs']>): OptOut {
  return {
    id: row.id as OptOutId,
    clientId: row.client_id as ClientId,
    channels: channelsOf(row.channels),
    contactOnly: row.contact_only,
    reason: row.reason,
    source: row.source,
    from: edgeOf(row.from_at, row.from_date) ?? { instant: row.created_at as Instant },
    until: edgeOf(row.until_at, row.until_date),
    createdAt: row.created_at as Instant,
    createdBy: row.created_by,
    liftedAt: row.lifted_at as Instant | null,
    liftedBy: row.lifted_by,
    liftReason: row.lift_reason,
  };
}
