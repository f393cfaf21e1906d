import { createByteTable, type ByteTable } from './byte-table.ts';

/** Things of one instant, numbered from 0 on as they come, found by the bytes of a key. There are seldom more than a few. */
export interface NewestByKey {
  /** Puts in the next thing, whose number is one more than the last one's. */
  add(bytes: Uint8Array, from: number, to: number): void;
  /** The number of the newest with the key; -1 where there is none. */
  find(bytes: Uint8Array, from: number, to: number): number;
  clear(): void;
}

/** Up to so many are compared one by one; beyond it there is a table. */
const COMPARED_MAX = 8;

/** Creates an empty memory. */
export function createNewestByKey(): NewestByKey {
  let kept = new Uint8Array(1_024);
  /** Where the key of each begins in `kept`; the next one's is its end. */
  let begins = new Uint32Array(COMPARED_MAX + 2);
  let count = 0;
  let table: ByteTable | undefined;
  /** By the number of a key in the table. */
  let newest: number[] = [];

  function makeTable(): ByteTable {
    const made = createByteTable();
    for (let i = 0; i < count; i++) newest[made.add(kept, begins[i] ?? 0, begins[i + 1] ?? 0)] = i;
    return made;
  }

  return {
    add(bytes, from, to) {
      if (count >= COMPARED_MAX) {
        table ??= makeTable();
        newest[table.add(bytes, from, to)] = count++;
        return;
      }
      const begin = begins[count] ?? 0;
      const end = begin + to - from;
      if (end > kept.length) {
        const wider = new Uint8Array(end * 2);
        wider.set(kept);
        kept = wider;
      }
      for (let i = from; i < to; i++) kept[begin + i - from] = bytes[i] ?? 0;
      begins[++count] = end;
    },
    find(bytes, from, to) {
      if (table !== undefined) {
        const key = table.find(bytes, from, to);
        return key < 0 ? -1 : (newest[key] ?? -1);
      }
      for (let number = count - 1; number >= 0; number--) {
        const begin = begins[number] ?? 0;
        if ((begins[number + 1] ?? 0) - begin !== to - from) continue;
        let i = from;
        while (i < to && kept[begin + i - from] === bytes[i]) i++;
        if (i === to) return number;
      }
      return -1;
    },
    clear() {
      count = 0;
      if (table === undefined) return;
      table = undefined;
      newest = [];
      begins = new Uint32Array(COMPARED_MAX + 2);
    },
  };
}
