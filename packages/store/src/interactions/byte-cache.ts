import { createByteArena } from './byte-arena.ts';
import { createByteTable } from './byte-table.ts';
import { wider } from './wider.ts';

/** Texts by the bytes of a key, kept as bytes. It only grows; who finds it full begins a new one. */
export interface ByteCache {
  readonly isFull: boolean;
  /** The number of a key; -1 where it is not known. */
  find(bytes: Uint8Array, from: number, to: number): number;
  /** Null: there is none, which is known too. */
  put(key: Uint8Array, text: string | null): void;
  /** The text of a number as UTF-8; null where there is none. The bytes are the cache's own. */
  textOf(number: number): Uint8Array | null;
}

/** What the tables take for each text besides its bytes. */
const TEXT_BYTES = 40;
const FIRST_TEXTS = 1_024;
/** The most that an arena takes at once; what is longer is kept as it is. */
const ARENA_BYTES_MAX = 16_384;
/** In `places`: there is none. */
const NONE = 0xffff_ffff;

/** Creates a cache that is full with about so many bytes. */
export function createByteCache(bytesMax: number): ByteCache {
  const keys = createByteTable();
  const arena = createByteArena();
  const long = new Map<number, Uint8Array>();
  let places = new Uint32Array(FIRST_TEXTS);
  let lengths = new Uint16Array(FIRST_TEXTS);
  let used = 0;

  function grow(): void {
    const room = places.length * 2;
    places = wider(places, room, Uint32Array);
    lengths = wider(lengths, room, Uint16Array);
  }

  return {
    get isFull() {
      return used >= bytesMax;
    },
    find: (bytes, from, to) => keys.find(bytes, from, to),
    put(key, text) {
      const number = keys.add(key, 0, key.length);
      if (number >= places.length) grow();
      const bytes = text === null ? null : Buffer.from(text);
      used += key.length + (bytes?.length ?? 0) + TEXT_BYTES;
      places[number] = NONE;
      long.delete(number);
      if (bytes === null) return;
      if (bytes.length > ARENA_BYTES_MAX) long.set(number, bytes);
      else {
        places[number] = arena.store(bytes, 0, bytes.length);
        lengths[number] = bytes.length;
      }
    },
    textOf(number) {
      const place = places[number] ?? NONE;
      return place === NONE ? (long.get(number) ?? null) : arena.at(place, lengths[number] ?? 0);
    },
  };
}
