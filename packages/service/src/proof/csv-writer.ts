import { safeCsvField } from '../csv-field.ts';

/** Writes CSV byte by byte, without a text of a line in between, which would take longer than all the rest of a long report. */
export interface CsvWriter {
  /** Makes room for a line whose texts have so many characters or bytes. Nothing else looks for room. */
  begin(length: number): void;
  /** Writes what needs no quotes, as it is. */
  plain(text: string): void;
  /** A comma, then the same. */
  nextPlain(text: string): void;
  /** A comma, then a field, safe against formulas. */
  next(text: string): void;
  /** The same of a text in UTF-8. */
  nextBytes(bytes: Uint8Array, from: number, to: number): void;
  /** Bytes as they are. */
  piece(bytes: Uint8Array): void;
  /** The UUID whose 16 bytes begin there. */
  uuid(bytes: Uint8Array, from: number): void;
  comma(): void;
  /** A comma, then the UUID; nothing where the place is below 0. */
  nextUuid(bytes: Uint8Array, from: number): void;
  /** A comma, then a whole number from 0 on; nothing where it is below. */
  nextCount(value: number): void;
  /** Everything so far; it is the caller's from now on, and the writer is not used again. */
  bytes(): Uint8Array;
}

/** The most bytes of UTF-8 that a character of a text takes, doubled where it is a quote, and what a line has besides its texts. */
const CHARACTER_BYTES = 3;
const LINE_BYTES = 320;
const COMMA = 0x2c;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const HYPHEN = 0x2d;
const DIGIT_0 = 0x30;
/** Two hexadecimal digits of each byte. */
const HEX = Buffer.from(
  Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0')).join(''),
  'latin1',
);

/** Creates a writer with room for so many bytes; it grows where it has to. */
export function createCsvWriter(firstBytes = 65_536): CsvWriter {
  return new Writer(firstBytes);
}

/** See `CsvWriter`. */
class Writer implements CsvWriter {
  #out: Buffer;
  #used = 0;

  constructor(firstBytes: number) {
    this.#out = Buffer.allocUnsafeSlow(firstBytes);
  }

  begin(length: number): void {
    // A field grows by its quotes at most twice over.
    const needed = LINE_BYTES + length * CHARACTER_BYTES * 2;
    if (this.#used + needed <= this.#out.length) return;
    const wider = Buffer.allocUnsafeSlow(Math.max(this.#out.length * 2, this.#used + needed));
    this.#out.copy(wider, 0, 0, this.#used);
    this.#out = wider;
  }

  plain(text: string): void {
    for (let i = 0; i < text.length; i++) this.#out[this.#used++] = text.charCodeAt(i);
  }

  nextPlain(text: string): void {
    this.#out[this.#used++] = COMMA;
    this.plain(text);
  }

  next(text: string): void {
    const out = this.#out;
    out[this.#used++] = COMMA;
    const begun = this.#used;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (!isPlain(code) || (i === 0 && beginsFormula(code))) {
        this.#used = begun + out.write(safeCsvField(text), begun, 'utf8');
        return;
      }
      out[this.#used++] = code;
    }
  }

  nextBytes(bytes: Uint8Array, from: number, to: number): void {
    const out = this.#out;
    out[this.#used++] = COMMA;
    const begun = this.#used;
    let used = begun;
    if (from < to && beginsFormula(bytes[from] ?? 0)) out[used++] = APOSTROPHE;
    for (let i = from; i < to; i++) {
      const byte = bytes[i] ?? 0;
      if (!isPlain(byte)) {
        const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString();
        this.#used = begun + out.write(safeCsvField(text), begun, 'utf8');
        return;
      }
      out[used++] = byte;
    }
    this.#used = used;
  }

  piece(bytes: Uint8Array): void {
    const out = this.#out;
    const used = this.#used;
    for (let i = 0; i < bytes.length; i++) out[used + i] = bytes[i] ?? 0;
    this.#used = used + bytes.length;
  }

  uuid(bytes: Uint8Array, from: number): void {
    const out = this.#out;
    let used = this.#used;
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) out[used++] = HYPHEN;
      const byte = bytes[from + i] ?? 0;
      out[used++] = HEX[byte * 2] ?? 0;
      out[used++] = HEX[byte * 2 + 1] ?? 0;
    }
    this.#used = used;
  }

  comma(): void {
    this.#out[this.#used++] = COMMA;
  }

  nextUuid(bytes: Uint8Array, from: number): void {
    this.comma();
    if (from >= 0) this.uuid(bytes, from);
  }

  nextCount(value: number): void {
    this.comma();
    if (value < 0) return;
    let digits = 1;
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits++;
    let rest = value;
    for (let i = this.#used + digits - 1; i >= this.#used; i--) {
      const tenth = Math.floor(rest / 10);
      this.#out[i] = DIGIT_0 + rest - tenth * 10;
      rest = tenth;
    }
    this.#used += digits;
  }

  bytes(): Uint8Array {
    return this.#out.subarray(0, this.#used);
  }
}

/** Letters, digits and what stands between them. */
function isPlain(code: number): boolean {
  return code >= 0x20 && code <= 0x7e && code !== QUOTE && code !== COMMA;
}

/** What a spreadsheet runs, of what is plain. */
function beginsFormula(code: number): boolean {
  return code === 0x3d || code === 0x2b || code === 0x2d || code === 0x40;
}
