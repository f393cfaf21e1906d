/** The rows of one block of a file, and the numbers that they name; used again for the next block. */
export class FoundRows {
  count = 0;
  numbersCount = 0;
  /** Where each row begins, where its text ends, and where the row ends with its line's end. */
  starts = new Int32Array(1024);
  ends = new Int32Array(1024);
  spanEnds = new Int32Array(1024);
  /** For each row 0, or the place of the first list that has one of its values, from 1. */
  lists = new Uint16Array(1024);
  /** For each row the number that was found. */
  hits = new Float64Array(1024);
  /** All numbers, and the row that each is of. */
  numbers = new Float64Array(1024);
  rowOf = new Int32Array(1024);
  /** What is wrong with a row, and why an address is on a list, by row. */
  readonly problems = new Map<number, { readonly line: number; readonly sentence: string }>();
  readonly addressReasons = new Map<number, string>();

  clear(): void {
    this.lists.fill(0, 0, this.count);
    this.count = 0;
    this.numbersCount = 0;
    this.problems.clear();
    this.addressReasons.clear();
  }

  /** Ends the row that the numbers since the last one are of. */
  addRow(start: number, end: number, spanEnd: number): number {
    const row = this.count++;
    if (row === this.starts.length) this.#growRows();
    this.starts[row] = start;
    this.ends[row] = end;
    this.spanEnds[row] = spanEnd;
    return row;
  }

  /** A number of the row that comes next. */
  addNumber(number: number): void {
    const at = this.numbersCount++;
    if (at === this.numbers.length) {
      this.numbers = larger(this.numbers, new Float64Array(2 * at));
      this.rowOf = larger(this.rowOf, new Int32Array(2 * at));
    }
    this.numbers[at] = number;
    this.rowOf[at] = this.count;
  }

  #growRows(): void {
    const room = 2 * this.starts.length;
    this.starts = larger(this.starts, new Int32Array(room));
    this.ends = larger(this.ends, new Int32Array(room));
    this.spanEnds = larger(this.spanEnds, new Int32Array(room));
    this.lists = larger(this.lists, new Uint16Array(room));
    this.hits = larger(this.hits, new Float64Array(room));
  }
}

function larger<Numbers extends { set(from: Numbers): void }>(before: Numbers, after: Numbers): Numbers {
  after.set(before);
  return after;
}
