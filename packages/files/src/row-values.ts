import { BatchMaker } from './batch-maker.ts';
import { FILE_START } from './entry.ts';
import type { ReadPlan } from './plan.ts';
import { AREA_PAIR, withoutQuotes } from './read-values.ts';
import { createRowReader, type TextRow } from './row-reader.ts';

/** What one row names, and what is wrong with it. */
export interface RowValues {
  /** Digits of E.164 without `+`. */
  readonly numbers: readonly number[];
  /** E-mail addresses, in lower case. */
  readonly addresses: readonly string[];
  /** What is wrong with the row or a value of it, as one sentence; null where nothing is. The numbers are those of its other values. */
  readonly problem: string | null;
}

/** Reads rows one by one, where each has to be told apart: for a scrub. */
export interface RowValuesReader {
  ofRow(row: TextRow): RowValues;
  /** Of one value of a file without columns. */
  ofValue(text: string): RowValues;
}

/** A reader for a plan without problems; it takes the same values as `readEntries`. */
export function rowValuesReader(plan: ReadPlan): RowValuesReader {
  const rows = createRowReader(plan);
  const batch = new BatchMaker();
  const take = (): RowValues => {
    const { numbers, entries, badRows } = batch.take('', FILE_START, 0);
    const addresses: string[] = [];
    for (const { value } of entries) if (value.kind === 'device') addresses.push(value.key);
    // A row of which nothing is named must not pass for one that is clean.
    const nothing = numbers.length + addresses.length === 0 ? NOTHING : null;
    return { numbers: [...numbers], addresses, problem: badRows[0]?.sentence ?? nothing };
  };
  return {
    ofRow(row) {
      rows.readRow(row, batch);
      return take();
    },
    ofValue(text) {
      const pair = plan.layout === 'area_pairs' ? AREA_PAIR.exec(text.trim()) : null;
      if (pair === null) rows.readValue(withoutQuotes(text), 1, batch);
      else rows.readPair(pair[1] ?? '', pair[2] ?? '', 1, batch);
      return take();
    },
  };
}

const NOTHING = 'the row names nobody; fill in a number or an e-mail address, or delete it';
