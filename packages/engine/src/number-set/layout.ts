import { CHUNK_KIND } from './chunk-bits.ts';

/**
 * A set in one buffer, so that handing it to another thread is handing over one `SharedArrayBuffer`:
 * header · pool of 16-bit words · directory by rising chunk key (keys, offsets, counts, lengths, kinds) · table from key to directory.
 */
export interface Layout {
  readonly buffer: ArrayBufferLike;
  readonly byteLength: number;
  readonly size: number;
  readonly chunks: number;
  /** `Math.floor(number / 65536)`, rising. As floats: they have up to 34 bits. */
  readonly keys: Float64Array;
  /** Where a chunk's words begin in `words`. */
  readonly offsets: Uint32Array;
  /** Numbers in a chunk, less one: none is empty. */
  readonly countsLessOne: Uint16Array;
  /** Words of a chunk. */
  readonly lengths: Uint16Array;
  readonly kinds: Uint8Array;
  /** Open addressing: a place in the directory plus one, or 0. Its length is a power of two, at least twice the chunks. */
  readonly slots: Int32Array;
  readonly words: Uint16Array;
}

/** What stands in the header, in this order, as floats. */
const HEADER_FIELDS = 4;
/** Says that a buffer holds a set, laid out so. INVARIANT: another layout has another number. */
const MAGIC = 0x54_41_43_54_0001;
const HEADER_BYTES = 64;
const DIRECTORY_ENTRY_BYTES = 8 + 4 + 2 + 2 + 1;
/** Words of the largest pool: what an offset can name. */
export const POOL_WORDS_MAX = 0xffff_ffff;

/** Bytes for a set of so many chunks and words. */
export function bytesFor(chunks: number, words: number): number {
  return (
    directoryAt(words) +
    alignTo(8, chunks * DIRECTORY_ENTRY_BYTES + 8) +
    slotCountFor(chunks) * Int32Array.BYTES_PER_ELEMENT
  );
}

/** The views of a buffer whose header is not written yet. */
export function layOut(
  buffer: ArrayBufferLike,
  { chunks, words, size }: { readonly chunks: number; readonly words: number; readonly size: number },
): Layout {
  let at = directoryAt(words);
  const keys = new Float64Array(buffer, at, chunks);
  at += keys.byteLength;
  const offsets = new Uint32Array(buffer, at, chunks);
  at += offsets.byteLength;
  const countsLessOne = new Uint16Array(buffer, at, chunks);
  at += countsLessOne.byteLength;
  const lengths = new Uint16Array(buffer, at, chunks);
  at += lengths.byteLength;
  const kinds = new Uint8Array(buffer, at, chunks);
  at = alignTo(8, at + kinds.byteLength);
  return {
    buffer,
    byteLength: bytesFor(chunks, words),
    size,
    chunks,
    keys,
    offsets,
    countsLessOne,
    lengths,
    kinds,
    slots: new Int32Array(buffer, at, slotCountFor(chunks)),
    words: poolOf(buffer, words),
  };
}

/** The pool's words at the front of a buffer. */
export function poolOf(buffer: ArrayBufferLike, words: number): Uint16Array {
  return new Uint16Array(buffer, HEADER_BYTES, words);
}

/** Writes header and table: the directory must stand. */
export function finishLayout(layout: Layout): void {
  const { buffer, chunks, words, size, keys, slots } = layout;
  for (let place = 0; place < chunks; place++) {
    let slot = firstSlot(keys[place] ?? 0, slots.length);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = place + 1;
  }
  new Float64Array(buffer, 0, HEADER_FIELDS).set([MAGIC, chunks, words.length, size]);
}

/** The views of a finished buffer, as another thread gets it. Throws where it is none. */
export function openLayout(buffer: ArrayBufferLike): Layout {
  if (buffer.byteLength < HEADER_BYTES) throw notASet();
  const [magic, chunks, words, size] = new Float64Array(buffer, 0, HEADER_FIELDS);
  if (magic !== MAGIC || chunks === undefined || words === undefined || size === undefined) throw notASet();
  if (buffer.byteLength < bytesFor(chunks, words)) throw notASet();
  return layOut(buffer, { chunks, words, size });
}

function notASet(): Error {
  return new Error(
    'the buffer holds no number set of this version; build the set again from its stored chunks',
  );
}

/** Where the search for a chunk key begins in the table. */
export function firstSlot(key: number, slots: number): number {
  // The lower 32 bits of a key tell national chunks apart; what collides is found by going on.
  return (Math.imul(key | 0, 0x9e37_79b1) >>> 7) & (slots - 1);
}

/** The chunk's place in the directory, or -1. */
export function placeOf({ slots, keys }: Layout, key: number): number {
  const mask = slots.length - 1;
  for (let slot = firstSlot(key, slots.length); ; slot = (slot + 1) & mask) {
    const place = (slots[slot] ?? 0) - 1;
    if (place < 0 || keys[place] === key) return place;
  }
}

/** Whether a chunk has a number, by its lower half. */
export function isInChunk(layout: Layout, place: number, low: number): boolean {
  const { kinds, lengths, offsets, words } = layout;
  const offset = offsets[place] ?? 0;
  const kind = kinds[place];
  if (kind === CHUNK_KIND.bitmap) return (((words[offset + (low >>> 4)] ?? 0) >>> (low & 15)) & 1) === 1;
  const length = lengths[place] ?? 0;
  if (kind === CHUNK_KIND.entries) {
    const at = searchEntries(words, offset, offset + length, low, offset + ((low * length) >>> 16));
    return at < offset + length && words[at] === low;
  }
  return isInRuns(words, offset, length, low);
}

/** The first place from `from` to `end` whose entry is not below `low`, or `end`. The guess says where to begin: near it, it is cheap. */
export function searchEntries(
  words: Uint16Array,
  from: number,
  end: number,
  low: number,
  guess: number,
): number {
  let below = from - 1;
  let above = end;
  let step = 4;
  let probe = guess < from ? from : guess;
  // Numbers of a chunk lie nearly evenly: a few steps from where it should be, then halving.
  if (probe < end && (words[probe] ?? 0) < low) {
    do {
      below = probe;
      probe += step;
      step <<= 1;
    } while (probe < end && (words[probe] ?? 0) < low);
    if (probe < end) above = probe;
  } else {
    if (probe < end) above = probe;
    probe = above - step;
    while (probe > below && (words[probe] ?? 0) >= low) {
      above = probe;
      step <<= 1;
      probe -= step;
    }
    if (probe > below) below = probe;
  }
  while (above - below > 1) {
    const middle = (above + below) >>> 1;
    if ((words[middle] ?? 0) < low) below = middle;
    else above = middle;
  }
  return above;
}

function isInRuns(words: Uint16Array, offset: number, length: number, low: number): boolean {
  let from = 0;
  let end = length >>> 1;
  while (from < end) {
    const middle = (from + end) >>> 1;
    if ((words[offset + 2 * middle + 1] ?? 0) < low) from = middle + 1;
    else end = middle;
  }
  return from < length >>> 1 && (words[offset + 2 * from] ?? CHUNK_END) <= low;
}

const CHUNK_END = 0x1_0000;

function directoryAt(words: number): number {
  return alignTo(8, HEADER_BYTES + words * Uint16Array.BYTES_PER_ELEMENT);
}

function slotCountFor(chunks: number): number {
  let slots = 8;
  while (slots < 2 * chunks) slots *= 2;
  return slots;
}

function alignTo(bytes: number, at: number): number {
  return Math.ceil(at / bytes) * bytes;
}
