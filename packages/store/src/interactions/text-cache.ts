import { createByteTable, type ByteTable } from './byte-table.ts';

/** Texts by text, kept as bytes. Where it is full it begins anew. */
export interface TextCache {
  /** Undefined where it is not known. */
  get(key: string): string | undefined;
  set(key: string, value: string): void;
}

/** Creates a cache that holds about so many bytes, and 30 more for each text. */
export function createTextCache(bytesMax: number): TextCache {
  let keys = createByteTable();
  /** A value is a key of a table of its own: equal ones are kept once. */
  let values = createByteTable();
  let valueOf = new Int32Array(1_024);
  let used = 0;
  let scratch = Buffer.alloc(1_024);

  function written(text: string): number {
    if (text.length * 3 > scratch.length) scratch = Buffer.alloc(text.length * 6);
    return scratch.write(text, 'utf8');
  }

  function put(table: ByteTable, text: string): number {
    const before = table.size;
    const length = written(text);
    const index = table.add(scratch, 0, length);
    if (table.size > before) used += length + 30;
    return index;
  }

  return {
    get(key) {
      const index = keys.find(scratch, 0, written(key));
      if (index < 0) return undefined;
      const bytes = values.keyOf(valueOf[index] ?? 0);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    },
    set(key, value) {
      if (used > bytesMax) {
        [keys, values, used] = [createByteTable(), createByteTable(), 0];
      }
      const index = put(keys, key);
      if (index >= valueOf.length) {
        const wider = new Int32Array(valueOf.length * 2);
        wider.set(valueOf);
        valueOf = wider;
      }
      valueOf[index] = put(values, value);
    },
  };
}
