import { Buffer } from 'node:buffer';
import { BatchMaker } from './batch-maker.ts';
import { containerOf, type Container } from './container.ts';
import { FILE_START, type EntryBatch, type ReadPosition } from './entry.ts';
import { FileError } from './file-error.ts';
import { planProblems, type PlannedMember, type ReadPlan } from './plan.ts';
import { ftcXmlReader } from './read-ftc-xml.ts';
import { tableReader } from './read-table.ts';
import { valuesReader, type TextReader } from './read-values.ts';
import { createRowReader, type RowReader } from './row-reader.ts';
import { sheetRows } from './sheet/rows.ts';
import { workbookOf } from './sheet/workbook.ts';
import type { FileSource } from './source.ts';
import { textFrom } from './text.ts';

/**
 * Reads a file by a plan, batch by batch, in the file's order; memory is bounded whatever its size. Reading from a position that a batch
 * gave goes on behind that batch: the same rows come, none twice, none left out. Every row is in a batch, as entries or as a bad row;
 * only empty rows and the header are in none.
 *
 * Throws `FileError` with `plan_incomplete` before anything is read where the plan leaves something open; and where the file is broken,
 * after the batches before that place, which stand.
 */
export async function* readEntries(
  source: FileSource,
  plan: ReadPlan,
  from: ReadPosition = FILE_START,
): AsyncGenerator<EntryBatch, void, undefined> {
  const [problem] = planProblems(plan);
  if (problem !== undefined) throw new FileError('plan_incomplete', problem.sentence);
  if (from.member > plan.members.length || from.member < 0)
    throw new FileError(
      'position_unknown',
      'reading cannot be taken up there; import the file from its beginning',
    );
  const container = await containerOf(source);
  if (plan.members.length > 1 && container.kind !== 'zip')
    throw new FileError('plan_incomplete', 'the file is no zip file, and several are named; name one');
  const rows = createRowReader(plan);
  const progress = { bytes: 0 };
  for (let index = from.member; index < plan.members.length; index++) {
    const member = plan.members[index];
    if (member === undefined) return;
    const start = index === from.member ? from : { ...FILE_START, member: index };
    const reading: Reading = { container, plan, rows, member, start, progress };
    yield* plan.layout === 'sheet' ? readSheet(reading) : readText(reading);
  }
}

/** One member being read. */
interface Reading {
  readonly container: Container;
  readonly plan: ReadPlan;
  readonly rows: RowReader;
  readonly member: PlannedMember;
  readonly start: ReadPosition;
  readonly progress: { bytes: number };
}

async function* readText({
  container,
  plan,
  rows,
  member,
  start,
  progress,
}: Reading): AsyncGenerator<EntryBatch, void, undefined> {
  const batch = new BatchMaker();
  const reader = READERS[plan.layout](plan, rows, batch, start);
  // Of XML, a position counts numbers: the text has to be read from its beginning.
  const fromOffset = plan.layout === 'ftc_xml' ? 0 : start.offset;
  for await (const chunk of textFrom(container, member.name, member.encoding, fromOffset, progress))
    for (const position of reader(chunk, false)) yield batch.take(member.name, position, progress.bytes);
  for (const position of reader({ bytes: NOTHING, offset: fromOffset }, true))
    yield batch.take(member.name, position, progress.bytes);
}

const NOTHING = Buffer.alloc(0);

type MakeTextReader = (plan: ReadPlan, rows: RowReader, batch: BatchMaker, start: ReadPosition) => TextReader;

const READERS: Readonly<Record<ReadPlan['layout'], MakeTextReader>> = {
  values: valuesReader,
  area_pairs: valuesReader,
  table: tableReader,
  ftc_xml: ftcXmlReader,
  sheet: tableReader,
};

async function* readSheet({
  container,
  plan,
  rows,
  member,
  start,
  progress,
}: Reading): AsyncGenerator<EntryBatch, void, undefined> {
  if (container.kind !== 'xlsx')
    throw new FileError('sheet_missing', 'the file is no workbook; look at the file again');
  const workbook = await workbookOf(container);
  const sheet = workbook.sheets.find(({ name }) => name === plan.sheet);
  if (sheet === undefined)
    throw new FileError(
      'sheet_missing',
      'the workbook has no sheet of the name that is stated; look at the file again',
    );
  const batch = new BatchMaker();
  let headerRows = plan.headerRows;
  let position = start;
  const take = () => batch.take(member.name, position, progress.bytes);
  try {
    for await (const row of sheetRows(container, workbook, sheet, progress)) {
      if (headerRows-- > 0 || row.line <= start.offset) continue;
      rows.readRow(row, batch);
      position = { member: start.member, offset: row.line, line: row.line + 1 };
      if (batch.isFull) yield take();
    }
  } catch (error) {
    if (error instanceof FileError && !batch.isEmpty) yield take();
    throw error;
  }
  if (!batch.isEmpty) yield take();
}
