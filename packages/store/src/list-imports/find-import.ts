import type { Selectable } from 'kysely';
import type { Instant, OrganizationId, SuppressionListId } from '@tact/engine';
import type { Tx } from '../database.ts';
import type { Tables } from '../database-types.ts';
import { StoreError } from '../errors.ts';
import type { Actor, ListImport, ListImportMode, ListImportReference, ListImportState } from '../ports.ts';
import { isUuid } from '../uuid-v7.ts';

/** An import; undefined where there is none. */
export async function findImport(
  tx: Tx,
  organizationId: OrganizationId,
  { listId, importId }: ListImportReference,
): Promise<ListImport | undefined> {
  if (!isUuid(listId) || !isUuid(importId)) return undefined;
  const row = await tx
    .selectFrom('list_imports')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('list_id', '=', listId)
    .where('id', '=', importId)
    .executeTakeFirst();
  return row === undefined ? undefined : importOf(row);
}

/** The same; throws `not_found`. */
export async function mustFindImport(
  tx: Tx,
  organizationId: OrganizationId,
  reference: ListImportReference,
): Promise<ListImport> {
  const found = await findImport(tx, organizationId, reference);
  if (found === undefined)
    throw new StoreError('not_found', `the list has no import \`${reference.importId}\``);
  return found;
}

/** The import that a list was last changed by, of those in force; undefined where there is none. */
export async function lastInForce(
  tx: Tx,
  organizationId: OrganizationId,
  listId: SuppressionListId,
): Promise<ListImport | undefined> {
  const row = await tx
    .selectFrom('list_imports')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('list_id', '=', listId)
    .where('state', '=', 'in force')
    .orderBy('in_force_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : importOf(row);
}

/** Throws `base_version_differs` where a change list was made for another version than the list is at. */
export async function assertBase(
  tx: Tx,
  organizationId: OrganizationId,
  listId: SuppressionListId,
  baseLabel: string | null,
): Promise<void> {
  if (baseLabel === null) return;
  const last = await lastInForce(tx, organizationId, listId);
  if (last !== undefined && (last.label === baseLabel || last.id === baseLabel)) return;
  const at = last === undefined ? 'no file was imported into it yet' : `it is at \`${last.label}\``;
  throw new StoreError(
    'base_version_differs',
    `the change list was made for version \`${baseLabel}\` of the list, and ${at}; import the full list, or the changes in between`,
  );
}

/** An import from its row. */
export function importOf(row: Selectable<Tables['list_imports']>): ListImport {
  return {
    id: row.id,
    listId: row.list_id as SuppressionListId,
    jobId: row.job_id,
    fileName: row.file_name,
    fileSha256: row.file_sha256,
    fileBytes: row.file_bytes,
    mode: row.mode as ListImportMode,
    plan: row.plan,
    label: row.label,
    baseLabel: row.base_label,
    dataAt: row.data_at as Instant | null,
    coverage: row.coverage,
    position: row.position,
    readWhole: row.read_whole,
    good: row.good,
    bad: row.bad,
    badKept: row.bad_kept,
    repeated: row.repeated,
    versionId: row.version_id,
    state: row.state as ListImportState,
    createdAt: row.created_at as Instant,
    createdBy: row.created_by as Actor,
    inForceAt: row.in_force_at as Instant | null,
    rolledBack:
      row.rolled_back_at === null
        ? null
        : {
            at: row.rolled_back_at as Instant,
            by: row.rolled_back_by as Actor,
            reason: row.roll_back_reason ?? '',
          },
  };
}
