import { sql, type Selectable } from 'kysely';
import type { AccountId, AccountStatus, Instant, OrganizationId } from '@tact/engine';
import { audit, raiseEpoch, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { AFTER_ALL, keyOf, pageOf } from './page.ts';
import type { Account, AccountFields, AccountPort, Page, PageRequest } from './ports.ts';
import { upsertAccounts } from './upsert-accounts.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';
import { assertVersion } from './versions.ts';

/** Debts of contacts. */
export function accountPort(database: Database): AccountPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      throw brokenConstraint(error) === 'accounts_organization_id_contact_id_fkey'
        ? new StoreError('not_found', 'there is no such contact', error)
        : error;
    });
  return {
    get: (organizationId, id) => inside(organizationId, (tx) => find(tx, organizationId, id)),
    list: (organizationId, page, contactId) =>
      inside(organizationId, async (tx) => {
        let query = tx.selectFrom('accounts').selectAll().where('organization_id', '=', organizationId);
        if (contactId !== null) query = query.where('contact_id', '=', isUuid(contactId) ? contactId : NO_ID);
        if (page.cursor !== null) query = query.where('id', '>', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('id')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, accountOf, ({ id }) => [id]);
      }),
    search: (organizationId, page, search) =>
      inside(organizationId, (tx) => searchAccounts(tx, organizationId, page, search)),
    create: (organizationId, account, actor) =>
      inside(organizationId, async (tx) => {
        const id = uuidV7(Date.now() as Instant) as AccountId;
        if (!isUuid(account.contactId)) throw new StoreError('not_found', 'there is no such contact');
        await tx
          .insertInto('accounts')
          .values({ organization_id: organizationId, id, ...columnsOf(account) })
          .execute();
        const created = await mustFind(tx, organizationId, id);
        await audit(tx, organizationId, actor, {
          action: 'account.create',
          entity: 'account',
          entityId: id,
          after: created,
        });
        return created;
      }),
    update: (organizationId, id, version, change, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id, true);
        assertVersion('account', before.version, version);
        await tx
          .updateTable('accounts')
          .set({ ...columnsOf({ ...before, ...change }), version: version + 1, updated_at: new Date() })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        const after = await mustFind(tx, organizationId, id);
        await audit(tx, organizationId, actor, {
          action: 'account.update',
          entity: 'account',
          entityId: id,
          before,
          after,
        });
        // A paused debt is out of contact at once, on every node (S33, G2); and nobody is contacted about what is somebody else's by now.
        if (before.status !== after.status || before.contactId !== after.contactId)
          await raiseEpoch(tx, organizationId, 'suppression');
        return after;
      }),
    upsertMany: (organizationId, accounts, actor) =>
      inside(organizationId, (tx) => upsertAccounts(tx, organizationId, accounts, actor)),
    delete: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id, true);
        await tx
          .deleteFrom('accounts')
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await audit(tx, organizationId, actor, {
          action: 'account.delete',
          entity: 'account',
          entityId: id,
          before,
        });
        await raiseEpoch(tx, organizationId, 'suppression');
      }),
  };
}

/** An id that nothing has. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

async function find(
  tx: Tx,
  organizationId: OrganizationId,
  id: AccountId,
  lock = false,
): Promise<Account | undefined> {
  if (!isUuid(id)) return undefined;
  let query = tx
    .selectFrom('accounts')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : accountOf(row);
}

async function mustFind(
  tx: Tx,
  organizationId: OrganizationId,
  id: AccountId,
  lock = false,
): Promise<Account> {
  const account = await find(tx, organizationId, id, lock);
  if (account === undefined) throw new StoreError('not_found', `there is no account \`${id}\``);
  return account;
}

/** Each part reads no more than a page, by an index of its own. */
async function searchAccounts(
  tx: Tx,
  organizationId: OrganizationId,
  page: PageRequest,
  search: string,
): Promise<Page<Account>> {
  const [afterReference, afterId] = page.cursor === null ? ['', ''] : keyOf(page.cursor, ['text', 'id']);
  const limit = page.limit + 1;
  const reference = sql`reference collate "C"`;
  const after =
    page.cursor === null
      ? sql`true`
      : sql`${reference} >= ${afterReference} and (${reference} > ${afterReference} or id > ${afterId}::uuid)`;
  const { rows } = await sql<Selectable<Tables['accounts']>>`
    select * from (
      (select * from accounts
        where organization_id = ${organizationId} and ${after} and contact_id = (
          select id from contacts where organization_id = ${organizationId} and client_id = ${search})
        order by ${reference}, id limit ${limit})
      union
      (select * from accounts
        where organization_id = ${organizationId} and ${after} and ${reference} >= ${search} and ${reference} < ${search + AFTER_ALL}
        order by ${reference}, id limit ${limit})
    ) as found
    order by ${reference}, id limit ${limit}`.execute(tx);
  return pageOf(rows, page, accountOf, (row) => [row.reference, row.id]);
}

function accountOf(row: Selectable<Tables['accounts']>): Account {
  return {
    id: row.id as AccountId,
    contactId: row.contact_id,
    reference: row.reference,
    status: row.status as AccountStatus,
    amount: row.amount,
    currency: row.currency,
    version: row.version,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  };
}

function columnsOf({ contactId, reference, status, amount, currency }: AccountFields) {
  return { contact_id: contactId, reference, status, amount, currency };
}
