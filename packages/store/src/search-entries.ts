import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { ClientId, DeviceKey, OrganizationId, SuppressionListId } from '@tact/engine';
import type { Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import type { Namers } from './erasure/erased-names.ts';
import { sealedKey } from './erasure/erase-identity.ts';
import { AFTER_ALL, keyOf, pageOf } from './page.ts';
import type { EntrySearch, Page, PageRequest, SuppressionEntry } from './ports.ts';
import { entryCounts, entryOf } from './suppression-entries.ts';

/**
 * Entries of a list that are one of some values, or begin with a text, by value; those of erased persons too, under the names that stand for them
 * (ADR 0018). Each part reads its page from the index by value.
 */
export async function searchEntries(
  tx: Tx,
  namers: Namers,
  organizationId: OrganizationId,
  listId: SuppressionListId,
  page: PageRequest,
  search: EntrySearch,
): Promise<Page<SuppressionEntry>> {
  const [afterValue, afterId] = page.cursor === null ? ['', ''] : keyOf(page.cursor, ['text', 'id']);
  const limit = page.limit + 1;
  const after =
    page.cursor === null
      ? sql`true`
      : sql`value >= ${afterValue} and (value > ${afterValue} or id > ${afterId}::uuid)`;
  const some = (fits: RawBuilder<unknown>) => sql`(
    select * from suppression_entries
    where organization_id = ${organizationId} and list_id = ${listId} and ${fits} and ${after} and ${entryCounts(organizationId)}
    order by value, id limit ${limit})`;
  const values = await withErasedNames(tx, namers, organizationId, search);
  const parts = values.map((value) => some(sql`value = ${value}`));
  if (search.beginning !== null)
    parts.push(some(sql`value > ${search.beginning} and value < ${search.beginning + AFTER_ALL}`));
  const { rows } = await sql<Selectable<Tables['suppression_entries']>>`
    select * from (${sql.join(parts, sql` union all `)}) as found order by value, id limit ${limit}`.execute(
    tx,
  );
  return pageOf(rows, page, entryOf, ({ value, id }) => [value, id]);
}

async function withErasedNames(
  tx: Tx,
  namers: Namers,
  organizationId: OrganizationId,
  { type, values }: EntrySearch,
): Promise<readonly string[]> {
  const sealed = await sealedKey(tx, organizationId);
  if (sealed === null) return values;
  const namer = await namers.open(organizationId, sealed);
  const names = values.map((value) =>
    type === 'client' ? namer.client(value as ClientId) : namer.device(value as DeviceKey),
  );
  return [...new Set([...values, ...names])];
}
