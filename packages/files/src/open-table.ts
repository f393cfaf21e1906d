import { containerOf } from './container.ts';
import type { Delimiter } from './csv/csv-file.ts';
import { FileError } from './file-error.ts';
import { fileAt } from './source.ts';
import { headerOf, inspectTable, tableRows, type TableRow, type TableRows } from './table-file.ts';

/** A file with a header and rows, read whole, in its order, in bounded memory. */
export interface Table {
  readonly header: readonly string[];
  /** What it is, in a few words: `utf-8, comma`, or the sheet of a workbook. */
  readonly about: string;
  /** The rows behind the header, and how much of the file's own bytes has been read. Throws `FileError` or `CsvError` where it is broken. */
  rows(): AsyncGenerator<
    Pick<TableRows, 'bytesRead'> & { readonly rows: Iterable<TableRow> },
    void,
    undefined
  >;
}

/**
 * Opens a CSV file or an XLSX workbook (its first sheet that is shown and has a row) as a table. Undefined for a text without any row. Throws
 * `FileError` for what is neither: an old Excel file, a packed one.
 */
export async function openTable(path: string): Promise<Table | undefined> {
  const source = await fileAt(path);
  if (source.bytes === 0) return undefined;
  const { kind } = await containerOf(source);
  if (kind !== 'xlsx' && kind !== 'plain')
    throw new FileError('format_unsupported', 'the file is packed; unpack it, and import the list inside');
  try {
    const seen = await inspectTable(source);
    const { encoding, delimiter, sheet } = seen.plan;
    const about =
      delimiter === null ? `XLSX, sheet \`${sheet ?? ''}\`` : `${encoding}, ${DELIMITER_NAMES[delimiter]}`;
    return { header: headerOf(seen), about, rows: () => tableRows(source, seen.plan, null, 'throw') };
  } catch (error) {
    if (kind === 'plain' && error instanceof FileError && error.code === 'file_empty') return undefined;
    throw error;
  }
}

const DELIMITER_NAMES: Readonly<Record<Delimiter, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
};
