import type { Selectable } from 'kysely';
import type { Instant, OrganizationId, SuppressionListId } from '@tact/engine';
import type { Tx } from '../database.ts';
import type { Tables } from '../database-types.ts';
import { StoreError } from '../errors.ts';
import type { NumberSetReference, NumberSetState, NumberSetVersion } from '../ports.ts';
import { isUuid } from '../uuid-v7.ts';

/** The version; locked until the transaction ends where that is asked for. */
export async function mustFindVersion(
  tx: Tx,
  organizationId: OrganizationId,
  { listId, versionId }: NumberSetReference,
  lock: 'none' | 'share' | 'update' = 'none',
): Promise<NumberSetVersion> {
  const missing = new StoreError('not_found', `there is no version \`${versionId}\` of the list's numbers`);
  if (!isUuid(listId) || !isUuid(versionId)) throw missing;
  let query = tx
    .selectFrom('number_set_versions')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('list_id', '=', listId)
    .where('id', '=', versionId);
  if (lock === 'share') query = query.forShare();
  if (lock === 'update') query = query.forUpdate();
  const row = await query.executeTakeFirst();
  if (row === undefined) throw missing;
  return versionOf(row);
}

/** A version as it is told. */
export function versionOf(row: Selectable<Tables['number_set_versions']>): NumberSetVersion {
  return {
    id: row.id,
    state: row.state as NumberSetState,
    replaces: row.replaces,
    importId: row.import_id,
    dataAt: row.data_at as Instant | null,
    numbers: row.numbers,
    createdAt: row.created_at as Instant,
    inForceAt: row.in_force_at as Instant | null,
  };
}

/** The version of a list's numbers that is in force; null where none is. */
export async function inForceOf(
  tx: Tx,
  organizationId: OrganizationId,
  listId: SuppressionListId,
): Promise<string | null> {
  const row = await tx
    .selectFrom('number_set_versions')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('list_id', '=', listId)
    .where('state', '=', 'in force')
    .executeTakeFirst();
  return row?.id ?? null;
}
