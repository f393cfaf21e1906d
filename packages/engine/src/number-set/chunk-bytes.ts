import { BITMAP_WORDS, CHUNK_KIND, CHUNK_NUMBERS, onesIn, type PackedChunk } from './chunk-bits.ts';
import { PHONE_NUMBER_MAX } from './phone-number.ts';

/** One chunk as it is stored: which one, and its bytes, which say themselves how they are to be read. */
export interface NumberChunk {
  /** `Math.floor(number / 65536)` of each of its numbers. */
  readonly key: number;
  readonly bytes: Uint8Array;
}

/** Chunk keys end here: no phone number is in a later chunk. */
export const CHUNK_KEY_MAX = Math.floor(PHONE_NUMBER_MAX / CHUNK_NUMBERS);

/**
 * Bytes before the words: kind, form, numbers less one (16 bits), checksum (32 bits) of key, kind, count and words. All little-endian.
 * INVARIANT: what was once written can be read for ever; whatever changes gets another form.
 */
const HEADER_BYTES = 8;
const FORM = 1;

/** A chunk that is not what was written. It is never read as empty: an empty chunk would allow. */
export class DamagedChunkError extends Error {
  constructor(key: number, what: string) {
    super(
      `chunk \`${key}\` of a number set is damaged (${what}); import the list again, or restore it from a backup`,
    );
    this.name = 'DamagedChunkError';
  }
}

/** The key of the chunk that a number belongs to. */
export function chunkKeyOf(number: number): number {
  return Math.floor(number / CHUNK_NUMBERS);
}

/** Writes a packed chunk as bytes of its own. */
export function encodeChunk(
  key: number,
  packed: PackedChunk,
  words: Uint16Array,
  offset: number,
): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + packed.length * 2);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, packed.kind);
  view.setUint8(1, FORM);
  view.setUint16(2, packed.count - 1, true);
  let sum = checksumStart(key, packed);
  for (let at = 0; at < packed.length; at++) {
    const word = words[offset + at] ?? 0;
    view.setUint16(HEADER_BYTES + at * 2, word, true);
    sum = Math.imul(sum ^ word, CHECKSUM_FACTOR);
  }
  view.setUint32(4, sum >>> 0, true);
  return bytes;
}

/**
 * Reads a chunk's words to `offset` of a pool, which needs room for them. Throws a `DamagedChunkError` for bytes that were not written for
 * this key, or were changed since.
 */
export function decodeChunk({ key, bytes }: NumberChunk, words: Uint16Array, offset: number): PackedChunk {
  const packed = headerOf(key, bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = checksumStart(key, packed);
  for (let at = 0; at < packed.length; at++) {
    const word = view.getUint16(HEADER_BYTES + at * 2, true);
    words[offset + at] = word;
    sum = Math.imul(sum ^ word, CHECKSUM_FACTOR);
  }
  if (sum >>> 0 !== view.getUint32(4, true)) throw new DamagedChunkError(key, 'its checksum differs');
  const counted = countOf(packed, words, offset);
  if (counted !== packed.count) throw new DamagedChunkError(key, 'its numbers are not in order');
  return packed;
}

/** Words that a chunk needs in a pool: how much room to make before decoding. Throws a `DamagedChunkError` for no chunk's bytes. */
export function chunkWords({ key, bytes }: NumberChunk): number {
  return headerOf(key, bytes).length;
}

/** How many numbers a chunk has, by its header alone. */
export function chunkCount({ key, bytes }: NumberChunk): number {
  return headerOf(key, bytes).count;
}

function headerOf(key: number, bytes: Uint8Array): PackedChunk {
  if (!Number.isInteger(key) || key < 0 || key > CHUNK_KEY_MAX)
    throw new DamagedChunkError(key, 'no phone number has this key');
  const [kind = 0, form, countLow, countHigh] = bytes;
  if (countLow === undefined || countHigh === undefined || bytes.length <= HEADER_BYTES)
    throw new DamagedChunkError(key, 'it is cut off');
  if (form !== FORM) throw new DamagedChunkError(key, `form ${form} is not known here`);
  const count = (countLow | (countHigh << 8)) + 1;
  const length = (bytes.length - HEADER_BYTES) / 2;
  if (!fits(kind, length, count))
    throw new DamagedChunkError(key, 'its length does not fit its kind and count');
  return { kind, length, count };
}

function fits(kind: number, length: number, count: number): boolean {
  if (!Number.isInteger(length)) return false;
  if (kind === CHUNK_KIND.entries) return length === count && length < BITMAP_WORDS;
  if (kind === CHUNK_KIND.bitmap) return length === BITMAP_WORDS && count >= BITMAP_WORDS;
  return kind === CHUNK_KIND.runs && length % 2 === 0 && length < BITMAP_WORDS;
}

/** Numbers found in a chunk's words; -1 where they are not in the order that a look-up relies on. */
function countOf({ kind, length }: PackedChunk, words: Uint16Array, offset: number): number {
  let count = 0;
  let before = -1;
  for (let at = offset; at < offset + length; at++) {
    const word = words[at] ?? 0;
    if (kind === CHUNK_KIND.bitmap) count += onesIn(word);
    else if (kind === CHUNK_KIND.entries) {
      if (word <= before) return -1;
      before = word;
      count++;
    } else {
      const isLast = (at - offset) % 2 === 1;
      // A run may be one number; between two runs at least one number is missing.
      if (isLast ? word < before : word <= before + (before < 0 ? 0 : 1)) return -1;
      if (isLast) count += word - before + 1;
      before = word;
    }
  }
  return count;
}

const CHECKSUM_FACTOR = 0x0100_0193;

function checksumStart(key: number, { kind, count }: PackedChunk): number {
  let sum = 0x811c_9dc5;
  for (const part of [key & 0xffff, Math.floor(key / CHUNK_NUMBERS), kind, count])
    sum = Math.imul(sum ^ part, CHECKSUM_FACTOR);
  return sum;
}
