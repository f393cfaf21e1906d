import type { Buffer } from 'node:buffer';
import {
  CsvScanner,
  isNorthAmerican,
  northAmericanNumber,
  rowValuesReader,
  separatorsOf,
  type ReadPlan,
  type RowValues,
} from '@tact/files';
import type { FoundRows } from './found-rows.ts';

/** Finds the rows of a block, which begins and ends between two rows; `addresses` are handed over as they come. Gives how many lines it has. */
export type RowFinder = (bytes: Buffer, rows: FoundRows, onAddresses: OnAddresses) => number;

/** Told of the e-mail addresses of the row that comes next. */
export type OnAddresses = (addresses: readonly string[]) => void;

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** What is scanned as bytes and what is read as text is told apart row by row; both give the same values. */
export function rowFinder(plan: ReadPlan): RowFinder {
  return plan.layout === 'values' || plan.layout === 'area_pairs' ? valueFinder(plan) : tableFinder(plan);
}

/** One value a row, whatever stands between them. */
function valueFinder(plan: ReadPlan): RowFinder {
  const isSeparator = separatorsOf(plan);
  const isNational = isNorthAmerican(plan.defaultCountry);
  const isNumber = plan.columns[0] !== 'email';
  const reader = rowValuesReader(plan);
  return (bytes, rows, onAddresses) => {
    let line = 0;
    for (let at = 0; at < bytes.length;) {
      const start = at;
      while (at < bytes.length && isSeparator[bytes[at] as number] === 0) at++;
      const end = at;
      const separator = bytes[at++];
      const isLine = separator === LF || separator === CR;
      if (separator === CR && bytes[at] === LF) at++;
      if (end > start) {
        const number = isNumber ? northAmericanNumber(bytes, start, end, isNational) : 0;
        const spanEnd = isLine ? at : end;
        if (number === 0)
          addValues(rows, reader.ofValue(bytes.toString('utf8', start, end)), line, onAddresses);
        else rows.addNumber(number);
        rows.addRow(start, end, spanEnd);
      }
      if (isLine) line++;
    }
    return line;
  };
}

function addValues(
  rows: FoundRows,
  { numbers, addresses, problem }: RowValues,
  line: number,
  onAddresses: OnAddresses,
): void {
  for (const number of numbers) rows.addNumber(number);
  if (addresses.length > 0) onAddresses(addresses);
  if (problem !== null) rows.problems.set(rows.count, { line, sentence: problem });
}

const CLASS = { none: 0, delimiter: 1, lineEnd: 2, quote: 3 } as const;

/** Rows and columns. A row with a quoted field is left to the scanner of CSV, and so is the end of it. */
function tableFinder(plan: ReadPlan): RowFinder {
  const delimiter = plan.delimiter ?? ',';
  const isNational = isNorthAmerican(plan.defaultCountry);
  const isNumber = new Uint8Array(MAX_COLUMNS);
  for (const [index, use] of plan.columns.entries())
    if (use === 'number' || use === 'device') isNumber[index] = 1;
  const isPlain = plan.columns.every((use) => use === 'number' || use === 'device' || use === 'ignore');
  const classOf = new Uint8Array(256);
  classOf[delimiter.charCodeAt(0)] = CLASS.delimiter;
  classOf[LF] = CLASS.lineEnd;
  classOf[CR] = CLASS.lineEnd;
  classOf[QUOTE] = CLASS.quote;
  const reader = rowValuesReader(plan);
  const scanner = new CsvScanner(delimiter, { brokenQuotes: 'end_at_line' });

  /** Whether the numbers of the row that was scanned last are all in; else it has to be read as text. */
  let isGood = true;

  /** Reads the numbers of a row as bytes; gives where its text ends, or -1 where it has a quoted field. */
  function scanRow(bytes: Buffer, start: number, rows: FoundRows): number {
    isGood = isPlain;
    let column = 0;
    let from = start;
    let at = start;
    for (;;) {
      while (classOf[bytes[at] as number] === CLASS.none) at++;
      const found = classOf[bytes[at] as number];
      if (found === CLASS.quote) {
        if (at === from) return -1;
        at++;
        continue;
      }
      if (isGood && isNumber[column] === 1 && at > from) {
        const number = northAmericanNumber(bytes, from, at, isNational);
        if (number === 0) isGood = false;
        else rows.addNumber(number);
      }
      // Past the end of the bytes, which have a line's end last, nothing is found.
      if (found !== CLASS.delimiter) return at;
      from = ++at;
      if (++column === MAX_COLUMNS) isGood = false;
    }
  }

  function readRow(
    bytes: Buffer,
    start: number,
    end: number,
    line: number,
    rows: FoundRows,
    onAddresses: OnAddresses,
  ) {
    const fields = bytes.toString('utf8', start, end).split(delimiter);
    const row = { line: 1, fieldCount: fields.length, text: (index: number) => fields[index] ?? '' };
    addValues(rows, reader.ofRow(row), line, onAddresses);
  }

  return (bytes, rows, onAddresses) => {
    let line = 0;
    for (let start = 0; start < bytes.length;) {
      const before = rows.numbersCount;
      const end = scanRow(bytes, start, rows);
      if (end < 0) {
        rows.numbersCount = before;
        const quoted = quotedRow(bytes, start, line, rows, onAddresses);
        rows.addRow(start, quoted.end, quoted.spanEnd);
        start = quoted.spanEnd;
        line += quoted.lines;
        continue;
      }
      const spanEnd = bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1;
      if (end > start) {
        if (!isGood || rows.numbersCount === before) {
          rows.numbersCount = before;
          readRow(bytes, start, end, line, rows, onAddresses);
        }
        rows.addRow(start, end, spanEnd);
      }
      start = spanEnd;
      line++;
    }
    return line;
  };

  function quotedRow(bytes: Buffer, start: number, line: number, rows: FoundRows, onAddresses: OnAddresses) {
    const from = scanner.next;
    for (const row of scanner.rowsOf(bytes.subarray(start), true)) {
      if (row.problem === null) addValues(rows, reader.ofRow(row), line, onAddresses);
      else rows.problems.set(rows.count, { line, sentence: row.problem });
      break;
    }
    const spanEnd = start + scanner.next.offset - from.offset;
    let end = spanEnd;
    while (end > start && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end--;
    return { end, spanEnd, lines: scanner.next.line - from.line };
  }
}

/** More columns than files have; a row with more is read as text. */
const MAX_COLUMNS = 1_024;
