import { Buffer } from 'node:buffer';
import type { BatchMaker } from './batch-maker.ts';
import type { ReadPosition } from './entry.ts';
import { VALUE_BYTES_MAX } from './limits.ts';
import type { ReadPlan } from './plan.ts';
import type { RowReader } from './row-reader.ts';
import type { TextChunk } from './text.ts';
import { lineScanFor, SCANNED_LINE_BYTES_MIN, type LineScan } from './values/fast-lines.ts';

const LF = 0x0a;
const CR = 0x0d;

/** Reads rows out of chunks of one member's text; gives where reading can be taken up whenever a batch should be handed out. */
export type TextReader = (chunk: TextChunk, isLast: boolean) => Generator<ReadPosition, void, undefined>;

/**
 * Reads values: one a line, or several with separators between them, so that a file may be one endless line. Lines of strict forms are
 * scanned as bytes; a value that is none is read as text, and the scan goes on behind it.
 */
export function valuesReader(
  plan: ReadPlan,
  rows: RowReader,
  batch: BatchMaker,
  start: ReadPosition,
): TextReader {
  const state = new ValuesState(plan, rows, batch, start);
  return (chunk, isLast) => state.read(chunk, isLast);
}

class ValuesState {
  readonly #rows: RowReader;
  readonly #batch: BatchMaker;
  readonly #scan: LineScan | null;
  readonly #isSeparator: Uint8Array;
  readonly #isPairs: boolean;
  readonly #member: number;
  #rest: Buffer = Buffer.alloc(0);
  /** The text's bytes before `#rest`. */
  #offset: number;
  #line: number;
  #headerLines: number;
  /** Whether something stands in the header's line that is being passed over. */
  #isInHeaderLine = false;
  /** Whether the value that is being passed over is longer than any. */
  #isSkipping = false;
  /** Whether the next value stands at a line's beginning. */
  #isAtLine = true;

  constructor(plan: ReadPlan, rows: RowReader, batch: BatchMaker, start: ReadPosition) {
    this.#rows = rows;
    this.#batch = batch;
    this.#isPairs = plan.layout === 'area_pairs';
    this.#isSeparator = separatorsOf(plan);
    this.#scan =
      this.#isPairs || plan.columns[0] === 'number' || plan.columns[0] === 'device'
        ? lineScanFor(plan)
        : null;
    this.#member = start.member;
    this.#offset = start.offset;
    this.#line = start.line;
    this.#headerLines = start.offset === 0 ? plan.headerRows : 0;
    // Taken up inside a line, the scan waits for the next one; a line is scanned whole or not at all.
    this.#isAtLine = start.offset === 0;
  }

  *read(chunk: TextChunk, isLast: boolean): Generator<ReadPosition, void, undefined> {
    // What was left over is joined with its own line only: copying every chunk would cost as much as scanning it.
    const lineEnd = this.#rest.length === 0 ? -1 : chunk.bytes.indexOf(LF);
    if (lineEnd >= 0) yield* this.#readBytes(cut(chunk, 0, lineEnd + 1), false);
    yield* this.#readBytes(cut(chunk, lineEnd + 1), isLast);
    if (!this.#batch.isEmpty && !this.#isSkipping) yield this.#positionAt(0);
  }

  *#readBytes(chunk: TextChunk, isLast: boolean): Generator<ReadPosition, void, undefined> {
    if (this.#rest.length === 0 && chunk.bytes.length > 0) this.#offset = chunk.offset;
    const bytes = this.#rest.length === 0 ? chunk.bytes : Buffer.concat([this.#rest, chunk.bytes]);
    let at = this.#passHeader(bytes, isLast);
    while (at < bytes.length && this.#headerLines === 0) {
      if (this.#isAtLine && this.#scan !== null) at = this.#scanLines(bytes, at, this.#scan);
      const next = this.#readValue(bytes, at, isLast);
      if (next < 0) break;
      at = next;
      if (this.#batch.isFull && !this.#isSkipping) yield this.#positionAt(at);
    }
    this.#offset += at;
    this.#rest = Buffer.from(bytes.subarray(at));
  }

  #positionAt(at: number): ReadPosition {
    return { member: this.#member, offset: this.#offset + at, line: this.#line };
  }

  #scanLines(bytes: Buffer, from: number, scan: LineScan): number {
    const room = Math.ceil((bytes.length - from) / SCANNED_LINE_BYTES_MIN) + 1;
    const count = this.#batch.count;
    const found = scan(bytes, from, this.#batch.roomFor(room), count);
    this.#batch.addWritten(found.count, this.#line);
    this.#line += found.count - count;
    return found.at;
  }

  /** Reads one value as text; gives where the next one begins, or -1 where its end is not in the bytes. */
  #readValue(bytes: Buffer, from: number, isLast: boolean): number {
    let end = from;
    while (end < bytes.length && this.#isSeparator[bytes[end] ?? 0] === 0) end++;
    if (!isLast && isOpenEnd(bytes, end)) {
      if (end - from <= VALUE_BYTES_MAX && !this.#isSkipping) return -1;
      this.#isSkipping = true;
      return end > from ? end : -1;
    }
    if (this.#isSkipping || end - from > VALUE_BYTES_MAX) {
      const sentence = `a value is longer than ${VALUE_BYTES_MAX} bytes; check what stands between the values`;
      this.#batch.addBad(this.#line, null, '', 'value_too_long', sentence);
      this.#isSkipping = false;
    } else if (end > from) this.#addText(bytes.toString('utf8', from, end));
    const separator = bytes[end];
    this.#isAtLine = separator === LF || separator === CR;
    if (this.#isAtLine) this.#line++;
    return Math.min(bytes.length, separator === CR && bytes[end + 1] === LF ? end + 2 : end + 1);
  }

  #addText(text: string): void {
    const pair = this.#isPairs ? AREA_PAIR.exec(text.trim()) : null;
    if (pair === null) this.#rows.readValue(withoutQuotes(text), this.#line, this.#batch);
    else this.#rows.readPair(pair[1] ?? '', pair[2] ?? '', this.#line, this.#batch);
  }

  /** Passes over the lines of the header; gives where the first value begins, or the end of the bytes. */
  #passHeader(bytes: Buffer, isLast: boolean): number {
    let at = 0;
    while (this.#headerLines > 0 && at < bytes.length) {
      const start = at;
      while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++;
      this.#isInHeaderLine ||= at > start;
      if (isOpenEnd(bytes, at) && !isLast) return at;
      at = Math.min(bytes.length, bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1);
      this.#line++;
      // Empty lines are no rows, and are not counted among those of a header.
      if (this.#isInHeaderLine) this.#headerLines--;
      this.#isInHeaderLine = false;
    }
    return at;
  }
}

function cut({ bytes, offset }: TextChunk, from: number, end?: number): TextChunk {
  return { bytes: bytes.subarray(from, end), offset: offset + from };
}

/** Area code and number of one line, quoted or not. */
export const AREA_PAIR = /^["']?(\d{3})["']?[,;\t ]\s*["']?(\d*)["']?[,;\s]*$/;

/** Whether a value or line may go on in the next chunk: a CR at the end may have its LF there. */
function isOpenEnd(bytes: Buffer, end: number): boolean {
  return end >= bytes.length || (bytes[end] === CR && end + 1 >= bytes.length);
}

/** A value without quotes around it, or around a cell that held several and was cut. */
export function withoutQuotes(text: string): string {
  const trimmed = text.trim();
  if (trimmed.startsWith('=')) return trimmed;
  return trimmed.replace(/^"+|(?<!")"+$/g, '');
}

/** What ends a value, 1 by byte. A client id may hold anything but the delimiter that is stated. */
export function separatorsOf({ layout, columns, delimiter }: ReadPlan): Uint8Array {
  const isSeparator = new Uint8Array(256);
  const usual = layout === 'area_pairs' || columns[0] === 'client_id' ? '\r\n' : '\r\n,;\t|';
  for (const separator of `${usual}${layout === 'area_pairs' ? '' : (delimiter ?? '')}`)
    isSeparator[separator.charCodeAt(0)] = 1;
  return isSeparator;
}
