import { Buffer } from 'node:buffer';
import { containerOf, type Container, type ContainerKind } from './container.ts';
import {
  declaredDelimiter,
  DELIMITERS,
  detectDelimiter,
  firstRows,
  isSeparatorLine,
  type Delimiter,
  type Head,
} from './csv/csv-file.ts';
import { CsvScanner, type CsvRow, type CsvScannerOptions } from './csv/scanner.ts';
import { detectEncoding, type Encoding } from './encoding.ts';
import { FileError } from './file-error.ts';
import { textHeadOf } from './inspect/inspect-text.ts';
import { COLUMNS_MAX, HEAD_BYTES, HEAD_ROWS } from './limits.ts';
import { sheetRows } from './sheet/rows.ts';
import { ownText, workbookOf, type Sheet, type Workbook } from './sheet/workbook.ts';
import type { FileSource } from './source.ts';
import { textFrom } from './text.ts';

/** One row of a table. `line` is the line of a text, or the number of a row in its sheet. */
export type TableRow = Pick<CsvRow, 'line' | 'fieldCount' | 'problem' | 'text'>;

/** How the table of a file is read, all of it stated: a plain value, to be shown, changed, kept as JSON, and read by again after a stop. */
export interface TablePlan {
  /** The file inside a zip file; else the file itself. Of a workbook, where its sheet lies. */
  readonly member: string;
  readonly encoding: Encoding;
  /** Null: of a workbook. */
  readonly delimiter: Delimiter | null;
  /** Null: it is no workbook. */
  readonly sheet: string | null;
  /** Rows at the beginning that are none of the table's: the last of them holds the columns' names. 0: the columns have none. */
  readonly headerRows: number;
}

/** What somebody says of a table, before it is looked at. */
export type TableChange = Partial<Omit<TablePlan, 'member' | 'sheet'>> & {
  readonly member?: string;
  readonly sheet?: string;
};

/** A file with a table, looked at before anything of it is read. */
export interface InspectedTable {
  readonly container: ContainerKind;
  /** All files of a zip file. */
  readonly members: readonly string[];
  /** All sheets of a workbook that are shown. */
  readonly sheets: readonly string[];
  readonly plan: TablePlan;
  /** The first rows of the file, those of the header among them: up to so many as a column is judged by. */
  readonly rows: readonly (readonly string[])[];
}

/** Where reading a table is taken up: behind a row that was read. Of a text bytes (as UTF-8) and lines, of a sheet the number of the row. */
export interface TablePosition {
  readonly offset: number;
  readonly line: number;
}

/** Rows of a table, as they come. A row is valid until the next one is taken. */
export interface TableRows {
  readonly rows: Iterable<TableRow>;
  /** Of the file itself, packed as it may be. */
  readonly bytesRead: number;
  /** Where reading goes on after the row that was taken last. */
  readonly next: () => TablePosition;
}

/**
 * Looks at a file with rows and columns: CSV with any delimiter, XLSX, or a text packed as zip or gzip. What `stated` says is not looked for. Throws
 * `FileError` for a file without a row, and for what is no table. Reads the whole file once, for its encoding.
 */
export async function inspectTable(source: FileSource, stated: TableChange = {}): Promise<InspectedTable> {
  const container = await containerOf(source);
  return container.kind === 'xlsx' ? inspectSheet(container, stated) : inspectTextTable(container, stated);
}

/** The columns' names, trimmed; as many empty ones as the first rows have columns where the plan has no header. */
export function headerOf({
  rows,
  plan: { headerRows },
}: Pick<InspectedTable, 'rows' | 'plan'>): readonly string[] {
  const header = headerRows === 0 ? undefined : rows[headerRows - 1];
  const width = header?.length ?? Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: Math.min(width, COLUMNS_MAX) }, (_, index) => (header?.[index] ?? '').trim());
}

async function inspectTextTable(container: Container, stated: TableChange): Promise<InspectedTable> {
  const { members } = container;
  if (stated.member !== undefined && !members.includes(stated.member))
    throw new FileError(
      'zip_member_missing',
      'the zip file has no file of that name; look at the file again',
    );
  const wanted = stated.member === undefined ? members : [stated.member];
  for (const [index, member] of wanted.entries()) {
    try {
      return await inspectMember(container, member, stated);
    } catch (error) {
      // A zip file holds a word to read beside the list: the first that is a table is taken, unless there is none.
      if (!(error instanceof FileError) || index === wanted.length - 1) throw error;
      if (error.code !== 'format_unsupported' && error.code !== 'file_empty') throw error;
    }
  }
  throw new FileError('file_empty', 'the file has no row; check that it was written whole');
}

async function inspectMember(
  container: Container,
  member: string,
  stated: TableChange,
): Promise<InspectedTable> {
  const encoding = stated.encoding ?? (await detectEncoding(container.content(member)));
  const { head, beginning } = await textHeadOf(container, member, encoding);
  if (beginning.startsWith('<'))
    throw new FileError('format_unsupported', 'the file is XML; export the list as CSV or XLSX');
  const declared = declaredDelimiter(head);
  const delimiter = stated.delimiter ?? declared ?? delimiterOf(head);
  const all = firstRows(head, delimiter, HEAD_ROWS);
  const rows = declared === null ? all : all.slice(1);
  if (rows.length === 0)
    throw new FileError('file_empty', 'the file has no row; check that it was written whole');
  const { kind, members } = container;
  const plan = { member, encoding, delimiter, sheet: null, headerRows: stated.headerRows ?? 1 };
  return { container: kind, members: kind === 'zip' ? members : [], sheets: [], plan, rows };
}

/** The delimiter that cuts the first row; where a title stands there, the one that cuts most rows evenly. */
function delimiterOf(head: Head): Delimiter {
  const found = detectDelimiter(head);
  if ((firstRows(head, found, 1)[0]?.length ?? 0) > 1) return found;
  for (const delimiter of DELIMITERS) {
    const rows = firstRows(head, delimiter, 100);
    const widths = Map.groupBy(rows, ({ length }) => length);
    if ([...widths].some(([width, same]) => width > 1 && same.length > rows.length / 2)) return delimiter;
  }
  return found;
}

async function inspectSheet(container: Container, stated: TableChange): Promise<InspectedTable> {
  const workbook = await workbookOf(container);
  const shown = workbook.sheets.filter(({ isHidden }) => !isHidden);
  const wanted = stated.sheet === undefined ? shown : [sheetNamed(workbook, stated.sheet)];
  for (const sheet of wanted) {
    const rows: string[][] = [];
    let characters = 0;
    for await (const row of sheetRows(container, workbook, sheet, { bytes: 0 })) {
      const cells = Array.from({ length: row.fieldCount }, (_, index) => ownText(row.text(index)));
      rows.push(cells);
      for (const { length } of cells) characters += length;
      if (rows.length === HEAD_ROWS || characters >= HEAD_BYTES) break;
    }
    if (rows.length === 0) continue;
    const plan: TablePlan = {
      member: sheet.member,
      encoding: 'utf-8',
      delimiter: null,
      sheet: sheet.name,
      headerRows: stated.headerRows ?? 1,
    };
    return { container: 'xlsx', members: [], sheets: shown.map(({ name }) => name), plan, rows };
  }
  throw new FileError('file_empty', 'no sheet of the workbook has a row; check that it was saved whole');
}

function sheetNamed({ sheets }: Workbook, wanted: string): Sheet {
  const sheet = sheets.find(({ name }) => name === wanted);
  if (sheet === undefined)
    throw new FileError(
      'sheet_missing',
      'the workbook has no sheet of the name that is stated; look at the file again',
    );
  return sheet;
}

/**
 * The rows behind the header, in the file's order, in bounded memory; from a position on, those behind it: the same rows come, none twice, none left out.
 * Throws `FileError` where the file is broken, and `CsvError` where `brokenQuotes` says so.
 */
export async function* tableRows(
  source: FileSource,
  plan: TablePlan,
  from: TablePosition | null = null,
  brokenQuotes: NonNullable<CsvScannerOptions['brokenQuotes']> = 'end_at_line',
): AsyncGenerator<TableRows, void, undefined> {
  const container = await containerOf(source);
  if (plan.sheet !== null) {
    if (container.kind !== 'xlsx')
      throw new FileError('sheet_missing', 'the file is no workbook; look at the file again');
    yield* rowsOfSheet(container, plan, from);
  } else yield* rowsOfText(container, plan, from, brokenQuotes);
}

async function* rowsOfText(
  container: Container,
  { member, encoding, delimiter: stated, headerRows }: TablePlan,
  from: TablePosition | null,
  brokenQuotes: NonNullable<CsvScannerOptions['brokenQuotes']>,
): AsyncGenerator<TableRows, void, undefined> {
  const delimiter = stated ?? ',';
  const progress = { bytes: 0 };
  let scanner: CsvScanner | null = null;
  let before = from === null ? headerRows : 0;
  let isFirst = from === null;
  const next = () => scanner?.next ?? { offset: 0, line: 1 };
  function* rowsOf(bytes: Buffer, offset: number, isLast: boolean): Generator<CsvRow, void, undefined> {
    // The first chunk tells where the text begins: after a byte order mark, or where reading was left.
    scanner ??= new CsvScanner(delimiter, { startLine: from?.line ?? 1, startOffset: offset, brokenQuotes });
    for (const row of scanner.rowsOf(bytes, isLast)) {
      const isSeparator = isFirst && isSeparatorLine(row, delimiter);
      isFirst = false;
      if (isSeparator) continue;
      if (before > 0) before--;
      else yield row;
    }
  }
  for await (const { bytes, offset } of textFrom(container, member, encoding, from?.offset ?? 0, progress))
    yield { rows: rowsOf(bytes, offset, false), bytesRead: progress.bytes, next };
  yield { rows: rowsOf(Buffer.alloc(0), from?.offset ?? 0, true), bytesRead: progress.bytes, next };
}

/** Rows of a workbook that are given out at once. */
const SHEET_BATCH_ROWS = 500;

async function* rowsOfSheet(
  container: Container,
  plan: TablePlan,
  from: TablePosition | null,
): AsyncGenerator<TableRows, void, undefined> {
  const workbook = await workbookOf(container);
  const sheet = sheetNamed(workbook, plan.sheet ?? '');
  const progress = { bytes: 0 };
  let before = plan.headerRows;
  let last = from?.line ?? 0;
  let rows: TableRow[] = [];
  const next = () => ({ offset: 0, line: last });
  function* taken(batch: readonly TableRow[]): Generator<TableRow, void, undefined> {
    for (const row of batch) {
      last = row.line;
      yield row;
    }
  }
  for await (const one of sheetRows(container, workbook, sheet, progress)) {
    if (before-- > 0 || (from !== null && one.line <= from.line)) continue;
    const { line, fieldCount } = one;
    rows.push({ line, fieldCount, problem: null, text: (index) => one.text(index) });
    if (rows.length < SHEET_BATCH_ROWS) continue;
    yield { rows: taken(rows), bytesRead: progress.bytes, next };
    rows = [];
  }
  yield { rows: taken(rows), bytesRead: progress.bytes, next };
}
