/**
 * Arrays in PostgreSQL's binary form. A batch of records is some hundred kilobytes of JSON; as text every quote in it would be escaped
 * here and unescaped there, which cost more than the insert itself. The driver sends a `Buffer` as a binary parameter.
 */
interface ElementType<Value> {
  /** The type's number in `pg_type`. */
  readonly oid: number;
  readonly sizeOf: (value: Value) => number;
  readonly write: (value: Value, into: Buffer, at: number) => void;
}

const TEXT: ElementType<string> = {
  oid: 25,
  sizeOf: (text) => Buffer.byteLength(text),
  write: (text, into, at) => into.write(text, at),
};

const UUID: ElementType<string> = {
  oid: 2950,
  sizeOf: () => 16,
  write: (id, into, at) => into.write(id.replaceAll('-', ''), at, 'hex'),
};

const HALF = 2 ** 32;

/** A safe integer as 64 bits, without a `BigInt` on its way. */
function writeBigInteger(number: number, into: Buffer, at: number): void {
  if (!Number.isSafeInteger(number))
    throw new RangeError(`\`${number}\` is no whole number that is kept exactly`);
  const high = Math.floor(number / HALF);
  into.writeInt32BE(high, at);
  into.writeUInt32BE(number - high * HALF, at + 4);
}

/** 2000-01-01, from which PostgreSQL counts microseconds. */
const EPOCH_MS = 946_684_800_000;

const INSTANT: ElementType<number> = {
  oid: 1184,
  sizeOf: () => 8,
  write: (ms, into, at) => {
    writeBigInteger((ms - EPOCH_MS) * 1000, into, at);
  },
};

const BIG_INTEGER: ElementType<number> = {
  oid: 20,
  sizeOf: () => 8,
  write: writeBigInteger,
};

const INTEGER: ElementType<number> = {
  oid: 23,
  sizeOf: () => 4,
  write: (number, into, at) => into.writeInt32BE(number, at),
};

const SMALL_INTEGER: ElementType<number> = {
  oid: 21,
  sizeOf: () => 2,
  write: (number, into, at) => into.writeInt16BE(number, at),
};

const BOOLEAN: ElementType<boolean> = {
  oid: 16,
  sizeOf: () => 1,
  write: (isTrue, into, at) => into.writeInt8(isTrue ? 1 : 0, at),
};

const BYTES: ElementType<Uint8Array> = {
  oid: 17,
  sizeOf: (bytes) => bytes.length,
  write: (bytes, into, at) => {
    into.set(bytes, at);
  },
};

/** `bytea[]`. */
export const bytesArray = arrayOf(BYTES);
/** `text[]`. */
export const textArray = arrayOf(TEXT);
/** `uuid[]`; a text that is no UUID gives a parameter that PostgreSQL refuses. */
export const uuidArray = arrayOf(UUID);
/** `timestamptz[]`, from milliseconds since 1970 UTC. */
export const instantArray = arrayOf(INSTANT);
/** `bigint[]`. */
export const bigIntegerArray = arrayOf(BIG_INTEGER);
/** `integer[]`. */
export const integerArray = arrayOf(INTEGER);
/** `smallint[]`. */
export const smallIntegerArray = arrayOf(SMALL_INTEGER);
/** `boolean[]`. */
export const booleanArray = arrayOf(BOOLEAN);

const HEADER_BYTES = 20;

/** One dimension, from 1: number of dimensions, whether there are nulls, element type, length, first index; then each with its size. */
function arrayOf<Value>({ oid, sizeOf, write }: ElementType<Value>) {
  return (values: readonly (Value | null)[]): Buffer => {
    let bytes = HEADER_BYTES;
    for (const value of values) bytes += value === null ? 4 : 4 + sizeOf(value);
    const array = Buffer.allocUnsafe(bytes);
    array.writeInt32BE(1, 0);
    array.writeInt32BE(values.includes(null) ? 1 : 0, 4);
    array.writeInt32BE(oid, 8);
    array.writeInt32BE(values.length, 12);
    array.writeInt32BE(1, 16);
    let at = HEADER_BYTES;
    for (const value of values) {
      const size = value === null ? -1 : sizeOf(value);
      array.writeInt32BE(size, at);
      at += 4;
      if (value === null) continue;
      write(value, array, at);
      at += size;
    }
    return array;
  };
}
