import type { SetRoom } from './chunk-writer.ts';
import { NO_BLOCK } from './entry-blocks.ts';
import { firstSlot } from './layout.ts';

/** Where the numbers of each chunk are while a set is built. A chunk's place stays the same. */
export interface GrowingDirectory {
  /** The chunk's place; makes one where there is none. */
  placeFor(key: number): number;
  /** The newest block of its chain. */
  chain(place: number): number;
  /** Entries in its chain, duplicates too. */
  count(place: number): number;
  setChain(place: number, chain: number, count: number): void;
  /** -1 at first. */
  bitmap(place: number): number;
  setBitmap(place: number, bitmap: number): void;
  keysAscending(): Float64Array;
  room(wordsOf: (bitmap: number, count: number) => number): SetRoom;
}

/** No chunks yet. */
export function growingDirectory(): GrowingDirectory {
  let chunks = 0;
  let keys = new Float64Array(64);
  let chains = new Int32Array(64);
  let counts = new Uint16Array(64);
  let bitmaps = new Int32Array(64);
  let slots = new Int32Array(256);
  let keyBefore = -1;
  let placeBefore = 0;

  function grow(): void {
    const room = keys.length * 2;
    keys = copyTo(new Float64Array(room), keys);
    chains = copyTo(new Int32Array(room), chains);
    counts = copyTo(new Uint16Array(room), counts);
    bitmaps = copyTo(new Int32Array(room), bitmaps);
    slots = new Int32Array(room * 4);
    for (let place = 0; place < chunks; place++) slots[freeSlot(keys[place] ?? 0)] = place + 1;
  }

  /** The slot of a key, or the one that it would get. */
  function freeSlot(key: number): number {
    let slot = firstSlot(key, slots.length);
    for (let at = slots[slot] ?? 0; at !== 0 && keys[at - 1] !== key; at = slots[slot] ?? 0)
      slot = (slot + 1) & (slots.length - 1);
    return slot;
  }

  function find(key: number): number {
    const slot = freeSlot(key);
    const place = (slots[slot] ?? 0) - 1;
    if (place >= 0) return place;
    if (chunks === keys.length) {
      grow();
      return find(key);
    }
    keys[chunks] = key;
    chains[chunks] = NO_BLOCK;
    bitmaps[chunks] = -1;
    slots[slot] = ++chunks;
    return chunks - 1;
  }

  return {
    placeFor(key) {
      if (key === keyBefore) return placeBefore;
      placeBefore = find(key);
      keyBefore = key;
      return placeBefore;
    },
    chain: (place) => chains[place] ?? NO_BLOCK,
    count: (place) => counts[place] ?? 0,
    setChain(place, chain, count) {
      chains[place] = chain;
      counts[place] = count;
    },
    bitmap: (place) => bitmaps[place] ?? -1,
    setBitmap(place, bitmap) {
      bitmaps[place] = bitmap;
    },
    keysAscending: () => keys.slice(0, chunks).sort(),
    room(wordsOf) {
      let words = 0;
      for (let place = 0; place < chunks; place++) words += wordsOf(bitmaps[place] ?? -1, counts[place] ?? 0);
      return { chunks, words };
    },
  };
}

function copyTo<Numbers extends { set(from: Numbers): void }>(larger: Numbers, smaller: Numbers): Numbers {
  larger.set(smaller);
  return larger;
}
