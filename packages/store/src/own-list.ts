import { sql } from 'kysely';
import { auditMany } from './write-audit.ts';
import type { DeviceKey, EntryId, Instant, OrganizationId, SuppressionListId } from '@tact/engine';
import { audit, type Tx } from './database.ts';
import { textArray } from './deciding/binary-arrays.ts';
import type { Actor, SuppressionEntry } from './ports.ts';
import { insertEntries } from './suppression-entries.ts';
import { columnsOf, mustFindList } from './suppression-list-rows.ts';
import { uuidV7 } from './uuid-v7.ts';

/** What the list is called at first; a number behind it where somebody has a list of that name. */
const OWN_LIST_NAME = 'Own do not contact list';

/**
 * Puts numbers on the organization's own list for good, those that are not on it for good already (S24); the list is made by the first
 * one. INVARIANT: under the contacts' lock, so that two at once neither make two lists nor put a number on it twice. The
 * caller raises the epochs, last of all: of the rules too where the list is new.
 */
export async function putOnOwnList(
  tx: Tx,
  organizationId: OrganizationId,
  numbers: readonly DeviceKey[],
  reason: string,
  actor: Actor,
): Promise<{ readonly listId: SuppressionListId; readonly isNew: boolean; readonly stored: number }> {
  const { listId, isNew } = await findOrMake(tx, organizationId, actor);
  const { rows } = await sql<{ value: string }>`
    select value from suppression_entries
    where organization_id = ${organizationId} and list_id = ${listId} and value = any (${textArray(numbers)}::text[])
      and from_at is null and from_date is null and until_at is null and until_date is null
      and entry_counts(organization_id, list_id, import_id, removed_by)`.execute(tx);
  const there = new Set(rows.map(({ value }) => value));
  const entries = await insertEntries(
    tx,
    organizationId,
    listId,
    numbers
      .filter((number) => !there.has(number))
      .map((value) => ({ value, from: null, until: null, reason })),
  );
  await auditEntries(tx, organizationId, listId, entries, reason, actor);
  return { listId, isNew, stored: entries.length };
}

/**
 * Puts an address on the organization's own list for good by an entry of its own, whatever other entries there are. The same invariant,
 * and the same epochs to raise.
 */
export async function addOwnEntry(
  tx: Tx,
  organizationId: OrganizationId,
  value: DeviceKey,
  reason: string,
  actor: Actor,
): Promise<{ readonly entryId: EntryId; readonly listId: SuppressionListId; readonly isNew: boolean }> {
  const { listId, isNew } = await findOrMake(tx, organizationId, actor);
  const entries = await insertEntries(tx, organizationId, listId, [
    { value, from: null, until: null, reason },
  ]);
  const [entry] = entries;
  if (entry === undefined) throw new Error('an entry was not added');
  await auditEntries(tx, organizationId, listId, entries, reason, actor);
  return { entryId: entry.id, listId, isNew };
}

async function auditEntries(
  tx: Tx,
  organizationId: OrganizationId,
  listId: SuppressionListId,
  entries: readonly SuppressionEntry[],
  reason: string,
  actor: Actor,
): Promise<void> {
  const changes = entries.map(({ id, value }) => ({
    action: 'suppression-list.add-entry',
    entity: 'suppression-list',
    entityId: listId,
    after: { entryId: id, value },
    reason,
  }));
  await auditMany(tx, organizationId, actor, changes);
}

/** The organization's own list; null where it has none yet. */
export async function findOwnList(tx: Tx, organizationId: OrganizationId): Promise<SuppressionListId | null> {
  const row = await tx
    .selectFrom('suppression_lists')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('is_own', '=', true)
    .executeTakeFirst();
  return row === undefined ? null : (row.id as SuppressionListId);
}

async function findOrMake(
  tx: Tx,
  organizationId: OrganizationId,
  actor: Actor,
): Promise<{ readonly listId: SuppressionListId; readonly isNew: boolean }> {
  const listId = await findOwnList(tx, organizationId);
  if (listId !== null) return { listId, isNew: false };
  const id = uuidV7(Date.now() as Instant) as SuppressionListId;
  await tx
    .insertInto('suppression_lists')
    .values({
      organization_id: organizationId,
      id,
      is_own: true,
      ...columnsOf({
        name: await freeName(tx, organizationId),
        type: 'device',
        channels: 'any',
        required: true,
        expires: null,
        retentionDays: null,
        registry: null,
      }),
    })
    .execute();
  await audit(tx, organizationId, actor, {
    action: 'suppression-list.create',
    entity: 'suppression-list',
    entityId: id,
    after: await mustFindList(tx, organizationId, id),
  });
  return { listId: id, isNew: true };
}

async function freeName(tx: Tx, organizationId: OrganizationId): Promise<string> {
  const rows = await tx
    .selectFrom('suppression_lists')
    .select('name')
    .where('organization_id', '=', organizationId)
    .where('name', 'like', `${OWN_LIST_NAME}%`)
    .execute();
  const taken = new Set(rows.map(({ name }) => name));
  let name = OWN_LIST_NAME;
  for (let number = 2; taken.has(name); number++) name = `${OWN_LIST_NAME} ${number}`;
  return name;
}
