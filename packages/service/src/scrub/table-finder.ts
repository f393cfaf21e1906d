import type { Buffer } from 'node:buffer';
import {
  CsvScanner,
  isNorthAmerican,
  northAmericanNumber,
  rowValuesReader,
  type ReadPlan,
  type RowValuesReader,
} from '@tact/files';
import { addValues, type OnAddresses } from './add-values.ts';
import type { FoundRows } from './found-rows.ts';
import type { RowFinder } from './row-finder.ts';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const CLASS = { none: 0, delimiter: 1, lineEnd: 2, quote: 3 } as const;
/** More columns than files have; a row with more is read as text. */
const COLUMNS_MAX = 1_024;

/** Rows and columns. A row with a quoted field is left to the scanner of CSV, and so is the end of it. */
export function tableFinder(plan: ReadPlan): RowFinder {
  const delimiter = plan.delimiter ?? ',';
  const reader = rowValuesReader(plan);
  const scanRow = rowScan(plan);
  const readQuoted = quotedRowReader(delimiter, reader);
  return (bytes, rows, onAddresses) => {
    let line = 0;
    for (let start = 0; start < bytes.length;) {
      const before = rows.numbersCount;
      const { end, isQuoted, isWhole } = scanRow(bytes, start, rows);
      if (!isWhole) rows.numbersCount = before;
      if (isQuoted) {
        const quoted = readQuoted(bytes, start, line, rows, onAddresses);
        rows.addRow(start, quoted.end, quoted.spanEnd);
        start = quoted.spanEnd;
        line += quoted.lines;
        continue;
      }
      const spanEnd = bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1;
      if (end > start) {
        if (rows.numbersCount === before) {
          const fields = bytes.toString('utf8', start, end).split(delimiter);
          const text = (index: number) => fields[index] ?? '';
          addValues(rows, reader.ofRow({ line: 1, fieldCount: fields.length, text }), line, onAddresses);
        }
        rows.addRow(start, end, spanEnd);
      }
      start = spanEnd;
      line++;
    }
    return line;
  };
}

/** What a scan has found of a row: where its text ends, unless it has a quoted field, and whether all its values were added. */
interface ScannedRow {
  end: number;
  isQuoted: boolean;
  isWhole: boolean;
}

/** A scan of one row's numbers as bytes. Its answer is valid until the next. */
function rowScan(plan: ReadPlan): (bytes: Buffer, start: number, rows: FoundRows) => Readonly<ScannedRow> {
  const isNational = isNorthAmerican(plan.defaultCountry);
  const isNumber = new Uint8Array(COLUMNS_MAX);
  for (const [index, use] of plan.columns.entries())
    if (use === 'number' || use === 'device') isNumber[index] = 1;
  const isPlain = plan.columns.every((use) => use === 'number' || use === 'device' || use === 'ignore');
  const classOf = new Uint8Array(256);
  classOf[(plan.delimiter ?? ',').charCodeAt(0)] = CLASS.delimiter;
  classOf[LF] = CLASS.lineEnd;
  classOf[CR] = CLASS.lineEnd;
  classOf[QUOTE] = CLASS.quote;
  const row: ScannedRow = { end: 0, isQuoted: false, isWhole: true };
  return (bytes, start, rows) => {
    row.isQuoted = false;
    row.isWhole = isPlain;
    let column = 0;
    let from = start;
    let at = start;
    for (;;) {
      while (classOf[bytes[at] as number] === CLASS.none) at++;
      const found = classOf[bytes[at] as number];
      if (found === CLASS.quote && at > from) {
        at++;
        continue;
      }
      if (found === CLASS.quote) {
        row.isQuoted = true;
        row.isWhole = false;
        return row;
      }
      if (row.isWhole && isNumber[column] === 1 && at > from) {
        const number = northAmericanNumber(bytes, from, at, isNational);
        if (number === 0) row.isWhole = false;
        else rows.addNumber(number);
      }
      row.end = at;
      // Past the end of the bytes, which have a line's end last, nothing is found.
      if (found !== CLASS.delimiter) return row;
      from = ++at;
      if (++column === COLUMNS_MAX) row.isWhole = false;
    }
  };
}

/** Reads a row with the scanner of CSV; gives where its text ends, where the row does, and on how many lines it stands. */
function quotedRowReader(delimiter: string, reader: RowValuesReader) {
  const scanner = new CsvScanner(delimiter, { brokenQuotes: 'end_at_line' });
  return (bytes: Buffer, start: number, line: number, rows: FoundRows, onAddresses: OnAddresses) => {
    const before = scanner.next;
    for (const row of scanner.rowsOf(bytes.subarray(start), true)) {
      if (row.problem === null) addValues(rows, reader.ofRow(row), line, onAddresses);
      else rows.problems.set(rows.count, { line, sentence: row.problem });
      break;
    }
    const spanEnd = start + scanner.next.offset - before.offset;
    let end = spanEnd;
    while (end > start && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end--;
    return { end, spanEnd, lines: scanner.next.line - before.line };
  };
}
