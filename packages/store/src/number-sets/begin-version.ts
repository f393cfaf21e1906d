import { sql } from 'kysely';
import type { Instant, OrganizationId, SuppressionListId } from '@tact/engine';
import { audit, type Tx } from '../database.ts';
import { bigIntegerArray, bytesArray, integerArray } from '../deciding/binary-arrays.ts';
import { StoreError } from '../errors.ts';
import type { Actor, NumberSetPiece, NumberSetReference, NumberSetVersion } from '../ports.ts';
import { isUuid, uuidV7 } from '../uuid-v7.ts';
import { inForceOf, mustFindVersion } from './find-version.ts';

/** Begins a version of a list's numbers, which replaces the one that is in force now. Throws `not_found` where the list is none of devices. */
export async function beginVersion(
  tx: Tx,
  organizationId: OrganizationId,
  listId: SuppressionListId,
  { importId, dataAt }: { readonly importId: string | null; readonly dataAt: Instant | null },
  actor: Actor,
): Promise<NumberSetVersion> {
  await assertDeviceList(tx, organizationId, listId);
  const id = uuidV7(Date.now() as Instant);
  const row = {
    organization_id: organizationId,
    list_id: listId,
    id,
    replaces: await inForceOf(tx, organizationId, listId),
    import_id: importId,
    data_at: dataAt === null ? null : new Date(dataAt),
  };
  await tx.insertInto('number_set_versions').values(row).execute();
  await audit(tx, organizationId, actor, {
    action: 'number-set.begin',
    entity: 'suppression-list',
    entityId: listId,
    after: { version: id, replaces: row.replaces, importId },
  });
  return mustFindVersion(tx, organizationId, { listId, versionId: id });
}

/** Writes pieces of a version that is loading; one that is there already is written over. */
export async function writePieces(
  tx: Tx,
  organizationId: OrganizationId,
  reference: NumberSetReference,
  pieces: readonly NumberSetPiece[],
): Promise<void> {
  const { state } = await mustFindVersion(tx, organizationId, reference, 'share');
  if (state !== 'loading')
    throw new StoreError(
      'version_conflict',
      `the version of the numbers is \`${state}\` and does not change any more; begin a new one`,
    );
  await sql`
    insert into number_set_pieces (organization_id, list_id, version_id, from_key, end_key, numbers, chunks, words, bytes)
    select ${organizationId}, ${reference.listId}, ${reference.versionId}, *
    from unnest(${bigIntegerArray(pieces.map(({ fromKey }) => fromKey))}::bigint[],
      ${bigIntegerArray(pieces.map(({ endKey }) => endKey))}::bigint[],
      ${bigIntegerArray(pieces.map(({ numbers }) => numbers))}::bigint[],
      ${integerArray(pieces.map(({ chunks }) => chunks))}::integer[],
      ${bigIntegerArray(pieces.map(({ words }) => words))}::bigint[],
      ${bytesArray(pieces.map(({ bytes }) => bytes))}::bytea[])
    on conflict (organization_id, list_id, version_id, from_key)
    do update set end_key = excluded.end_key, numbers = excluded.numbers, chunks = excluded.chunks, words = excluded.words,
      bytes = excluded.bytes`.execute(tx);
}

async function assertDeviceList(
  tx: Tx,
  organizationId: OrganizationId,
  listId: SuppressionListId,
): Promise<void> {
  const row = isUuid(listId)
    ? await tx
        .selectFrom('suppression_lists')
        .select('type')
        .where('organization_id', '=', organizationId)
        .where('id', '=', listId)
        .forShare()
        .executeTakeFirst()
    : undefined;
  if (row?.type !== 'device')
    throw new StoreError('not_found', `there is no suppression list of devices \`${listId}\``);
}
