import { CHUNK_KIND, CHUNK_NUMBERS } from './chunk-bits.ts';
import { chunkWords, decodeChunk, encodeChunk, type NumberChunk } from './chunk-bytes.ts';
import { chunkWriter, type SetOptions, type SetRoom } from './chunk-writer.ts';
import {
  findEntry,
  findEntryAfter,
  isInChunk,
  offsetAt,
  openLayout,
  packedAt,
  placeOf,
  type Layout,
} from './layout.ts';

/**
 * Phone numbers that never change: up to hundreds of millions, at about two bytes each (ADR 0010). A number is E.164's digits without the
 * plus, as `phoneNumberOf` gives it.
 */
export interface NumberSet {
  /** How many numbers. */
  readonly size: number;
  /** Bytes of memory, all of them. */
  readonly byteLength: number;
  /** What another thread needs: `numberSetIn(buffer)` there is this set, without a copy where it was made `shared`. */
  readonly buffer: ArrayBufferLike;
  has(number: number): boolean;
  /** How many of the numbers are in the set. Ascending numbers are found several times faster than others; each order is right. */
  countIn(numbers: Float64Array): number;
  /** Writes 1 or 0 for each number to `out`, which is at least as long, and gives how many are in the set. As fast as `countIn`. */
  hasAll(numbers: Float64Array, out: Uint8Array): number;
  /** Every chunk by rising key, each encoded when it is asked for. */
  chunks(): IterableIterator<NumberChunk>;
}

/** A set of stored chunks, by rising key. Throws a `DamagedChunkError` for a chunk that is not what was written. */
export function numberSetOf(
  chunks: Iterable<NumberChunk>,
  options: SetOptions = {},
  room?: SetRoom,
): NumberSet {
  const reader = numberSetReader(options, room);
  for (const chunk of chunks) reader.add(chunk);
  return reader.finish();
}

/** Takes stored chunks one by one, where they come over time. Errors as `numberSetOf`. */
export interface NumberSetReader {
  add(chunk: NumberChunk): void;
  /** The set. The reader is used up. */
  finish(): NumberSet;
}

/** A reader of stored chunks. `room`: what is known of all of them; a large set is then never copied. */
export function numberSetReader(options: SetOptions = {}, room?: SetRoom): NumberSetReader {
  const writer = chunkWriter(options, room);
  return {
    add(chunk) {
      writer.write(chunk.key, chunkWords(chunk), (words, offset) => decodeChunk(chunk, words, offset));
    },
    finish: () => numberSetOver(writer.finish()),
  };
}

/** The set in a buffer that `NumberSet.buffer` gave, in whichever thread. Throws for any other buffer. */
export function numberSetIn(buffer: ArrayBufferLike): NumberSet {
  return numberSetOver(openLayout(buffer));
}

/** The set of a finished layout. */
export function numberSetOver(layout: Layout): NumberSet {
  const set: NumberSet = {
    size: layout.size,
    byteLength: layout.byteLength,
    buffer: layout.buffer,
    has: (number) => has(layout, number),
    countIn: (numbers) => search(layout, numbers, undefined),
    hasAll(numbers, out) {
      if (out.length < numbers.length) throw new RangeError('`out` has no room for an answer to each number');
      return search(layout, numbers, out);
    },
    chunks: () => chunksOf(layout),
  };
  LAYOUTS.set(set, layout);
  return set;
}

/** Beside the sets, not in them: how a set is laid out is nobody else's business. */
const LAYOUTS = new WeakMap<NumberSet, Layout>();

/** The layout of a set, for operations on whole chunks. */
export function layoutOf(set: NumberSet): Layout {
  return LAYOUTS.get(set) ?? openLayout(set.buffer);
}

function* chunksOf(layout: Layout): IterableIterator<NumberChunk> {
  for (let place = 0; place < layout.chunks; place++) {
    const key = layout.keys[2 * place] ?? 0;
    const offset = offsetAt(layout, place);
    yield { key, bytes: encodeChunk(key, packedAt(layout, place), layout.words, offset) };
  }
}

function has(layout: Layout, number: number): boolean {
  const key = Math.floor(number / CHUNK_NUMBERS);
  const place = placeOf(layout, key);
  const low = number - key * CHUNK_NUMBERS;
  return place >= 0 && low === (low | 0) && isInChunk(layout, place, low);
}

/** Looks numbers up one after the other; goes on from where the one before was found, so that an ascending batch reads memory once. */
function search(layout: Layout, numbers: Float64Array, out: Uint8Array | undefined): number {
  const { keys, words } = layout;
  let found = 0;
  let key = -1;
  let place = -1;
  let isEntries = false;
  let from = 0;
  let end = 0;
  let lowBefore = -1;
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index] ?? 0;
    const keyNow = Math.floor(number / CHUNK_NUMBERS);
    if (keyNow !== key) {
      key = keyNow;
      place = place >= 0 && keys[2 * place + 2] === key ? place + 1 : placeOf(layout, key);
      const chunk = place < 0 ? undefined : packedAt(layout, place);
      isEntries = chunk?.kind === CHUNK_KIND.entries;
      from = place < 0 ? 0 : offsetAt(layout, place);
      end = from + (chunk?.length ?? 0);
      lowBefore = -1;
    }
    const low = number - keyNow * CHUNK_NUMBERS;
    let isIn = false;
    // A fraction is in no set; its whole part must not answer for it.
    if (low !== (low | 0)) isIn = false;
    else if (isEntries && low >= lowBefore) {
      from = lowBefore < 0 ? findEntry(words, from, end, low) : findEntryAfter(words, from, end, low);
      isIn = from < end && words[from] === low;
      lowBefore = low;
    } else if (place >= 0) isIn = isInChunk(layout, place, low);
    if (isIn) found++;
    if (out !== undefined) out[index] = isIn ? 1 : 0;
  }
  return found;
}
