import { Buffer } from 'node:buffer';
import type { ReadPlan } from '@tact/files';
import { byteSink, type ByteSink } from './byte-sink.ts';
import { csvField } from '../csv-field.ts';
import { FoundRows } from './found-rows.ts';
import { createLookUp, type LookUp } from './look-up.ts';
import { rowFinder } from './row-finder.ts';
import type { ScrubSet } from './scrub-set.ts';

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

/** Scrubs block by block, in one thread. A row goes where the first list that has one of its values sends it. */
export function blockScrub({ plan, sets, columns }: ScrubPlan): (bytes: Buffer) => ScrubbedBlock {
  const find = rowFinder(plan);
  const rows = new FoundRows();
  const lookUp = createLookUp(sets, rows);
  const names = sets.map(({ name }) => name);
  const write = columns ? columnsWriter(rows, lookUp, names, plan) : filesWriter(rows, lookUp, names, plan);
  return (bytes) => {
    rows.clear();
    const lines = find(bytes, rows, lookUp.onAddresses);
    lookUp.mark();
    return { ...write(bytes), lines };
  };
}

type WriteBlock = (bytes: Buffer) => Omit<ScrubbedBlock, 'lines'>;

function filesWriter(rows: FoundRows, lookUp: LookUp, names: readonly string[], plan: ReadPlan): WriteBlock {
  const suffix = suffixes(plan);
  return (bytes) => {
    const clean = byteSink(bytes.length + 64);
    const suppressed = byteSink(bytes.length >>> 4);
    const run = cleanRun(bytes, clean);
    const byList = names.map(() => 0);
    const invalid: InvalidRow[] = [];
    let suppressedRows = 0;
    for (let row = 0; row < rows.count; row++) {
      const start = rows.starts[row] as number;
      const list = rows.lists[row] as number;
      if (list > 0) {
        suppressedRows++;
        byList[list - 1] = (byList[list - 1] ?? 0) + 1;
        suppressed.copy(bytes, start, rows.ends[row] as number);
        suppressed.put(suffix(names[list - 1] ?? '', lookUp.reasonOf(row)));
        continue;
      }
      const problem = rows.problems.size === 0 ? undefined : rows.problems.get(row);
      if (problem === undefined) run.add(start, rows.spanEnds[row] as number);
      else invalid.push({ ...problem, row: bytes.toString('utf8', start, rows.ends[row]) });
    }
    run.end();
    const counts = {
      clean: rows.count - suppressedRows - invalid.length,
      suppressed: suppressedRows,
      invalid: invalid.length,
    };
    return { clean: clean.take(), suppressed: suppressed.take(), invalid, counts, byList };
  };
}

function columnsWriter(
  rows: FoundRows,
  lookUp: LookUp,
  names: readonly string[],
  plan: ReadPlan,
): WriteBlock {
  const suffix = suffixes(plan);
  return (bytes) => {
    const sink = byteSink(bytes.length * 2);
    const counts = { clean: 0, suppressed: 0, invalid: 0 };
    const byList = names.map(() => 0);
    for (let row = 0; row < rows.count; row++) {
      sink.copy(bytes, rows.starts[row] as number, rows.ends[row] as number);
      const list = rows.lists[row] as number;
      const problem = rows.problems.get(row);
      if (list > 0) {
        byList[list - 1] = (byList[list - 1] ?? 0) + 1;
        counts.suppressed++;
        sink.put(suffix('suppressed', names[list - 1] ?? '', lookUp.reasonOf(row)));
      } else if (problem !== undefined) {
        counts.invalid++;
        sink.put(suffix('invalid', '', problem.sentence));
      } else {
        counts.clean++;
        sink.put(suffix('clean', '', ''));
      }
    }
    return { clean: sink.take(), suppressed: new Uint8Array(0), invalid: [], counts, byList };
  };
}

/** Different texts behind rows that are kept made: reasons are few, or all different. */
const SUFFIXES_MAX = 4_096;

/** What stands behind a row: fields, and the line's end. */
function suffixes({ delimiter }: ReadPlan): (...fields: readonly string[]) => Buffer {
  const made = new Map<string, Buffer>();
  const separator = delimiter ?? ',';
  return (...fields) => {
    const text = `${fields.map((field) => `${separator}${csvField(field, separator)}`).join('')}\n`;
    const known = made.get(text);
    if (known !== undefined) return known;
    const bytes = Buffer.from(text);
    if (made.size < SUFFIXES_MAX) made.set(text, bytes);
    return bytes;
  };
}

const NEW_LINE = Buffer.from('\n');
const LF = 0x0a;
const CR = 0x0d;

/** Copies clean rows that follow each other at once; a row without a line's end of its own gets one. */
function cleanRun(bytes: Buffer, sink: ByteSink) {
  let from = 0;
  let to = 0;
  const endsLine = () => bytes[to - 1] === LF || bytes[to - 1] === CR;
  const end = () => {
    if (to === from) return;
    sink.copy(bytes, from, to);
    if (!endsLine()) sink.put(NEW_LINE);
  };
  return {
    add(start: number, spanEnd: number): void {
      if (start !== to || !endsLine()) {
        end();
        from = start;
      }
      to = spanEnd;
    },
    end,
  };
}
