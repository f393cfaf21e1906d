import type { BadRow, BadRowCode, Entry, EntryBatch, ReadPosition } from './entry.ts';
import { BATCH_ROWS, REPORTED_VALUE_MAX } from './limits.ts';

/** Gathers what is read until it is handed out as a batch. */
export class BatchMaker {
  #numbers = new Float64Array(0);
  #count = 0;
  #runs: Runs = { starts: [0], lines: [1] };
  #entries: Entry[] = [];
  #badRows: BadRow[] = [];

  /** Whether so much is gathered that it should be handed out. */
  get isFull(): boolean {
    return this.#count >= BATCH_ROWS || this.#entries.length + this.#badRows.length >= BATCH_ROWS;
  }

  get isEmpty(): boolean {
    return this.#count === 0 && this.#entries.length === 0 && this.#badRows.length === 0;
  }

  /** A number with nothing else to it, by its digits without `+`. */
  addNumber(digits: number, line: number): void {
    const numbers = this.roomFor(1);
    this.#startRun(line);
    numbers[this.#count++] = digits;
  }

  /** The numbers gathered, with room for so many more behind the first `count` of them. */
  roomFor(more: number): Float64Array {
    if (this.#count + more > this.#numbers.length) {
      const larger = new Float64Array(Math.max(64, this.#numbers.length * 2, this.#count + more));
      larger.set(this.#numbers.subarray(0, this.#count));
      this.#numbers = larger;
    }
    return this.#numbers;
  }

  get count(): number {
    return this.#count;
  }

  /** Says that the numbers up to `count` were written behind the others, one a line, the first on this line. */
  addWritten(count: number, line: number): void {
    if (count === this.#count) return;
    this.#startRun(line);
    this.#count = count;
  }

  addEntry(entry: Entry): void {
    this.#entries.push(entry);
  }

  addBad(line: number, column: string | null, value: string, code: BadRowCode, sentence: string): void {
    const shown = value.length > REPORTED_VALUE_MAX ? `${value.slice(0, REPORTED_VALUE_MAX - 1)}…` : value;
    this.#badRows.push({ line, column, value: shown, code, sentence });
  }

  /** Hands out what is gathered, and begins anew. */
  take(member: string, position: ReadPosition, bytesRead: number): EntryBatch {
    const runs = this.#runs;
    const batch: EntryBatch = {
      numbers: this.#numbers.subarray(0, this.#count),
      lineOfNumber: (index) => lineIn(runs, index),
      entries: this.#entries,
      badRows: this.#badRows,
      member,
      position,
      bytesRead,
    };
    this.#numbers = new Float64Array(0);
    this.#count = 0;
    this.#runs = { starts: [0], lines: [1] };
    this.#entries = [];
    this.#badRows = [];
    return batch;
  }

  /** Lines follow each other in nearly all files: only where they do not, something has to be noted. */
  #startRun(line: number): void {
    const { starts, lines } = this.#runs;
    const last = starts.length - 1;
    if (this.#count > 0 && (lines[last] ?? 0) + this.#count - (starts[last] ?? 0) === line) return;
    if (this.#count === 0) this.#runs = { starts: [0], lines: [line] };
    else {
      starts.push(this.#count);
      lines.push(line);
    }
  }
}

/** From index `starts[i]` on, number by number, the lines from `lines[i]` on. */
interface Runs {
  readonly starts: number[];
  readonly lines: number[];
}

function lineIn({ starts, lines }: Runs, index: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return (lines[low] ?? 1) + index - (starts[low] ?? 0);
}
