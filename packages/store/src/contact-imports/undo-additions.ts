import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import { audit, organizationValue, raiseEpoch, type Tx } from '../database.ts';
import { uuidArray } from '../deciding/binary-arrays.ts';
import type { Actor } from '../ports.ts';

/** How many of what was looked at are gone, and stay. `isLast`: there is nothing more to look at. */
interface Looked {
  readonly removed: number;
  readonly kept: number;
  readonly isLast: boolean;
}

/**
 * Takes back so much of what an import added to contacts that were there before: their places in its contact list, unless a campaign has taken
 * them up or somebody has changed them, and then the accounts that it made, unless somebody has changed or used them. Gives whether that was
 * all. To be called when the contacts that the import made are done: what is left then is of the others.
 */
export async function undoAdditions(
  tx: Tx,
  organizationId: OrganizationId,
  importId: string,
  rowsMax: number,
  actor: Actor,
): Promise<boolean> {
  const records = await undoRecords(tx, organizationId, importId, rowsMax);
  const accounts = records.isLast
    ? await undoAccounts(tx, organizationId, importId, rowsMax)
    : { removed: 0, kept: 0, isLast: false };
  const counts = {
    records: records.removed,
    recordsKept: records.kept,
    accounts: accounts.removed,
    accountsKept: accounts.kept,
  };
  if (Object.values(counts).every((count) => count === 0)) return accounts.isLast;
  await sql`
    update contact_imports set undone_records = undone_records + ${counts.records},
      undone_records_kept = undone_records_kept + ${counts.recordsKept}, undone_accounts = undone_accounts + ${counts.accounts},
      undone_accounts_kept = undone_accounts_kept + ${counts.accountsKept}
    where organization_id = ${organizationId} and id = ${importId}`.execute(tx);
  await audit(tx, organizationId, actor, {
    action: 'contact.undo-import',
    entity: 'contact',
    entityId: 'many',
    after: { importId, ...counts },
  });
  if (counts.accounts > 0) await raiseEpoch(tx, organizationId, 'suppression');
  return accounts.isLast;
}

async function undoRecords(
  tx: Tx,
  organizationId: OrganizationId,
  importId: string,
  rowsMax: number,
): Promise<Looked> {
  const owner = organizationValue(organizationId);
  const { rows: added } = await sql<{ record_id: string }>`
    select record_id from contact_import_records where organization_id = ${owner} and import_id = ${importId}
    order by record_id limit ${rowsMax}`.execute(tx);
  const isLast = added.length < rowsMax;
  if (added.length === 0) return { removed: 0, kept: 0, isLast };
  const ids = uuidArray(added.map((row) => row.record_id));
  // Held to the end of the transaction: no campaign takes them up meanwhile.
  const { rows: records } = await sql`
    select from contact_list_records where organization_id = ${owner} and id = any (${ids}::uuid[])
    order by id for update`.execute(tx);
  const { numAffectedRows: removed = 0n } = await sql`
    delete from contact_list_records r where r.organization_id = ${owner} and r.id = any (${ids}::uuid[]) and r.status = 'ready'
      and not exists (select from queue_items q where q.organization_id = ${owner} and q.record_id = r.id)`.execute(
    tx,
  );
  await sql`
    delete from contact_import_records
    where organization_id = ${owner} and import_id = ${importId} and record_id = any (${ids}::uuid[])`.execute(
    tx,
  );
  return { removed: Number(removed), kept: records.length - Number(removed), isLast };
}

async function undoAccounts(
  tx: Tx,
  organizationId: OrganizationId,
  importId: string,
  rowsMax: number,
): Promise<Looked> {
  const owner = organizationValue(organizationId);
  const { rows: made } = await sql<{ account_id: string }>`
    select account_id from contact_import_accounts where organization_id = ${owner} and import_id = ${importId}
    order by account_id limit ${rowsMax}`.execute(tx);
  const isLast = made.length < rowsMax;
  if (made.length === 0) return { removed: 0, kept: 0, isLast };
  const ids = uuidArray(made.map((row) => row.account_id));
  // Contacts before their accounts, in one order, as whoever imports debts holds them.
  await sql`
    select from contacts c where c.organization_id = ${owner} and c.id in (
      select a.contact_id from accounts a where a.organization_id = ${owner} and a.id = any (${ids}::uuid[]))
    order by c.client_id for update`.execute(tx);
  const { rows: accounts } = await sql`
    select from accounts where organization_id = ${owner} and id = any (${ids}::uuid[]) order by id for update`.execute(
    tx,
  );
  const { numAffectedRows: removed = 0n } = await sql`
    delete from accounts a using contacts c, contact_import_accounts h
    where a.organization_id = ${owner} and a.id = any (${ids}::uuid[])
      and c.organization_id = ${owner} and c.id = a.contact_id
      and h.organization_id = ${owner} and h.import_id = ${importId} and h.account_id = a.id and h.version = a.version
      and not exists (select from attempts x where x.organization_id = ${owner} and x.account_id = a.id)
      and not exists (
        select from decisions x where x.organization_id = ${owner} and x.client_id = c.client_id and x.account_id = a.id)
      and not exists (
        select from contact_list_records r where r.organization_id = ${owner} and r.contact_id = a.contact_id
          and (r.account_id = a.id or exists (
            select from queue_items q where q.organization_id = ${owner} and q.record_id = r.id and q.account_id = a.id)))`.execute(
    tx,
  );
  await sql`
    delete from contact_import_accounts
    where organization_id = ${owner} and import_id = ${importId} and account_id = any (${ids}::uuid[])`.execute(
    tx,
  );
  return { removed: Number(removed), kept: accounts.length - Number(removed), isLast };
}
