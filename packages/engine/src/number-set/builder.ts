import { BITMAP_WORDS, CHUNK_NUMBERS, emptyBits, packBits, type PackedChunk } from './chunk-bits.ts';
import { encodeChunk, type NumberChunk } from './chunk-bytes.ts';
import { entrySorter, packEntries } from './chunk-entries.ts';
import { chunkWriter, type SetOptions } from './chunk-writer.ts';
import { growingChunks, type GrowingChunks } from './growing-chunks.ts';
import { numberSetOver, type NumberSet } from './number-set.ts';
import { assertPhoneNumber, PHONE_NUMBER_MAX } from './phone-number.ts';

/** Numbers that one range may hold: every number of a country whose numbers have ten digits. A larger one is a mistake. */
export const RANGE_NUMBERS_MAX = 10_000_000_000;

/**
 * Collects numbers in any order, each as often as it comes, in about two bytes each (a bitmap's share where they lie dense), and 64 bytes
 * for each chunk that has any. Throws a `RangeError` for what is no phone number.
 */
export interface NumberSetBuilder {
  add(number: number): void;
  /** Adds each; several times as fast as one by one. Those before one that is no phone number are in. */
  addAll(numbers: Float64Array): void;
  /** Adds all numbers from `from` to `to`, both included: a wildcard row. At most `RANGE_NUMBERS_MAX`. */
  addRange(from: number, to: number): void;
  /** The set of all numbers so far. Needs the memory of the set besides the builder's own. More may be added afterwards. */
  build(options?: SetOptions): NumberSet;
  /** The same set's chunks by rising key, one after the other, without making the set: for storing what was just imported. */
  chunks(): IterableIterator<NumberChunk>;
}

/** A builder without numbers. */
export function numberSetBuilder(): NumberSetBuilder {
  const chunks = growingChunks();
  return {
    add(number) {
      assertPhoneNumber(number);
      const key = Math.floor(number / CHUNK_NUMBERS);
      chunks.add(key, number - key * CHUNK_NUMBERS);
    },
    addAll(numbers) {
      for (let index = 0; index < numbers.length; index++) {
        const number = numbers[index] ?? NaN;
        const key = Math.floor(number / CHUNK_NUMBERS);
        const low = number - key * CHUNK_NUMBERS;
        if (!(number >= 1 && number <= PHONE_NUMBER_MAX && low === (low | 0))) assertPhoneNumber(number);
        chunks.add(key, low);
      }
    },
    addRange(from, to) {
      assertRange(from, to);
      for (let first = from; first <= to;) {
        const key = Math.floor(first / CHUNK_NUMBERS);
        const last = Math.min(to, key * CHUNK_NUMBERS + CHUNK_NUMBERS - 1);
        chunks.addRange(key, first - key * CHUNK_NUMBERS, last - key * CHUNK_NUMBERS);
        first = last + 1;
      }
    },
    build(options = {}) {
      const writer = chunkWriter(options, chunks.room());
      const pack = chunkPacker(chunks);
      for (const key of chunks.keysAscending())
        writer.write(key, BITMAP_WORDS, (words, offset) => pack(key, words, offset));
      return numberSetOver(writer.finish());
    },
    chunks: () => chunksOf(chunks),
  };
}

function* chunksOf(chunks: GrowingChunks): IterableIterator<NumberChunk> {
  const pack = chunkPacker(chunks);
  const words = new Uint16Array(BITMAP_WORDS);
  for (const key of chunks.keysAscending())
    yield { key, bytes: encodeChunk(key, pack(key, words, 0), words, 0) };
}

/** Writes a chunk from `offset` of words with room for `BITMAP_WORDS`. */
function chunkPacker(
  chunks: GrowingChunks,
): (key: number, words: Uint16Array, offset: number) => PackedChunk {
  const bits = emptyBits();
  const sorter = entrySorter();
  const entries = new Uint16Array(BITMAP_WORDS);
  return (key, words, offset) => {
    // A chunk of entries has fewer than a bitmap's words: else it had become a bitmap.
    if (chunks.sortInto(sorter, key)) return packEntries(entries, sorter.sortInto(entries), words, offset);
    chunks.openInto(bits, key);
    return packBits(bits, words, offset);
  };
}

function assertRange(from: number, to: number): void {
  assertPhoneNumber(from);
  assertPhoneNumber(to);
  if (to < from) throw new RangeError('a range of numbers ends before it begins; give the lower end first');
  if (to - from >= RANGE_NUMBERS_MAX)
    throw new RangeError(`a range has at most ${RANGE_NUMBERS_MAX} numbers; check the wildcard row`);
}
