import { BITMAP_WORDS, CHUNK_KIND, CHUNK_NUMBERS, kindFor, type PackedChunk } from './chunk-bits.ts';

/**
 * Chunks with few numbers, which most are: what is done here takes steps for each number, where an opened chunk takes them for each of its
 * 65,536 places. The same numbers give the same bytes either way.
 */

/** Numbers of one chunk in any order, each as often as it comes. */
export interface EntrySorter {
  add(low: number): void;
  /** Writes those that were added, ascending and each once, to the front of `entries`, which has room for them; gives how many. Nothing is left. */
  sortInto(entries: Uint16Array): number;
}

/** A sorter: a bit for each number, and a bit for each 32 of those that has any. */
export function entrySorter(): EntrySorter {
  const bits = new Uint32Array(CHUNK_NUMBERS / 32);
  const filled = new Uint32Array(bits.length / 32);
  return {
    add(low) {
      const at = low >>> 5;
      bits[at] = (bits[at] ?? 0) | (1 << (low & 31));
      filled[at >>> 5] = (filled[at >>> 5] ?? 0) | (1 << (at & 31));
    },
    sortInto(entries) {
      let count = 0;
      for (let place = 0; place < filled.length; place++) {
        let words = filled[place] ?? 0;
        filled[place] = 0;
        while (words !== 0) {
          const lowest = words & -words;
          words ^= lowest;
          const at = (place << 5) | (31 - Math.clz32(lowest));
          let word = bits[at] ?? 0;
          bits[at] = 0;
          while (word !== 0) {
            const bit = word & -word;
            word ^= bit;
            entries[count++] = (at << 5) | (31 - Math.clz32(bit));
          }
        }
      }
      return count;
    },
  };
}

/** Writes entries, ascending and each once, fewer than `BITMAP_WORDS`, in the smallest kind from `offset` of the words. */
export function packEntries(
  entries: Uint16Array,
  count: number,
  words: Uint16Array,
  offset: number,
): PackedChunk {
  if (count >= BITMAP_WORDS) throw new RangeError('so many entries are a bitmap; pack the opened chunk');
  let runs = 0;
  let before = -2;
  for (let at = 0; at < count; at++) {
    const low = entries[at] ?? 0;
    if (low !== before + 1) runs++;
    before = low;
  }
  const packed = kindFor({ count, runs });
  if (packed.kind === CHUNK_KIND.runs) writeRuns(entries, count, words, offset);
  else for (let at = 0; at < count; at++) words[offset + at] = entries[at] ?? 0;
  return packed;
}

function writeRuns(entries: Uint16Array, count: number, words: Uint16Array, offset: number): void {
  let to = offset;
  let before = -2;
  for (let at = 0; at < count; at++) {
    const low = entries[at] ?? 0;
    if (low !== before + 1) {
      if (at > 0) words[to++] = before;
      words[to++] = low;
    }
    before = low;
  }
  words[to] = before;
}

/** Entries of one packed chunk: where they begin in which words, and how many they are. */
export interface Entries {
  readonly words: Uint16Array;
  readonly offset: number;
  readonly count: number;
}

/** Which numbers stay where two chunks come together. */
export interface Kept {
  readonly onlyOne: boolean;
  readonly onlyOther: boolean;
  readonly both: boolean;
}

/** Brings the entries of two chunks together, ascending, at the front of `merged`, which has room for all of them; gives how many stay. */
export function mergeEntries(one: Entries, other: Entries, kept: Kept, merged: Uint16Array): number {
  const { onlyOne, onlyOther, both } = kept;
  const [a, b] = [one.words, other.words];
  const endA = one.offset + one.count;
  const endB = other.offset + other.count;
  let atA = one.offset;
  let atB = other.offset;
  let count = 0;
  while (atA < endA && atB < endB) {
    const lowA = a[atA] ?? 0;
    const lowB = b[atB] ?? 0;
    if (lowA < lowB) {
      if (onlyOne) merged[count++] = lowA;
      atA++;
    } else if (lowB < lowA) {
      if (onlyOther) merged[count++] = lowB;
      atB++;
    } else {
      if (both) merged[count++] = lowA;
      atA++;
      atB++;
    }
  }
  if (onlyOne) while (atA < endA) merged[count++] = a[atA++] ?? 0;
  if (onlyOther) while (atB < endB) merged[count++] = b[atB++] ?? 0;
  return count;
}
