import { addBits, BITMAP_WORDS, CHUNK_NUMBERS, emptyBits, type ChunkBits } from './chunk-bits.ts';
import type { EntrySorter } from './chunk-entries.ts';
import type { SetRoom } from './chunk-writer.ts';
import { growingDirectory } from './growing-directory.ts';
import { BLOCK_ENTRIES, entryBlocks, NO_BLOCK } from './entry-blocks.ts';

/**
 * Chunks while numbers come in. A chunk begins as a chain of blocks of entries, as they came, and becomes a bitmap when it has thousands of
 * different ones. So no chunk ever has more than one block, or one bitmap, of room to spare. A chunk that is full needs neither.
 */
export interface GrowingChunks {
  add(key: number, low: number): void;
  addRange(key: number, first: number, last: number): void;
  keysAscending(): Float64Array;
  /** Opens a chunk: exactly its numbers. */
  openInto(bits: ChunkBits, key: number): void;
  /** Adds the numbers of a chunk of entries, each as often as it came, to a sorter; false where the chunk is none and has to be opened. */
  sortInto(sorter: EntrySorter, key: number): boolean;
  /** More than a writer needs for these chunks, by no more than the duplicates among them. */
  room(): SetRoom;
}

/** Entries at which a chain is looked through for duplicates, and different ones from which it becomes a bitmap. */
const CHAIN_ENTRIES_MAX = 4_096;
const BITMAP_FROM = 3_072;
/** A shorter range is a few entries, a longer one a bitmap. */
const RANGE_AS_ENTRIES_MAX = 128;
const BITMAP_LENGTH = CHUNK_NUMBERS / 32;
const SLAB_BITMAPS = 32;
/** In place of a bitmap's number. */
const NO_BITMAP = -1;
const FULL = -2;

/** Chunks without numbers. */
export function growingChunks(): GrowingChunks {
  const blocks = entryBlocks();
  const bitmaps = growingBitmaps();
  const directory = growingDirectory();
  const scratch = emptyBits();

  function dropChain(place: number): void {
    blocks.free(directory.chain(place));
    directory.setChain(place, NO_BLOCK, 0);
  }

  function becomeBitmap(place: number): ChunkBits {
    const before = directory.bitmap(place);
    if (before !== NO_BITMAP) return bitmaps.bitsOf(before);
    const bitmap = bitmaps.make();
    const bits = bitmaps.bitsOf(bitmap);
    blocks.openChain(directory.chain(place), directory.count(place), bits);
    dropChain(place);
    directory.setBitmap(place, bitmap);
    return bits;
  }

  function append(place: number, low: number): void {
    const count = directory.count(place);
    const at = count % BLOCK_ENTRIES;
    const block = at === 0 ? blocks.take(directory.chain(place)) : directory.chain(place);
    blocks.put(block, at, low);
    directory.setChain(place, block, count + 1);
  }

  /** Drops the duplicates of a long chain; where few were any, the chunk becomes a bitmap. */
  function settle(place: number): void {
    scratch.fill(0);
    const different = blocks.openChain(directory.chain(place), directory.count(place), scratch);
    if (different >= BITMAP_FROM) {
      becomeBitmap(place);
      return;
    }
    dropChain(place);
    for (let low = 0; low < CHUNK_NUMBERS; low++)
      if ((((scratch[low >>> 5] ?? 0) >>> (low & 31)) & 1) === 1) append(place, low);
  }

  function addAt(place: number, low: number): void {
    const bitmap = directory.bitmap(place);
    if (bitmap >= 0) bitmaps.add(bitmap, low);
    else if (bitmap === NO_BITMAP) {
      append(place, low);
      if (directory.count(place) === CHAIN_ENTRIES_MAX) settle(place);
    }
  }

  return {
    add: (key, low) => {
      addAt(directory.placeFor(key), low);
    },
    addRange(key, first, last) {
      const place = directory.placeFor(key);
      if (directory.bitmap(place) === FULL) return;
      if (first === 0 && last === CHUNK_NUMBERS - 1) {
        dropChain(place);
        directory.setBitmap(place, FULL);
      } else if (last - first < RANGE_AS_ENTRIES_MAX) {
        for (let low = first; low <= last; low++) addAt(place, low);
      } else addBits(becomeBitmap(place), first, last);
    },
    keysAscending: () => directory.keysAscending(),
    openInto(bits, key) {
      const place = directory.placeFor(key);
      const bitmap = directory.bitmap(place);
      bits.fill(bitmap === FULL ? 0xffff_ffff : 0);
      if (bitmap >= 0) bits.set(bitmaps.bitsOf(bitmap));
      else if (bitmap === NO_BITMAP) blocks.openChain(directory.chain(place), directory.count(place), bits);
    },
    sortInto(sorter, key) {
      const place = directory.placeFor(key);
      if (directory.bitmap(place) !== NO_BITMAP) return false;
      blocks.eachEntry(directory.chain(place), directory.count(place), sorter);
      return true;
    },
    room: () =>
      directory.room((bitmap, count) => (bitmap === NO_BITMAP ? count : bitmap === FULL ? 2 : BITMAP_WORDS)),
  };
}

/** Bitmaps by number, from 0; memory comes a quarter of a megabyte at a time. */
function growingBitmaps() {
  const slabs: ChunkBits[] = [];
  let made = 0;

  function slabOf(bitmap: number): ChunkBits {
    const slab = slabs[Math.floor(bitmap / SLAB_BITMAPS)];
    if (slab === undefined) throw new Error('a chunk names a bitmap that was never made');
    return slab;
  }

  return {
    make(): number {
      if (made % SLAB_BITMAPS === 0) slabs.push(new Uint32Array(SLAB_BITMAPS * BITMAP_LENGTH));
      return made++;
    },
    bitsOf(bitmap: number): ChunkBits {
      const at = (bitmap % SLAB_BITMAPS) * BITMAP_LENGTH;
      return slabOf(bitmap).subarray(at, at + BITMAP_LENGTH);
    },
    add(bitmap: number, low: number): void {
      const slab = slabOf(bitmap);
      const at = (bitmap % SLAB_BITMAPS) * BITMAP_LENGTH + (low >>> 5);
      slab[at] = (slab[at] ?? 0) | (1 << (low & 31));
    },
  };
}
