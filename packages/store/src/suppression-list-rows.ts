import { sql, type Selectable } from 'kysely';
import type { Instant, OrganizationId, SuppressionListId } from '@tact/engine';
import type { Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { StoreError } from './errors.ts';
import type { SuppressionListFields, SuppressionListRow } from './ports.ts';
import { entryCounts } from './suppression-entries.ts';
import { channelsColumn, channelsOf, edgeColumns, edgeOf } from './span-columns.ts';
import { isUuid } from './uuid-v7.ts';

/** One list; undefined where there is none. With `lock` its row is held to the end of the transaction. */
export async function findList(
  tx: Tx,
  organizationId: OrganizationId,
  id: SuppressionListId,
  lock = false,
): Promise<SuppressionListRow | undefined> {
  if (!isUuid(id)) return undefined;
  let query = tx
    .selectFrom('suppression_lists')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  return (await withSizes(tx, organizationId, await query.execute()))[0];
}

/** The same; throws `not_found`. */
export async function mustFindList(
  tx: Tx,
  organizationId: OrganizationId,
  id: SuppressionListId,
  lock = false,
): Promise<SuppressionListRow> {
  const list = await findList(tx, organizationId, id, lock);
  if (list === undefined) throw new StoreError('not_found', `there is no suppression list \`${id}\``);
  return list;
}

/** Without the list's size, which is counted: what adds to a list of a million lines a thousand at a time must not count it each time. */
export async function assertListExists(
  tx: Tx,
  organizationId: OrganizationId,
  id: SuppressionListId,
): Promise<void> {
  const row = isUuid(id)
    ? await tx
        .selectFrom('suppression_lists')
        .select('id')
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .executeTakeFirst()
    : undefined;
  if (row === undefined) throw new StoreError('not_found', `there is no suppression list \`${id}\``);
}

/** Lists with how many entries and numbers they have and how many campaign objects have picked them: three statements for all. */
export async function withSizes(
  tx: Tx,
  organizationId: OrganizationId,
  rows: readonly Selectable<Tables['suppression_lists']>[],
): Promise<SuppressionListRow[]> {
  const sizes = await tx
    .selectFrom('suppression_entries')
    .select(({ fn }) => ['list_id', fn.countAll<number>().as('size')])
    .where('organization_id', '=', organizationId)
    .where(sql<boolean>`list_id = any (${rows.map(({ id }) => id)}::uuid[])`)
    .where(entryCounts(organizationId))
    .groupBy('list_id')
    .execute();
  const numbers = await tx
    .selectFrom('number_set_versions')
    .select(['list_id', 'numbers'])
    .where('organization_id', '=', organizationId)
    .where(sql<boolean>`list_id = any (${rows.map(({ id }) => id)}::uuid[])`)
    .where('state', '=', 'in force')
    .execute();
  const numbersOf = new Map(numbers.map(({ list_id: id, numbers: size }) => [id, size ?? 0]));
  const sizeOf = new Map(sizes.map(({ list_id: id, size }) => [id, size]));
  const usesOf = await countUses(
    tx,
    organizationId,
    rows.map(({ id }) => id),
  );
  return rows.map((row) =>
    listOf(row, (sizeOf.get(row.id) ?? 0) + (numbersOf.get(row.id) ?? 0), usesOf.get(row.id) ?? 0),
  );
}

async function countUses(
  tx: Tx,
  organizationId: OrganizationId,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ list_id: string; uses: number }>`
    select list_id, count(*) as uses from (
      select list_id from campaign_group_lists where organization_id = ${organizationId} and list_id = any (${ids}::uuid[])
      union all
      select list_id from dialing_profile_lists where organization_id = ${organizationId} and list_id = any (${ids}::uuid[])
      union all
      select list_id from campaign_template_lists where organization_id = ${organizationId} and list_id = any (${ids}::uuid[])
    ) as picks
    group by list_id`.execute(tx);
  return new Map(rows.map(({ list_id: id, uses }) => [id, uses]));
}

/** A list from its row. */
export function listOf(
  row: Selectable<Tables['suppression_lists']>,
  size: number,
  uses: number,
): SuppressionListRow {
  return {
    id: row.id as SuppressionListId,
    name: row.name,
    type: row.type === 'client' ? 'client' : 'device',
    channels: channelsOf(row.channels),
    required: row.required,
    expires: edgeOf(row.expires_at, row.expires_date),
    registry: row.is_registry
      ? {
          ageMsMax: row.registry_age_ms_max ?? 0,
          versionAt: row.registry_version_at as Instant | null,
          coverage: row.registry_coverage,
        }
      : null,
    retentionDays: row.retention_days,
    size,
    uses,
    isOwn: row.is_own,
    version: row.version,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  };
}

/** What a list is, as columns. */
export function columnsOf({
  name,
  type,
  channels,
  required,
  expires,
  retentionDays,
  registry,
}: SuppressionListFields) {
  const edge = edgeColumns(expires);
  const versionAt = registry?.versionAt ?? null;
  return {
    name,
    type,
    channels: channelsColumn(channels),
    required,
    expires_at: edge.at,
    expires_date: edge.date,
    retention_days: retentionDays,
    is_registry: registry !== null,
    registry_age_ms_max: registry?.ageMsMax ?? null,
    registry_version_at: versionAt === null ? null : new Date(versionAt),
    registry_coverage: [...(registry?.coverage ?? [])],
  };
}
