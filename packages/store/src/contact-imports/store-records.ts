import { sql } from 'kysely';
import type { AccountId, ClientId, OrganizationId } from '@tact/engine';
import { addRecords } from '../contact-lists/add-records.ts';
import { organizationValue, type Tx } from '../database.ts';
import { uuidArray } from '../deciding/binary-arrays.ts';
import { StoreError } from '../errors.ts';
import type { Actor } from '../ports.ts';

/** What records are stored for. */
interface Work {
  readonly tx: Tx;
  readonly organizationId: OrganizationId;
  readonly importId: string;
  readonly actor: Actor;
}

/** A contact of a step, and the first of the debts that its lines name; null: none does. */
export interface ContactToList {
  readonly id: string;
  readonly clientId: ClientId;
  readonly accountId: AccountId | null;
}

/**
 * Puts the contacts into the import's contact list, and remembers which were not in it; gives how many. A record that an earlier step has added
 * without a debt becomes one about the first debt that a later line names. Throws `not_found` where the list is gone.
 */
export async function storeRecords(
  { tx, organizationId, importId, actor }: Work,
  contactListId: string | null,
  contacts: readonly ContactToList[],
): Promise<number> {
  if (contactListId === null || contacts.length === 0) return 0;
  const { rows } = await sql`
    select 1 from contact_lists where organization_id = ${organizationId} and id = ${contactListId} for key share`.execute(
    tx,
  );
  if (rows.length === 0)
    throw new StoreError('not_found', 'the contact list of the import was deleted; import the file again');
  const toAdd = contacts.map(({ clientId, accountId }) => ({ contactId: null, clientId, accountId }));
  const results = await addRecords(tx, organizationId, contactListId, toAdd, actor);
  const added = contacts.filter((_, index) => results[index] === 'added');
  const others = contacts.filter((one, index) => results[index] === 'unchanged' && one.accountId !== null);
  const place = { tx, organizationId, importId, contactListId };
  await keepRecords(place, added);
  await nameAccounts(place, others);
  return added.length;
}

type Place = Omit<Work, 'actor'> & { readonly contactListId: string };

/** The records of contacts in the list, by their contacts. Keys are looked up in one index: two tables that have just grown are not joined. */
async function recordsOf(
  { tx, organizationId, contactListId }: Place,
  contacts: readonly ContactToList[],
): Promise<readonly { readonly id: string; readonly contact_id: string }[]> {
  const { rows } = await sql<{ id: string; contact_id: string }>`
    select id, contact_id from contact_list_records
    where organization_id = ${organizationValue(organizationId)} and list_id = ${contactListId}
      and contact_id = any (${uuidArray(contacts.map(({ id }) => id))}::uuid[])`.execute(tx);
  return rows;
}

async function keepRecords(place: Place, added: readonly ContactToList[]): Promise<void> {
  if (added.length === 0) return;
  const { tx, organizationId, importId } = place;
  const records = await recordsOf(place, added);
  await sql`
    insert into contact_import_records (organization_id, import_id, record_id)
    select ${organizationId}, ${importId}, * from unnest(${uuidArray(records.map(({ id }) => id))}::uuid[])`.execute(
    tx,
  );
}

/** Records that the import added without a debt, and that no campaign has taken up, are about the one that is known now. */
async function nameAccounts(place: Place, contacts: readonly ContactToList[]): Promise<void> {
  if (contacts.length === 0) return;
  const { tx, organizationId, importId } = place;
  const owner = organizationValue(organizationId);
  const accountIdOf = new Map(contacts.map(({ id, accountId }) => [id, accountId]));
  const named = (await recordsOf(place, contacts)).flatMap(({ id, contact_id: contactId }) => {
    const accountId = accountIdOf.get(contactId) ?? null;
    return accountId === null ? [] : [{ id, accountId }];
  });
  const ids = uuidArray(named.map(({ id }) => id));
  await sql`
    update contact_list_records r set account_id = n.account_id
    from unnest(${ids}::uuid[], ${uuidArray(named.map(({ accountId }) => accountId))}::uuid[]) as n (id, account_id)
    where r.organization_id = ${owner} and r.id = any (${ids}::uuid[]) and r.id = n.id and r.account_id is null and r.status = 'ready'
      and exists (
        select from contact_import_records h
        where h.organization_id = ${owner} and h.import_id = ${importId} and h.record_id = r.id)
      and not exists (select from queue_items q where q.organization_id = ${owner} and q.record_id = r.id)`.execute(
    tx,
  );
}
