import { createByteArena } from './byte-arena.ts';
import { createByteTable } from './byte-table.ts';

/** Texts by text, kept as bytes. Where it is full it begins anew. */
export interface TextCache {
  /** Undefined where it is not known. */
  get(key: string): string | undefined;
  set(key: string, value: string): void;
}

/** What the tables take for each text besides its bytes. */
const TEXT_BYTES = 30;
/** What is longer is not kept. */
const TEXT_BYTES_MAX = 16_384;
const UTF8_BYTES_MAX = 3;
const FIRST_TEXTS = 1_024;

/** Creates a cache that takes about so many bytes. */
export function createTextCache(bytesMax: number): TextCache {
  let keys = createByteTable();
  let values = createByteArena();
  /** By the number of a key: where its value lies, and how long it is. */
  let places = new Uint32Array(FIRST_TEXTS);
  let lengths = new Uint16Array(FIRST_TEXTS);
  let used = 0;
  let scratch = Buffer.alloc(1_024);

  function written(text: string): number {
    if (text.length * 3 > scratch.length) scratch = Buffer.alloc(text.length * 6);
    return scratch.write(text, 'utf8');
  }

  function grow(): void {
    const [widerPlaces, widerLengths] = [
      new Uint32Array(places.length * 2),
      new Uint16Array(lengths.length * 2),
    ];
    widerPlaces.set(places);
    widerLengths.set(lengths);
    [places, lengths] = [widerPlaces, widerLengths];
  }

  return {
    get(key) {
      const index = keys.find(scratch, 0, written(key));
      if (index < 0) return undefined;
      const bytes = values.at(places[index] ?? 0, lengths[index] ?? 0);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    },
    set(key, value) {
      if ((key.length + value.length) * UTF8_BYTES_MAX > TEXT_BYTES_MAX) return;
      if (used > bytesMax) [keys, values, used] = [createByteTable(), createByteArena(), 0];
      const keyLength = written(key);
      const index = keys.add(scratch, 0, keyLength);
      if (index >= places.length) grow();
      const valueLength = written(value);
      places[index] = values.store(scratch, 0, valueLength);
      lengths[index] = valueLength;
      used += keyLength + valueLength + TEXT_BYTES;
    },
  };
}
