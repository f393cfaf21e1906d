import { sql } from 'kysely';
import {
  difference,
  numberSetOf,
  union,
  type NumberChunk,
  type NumberSet,
  type OrganizationId,
} from '@tact/engine';
import type { Database, Tx } from '../database.ts';
import { StoreError } from '../errors.ts';
import { holdJob } from '../jobs.ts';
import { beginVersion, writePieces } from '../number-sets/begin-version.ts';
import { inForceOf, mustFindVersion } from '../number-sets/find-version.ts';
import { ALL_KEYS, chunksOf, piecesOf, type KeyRange } from '../number-sets/pieces.ts';
import { readPieces, writtenPieces } from '../number-sets/read-pieces.ts';
import type {
  Actor,
  ListImport,
  ListImportRun,
  NumberSetPiece,
  NumberSetReference,
  NumberSetVersion,
} from '../ports.ts';
import { mustFindImport } from './find-import.ts';

/** Words (16 bits each) of pieces that are joined in one transaction: a fraction of a second, some megabytes of memory. */
const WORDS_AT_ONCE = 1024 * 1024;

/** A piece without its bytes. */
type Listed = Omit<NumberSetPiece, 'bytes'>;

/**
 * Joins the parts of an import and the version that is in force to a new version: what was there, without what the file deletes, with what
 * it adds. A number that the file both deletes and adds is on the list. Window by window of chunk keys, each in a transaction of its own, so
 * that memory is bounded and a later call goes on behind the last window.
 */
export async function joinParts(
  database: Database,
  organizationId: OrganizationId,
  run: ListImportRun,
  actor: Actor,
  onStep: () => Promise<void>,
): Promise<void> {
  const inside = <T>(work: (tx: Tx, listImport: ListImport) => Promise<T>) =>
    database.inOrganization(organizationId, async (tx) => {
      await holdJob(tx, organizationId, run);
      return work(tx, await mustFindImport(tx, organizationId, run));
    });
  const version = await inside((tx, listImport) => versionFor(tx, organizationId, run, listImport, actor));
  if (version === null) return;
  const reference = { listId: run.listId, versionId: version.id };
  for (;;) {
    await onStep();
    const isDone = await inside(async (tx, { mode }) => {
      const base =
        mode === 'replace' || version.replaces === null
          ? null
          : { listId: run.listId, versionId: version.replaces };
      return joinWindow(tx, organizationId, run, reference, base);
    });
    if (isDone) return;
  }
}

/** The version that is being made; null where the import changes no numbers. One that was begun on other numbers is begun anew. */
async function versionFor(
  tx: Tx,
  organizationId: OrganizationId,
  run: ListImportRun,
  listImport: ListImport,
  actor: Actor,
): Promise<NumberSetVersion | null> {
  const inForce = await inForceOf(tx, organizationId, run.listId);
  if (listImport.versionId !== null) {
    const reference = { listId: run.listId, versionId: listImport.versionId };
    const begun = await mustFindVersion(tx, organizationId, reference);
    if (begun.replaces === inForce) return begun;
    await sql`delete from number_set_versions where organization_id = ${organizationId} and list_id = ${run.listId}
      and id = ${begun.id} and state = 'loading'`.execute(tx);
  }
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from list_import_parts where organization_id = ${organizationId} and list_id = ${run.listId}
      and import_id = ${run.importId} and (action = 'add' or ${inForce !== null})) as found`.execute(tx);
  if (rows[0]?.found !== true && (listImport.mode !== 'replace' || inForce === null)) return null;
  const { rows: dates } = await sql<{ at: number | null }>`
    select registry_version_at as at from suppression_lists where organization_id = ${organizationId} and id = ${run.listId}`.execute(
    tx,
  );
  const dataAt = listImport.dataAt ?? ((dates[0]?.at ?? null) as ListImport['dataAt']);
  const version = await beginVersion(
    tx,
    organizationId,
    run.listId,
    { importId: run.importId, dataAt },
    actor,
  );
  await tx
    .updateTable('list_imports')
    .set({ version_id: version.id })
    .where('organization_id', '=', organizationId)
    .where('list_id', '=', run.listId)
    .where('id', '=', run.importId)
    .execute();
  return version;
}

/** Joins the next window of keys; gives whether it was the last. */
async function joinWindow(
  tx: Tx,
  organizationId: OrganizationId,
  run: ListImportRun,
  reference: NumberSetReference,
  base: NumberSetReference | null,
): Promise<boolean> {
  const fromKey = (await writtenPieces(tx, organizationId, reference)).at(-1)?.endKey ?? ALL_KEYS.fromKey;
  if (fromKey === ALL_KEYS.endKey) return true;
  const basePieces = base === null ? [] : await writtenPieces(tx, organizationId, base);
  if (base !== null && basePieces.length === 0)
    throw new StoreError(
      'version_conflict',
      'the numbers of the list were deleted meanwhile; import the file again',
    );
  const partPieces = await listedParts(tx, organizationId, run, fromKey);
  const range = { fromKey, endKey: windowEnd([...basePieces, ...partPieces], fromKey) };
  const before = base === null ? NOTHING : await baseIn(tx, organizationId, base, basePieces, range);
  const { added, deleted, repeated } = await partsIn(tx, organizationId, run, range);
  const joined = union(difference(before, deleted), added);
  await writePieces(tx, organizationId, reference, [...piecesOf(joined.chunks(), range)]);
  if (repeated > 0)
    await sql`update list_imports set repeated = repeated + ${repeated}
      where organization_id = ${organizationId} and list_id = ${run.listId} and id = ${run.importId}`.execute(
      tx,
    );
  return range.endKey === ALL_KEYS.endKey;
}

const NOTHING: NumberSet = numberSetOf([]);

async function listedParts(
  tx: Tx,
  organizationId: OrganizationId,
  { listId, importId }: ListImportRun,
  fromKey: number,
): Promise<readonly Listed[]> {
  const { rows } = await sql<{
    from_key: number;
    end_key: number;
    numbers: number;
    chunks: number;
    words: number;
  }>`
    select from_key, end_key, numbers, chunks, words from list_import_parts
    where organization_id = ${organizationId} and list_id = ${listId} and import_id = ${importId} and end_key > ${fromKey}`.execute(
    tx,
  );
  return rows.map(({ from_key: from, end_key: end, ...sizes }) => ({ fromKey: from, endKey: end, ...sizes }));
}

/** Where a window ends: where a piece begins, once so many words lie before. */
function windowEnd(pieces: readonly Listed[], fromKey: number): number {
  let words = 0;
  for (const piece of pieces.toSorted((one, other) => one.fromKey - other.fromKey)) {
    if (piece.endKey <= fromKey) continue;
    if (words >= WORDS_AT_ONCE && piece.fromKey > fromKey) return piece.fromKey;
    words += piece.words;
  }
  return ALL_KEYS.endKey;
}

function inRange(chunks: Iterable<NumberChunk>, { fromKey, endKey }: KeyRange): NumberSet {
  return numberSetOf([...chunks].filter(({ key }) => key >= fromKey && key < endKey));
}

async function baseIn(
  tx: Tx,
  organizationId: OrganizationId,
  base: NumberSetReference,
  pieces: readonly Listed[],
  range: KeyRange,
): Promise<NumberSet> {
  const keys = pieces
    .filter(({ fromKey, endKey }) => endKey > range.fromKey && fromKey < range.endKey)
    .map(({ fromKey }) => fromKey);
  const found = await readPieces(tx, organizationId, base, keys);
  return inRange(found.flatMap(chunksOf), range);
}

/** What the parts add and delete in a range of keys, and how many numbers more than one part adds. */
async function partsIn(
  tx: Tx,
  organizationId: OrganizationId,
  { listId, importId }: ListImportRun,
  range: KeyRange,
): Promise<{ readonly added: NumberSet; readonly deleted: NumberSet; readonly repeated: number }> {
  const rows = await tx
    .selectFrom('list_import_parts')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('list_id', '=', listId)
    .where('import_id', '=', importId)
    .where('end_key', '>', range.fromKey)
    .where('from_key', '<', range.endKey)
    .orderBy('part')
    .orderBy('from_key')
    .execute();
  let given = 0;
  const joined = { add: NOTHING, delete: NOTHING };
  const byPart = Map.groupBy(rows, ({ part, action }) => `${part} ${action}`);
  for (const pieces of byPart.values()) {
    const chunks = pieces.flatMap(({ from_key: fromKey, end_key: endKey, ...rest }) =>
      chunksOf({ fromKey, endKey, ...rest }),
    );
    const part = inRange(chunks, range);
    const action = pieces[0]?.action === 'delete' ? 'delete' : 'add';
    given += part.size;
    joined[action] = union(joined[action], part);
  }
  const { add: added, delete: deleted } = joined;
  return { added, deleted, repeated: given - added.size - deleted.size };
}
