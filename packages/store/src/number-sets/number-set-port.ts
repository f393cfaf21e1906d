import { numberSetReader, type OrganizationId } from '@tact/engine';
import { audit, type Database, type Tx } from '../database.ts';
import { brokenConstraint, StoreError } from '../errors.ts';
import type { NumberSetPort, NumberSetReference } from '../ports.ts';
import { isUuid } from '../uuid-v7.ts';
import { beginVersion, writePieces } from './begin-version.ts';
import { mustFindVersion, versionOf } from './find-version.ts';
import { chunksOf } from './pieces.ts';
import { putInForce, rollBack } from './put-in-force.ts';
import { completePieces, PIECES_AT_ONCE, readPieces, writtenPieces } from './read-pieces.ts';

/** The numbers of large device lists. */
export function numberSetPort(database: Database): NumberSetPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      if (brokenConstraint(error) === undefined) throw error;
      throw new StoreError(
        'not_found',
        'the list or the version of its numbers has been deleted meanwhile',
        error,
      );
    });
  return {
    begin: (organizationId, listId, given, actor) =>
      inside(organizationId, (tx) => beginVersion(tx, organizationId, listId, given, actor)),
    versions: (organizationId, listId) =>
      inside(organizationId, async (tx) => {
        if (!isUuid(listId)) return [];
        const rows = await tx
          .selectFrom('number_set_versions')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .where('list_id', '=', listId)
          .orderBy('id', 'desc')
          .execute();
        return rows.map(versionOf);
      }),
    write: (organizationId, reference, pieces) =>
      inside(organizationId, (tx) => writePieces(tx, organizationId, reference, pieces)),
    written: (organizationId, reference) =>
      inside(organizationId, (tx) => writtenPieces(tx, organizationId, reference)),
    putInForce: (organizationId, reference, actor) =>
      inside(organizationId, (tx) => putInForce(tx, organizationId, reference, actor)),
    rollBack: (organizationId, reference, reason, actor) =>
      inside(organizationId, (tx) => rollBack(tx, organizationId, reference, reason, actor)),
    delete: (organizationId, reference, actor) =>
      inside(organizationId, (tx) => deleteVersion(tx, organizationId, reference, actor)),
    ...readers(inside),
  };
}

type Inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) => Promise<T>;

function readers(inside: Inside): Pick<NumberSetPort, 'chunks' | 'read' | 'load'> {
  async function* read(organizationId: OrganizationId, reference: NumberSetReference) {
    const all = await inside(organizationId, (tx) => completePieces(tx, organizationId, reference));
    for (let from = 0; from < all.length; from += PIECES_AT_ONCE) {
      const keys = all.slice(from, from + PIECES_AT_ONCE).map(({ fromKey }) => fromKey);
      for (const piece of await inside(organizationId, (tx) =>
        readPieces(tx, organizationId, reference, keys),
      ))
        yield* chunksOf(piece);
    }
  }
  return {
    read,
    chunks: (organizationId, reference, keys) =>
      inside(organizationId, async (tx) => {
        const all = await completePieces(tx, organizationId, reference);
        const wanted = new Set(keys);
        const fromKeys = all
          .filter(({ fromKey, endKey }) => keys.some((key) => key >= fromKey && key < endKey))
          .map(({ fromKey }) => fromKey);
        if (fromKeys.length === 0) return [];
        const pieces = await readPieces(tx, organizationId, reference, fromKeys);
        return pieces.flatMap(chunksOf).filter(({ key }) => wanted.has(key));
      }),
    async load(organizationId, reference, options = {}) {
      const all = await inside(organizationId, (tx) => completePieces(tx, organizationId, reference));
      const sum = (of: 'chunks' | 'words') => all.reduce((total, piece) => total + piece[of], 0);
      const reader = numberSetReader(options, { chunks: sum('chunks'), words: sum('words') });
      for await (const chunk of read(organizationId, reference)) reader.add(chunk);
      return reader.finish();
    },
  };
}

async function deleteVersion(
  tx: Tx,
  organizationId: OrganizationId,
  reference: NumberSetReference,
  actor: Parameters<NumberSetPort['delete']>[2],
): Promise<void> {
  const { state, numbers } = await mustFindVersion(tx, organizationId, reference, 'update');
  if (state === 'in force')
    throw new StoreError(
      'still_used',
      'the version of the numbers is in force; roll it back or replace it first',
    );
  await tx
    .deleteFrom('number_set_versions')
    .where('organization_id', '=', organizationId)
    .where('list_id', '=', reference.listId)
    .where('id', '=', reference.versionId)
    .execute();
  await audit(tx, organizationId, actor, {
    action: 'number-set.delete',
    entity: 'suppression-list',
    entityId: reference.listId,
    before: { version: reference.versionId, state, numbers },
  });
}
