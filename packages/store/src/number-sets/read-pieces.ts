import { DamagedChunkError, type OrganizationId, type SuppressionListId } from '@tact/engine';
import type { Tx } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { NumberSetPiece, NumberSetReference } from '../ports.ts';
import { isUuid } from '../uuid-v7.ts';
import { KEYS_END } from './pieces.ts';

/** Pieces that are fetched in one statement: some megabytes. */
export const PIECES_AT_ONCE = 64;

/** Which pieces of a version are written, by rising key. */
export async function writtenPieces(
  tx: Tx,
  organizationId: OrganizationId,
  { listId, versionId }: NumberSetReference,
): Promise<readonly Omit<NumberSetPiece, 'bytes'>[]> {
  if (!isUuid(listId) || !isUuid(versionId)) return [];
  const rows = await tx
    .selectFrom('number_set_pieces')
    .select(['from_key', 'end_key', 'numbers', 'chunks', 'words'])
    .where('organization_id', '=', organizationId)
    .where('list_id', '=', listId)
    .where('version_id', '=', versionId)
    .orderBy('from_key')
    .execute();
  return rows.map(({ from_key: fromKey, end_key: endKey, numbers, chunks, words }) => ({
    fromKey,
    endKey,
    numbers,
    chunks,
    words,
  }));
}

/** What is wrong with a version's pieces; undefined where they follow each other from the first key to the last. */
export function gapIn(
  pieces: readonly Pick<NumberSetPiece, 'fromKey' | 'endKey'>[],
): { readonly fromKey: number; readonly endKey: number } | undefined {
  let end = 0;
  for (const { fromKey, endKey } of pieces) {
    if (fromKey !== end) return { fromKey: end, endKey: fromKey };
    end = endKey;
  }
  return end === KEYS_END ? undefined : { fromKey: end, endKey: KEYS_END };
}

/** All pieces of a version without their bytes. Throws `not_found` where it has none: it was deleted; and where some are missing. */
export async function completePieces(
  tx: Tx,
  organizationId: OrganizationId,
  reference: NumberSetReference,
): Promise<readonly Omit<NumberSetPiece, 'bytes'>[]> {
  const pieces = await writtenPieces(tx, organizationId, reference);
  if (pieces.length === 0) throw new VersionGoneError(reference.listId);
  const gap = gapIn(pieces);
  if (gap !== undefined) throw new DamagedChunkError(gap.fromKey, 'its piece is missing');
  return pieces;
}

/** The pieces that begin at these keys, by rising key. Throws `not_found` where one is not there. */
export async function readPieces(
  tx: Tx,
  organizationId: OrganizationId,
  { listId, versionId }: NumberSetReference,
  fromKeys: readonly number[],
): Promise<readonly NumberSetPiece[]> {
  const rows = await tx
    .selectFrom('number_set_pieces')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('list_id', '=', listId)
    .where('version_id', '=', versionId)
    .where('from_key', 'in', fromKeys)
    .orderBy('from_key')
    .execute();
  if (rows.length !== new Set(fromKeys).size) throw new VersionGoneError(listId);
  return rows.map(({ from_key: fromKey, end_key: endKey, numbers, chunks, words, bytes }) => ({
    fromKey,
    endKey,
    numbers,
    chunks,
    words,
    bytes,
  }));
}

/** The version, which was there, was deleted. */
export class VersionGoneError extends StoreError {
  constructor(listId: SuppressionListId) {
    super(
      'not_found',
      `the version of the numbers of list \`${listId}\` is not there any more; ask for the one in force`,
    );
  }
}
