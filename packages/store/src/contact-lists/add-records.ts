import { sql } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { audit, type Tx } from '../database.ts';
import { textArray, uuidArray } from '../deciding/binary-arrays.ts';
import type { Actor, RecordAdded, RecordToAdd } from '../ports.ts';
import { isUuid, uuidV7 } from '../uuid-v7.ts';

/** Records in one call: one statement of some megabytes. */
const RECORDS_MAX = 10_000;

/** Adds records to a list that is there, in one statement; one result for each. The later of two for one contact is `unchanged`. */
export async function addRecords(
  tx: Tx,
  organizationId: OrganizationId,
  listId: string,
  records: readonly RecordToAdd[],
  actor: Actor,
): Promise<readonly RecordAdded[]> {
  if (records.length > RECORDS_MAX) throw new RangeError(`at most ${RECORDS_MAX} records are added at once`);
  const now = Date.now() as Instant;
  const idOrNull = (id: string | null) => (id !== null && isUuid(id) ? id : null);
  const { rows } = await sql<{ result: RecordAdded }>`
    with wanted as (
      select w.place, w.id, w.contact_id, w.client_id, w.account_id, w.names_account
      from unnest(${uuidArray(records.map(() => uuidV7(now)))}::uuid[],
          ${uuidArray(records.map(({ contactId }) => idOrNull(contactId)))}::uuid[],
          ${textArray(records.map(({ clientId }) => clientId))}::text[],
          ${uuidArray(records.map(({ accountId }) => idOrNull(accountId)))}::uuid[],
          ${sql.val(records.map(({ accountId }) => accountId !== null))}::boolean[])
        with ordinality as w (id, contact_id, client_id, account_id, names_account, place)
    ), found as (
      select w.place, w.id, x.id as contact_id, a.id as account_id, case
          when x.id is null then 'contact_unknown'
          when w.names_account and a.id is null then 'account_unknown'
          when a.contact_id <> x.id then 'account_of_another_contact'
        end as refusal
      from wanted w
      left join contacts i on i.organization_id = ${organizationId} and i.id = w.contact_id
      left join contacts c on c.organization_id = ${organizationId} and c.client_id = w.client_id and w.contact_id is null
      cross join lateral (select coalesce(i.id, c.id) as id) as x
      left join accounts a on a.organization_id = ${organizationId} and a.id = w.account_id
    ), added as (
      insert into contact_list_records (organization_id, id, list_id, contact_id, account_id)
      select ${organizationId}, f.id, ${listId}, f.contact_id, f.account_id from found f where f.refusal is null
      order by f.place
      on conflict (organization_id, list_id, contact_id) do nothing
      returning id
    )
    select coalesce(f.refusal, case when n.id is null then 'unchanged' else 'added' end) as result
    from found f left join added n on n.id = f.id
    order by f.place`.execute(tx);
  const results = rows.map(({ result }) => result);
  await audit(tx, organizationId, actor, {
    action: 'contact-list.add-records',
    entity: 'contact-list',
    entityId: listId,
    after: { added: results.filter((result) => result === 'added').length, given: results.length },
  });
  return results;
}
