import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import type { Tx } from '../database.ts';
import { bigIntegerArray, bytesArray, integerArray, textArray } from '../deciding/binary-arrays.ts';
import { holdJob } from '../jobs.ts';
import { piecesOf } from '../number-sets/pieces.ts';
import type {
  KeptBadRow,
  ListImportChunk,
  ListImportRun,
  ListImportStep,
  NumberSetPiece,
  SuppressionEntryFields,
} from '../ports.ts';
import { edgeColumns } from '../span-columns.ts';
import { mustFindImport } from './find-import.ts';

/** Bad rows of one import that are kept; beyond it they are counted. A person mends some hundreds; the rest is one mistake in the plan. */
export const BAD_ROWS_KEPT_MAX = 100_000;

/** Stores what was read since the last step, with the position that reading goes on from: all of it or nothing. */
export async function storeStep(
  tx: Tx,
  organizationId: OrganizationId,
  run: ListImportRun,
  step: ListImportStep,
): Promise<void> {
  await holdJob(tx, organizationId, run);
  const { parts, badKept } = await heldImport(tx, organizationId, run);
  const kept = step.badRows.slice(0, Math.max(0, BAD_ROWS_KEPT_MAX - badKept));
  await insertBadRows(tx, organizationId, run, badKept, kept);
  const inserted = await insertEntries(tx, organizationId, run, step.entries);
  await removeValues(tx, organizationId, run, step);
  if (step.added !== null) await insertPart(tx, organizationId, run, parts, 'add', step.added);
  if (step.deleted !== null) await insertPart(tx, organizationId, run, parts, 'delete', step.deleted);
  const repeated = step.repeated + step.entries.length - inserted;
  await sql`
    update list_imports set position = ${JSON.stringify(step.position)}::jsonb, read_whole = ${step.readWhole},
      parts = parts + ${step.added === null && step.deleted === null ? 0 : 1}, good = good + ${step.good}, bad = bad + ${step.bad},
      bad_kept = bad_kept + ${kept.length}, repeated = repeated + ${repeated}
    where organization_id = ${organizationId} and list_id = ${run.listId} and id = ${run.importId}`.execute(
    tx,
  );
  await sql`
    update jobs set bytes_done = ${step.bytesDone}, rows_done = ${step.rowsDone},
      rows_total = ${step.readWhole ? step.rowsDone : null}::bigint
    where organization_id = ${organizationId} and id = ${run.jobId}`.execute(tx);
}

async function heldImport(
  tx: Tx,
  organizationId: OrganizationId,
  run: ListImportRun,
): Promise<{ readonly parts: number; readonly badKept: number }> {
  const { badKept } = await mustFindImport(tx, organizationId, run);
  const { rows } = await sql<{ parts: number }>`
    select parts from list_imports where organization_id = ${organizationId} and list_id = ${run.listId} and id = ${run.importId}
    for update`.execute(tx);
  return { parts: rows[0]?.parts ?? 0, badKept };
}

async function insertBadRows(
  tx: Tx,
  organizationId: OrganizationId,
  { listId, importId }: ListImportRun,
  badKept: number,
  rows: readonly KeptBadRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const texts = (of: (row: KeptBadRow) => string | null) => textArray(rows.map((row) => plain(of(row))));
  await sql`
    insert into list_import_bad_rows (organization_id, list_id, import_id, number, member, line, column_name, value, code, sentence)
    select ${organizationId}, ${listId}, ${importId}, *
    from unnest(${integerArray(rows.map((_, index) => badKept + index + 1))}::integer[], ${texts(({ member }) => member)}::text[],
      ${bigIntegerArray(rows.map(({ line }) => line))}::bigint[], ${texts(({ column }) => column)}::text[],
      ${texts(({ value }) => value)}::text[], ${texts(({ code }) => code)}::text[], ${texts(({ sentence }) => sentence)}::text[])`.execute(
    tx,
  );
}

/** PostgreSQL's texts hold no zero characters; a bad row may. */
function plain(text: string | null): string | null {
  return text === null ? null : text.replaceAll('\u0000', '\u{FFFD}');
}

/** Adds entries of the import; gives how many were not there yet. */
async function insertEntries(
  tx: Tx,
  organizationId: OrganizationId,
  { listId, importId }: ListImportRun,
  entries: readonly SuppressionEntryFields[],
): Promise<number> {
  if (entries.length === 0) return 0;
  const rows = entries.map((entry) => ({
    id: entryIdOf(importId, entry),
    value: entry.value,
    reason: plain(entry.reason),
    from: edgeColumns(entry.from),
    until: edgeColumns(entry.until),
  }));
  const { numAffectedRows = 0n } = await sql`
    insert into suppression_entries
      (organization_id, list_id, import_id, id, value, from_at, from_date, until_at, until_date, reason)
    select ${organizationId}, ${listId}, ${importId}, * from unnest(${rows.map(({ id }) => id)}::uuid[],
      ${rows.map(({ value }) => value)}::text[],
      ${rows.map(({ from }) => from.at)}::timestamptz[], ${rows.map(({ from }) => from.date)}::date[],
      ${rows.map(({ until }) => until.at)}::timestamptz[], ${rows.map(({ until }) => until.date)}::date[],
      ${rows.map(({ reason }) => reason)}::text[])
    on conflict do nothing`.execute(tx);
  return Number(numAffectedRows);
}

/** The id of an imported entry comes from what it says, so that a row that stands in the file twice is one entry. */
function entryIdOf(importId: string, { value, from, until, reason }: SuppressionEntryFields): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([importId, value, from, until, reason]))
    .digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** Marks the entries of these values as taken off by the import: it counts once the import is in force. */
async function removeValues(
  tx: Tx,
  organizationId: OrganizationId,
  { listId, importId }: ListImportRun,
  { removedValues, removedRanges }: ListImportStep,
): Promise<void> {
  const marked = sql`
    update suppression_entries set removed_by = ${importId}
    where organization_id = ${organizationId} and list_id = ${listId} and import_id is distinct from ${importId}
      and entry_counts(organization_id, list_id, import_id, removed_by)`;
  if (removedValues.length > 0)
    await sql`${marked} and value = any (${textArray(removedValues)}::text[])`.execute(tx);
  for (const { first, end } of removedRanges) {
    const digits = String(first).length;
    await sql`${marked} and value >= ${`+${first}`} and value <= ${`+${end - 1}`} and length(value) = ${digits + 1}`.execute(
      tx,
    );
  }
}

async function insertPart(
  tx: Tx,
  organizationId: OrganizationId,
  { listId, importId }: ListImportRun,
  part: number,
  action: 'add' | 'delete',
  chunks: Iterable<ListImportChunk>,
): Promise<void> {
  let pieces: NumberSetPiece[] = [];
  const write = async () => {
    await sql`
      insert into list_import_parts
        (organization_id, list_id, import_id, part, action, from_key, end_key, numbers, chunks, words, bytes)
      select ${organizationId}, ${listId}, ${importId}, ${part}, ${action}, *
      from unnest(${bigIntegerArray(pieces.map(({ fromKey }) => fromKey))}::bigint[],
        ${bigIntegerArray(pieces.map(({ endKey }) => endKey))}::bigint[],
        ${bigIntegerArray(pieces.map(({ numbers }) => numbers))}::bigint[],
        ${integerArray(pieces.map((piece) => piece.chunks))}::integer[],
        ${bigIntegerArray(pieces.map(({ words }) => words))}::bigint[],
        ${bytesArray(pieces.map(({ bytes }) => bytes))}::bytea[])`.execute(tx);
    pieces = [];
  };
  for (const piece of piecesOf(chunks)) {
    pieces.push(piece);
    if (pieces.length >= PIECES_AT_ONCE) await write();
  }
  if (pieces.length > 0) await write();
}

/** Pieces that are written in one statement: some megabytes. */
const PIECES_AT_ONCE = 64;
