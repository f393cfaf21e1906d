import { sql, type Selectable } from 'kysely';
import type { EntryId, Instant, OrganizationId, SuppressionListId } from '@tact/engine';
import { audit, raiseEpoch, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import type {
  SuppressionEntry,
  SuppressionEntryFields,
  SuppressionListFields,
  SuppressionListRow,
  SuppressionPort,
} from './ports.ts';
import { channelsColumn, channelsOf, edgeColumns, edgeOf } from './span-columns.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';
import { assertVersion } from './versions.ts';

/** Suppression lists and their single entries. */
export function suppressionPort(database: Database): SuppressionPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      throw refusalOf(error);
    });
  return {
    get: (organizationId, id) => inside(organizationId, (tx) => find(tx, organizationId, id)),
    list: (organizationId, page) =>
      inside(organizationId, async (tx) => {
        let query = tx
          .selectFrom('suppression_lists')
          .selectAll()
          .where('organization_id', '=', organizationId);
        if (page.cursor !== null) query = query.where('name', '>', String(keyOf(page.cursor, ['text'])[0]));
        const rows = await query
          .orderBy('name')
          .limit(page.limit + 1)
          .execute();
        const lists = await withSizes(tx, organizationId, rows);
        return pageOf(
          lists,
          page,
          (list) => list,
          ({ name }) => [name],
        );
      }),
    create: (organizationId, list, actor) =>
      inside(organizationId, async (tx) => {
        const id = uuidV7(Date.now() as Instant) as SuppressionListId;
        await tx
          .insertInto('suppression_lists')
          .values({ organization_id: organizationId, id, ...columnsOf(list) })
          .execute();
        const created = await mustFind(tx, organizationId, id);
        await audit(tx, organizationId, actor, {
          action: 'suppression-list.create',
          entity: 'suppression-list',
          entityId: id,
          after: created,
        });
        await raiseEpoch(tx, organizationId, 'ruleset');
        return created;
      }),
    update: (organizationId, id, version, change, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id, true);
        assertVersion('suppression list', before.version, version);
        await tx
          .updateTable('suppression_lists')
          .set({ ...columnsOf({ ...before, ...change }), version: version + 1, updated_at: new Date() })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        const after = await mustFind(tx, organizationId, id);
        await audit(tx, organizationId, actor, {
          action: 'suppression-list.update',
          entity: 'suppression-list',
          entityId: id,
          before,
          after,
        });
        await raiseEpoch(tx, organizationId, 'ruleset');
        return after;
      }),
    delete: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id, true);
        await tx
          .deleteFrom('suppression_lists')
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await audit(tx, organizationId, actor, {
          action: 'suppression-list.delete',
          entity: 'suppression-list',
          entityId: id,
          before,
        });
        await raiseEpoch(tx, organizationId, 'ruleset');
      }),
    addEntries: (organizationId, id, entries, actor) =>
      inside(organizationId, async (tx) => {
        await assertExists(tx, organizationId, id);
        const added = await insertEntries(tx, organizationId, id, entries);
        const after = { entries: added.length };
        await audit(tx, organizationId, actor, {
          action: 'suppression-list.add-entries',
          entity: 'suppression-list',
          entityId: id,
          after,
        });
        await raiseEpoch(tx, organizationId, 'suppression');
        return added;
      }),
    listEntries: (organizationId, id, page) =>
      inside(organizationId, async (tx) => {
        await assertExists(tx, organizationId, id);
        let query = tx
          .selectFrom('suppression_entries')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .where('list_id', '=', id);
        if (page.cursor !== null) query = query.where('id', '>', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('id')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, entryOf, (row) => [row.id]);
      }),
    removeEntry: (organizationId, id, entryId, actor) =>
      inside(organizationId, async (tx) => {
        await assertExists(tx, organizationId, id);
        const removed = await tx
          .deleteFrom('suppression_entries')
          .where('organization_id', '=', organizationId)
          .where('list_id', '=', id)
          .where('id', '=', isUuid(entryId) ? entryId : NO_ID)
          .executeTakeFirst();
        if (removed.numDeletedRows === 0n)
          throw new StoreError('not_found', `there is no entry \`${entryId}\` on this list`);
        const before = { entryId };
        await audit(tx, organizationId, actor, {
          action: 'suppression-list.remove-entry',
          entity: 'suppression-list',
          entityId: id,
          before,
        });
        await raiseEpoch(tx, organizationId, 'suppression');
      }),
  };
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** The lists that a request of the group is asked by: the required ones, and those that the group or its dialing profile has picked. */
export async function suppressionListsInForce(
  tx: Tx,
  organizationId: OrganizationId,
  { groupId, profileId }: { readonly groupId: string; readonly profileId: string },
): Promise<readonly SuppressionListRow[]> {
  const rows = await tx
    .selectFrom('suppression_lists')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where((where) =>
      where.or([
        where('required', '=', true),
        where(
          'id',
          'in',
          where
            .selectFrom('campaign_group_lists')
            .select('list_id')
            .where('organization_id', '=', organizationId)
            .where('campaign_group_id', '=', groupId),
        ),
        where(
          'id',
          'in',
          where
            .selectFrom('dialing_profile_lists')
            .select('list_id')
            .where('organization_id', '=', organizationId)
            .where('dialing_profile_id', '=', profileId),
        ),
      ]),
    )
    .orderBy('name')
    .execute();
  return rows.map((row) => listOf(row, 0));
}

async function insertEntries(
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

async function find(
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

async function mustFind(
  tx: Tx,
  organizationId: OrganizationId,
  id: SuppressionListId,
  lock = false,
): Promise<SuppressionListRow> {
  const list = await find(tx, organizationId, id, lock);
  if (list === undefined) throw new StoreError('not_found', `there is no suppression list \`${id}\``);
  return list;
}

/** Without the list's size, which is counted: what adds to a list of a million lines a thousand at a time must not count it each time. */
async function assertExists(tx: Tx, organizationId: OrganizationId, id: SuppressionListId): Promise<void> {
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

async function withSizes(
  tx: Tx,
  organizationId: OrganizationId,
  rows: readonly Selectable<Tables['suppression_lists']>[],
): Promise<SuppressionListRow[]> {
  const sizes = await tx
    .selectFrom('suppression_entries')
    .select(({ fn }) => ['list_id', fn.countAll<number>().as('size')])
    .where('organization_id', '=', organizationId)
    .where(sql<boolean>`list_id = any (${rows.map(({ id }) => id)}::uuid[])`)
    .groupBy('list_id')
    .execute();
  const sizeOf = new Map(sizes.map(({ list_id: id, size }) => [id, size]));
  return rows.map((row) => listOf(row, sizeOf.get(row.id) ?? 0));
}

function listOf(row: Selectable<Tables['suppression_lists']>, size: number): SuppressionListRow {
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
    size,
    version: row.version,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  };
}

function entryOf(row: Selectable<Tables['suppression_entries']>): SuppressionEntry {
  return {
    id: row.id as EntryId,
    value: row.value,
    from: edgeOf(row.from_at, row.from_date),
    until: edgeOf(row.until_at, row.until_date),
    reason: row.reason,
    createdAt: row.created_at as Instant,
  };
}

function columnsOf({ name, type, channels, required, expires, registry }: SuppressionListFields) {
  const edge = edgeColumns(expires);
  const versionAt = registry?.versionAt ?? null;
  return {
    name,
    type,
    channels: channelsColumn(channels),
    required,
    expires_at: edge.at,
    expires_date: edge.date,
    is_registry: registry !== null,
    registry_age_ms_max: registry?.ageMsMax ?? null,
    registry_version_at: versionAt === null ? null : new Date(versionAt),
    registry_coverage: [...(registry?.coverage ?? [])],
  };
}

function refusalOf(error: unknown): unknown {
  switch (brokenConstraint(error)) {
    case 'suppression_lists_by_name':
      return new StoreError('name_taken', 'there is a suppression list with this name already', error);
    case 'suppression_entries_organization_id_list_id_fkey':
      return new StoreError('not_found', 'the suppression list has been deleted meanwhile', error);
    default:
      return error;
  }
}
