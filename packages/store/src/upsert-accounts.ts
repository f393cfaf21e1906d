import { sql } from 'kysely';
import type { AccountId, Instant, OrganizationId } from '@tact/engine';
import { audit, organizationValue, type Tx } from './database.ts';
import { textArray, uuidArray } from './deciding/binary-arrays.ts';
import type { AccountToImport, Actor } from './ports.ts';
import { uuidV7 } from './uuid-v7.ts';

/**
 * Creates the debts that are new and brings amount and currency of the others up to date, by contact and reference, set-based. What is not
 * stated stays, and so does the status: a list does not take a debt out of its pause (S33). Gives their ids in order; null where there is no
 * such contact.
 */
export async function upsertAccounts(
  tx: Tx,
  organizationId: OrganizationId,
  accounts: readonly AccountToImport[],
  actor: Actor,
): Promise<readonly (AccountId | null)[]> {
  return (await upsertAccountRows(tx, organizationId, accounts, actor)).map(({ id }) => id);
}

/** The same, and whether each is new, or has another amount or currency now. */
export async function upsertAccountRows(
  tx: Tx,
  organizationId: OrganizationId,
  accounts: readonly AccountToImport[],
  actor: Actor,
): Promise<
  readonly { readonly id: AccountId | null; readonly isNew: boolean; readonly isChanged: boolean }[]
> {
  if (accounts.length === 0) return [];
  const owner = organizationValue(organizationId);
  const clientIds = textArray(accounts.map(({ clientId }) => clientId));
  // INVARIANT: a reference stands once a contact: whoever else imports debts of these contacts waits here, in one order, and then sees ours.
  await sql`
    select from contacts c where c.organization_id = ${owner} and c.client_id = any (${clientIds}::text[])
    order by c.client_id for no key update`.execute(tx);
  const now = Date.now() as Instant;
  const { rows } = await sql<{ id: string | null; is_new: boolean; is_changed: boolean }>`
    with wanted as (
      select w.place, w.new_id, w.reference, w.amount::numeric as amount, w.currency, c.id as contact_id, a.id as account_id
      from unnest(${uuidArray(accounts.map(() => uuidV7(now)))}::uuid[], ${clientIds}::text[],
          ${textArray(accounts.map(({ reference }) => reference))}::text[], ${sql.val(accounts.map(({ amount }) => amount))}::text[],
          ${sql.val(accounts.map(({ currency }) => currency))}::text[])
        with ordinality as w (new_id, client_id, reference, amount, currency, place)
      left join contacts c on c.organization_id = ${owner} and c.client_id = w.client_id
      left join lateral (
        select a.id from accounts a
        where a.organization_id = ${owner} and a.contact_id = c.id and a.reference = w.reference
        order by a.id limit 1
      ) as a on true
    ), updated as (
      update accounts a
      set amount = coalesce(w.amount, a.amount), currency = coalesce(w.currency, a.currency), version = a.version + 1, updated_at = now()
      from wanted w
      where a.organization_id = ${owner} and a.id = w.account_id
        and (coalesce(w.amount, a.amount), coalesce(w.currency, a.currency)) is distinct from (a.amount, a.currency)
      returning a.id
    ), inserted as (
      insert into accounts (organization_id, id, contact_id, reference, status, amount, currency)
      select distinct on (w.contact_id, w.reference) ${organizationId}, w.new_id, w.contact_id, w.reference, 'new', w.amount, w.currency
      from wanted w where w.account_id is null and w.contact_id is not null
      order by w.contact_id, w.reference, w.place
      returning id, contact_id, reference
    )
    select coalesce(w.account_id, i.id) as id, w.account_id is null as is_new, w.account_id in (select id from updated) is true as is_changed
    from wanted w
    left join inserted i on i.contact_id = w.contact_id and i.reference = w.reference
    order by w.place`.execute(tx);
  await audit(tx, organizationId, actor, {
    action: 'account.import',
    entity: 'account',
    entityId: 'many',
    after: { given: accounts.length, created: rows.filter((row) => row.is_new && row.id !== null).length },
  });
  return rows.map(({ id, is_new: isNew, is_changed: isChanged }) => ({
    id: id as AccountId | null,
    isNew: isNew && id !== null,
    isChanged,
  }));
}
