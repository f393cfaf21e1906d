import { createByteArena } from './byte-arena.ts';
import { wider } from './wider.ts';

/**
 * Keys as bytes, each with a number of its own from 0 on: a set that holds a million client ids in a few dozen megabytes, where a map of
 * strings takes several times as much. Nothing is taken out again.
 */
export interface ByteTable {
  /** How many keys there are. */
  readonly size: number;
  /** The number of a key; -1 where it is not there. */
  find(bytes: Uint8Array, from: number, to: number): number;
  /** The number of a key, which is put in where it is not there. */
  add(bytes: Uint8Array, from: number, to: number): number;
  /** The bytes of a key that is there. */
  keyOf(index: number): Uint8Array;
}

const FIRST_SLOTS = 256;

/** Creates a table. Keys of more than 16 kB are refused; 4 GB of them find room. */
export function createByteTable(): ByteTable {
  const arena = createByteArena();
  let size = 0;
  /** By number: where a key lies, how long it is, and its hash. */
  let places = new Uint32Array(FIRST_SLOTS);
  let lengths = new Uint32Array(FIRST_SLOTS);
  let hashes = new Int32Array(FIRST_SLOTS);
  /** By hash: the number plus 1; 0 is a free slot. Twice as many as keys. INVARIANT: a power of two. */
  let slots = new Int32Array(FIRST_SLOTS * 2);

  /** The slot of a key: its own, or the free one where it belongs. */
  function slotOf(hash: number, bytes: Uint8Array, from: number, length: number): number {
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const index = (slots[slot] ?? 0) - 1;
      if (index < 0) return slot;
      const isSame = hashes[index] === hash && lengths[index] === length;
      if (isSame && arena.isAt(places[index] ?? 0, bytes, from, length)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  function grow(): void {
    places = wider(places, size * 2, Uint32Array);
    lengths = wider(lengths, size * 2, Uint32Array);
    hashes = wider(hashes, size * 2, Int32Array);
    slots = wider(slots, size * 4, Int32Array).fill(0);
    const mask = slots.length - 1;
    for (let index = 0; index < size; index++) {
      let slot = (hashes[index] ?? 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
  }

  return {
    get size() {
      return size;
    },
    find: (bytes, from, to) => (slots[slotOf(hashOf(bytes, from, to), bytes, from, to - from)] ?? 0) - 1,
    add(bytes, from, to) {
      const hash = hashOf(bytes, from, to);
      const slot = slotOf(hash, bytes, from, to - from);
      const known = (slots[slot] ?? 0) - 1;
      if (known >= 0) return known;
      const index = size++;
      places[index] = arena.store(bytes, from, to - from);
      lengths[index] = to - from;
      hashes[index] = hash;
      slots[slot] = size;
      if (size === lengths.length) grow();
      return index;
    },
    keyOf(index) {
      if (index >= size) throw new RangeError(`there is no key \`${index}\``);
      return arena.at(places[index] ?? 0, lengths[index] ?? 0);
    },
  };
}

/** As FNV-1a, four bytes at a time, with its bits mixed once more: ids often differ in their last bytes only. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = -2_128_831_035;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const four =
      (bytes[i] ?? 0) |
      ((bytes[i + 1] ?? 0) << 8) |
      ((bytes[i + 2] ?? 0) << 16) |
      ((bytes[i + 3] ?? 0) << 24);
    hash = Math.imul(hash ^ four, 16_777_619);
    // What differs in the high bytes alone would stay there.
    hash ^= hash >>> 15;
  }
  for (; i < to; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
