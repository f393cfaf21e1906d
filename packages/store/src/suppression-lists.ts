import type { Instant, OrganizationId, SuppressionListId } from '@tact/engine';
import { audit, raiseEpoch, type Database, type Tx } from './database.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import type { Namers } from './erasure/erased-names.ts';
import { assertUnpicked } from './still-used.ts';
import { keyOf, pageOf } from './page.ts';
import type { SuppressionListFields, SuppressionListRow, SuppressionPort } from './ports.ts';
import { findOwnList } from './own-list.ts';
import { searchEntries } from './search-entries.ts';
import { entryCounts, entryOf, insertEntries, purgeOnce } from './suppression-entries.ts';
import {
  assertListExists,
  columnsOf,
  findList,
  listOf,
  mustFindList,
  withSizes,
} from './suppression-list-rows.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';
import { assertVersion } from './versions.ts';
import { inForceOf } from './number-sets/find-version.ts';

/** Suppression lists and their single entries. */
export function suppressionPort(database: Database, namers: Namers): SuppressionPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      throw refusalOf(error);
    });
  return {
    get: (organizationId, id) => inside(organizationId, (tx) => findList(tx, organizationId, id)),
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
        const created = await mustFindList(tx, organizationId, id);
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
        const before = await mustFindList(tx, organizationId, id, true);
        assertVersion('suppression list', before.version, version);
        if (before.isOwn) assertStaysOwn(change);
        if ((change.retentionDays ?? null) !== null) await assertNoNumbers(tx, organizationId, id);
        await tx
          .updateTable('suppression_lists')
          .set({ ...columnsOf({ ...before, ...change }), version: version + 1, updated_at: new Date() })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        const after = await mustFindList(tx, organizationId, id);
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
        const before = await mustFindList(tx, organizationId, id, true);
        if (before.isOwn)
          throw new StoreError(
            'own_list_fixed',
            "the organization's own list cannot be deleted; remove single entries of it",
          );
        await assertUnpicked(tx, organizationId, { what: 'the suppression list', picks: 'lists', id });
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
    registries: (organizationId) =>
      inside(organizationId, async (tx) => {
        const rows = await tx
          .selectFrom('suppression_lists')
          .select(['id', 'registry_version_at', 'registry_age_ms_max'])
          .where('organization_id', '=', organizationId)
          .where('is_registry', '=', true)
          .execute();
        return rows.map((row) => ({
          id: row.id as SuppressionListId,
          versionAt: row.registry_version_at as Instant | null,
          ageMsMax: row.registry_age_ms_max ?? 0,
        }));
      }),
    ownListId: (organizationId) => inside(organizationId, (tx) => findOwnList(tx, organizationId)),
    addEntries: (organizationId, id, entries, actor) =>
      inside(organizationId, async (tx) => {
        await assertListExists(tx, organizationId, id);
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
    listEntries: (organizationId, id, page, search = null) =>
      inside(organizationId, async (tx) => {
        await assertListExists(tx, organizationId, id);
        if (search !== null) return searchEntries(tx, namers, organizationId, id, page, search);
        let query = tx
          .selectFrom('suppression_entries')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .where('list_id', '=', id)
          .where(entryCounts(organizationId));
        if (page.cursor !== null) query = query.where('id', '>', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('id')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, entryOf, (row) => [row.id]);
      }),
    removeEntry: (organizationId, id, entryId, actor) =>
      inside(organizationId, async (tx) => {
        await assertListExists(tx, organizationId, id);
        const removed = await tx
          .deleteFrom('suppression_entries')
          .where('organization_id', '=', organizationId)
          .where('list_id', '=', id)
          .where('id', '=', isUuid(entryId) ? entryId : NO_ID)
          .where(entryCounts(organizationId))
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
    purgeEntries: async (organizationId, at, actor) => {
      const lists = await inside(organizationId, (tx) =>
        tx
          .selectFrom('suppression_lists')
          .select('id')
          .where('organization_id', '=', organizationId)
          .where('retention_days', 'is not', null)
          .orderBy('name')
          .execute(),
      );
      let total = 0;
      for (const { id } of lists) {
        for (let isDone = false; !isDone;) {
          const once = await inside(organizationId, (tx) =>
            purgeOnce(tx, organizationId, id as SuppressionListId, at, actor),
          );
          total += once.purged;
          ({ isDone } = once);
        }
      }
      return total;
    },
  };
}

/** The own list may get another name; nothing that makes it block less. */
function assertStaysOwn(change: Partial<SuppressionListFields>): void {
  const { type = 'device', channels = 'any', required = true } = change;
  const { expires = null, retentionDays = null, registry = null } = change;
  const stays = type === 'device' && channels === 'any' && required && expires === null;
  if (stays && retentionDays === null && registry === null) return;
  throw new StoreError(
    'own_list_fixed',
    "the organization's own list is required, for every channel and for good; only its name can be changed",
  );
}

/** Numbers of a set have no day on which they were added: a retention would never end them, and say that it did. */
async function assertNoNumbers(tx: Tx, organizationId: OrganizationId, id: SuppressionListId): Promise<void> {
  if ((await inForceOf(tx, organizationId, id)) === null) return;
  throw new StoreError(
    'retention_with_numbers',
    'numbers were imported into the list, which have no day to keep them from; make another list with a retention and import them there, or roll the imports back first',
  );
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
  return rows.map((row) => listOf(row, 0, 0));
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
