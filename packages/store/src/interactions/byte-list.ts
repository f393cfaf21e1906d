import { createByteTable } from './byte-table.ts';

/** Values by the bytes that they are read from, each read once. A list only grows, so that the numbers of a batch stay what they are. */
export interface ByteList<Value> {
  /** By number. */
  readonly values: readonly Value[];
  /** Whether it holds as many as it should; then somebody begins a new one between two batches. */
  readonly isFull: boolean;
  /** The number of the value that is written there; it is read where it is not known yet. */
  numberOf(bytes: Buffer, from: number, to: number): number;
  /** Puts in a value that was not read from bytes, and gives its number. */
  put(value: Value): number;
}

/** Creates an empty list, which is full with so many values. */
export function createByteList<Value>(
  read: (bytes: Buffer, from: number, to: number) => Value,
  valuesMax: number,
): ByteList<Value> {
  const keys = createByteTable();
  const values: Value[] = [];
  /** By the number of a key: the value's own. */
  const numbers: number[] = [];
  return {
    values,
    get isFull() {
      return values.length >= valuesMax;
    },
    numberOf(bytes, from, to) {
      const key = keys.add(bytes, from, to);
      if (key < numbers.length) return numbers[key] ?? 0;
      numbers.push(values.length);
      return values.push(read(bytes, from, to)) - 1;
    },
    put: (value) => values.push(value) - 1,
  };
}
