/**
 * One chunk opened up: a bit for each of its 65,536 numbers. Whatever is done with whole chunks is done here, and then packed again, so that
 * each operation exists once and equal chunks have equal bytes.
 */
export type ChunkBits = Uint32Array<ArrayBuffer>;

/** Numbers of one chunk: those with the same `Math.floor(number / 65536)`. */
export const CHUNK_NUMBERS = 65_536;
/** 16-bit words of a bitmap; an array of as many entries is as large, so that from there on a chunk is a bitmap. */
export const BITMAP_WORDS = CHUNK_NUMBERS / 16;

/**
 * How a chunk's numbers are written as 16-bit words: `entries` their lower halves, ascending; `bitmap` a bit each; `runs` first and last of
 * each unbroken run. INVARIANT: stored sets name these numbers; one is never used for something else.
 */
export const CHUNK_KIND = { entries: 1, bitmap: 2, runs: 3 } as const;

/** A chunk as packed: what kind, in how many words, with how many numbers. */
export interface PackedChunk {
  readonly kind: number;
  readonly length: number;
  readonly count: number;
}

/** An empty chunk, opened. */
export function emptyBits(): ChunkBits {
  return new Uint32Array(CHUNK_NUMBERS / 32);
}

/** Adds the numbers of a packed chunk, which begins at `offset` of the words. */
export function unpackInto(
  bits: ChunkBits,
  kind: number,
  words: Uint16Array,
  offset: number,
  length: number,
): void {
  if (kind === CHUNK_KIND.entries) {
    for (let at = offset; at < offset + length; at++) addBit(bits, words[at] ?? 0);
  } else if (kind === CHUNK_KIND.bitmap) {
    for (let at = 0; at < bits.length; at++) {
      const low = words[offset + 2 * at] ?? 0;
      const high = words[offset + 2 * at + 1] ?? 0;
      bits[at] = (bits[at] ?? 0) | low | (high << 16);
    }
  } else {
    for (let at = offset; at < offset + length; at += 2) addBits(bits, words[at] ?? 0, words[at + 1] ?? 0);
  }
}

/** Adds one number by its lower half, 0 to 65,535. */
export function addBit(bits: ChunkBits, low: number): void {
  bits[low >>> 5] = (bits[low >>> 5] ?? 0) | (1 << (low & 31));
}

/** Adds all numbers from `first` to `last`, by their lower halves, both included. */
export function addBits(bits: ChunkBits, first: number, last: number): void {
  let low = first;
  while (low <= last && (low & 31) !== 0) addBit(bits, low++);
  const wholeWordsEnd = (last + 1) >>> 5;
  if (low >>> 5 < wholeWordsEnd) {
    bits.fill(0xffff_ffff, low >>> 5, wholeWordsEnd);
    low = wholeWordsEnd << 5;
  }
  while (low <= last) addBit(bits, low++);
}

/** How many numbers a chunk has, and in how many runs. */
export function measureBits(bits: ChunkBits): { readonly count: number; readonly runs: number } {
  let count = 0;
  let runs = 0;
  let before = 0;
  for (const word of bits) {
    if (word !== 0) {
      count += onesIn(word);
      runs += onesIn(word & ~((word << 1) | before));
    }
    before = word >>> 31;
  }
  return { count, runs };
}

/** In which kind a chunk is smallest. The same numbers always give the same kind. */
export function kindFor({ count, runs }: { readonly count: number; readonly runs: number }): PackedChunk {
  const length = Math.min(count, BITMAP_WORDS);
  if (2 * runs < length) return { kind: CHUNK_KIND.runs, length: 2 * runs, count };
  return { kind: count < BITMAP_WORDS ? CHUNK_KIND.entries : CHUNK_KIND.bitmap, length, count };
}

/** Writes a chunk in the smallest kind from `offset` of the words, which need room for `BITMAP_WORDS`. */
export function packBits(bits: ChunkBits, words: Uint16Array, offset: number): PackedChunk {
  const packed = kindFor(measureBits(bits));
  if (packed.kind === CHUNK_KIND.entries) writeEntries(bits, words, offset);
  else if (packed.kind === CHUNK_KIND.runs) writeRuns(bits, words, offset);
  else writeBitmap(bits, words, offset);
  return packed;
}

function writeEntries(bits: ChunkBits, words: Uint16Array, offset: number): void {
  let at = offset;
  for (let index = 0; index < bits.length; index++) {
    let word = bits[index] ?? 0;
    while (word !== 0) {
      const lowest = word & -word;
      words[at++] = (index << 5) | (31 - Math.clz32(lowest));
      word ^= lowest;
    }
  }
}

function writeBitmap(bits: ChunkBits, words: Uint16Array, offset: number): void {
  let at = offset;
  for (const word of bits) {
    words[at++] = word & 0xffff;
    words[at++] = word >>> 16;
  }
}

/** A run begins where a bit differs from the one before it, and ends before the next such place. */
function writeRuns(bits: ChunkBits, words: Uint16Array, offset: number): void {
  let at = offset;
  let before = 0;
  for (let index = 0; index < bits.length; index++) {
    const word = bits[index] ?? 0;
    let changes = word ^ ((word << 1) | before);
    while (changes !== 0) {
      const lowest = changes & -changes;
      const low = (index << 5) | (31 - Math.clz32(lowest));
      words[at] = (at - offset) % 2 === 0 ? low : low - 1;
      at++;
      changes ^= lowest;
    }
    before = word >>> 31;
  }
  if ((at - offset) % 2 === 1) words[at] = CHUNK_NUMBERS - 1;
}

/** How many of 32 bits are set. */
export function onesIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
