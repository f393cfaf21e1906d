import { containerOf, type Container } from './container.ts';
import { csvRows, inspectCsv, type Delimiter } from './csv/csv-file.ts';
import type { CsvRow } from './csv/scanner.ts';
import { FileError } from './file-error.ts';
import { sheetRows } from './sheet/rows.ts';
import { workbookOf } from './sheet/workbook.ts';
import { fileAt } from './source.ts';

/** One row of a table. `line` is the line of a text, or the number of a row in its sheet. */
export type TableRow = Pick<CsvRow, 'line' | 'fieldCount' | 'problem' | 'text'>;

/** A file with a header and rows, read whole, in its order, in bounded memory. */
export interface Table {
  readonly header: readonly string[];
  /** What it is, in a few words: `utf-8, comma`, or the sheet of a workbook. */
  readonly about: string;
  /** The rows behind the header, and how much of the file's own bytes has been read. Throws `FileError` or `CsvError` where it is broken. */
  rows(): AsyncGenerator<{ readonly rows: Iterable<TableRow>; readonly bytesRead: number }, void, undefined>;
}

/** Rows of a workbook that are given out at once. */
const SHEET_BATCH_ROWS = 500;

/**
 * Opens a CSV file or an XLSX workbook (its first sheet that is shown and has a row) as a table. Undefined for a text without any row. Throws
 * `FileError` for what is neither: an old Excel file, a packed one.
 */
export async function openTable(path: string): Promise<Table | undefined> {
  const source = await fileAt(path);
  if (source.bytes === 0) return undefined;
  const container = await containerOf(source);
  if (container.kind === 'xlsx') return sheetTable(container);
  if (container.kind !== 'plain')
    throw new FileError('format_unsupported', 'the file is packed; unpack it, and import the list inside');
  const file = await inspectCsv(path);
  if (file === undefined) return undefined;
  const { encoding, delimiter, header } = file;
  return { header, about: `${encoding}, ${DELIMITER_NAMES[delimiter]}`, rows: () => csvRows(file) };
}

const DELIMITER_NAMES: Readonly<Record<Delimiter, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
};

async function sheetTable(container: Container): Promise<Table> {
  const workbook = await workbookOf(container);
  for (const sheet of workbook.sheets) {
    if (sheet.isHidden) continue;
    for await (const row of sheetRows(container, workbook, sheet, { bytes: 0 })) {
      const header = Array.from({ length: row.fieldCount }, (_, index) => row.text(index).trim());
      return { header, about: `XLSX, sheet \`${sheet.name}\``, rows: () => rowsBehindHeader(row.line) };

      async function* rowsBehindHeader(headerLine: number): ReturnType<Table['rows']> {
        const progress = { bytes: 0 };
        let rows: TableRow[] = [];
        for await (const one of sheetRows(container, workbook, sheet, progress)) {
          if (one.line <= headerLine) continue;
          const { line, fieldCount } = one;
          rows.push({ line, fieldCount, problem: null, text: (index) => one.text(index) });
          if (rows.length < SHEET_BATCH_ROWS) continue;
          yield { rows, bytesRead: progress.bytes };
          rows = [];
        }
        yield { rows, bytesRead: progress.bytes };
      }
    }
  }
  throw new FileError('file_empty', 'no sheet of the workbook has a row; check that it was saved whole');
}
