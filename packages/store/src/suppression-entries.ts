import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { EntryId, Instant, OrganizationId, SuppressionListId } from '@tact/engine';
import { audit, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import type { Actor, SuppressionEntry, SuppressionEntryFields } from './ports.ts';
import { edgeColumns, edgeOf } from './span-columns.ts';
import { uuidV7 } from './uuid-v7.ts';

/** Adds entries in one statement. */
export async function insertEntries(
  tx: Tx,
  organizationId: OrganizationId,
  listId: SuppressionListId,
  entries: readonly SuppressionEntryFields[],
): Promise<readonly SuppressionEntry[]> {
  if (entries.length === 0) return [];
  const rows = entries.map(({ value, from, until, reason }) => ({
    id: uuidV7(Date.now() as Instant),
    value,
    reason,
    from: edgeColumns(from),
    until: edgeColumns(until),
  }));
  const { rows: added } = await sql<Selectable<Tables['suppression_entries']>>`
    insert into suppression_entries (organization_id, list_id, id, value, from_at, from_date, until_at, until_date, reason)
    select ${organizationId}, ${listId}, * from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ value }) => value)}::text[],
      ${rows.map(({ from }) => from.at)}::timestamptz[], ${rows.map(({ from }) => from.date)}::date[],
      ${rows.map(({ until }) => until.at)}::timestamptz[], ${rows.map(({ until }) => until.date)}::date[],
      ${rows.map(({ reason }) => reason)}::text[])
    returning *`.execute(tx);
  return added.map(entryOf);
}

/** An entry from its row. */
export function entryOf(row: Selectable<Tables['suppression_entries']>): SuppressionEntry {
  return {
    id: row.id as EntryId,
    value: row.value,
    from: edgeOf(row.from_at, row.from_date),
    until: edgeOf(row.until_at, row.until_date),
    reason: row.reason,
    createdAt: row.created_at as Instant,
  };
}

/** Whether a row of `suppression_entries` is on its list: by hand or by an import in force, and not taken off by one. */
export function entryCounts(organizationId: OrganizationId): RawBuilder<boolean> {
  return sql<boolean>`entry_counts(${organizationId}, suppression_entries.list_id, suppression_entries.import_id,
    suppression_entries.removed_by)`;
}

/** Entries that are taken away in one transaction: what a second does, so that no lock is held for long. */
const PURGED_MAX = 20_000;

/**
 * Takes away some of a list's entries whose retention ended before the instant, with an audit entry where there were any. A last day
 * that the retention cuts short counts whole, wherever it is.
 */
export async function purgeOnce(
  tx: Tx,
  organizationId: OrganizationId,
  listId: SuppressionListId,
  at: Instant,
  actor: Actor,
): Promise<{ readonly purged: number; readonly isDone: boolean }> {
  const now = new Date(at);
  const { rows } = await sql`
    delete from suppression_entries e
    using (
      select e.id from suppression_entries e
      join suppression_lists l on l.organization_id = e.organization_id and l.id = e.list_id
      where e.organization_id = ${organizationId} and e.list_id = ${listId} and l.retention_days is not null
        and e.created_at + make_interval(days => l.retention_days) <= ${now}
        and coalesce(entry_ends_at(e.until_at, e.until_date, e.created_at, l.retention_days), e.until_date + interval '36 hours') <= ${now}
      limit ${PURGED_MAX}
    ) as old
    where e.organization_id = ${organizationId} and e.list_id = ${listId} and e.id = old.id
    returning 1`.execute(tx);
  if (rows.length > 0) {
    await audit(tx, organizationId, actor, {
      action: 'suppression-list.purge-entries',
      entity: 'suppression-list',
      entityId: listId,
      after: { purged: rows.length },
      reason: 'their retention is over',
    });
  }
  return { purged: rows.length, isDone: rows.length < PURGED_MAX };
}
