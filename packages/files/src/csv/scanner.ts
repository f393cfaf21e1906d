import { Buffer } from 'node:buffer';
import { QUOTED_LINES_MAX } from '../limits.ts';

/** One row of a CSV file. It is valid until the next one is taken: what is to be kept is read out of it. */
export interface CsvRow {
  /** The line of the file on which the row begins, from 1. A quoted field may hold line breaks, so rows and lines differ. */
  readonly line: number;
  readonly fieldCount: number;
  /** How many bytes of the text were taken when the row ended, its line's end included: where reading can be taken up again. */
  readonly endOffset: number;
  /** What is wrong with the row's quotes, as one sentence; null where nothing is. */
  readonly problem: string | null;
  /** A field by its place, from 0; empty where the row is shorter. Not trimmed. */
  text(index: number): string;
}

/** A file that cannot be read on. The rows before it stand. */
export class CsvError extends Error {
  readonly line: number;

  constructor(sentence: string, line: number) {
    super(sentence);
    this.name = 'CsvError';
    this.line = line;
  }
}

/** Bytes in one row. A contact with ten devices and many attributes needs a few thousand; what is longer is a quote that was never closed. */
export const ROW_BYTES_MAX = 1_048_576;

/** How a scanner begins, and what it does with a quote that is never closed. */
export interface CsvScannerOptions {
  /** The line and the offset at which the text begins: where reading was left. */
  readonly startLine?: number;
  readonly startOffset?: number;
  /**
   * `throw`: the file is refused there. `end_at_line`: a row whose quotes are broken, or hold more line breaks than
   * `QUOTED_LINES_MAX`, ends with its first line and has a `problem`; the rows after it are whole.
   */
  readonly brokenQuotes?: 'throw' | 'end_at_line';
}

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

const AFTER_QUOTE = 'text follows a closing quote; quote the whole field, and double the quotes inside it';
const NEVER_CLOSED = 'a quote in this row is never closed; close it, or leave it out';
const TOO_LONG = `the row is longer than ${ROW_BYTES_MAX} bytes; check its line ends`;

/**
 * Reads rows out of chunks of UTF-8 bytes: RFC 4180 with any one-byte delimiter, lines ending in LF, CRLF or CR. Rows without any
 * character are left out. Fields are found as offsets; text is made only of those that are asked for.
 */
export class CsvScanner {
  readonly #delimiter: number;
  readonly #row: ScannedRow;
  #rest: Buffer = Buffer.alloc(0);
  #line: number;
  #offset: number;
  #linesInRow = 0;
  #isSkipping = false;
  /** All bytes of the row or-ed: below 0x80 where the row is ASCII. */
  #bits = 0;

  readonly #brokenQuotes: 'throw' | 'end_at_line';

  constructor(
    delimiter: string,
    { startLine = 1, startOffset = 0, brokenQuotes = 'throw' }: CsvScannerOptions = {},
  ) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#row = new ScannedRow();
    this.#line = startLine;
    this.#offset = startOffset;
    this.#brokenQuotes = brokenQuotes;
  }

  /** The line and the offset at which the next row begins. */
  get next(): { readonly line: number; readonly offset: number } {
    return { line: this.#line, offset: this.#offset };
  }

  /** The rows that end inside this chunk; what is left over waits for the next. */
  *rowsOf(chunk: Buffer, isLast: boolean): Generator<CsvRow, void, undefined> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let from = 0;
    for (;;) {
      const end = this.#isSkipping ? this.#skipLine(bytes, from, isLast) : this.#nextRow(bytes, from, isLast);
      if (end < 0) break;
      this.#offset += end - from;
      this.#row.endOffset = this.#offset;
      from = end;
      if (!this.#row.isBlank()) yield this.#row;
    }
    this.#rest = this.#isSkipping ? Buffer.alloc(0) : Buffer.from(bytes.subarray(from));
    if (this.#isSkipping) this.#offset += bytes.length - from;
    else if (this.#rest.length > ROW_BYTES_MAX) this.#refuseLong();
    if (isLast && this.#rest.length > 0)
      throw new CsvError(
        `the quote in the row that begins on line ${this.#line} is never closed`,
        this.#line,
      );
  }

  /** As `#scanRow`; but where broken quotes are not to stop the file, a row that has them ends with its first line. */
  #nextRow(bytes: Buffer, from: number, isLast: boolean): number {
    if (this.#brokenQuotes === 'throw') return this.#scanRow(bytes, from, isLast);
    if (from >= bytes.length) return -1;
    const line = this.#line;
    const end = this.#scanRow(bytes, from, isLast);
    const problem = this.#row.problem;
    this.#line = end >= 0 && problem !== null ? line : this.#line;
    if (end >= 0 && problem === null) return end;
    const isUndecided = end < 0 && !isLast && this.#linesInRow <= QUOTED_LINES_MAX;
    if (isUndecided && bytes.length - from <= ROW_BYTES_MAX) return -1;
    return this.#lineAsRow(bytes, from, isLast, problem ?? NEVER_CLOSED);
  }

  /** Takes one line as a row without quotes; a line without end is skipped up to its end, without being kept. */
  #lineAsRow(bytes: Buffer, from: number, isLast: boolean, problem: string): number {
    this.#row.begin(bytes, from, this.#line);
    this.#row.problem = problem;
    let at = from;
    for (; ; at++) {
      at = this.#plainField(bytes, at);
      if (bytes[at] !== this.#delimiter) break;
    }
    let end = at + 1;
    if (bytes[at] === CR && bytes[end] === LF) end++;
    if (end > bytes.length - (bytes[at] === CR ? 1 : 0) && !isLast) {
      if (bytes.length - from <= ROW_BYTES_MAX) return -1;
      this.#isSkipping = true;
      return this.#skipLine(bytes, from, isLast);
    }
    end = Math.min(end, bytes.length);
    this.#row.finish(end, false);
    this.#line++;
    return end;
  }

  /** Passes over bytes up to a line's end; only then the row is given, without fields, so that reading can be taken up after it. */
  #skipLine(bytes: Buffer, from: number, isLast: boolean): number {
    const lf = bytes.indexOf(LF, from);
    if (lf < 0 && !isLast) return -1;
    this.#row.begin(bytes, from, this.#line);
    this.#row.problem = TOO_LONG;
    this.#isSkipping = false;
    this.#line++;
    const end = lf < 0 ? bytes.length : lf + 1;
    this.#row.finish(end, false);
    return end;
  }

  /** Finds the fields of the row that begins at `from`; gives where the next one begins, or -1 where the row does not end in these bytes. */
  #scanRow(bytes: Buffer, from: number, isLast: boolean): number {
    if (from >= bytes.length) return -1;
    this.#row.begin(bytes, from, this.#line);
    this.#linesInRow = 0;
    this.#bits = 0;
    let at = from;
    for (;;) {
      at = bytes[at] === QUOTE ? this.#quotedField(bytes, at + 1, isLast) : this.#plainField(bytes, at);
      const ending = bytes[at];
      if (at < 0 || (ending === undefined && !isLast)) return -1;
      at++;
      if (ending === this.#delimiter) continue;
      if (ending === CR) {
        if (at >= bytes.length && !isLast) return -1;
        if (bytes[at] === LF) at++;
      }
      break;
    }
    at = Math.min(at, bytes.length);
    this.#row.finish(at, this.#bits < 0x80);
    this.#line += this.#linesInRow + 1;
    if (at - from > ROW_BYTES_MAX && this.#brokenQuotes === 'throw') this.#refuseLong();
    return at;
  }

  /** Adds the field that begins at `start`; gives where it ends, which is a delimiter, a line's end or the end of the bytes. */
  #plainField(bytes: Buffer, start: number): number {
    const delimiter = this.#delimiter;
    let bits = 0;
    let at = start;
    for (let byte = bytes[at]; byte !== undefined && byte !== delimiter && byte !== LF && byte !== CR;) {
      bits |= byte;
      byte = bytes[++at];
    }
    this.#bits |= bits;
    this.#row.add(start, at, false);
    return at;
  }

  /** The same for a field whose opening quote stands before `start`; -1 where its closing quote is not in these bytes. */
  #quotedField(bytes: Buffer, start: number, isLast: boolean): number {
    let bits = 0;
    let doubled = false;
    let at = start;
    for (; ; at++) {
      const byte = bytes[at];
      if (byte === undefined) return -1;
      bits |= byte;
      if (byte === QUOTE) {
        if (at + 1 >= bytes.length && !isLast) return -1;
        if (bytes[at + 1] !== QUOTE) break;
        doubled = true;
        at++;
      } else if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) {
        this.#linesInRow++;
        if (this.#linesInRow > QUOTED_LINES_MAX && this.#brokenQuotes === 'end_at_line') return -1;
      }
    }
    this.#bits |= bits;
    this.#row.add(start, at, doubled);
    at++;
    for (
      let byte = bytes[at];
      byte !== undefined && byte !== this.#delimiter && byte !== LF && byte !== CR;
    ) {
      if (byte !== SPACE) this.#row.complain(AFTER_QUOTE);
      byte = bytes[++at];
    }
    return at;
  }

  #refuseLong(): never {
    throw new CsvError(
      `the row that begins on line ${this.#line} is longer than ${ROW_BYTES_MAX} bytes; a quote in it was probably never closed`,
      this.#line,
    );
  }
}

/** The one row object of a scanner, filled again for each row. */
class ScannedRow implements CsvRow {
  line = 1;
  endOffset = 0;
  problem: string | null = null;
  #bytes: Buffer = Buffer.alloc(0);
  #from = 0;
  #to = 0;
  #count = 0;
  #starts = new Int32Array(64);
  #ends = new Int32Array(64);
  #doubled = new Uint8Array(64);
  #isAscii = true;
  #ascii: string | null = null;

  get fieldCount(): number {
    return this.#count;
  }

  begin(bytes: Buffer, from: number, line: number): void {
    this.#bytes = bytes;
    this.#from = from;
    this.line = line;
    this.problem = null;
    this.#count = 0;
    this.#ascii = null;
  }

  add(start: number, end: number, doubled: boolean): void {
    const index = this.#count++;
    if (index === this.#starts.length) this.#grow();
    this.#starts[index] = start;
    this.#ends[index] = end;
    this.#doubled[index] = doubled ? 1 : 0;
  }

  finish(to: number, isAscii: boolean): void {
    this.#to = to;
    this.#isAscii = isAscii;
  }

  complain(sentence: string): void {
    this.problem = sentence;
  }

  /** A line without a character, which is no row. A quoted empty field is one. */
  isBlank(): boolean {
    return this.#count === 1 && this.#starts[0] === this.#from && this.#ends[0] === this.#from;
  }

  text(index: number): string {
    if (index >= this.#count) return '';
    const start = this.#starts[index] as number;
    const end = this.#ends[index] as number;
    if (start === end) return '';
    const text = this.#isAscii
      ? this.#wholeAscii().slice(start - this.#from, end - this.#from)
      : this.#bytes.toString('utf8', start, end);
    return this.#doubled[index] === 1 ? text.replaceAll('""', '"') : text;
  }

  /** Most rows are ASCII: one text for the whole row, cut where fields are asked for, is cheaper than one conversion a field. */
  #wholeAscii(): string {
    this.#ascii ??= this.#bytes.toString('latin1', this.#from, this.#to);
    return this.#ascii;
  }

  #grow(): void {
    const size = this.#starts.length * 2;
    const starts = new Int32Array(size);
    const ends = new Int32Array(size);
    const doubled = new Uint8Array(size);
    starts.set(this.#starts);
    ends.set(this.#ends);
    doubled.set(this.#doubled);
    this.#starts = starts;
    this.#ends = ends;
    this.#doubled = doubled;
  }
}
