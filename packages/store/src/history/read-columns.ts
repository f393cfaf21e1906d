/** Reads the columns of one row that a binary COPY sent, one after the other, in the order of the statement. */
export interface ColumnReader {
  /** Begins at the first column of a row. */
  start(bytes: Buffer, offset: number): void;
  /** A text that seldom repeats. */
  text(): string | null;
  /** A text that often repeats: equal ones are one string, so that comparing them is comparing pointers. */
  word(): string | null;
  uuid(): string | null;
  /** A UUID that often repeats. */
  uuidWord(): string | null;
  /** Milliseconds since 1970-01-01 UTC. */
  instant(): number | null;
  smallint(): number | null;
  boolean(): boolean;
  /** An array of texts that often repeats. */
  words(): readonly string[];
  /** Reads past a column; with `begin` and `end` its bytes, if it has any. */
  skip(): void;
  /** Where the column that was read last begins, its length before it not included, and where it ends. */
  readonly begin: number;
  readonly end: number;
}

/** 2000-01-01, from which PostgreSQL counts microseconds. */
const EPOCH_MS = 946_684_800_000;
/** Different words that are remembered; then the memory begins anew. */
const WORDS_MAX = 50_000;
const NO_WORDS: readonly string[] = Object.freeze([]);

/** Creates a reader. It throws where a column that must have a value has none. */
export function columnReader(): ColumnReader {
  let bytes: Buffer = Buffer.alloc(0);
  let offset = 0;
  /** The column's length; -1: it has no value. `offset` is then behind it, and `from` at its first byte. */
  let from = 0;
  const next = (): number => {
    const length = bytes.readInt32BE(offset);
    from = offset + 4;
    offset = from + Math.max(0, length);
    return length;
  };
  const texts = memory((length) => bytes.toString('utf8', from, from + length));
  const ids = memory(() => uuidAt(bytes, from));
  const arrays = memory(() => wordsAt(bytes, from));

  return {
    start(row, at) {
      bytes = row;
      offset = at;
    },
    text() {
      const length = next();
      return length < 0 ? null : bytes.toString('utf8', from, from + length);
    },
    word() {
      const length = next();
      return length < 0 ? null : texts(bytes, from, length);
    },
    uuid() {
      return next() < 0 ? null : uuidAt(bytes, from);
    },
    uuidWord() {
      const length = next();
      return length < 0 ? null : ids(bytes, from, length);
    },
    instant() {
      if (next() < 0) return null;
      const micros = bytes.readInt32BE(from) * 4_294_967_296 + bytes.readUInt32BE(from + 4);
      return Math.floor(micros / 1_000) + EPOCH_MS;
    },
    smallint() {
      return next() < 0 ? null : bytes.readInt16BE(from);
    },
    boolean() {
      if (next() < 0) throw new Error('a column that must have a value has none');
      return bytes[from] === 1;
    },
    words() {
      const length = next();
      return length <= 0 ? NO_WORDS : arrays(bytes, from, length);
    },
    skip() {
      next();
    },
    get begin() {
      return from;
    },
    get end() {
      return offset;
    },
  };
}

interface Remembered<Value> {
  readonly bytes: Buffer;
  readonly value: Value;
}

/** Remembers what was read from the same bytes: by a hash, and then byte by byte. */
function memory<Value>(
  read: (length: number) => Value,
): (bytes: Buffer, from: number, length: number) => Value {
  let known = new Map<number, Remembered<Value>>();
  return (bytes, from, length) => {
    let hash = length;
    const end = from + length;
    for (let i = from; i < end; i++) hash = (Math.imul(hash, 31) + (bytes[i] ?? 0)) | 0;
    const found = known.get(hash);
    if (found !== undefined && isSame(found.bytes, bytes, from, length)) return found.value;
    const value = read(length);
    if (known.size >= WORDS_MAX) known = new Map();
    known.set(hash, { bytes: Buffer.from(bytes.subarray(from, end)), value });
    return value;
  };
}

function isSame(one: Buffer, other: Buffer, from: number, length: number): boolean {
  if (one.length !== length) return false;
  for (let i = 0; i < length; i++) if (one[i] !== other[from + i]) return false;
  return true;
}

/** Two hexadecimal digits of each byte, and where the 16 bytes of a UUID stand in its text. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const UUID_PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const DIGITS = new Uint8Array(HEX.flatMap((digits) => [digits.charCodeAt(0), digits.charCodeAt(1)]));
const uuidText = Buffer.from('00000000-0000-0000-0000-000000000000', 'latin1');

/** The UUID whose 16 bytes begin there, as text. */
export function uuidAt(bytes: Uint8Array, from: number): string {
  for (let i = 0; i < 16; i++) {
    const byte = bytes[from + i] ?? 0;
    const place = UUID_PLACES[i] ?? 0;
    uuidText[place] = DIGITS[byte * 2] ?? 0;
    uuidText[place + 1] = DIGITS[byte * 2 + 1] ?? 0;
  }
  return uuidText.toString('latin1');
}

/** Dimensions, whether there are nulls, the type; for each dimension its length and first index; then each element with its length. */
function wordsAt(bytes: Buffer, from: number): readonly string[] {
  if (bytes.readInt32BE(from) === 0) return NO_WORDS;
  const count = bytes.readInt32BE(from + 12);
  const words: string[] = [];
  let at = from + 20;
  for (let i = 0; i < count; i++) {
    const length = bytes.readInt32BE(at);
    words.push(bytes.toString('utf8', at + 4, at + 4 + length));
    at += 4 + length;
  }
  return words;
}
