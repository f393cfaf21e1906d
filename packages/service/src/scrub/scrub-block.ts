import { Buffer } from 'node:buffer';
import { numberSetIn, type NumberSet } from '@tact/engine';
import type { ReadPlan } from '@tact/files';
import { byteSink, type ByteSink } from './byte-sink.ts';
import { csvText } from './csv-text.ts';
import { FoundRows } from './found-rows.ts';
import { outsideCoverage } from './outside-coverage.ts';
import { rowFinder } from './row-finder.ts';
import { reasonOfNumber, type ScrubSet } from './scrub-set.ts';

/** What a scrub is done with; a plain value, for threads. */
export interface ScrubPlan {
  readonly plan: ReadPlan;
  readonly sets: readonly ScrubSet[];
  /** One file with columns instead of three files. */
  readonly columns: boolean;
}

/** A row that names nobody who could be looked up. `line` counts from the block's first, which is 0. */
export interface InvalidRow {
  readonly line: number;
  readonly row: string;
  readonly sentence: string;
}

/** What came of one block. */
export interface ScrubbedBlock {
  /** Rows as they are; where there are columns, all rows, each with its columns. */
  readonly clean: Uint8Array<ArrayBuffer>;
  /** Rows with the list and the reason behind them. */
  readonly suppressed: Uint8Array<ArrayBuffer>;
  readonly invalid: readonly InvalidRow[];
  readonly counts: { readonly clean: number; readonly suppressed: number; readonly invalid: number };
  /** Rows by the list that has them, in the order of the lists. */
  readonly byList: readonly number[];
  readonly lines: number;
}

/** Scrubs block by block, in one thread. */
export type BlockScrub = (bytes: Buffer) => ScrubbedBlock;

const OUTSIDE = 'outside the coverage of the list: whether the number is on it is not known';
const NEW_LINE = Buffer.from('\n');
const LF = 0x0a;
const CR = 0x0d;

/** Why a row goes to the suppressed ones: the first list that has one of its values, in the order of the lists. */
export function blockScrub({ plan, sets, columns }: ScrubPlan): BlockScrub {
  const find = rowFinder(plan);
  const lists = sets.map((set) => ({
    set,
    numbers: numberSetIn(set.numbers),
    isOutside: outsideCoverage(set.coverage),
  }));
  const rows = new FoundRows();
  const delimiter = plan.delimiter ?? ',';
  const suffixes = new Map<string, Buffer>();
  let isIn = new Uint8Array(0);

  const onAddresses = (addresses: readonly string[]) => {
    for (const address of addresses)
      for (const [place, { set }] of lists.entries()) {
        const domain = address.slice(address.lastIndexOf('@'));
        const reason = set.addresses.get(address) ?? set.addresses.get(domain);
        if (reason === undefined) continue;
        // The row is not added yet: its place is the next one.
        const row = rows.count;
        if (rows.addressReasons.has(row)) continue;
        rows.addressReasons.set(row, reason);
        addressLists.set(row, place + 1);
        break;
      }
  };
  const addressLists = new Map<number, number>();

  function lookUp(): void {
    if (isIn.length < rows.numbersCount) isIn = new Uint8Array(rows.numbers.length);
    const numbers = rows.numbers.subarray(0, rows.numbersCount);
    // From the last list to the first, so that the first that has a number is the one that stays.
    for (let list = lists.length; list > 0; list--) {
      const one = lists[list - 1];
      if (one === undefined) continue;
      const found = markIn(one.numbers, numbers, isIn);
      if (one.isOutside !== null) markOutside(one.isOutside, numbers, isIn);
      else if (found === 0) continue;
      for (let at = 0; at < numbers.length; at++) {
        if (isIn[at] === 0) continue;
        const row = rows.rowOf[at] as number;
        rows.lists[row] = list;
        rows.hits[row] = numbers[at] as number;
      }
    }
    for (const [row, list] of addressLists) {
      const before = rows.lists[row] ?? 0;
      if (before !== 0 && before <= list) rows.addressReasons.delete(row);
      else rows.lists[row] = list;
    }
    addressLists.clear();
  }

  function reasonOf(row: number, list: number): string {
    const one = lists[list - 1];
    if (one === undefined) return '';
    const ofAddress = rows.addressReasons.get(row);
    if (ofAddress !== undefined) return ofAddress;
    const number = rows.hits[row] as number;
    if (one.isOutside?.(number) === true && !one.numbers.has(number)) return OUTSIDE;
    return reasonOfNumber(one.set, number);
  }

  /** What stands behind a row, made once for each that is the same. */
  function suffix(...fields: readonly string[]): Buffer {
    const text = fields.map((field) => `${delimiter}${csvText(field, delimiter)}`).join('');
    const known = suffixes.get(text);
    if (known !== undefined) return known;
    const made = Buffer.from(`${text}\n`);
    if (suffixes.size < SUFFIXES_MAX) suffixes.set(text, made);
    return made;
  }

  function write(bytes: Buffer): Omit<ScrubbedBlock, 'lines'> {
    const sinks = { clean: byteSink(bytes.length + 64), suppressed: byteSink(bytes.length >>> 4) };
    const counts = { clean: 0, suppressed: 0, invalid: 0 };
    const byList = sets.map(() => 0);
    const invalid: InvalidRow[] = [];
    const run = cleanRun(bytes, sinks.clean);
    const hasProblems = rows.problems.size > 0;
    for (let row = 0; row < rows.count; row++) {
      const [start, end] = [rows.starts[row] as number, rows.ends[row] as number];
      const list = rows.lists[row] as number;
      const problem = hasProblems && list === 0 ? rows.problems.get(row) : undefined;
      if (list > 0) {
        counts.suppressed++;
        byList[list - 1] = (byList[list - 1] ?? 0) + 1;
        const [name, reason] = [sets[list - 1]?.name ?? '', reasonOf(row, list)];
        const sink = columns ? sinks.clean : sinks.suppressed;
        sink.copy(bytes, start, end);
        sink.put(columns ? suffix('suppressed', name, reason) : suffix(name, reason));
      } else if (problem !== undefined) {
        counts.invalid++;
        if (columns) {
          sinks.clean.copy(bytes, start, end);
          sinks.clean.put(suffix('invalid', '', problem.sentence));
        } else invalid.push({ ...problem, row: bytes.toString('utf8', start, end) });
      } else {
        counts.clean++;
        if (columns) {
          sinks.clean.copy(bytes, start, end);
          sinks.clean.put(suffix('clean', '', ''));
        } else run.add(start, rows.spanEnds[row] as number);
      }
    }
    run.end();
    return { clean: sinks.clean.take(), suppressed: sinks.suppressed.take(), invalid, counts, byList };
  }

  return (bytes) => {
    rows.clear();
    const lines = find(bytes, rows, onAddresses);
    lookUp();
    return { ...write(bytes), lines };
  };
}

const SUFFIXES_MAX = 4_096;

function markIn(set: NumberSet, numbers: Float64Array, isIn: Uint8Array): number {
  return set.hasAll(numbers, isIn);
}

function markOutside(isOutside: (number: number) => boolean, numbers: Float64Array, isIn: Uint8Array): void {
  for (let at = 0; at < numbers.length; at++)
    if (isIn[at] === 0 && isOutside(numbers[at] as number)) isIn[at] = 1;
}

/** Copies clean rows that follow each other at once; a row without a line's end of its own gets one. */
function cleanRun(bytes: Buffer, sink: ByteSink) {
  let from = 0;
  let to = 0;
  const end = () => {
    if (to === from) return;
    sink.copy(bytes, from, to);
    const last = bytes[to - 1];
    if (last !== LF && last !== CR) sink.put(NEW_LINE);
  };
  return {
    add(start: number, spanEnd: number): void {
      if (start === to && (bytes[to - 1] === LF || bytes[to - 1] === CR)) {
        to = spanEnd;
        return;
      }
      end();
      from = start;
      to = spanEnd;
    },
    end,
  };
}
