import { deviceKeyOfNumber } from '@tact/engine';
import {
  FileError,
  readEntries,
  type Entry,
  type EntryBatch,
  type FileSource,
  type ReadPlan,
} from '@tact/files';
import { CommandError } from '../command-error.ts';
import { spanEdgeJson } from './read-values.ts';

/** The beginning of a file as an import would read it. */
export interface ListFilePreview {
  /** The first rows in the file's order; `problem` is set where the row, or this value of it, would not be taken. */
  readonly rows: readonly PreviewRow[];
  readonly good: number;
  readonly bad: number;
  /** What is wrong with rows, by kind, most often first; `sentence` is that of the first of its kind. */
  readonly problems: readonly { readonly code: string; readonly sentence: string; readonly rows: number }[];
  /** Whether the counts are of the whole file, and not of its beginning only. */
  readonly isWhole: boolean;
}

/** One row. `value` is a number in E.164, an address or a client id, or what stands there where it is bad. */
export interface PreviewRow {
  readonly line: number;
  readonly value: string;
  readonly from: string | null;
  readonly until: string | null;
  readonly reason: string | null;
  readonly problem: string | null;
}

/** Rows that are shown. */
const SHOWN_ROWS = 20;
/** Rows that are read: enough to see what is wrong with a file, and read within a second. */
const READ_ROWS_MIN = 20_000;

/** Reads the beginning of a file by a settled plan, as the import will, and keeps nothing. `file_invalid` where the file is broken there. */
export async function previewListFile(source: FileSource, plan: ReadPlan): Promise<ListFilePreview> {
  const rows: PreviewRow[] = [];
  const kinds = new Map<string, { sentence: string; rows: number }>();
  let good = 0;
  let bad = 0;
  const previewOf = (isWhole: boolean): ListFilePreview => {
    const problems = [...kinds]
      .map(([code, kind]) => ({ code, ...kind }))
      .toSorted((one, other) => other.rows - one.rows);
    return { rows, good, bad, problems, isWhole };
  };
  try {
    for await (const batch of readEntries(source, plan)) {
      if (rows.length < SHOWN_ROWS) rows.push(...firstRows(batch, SHOWN_ROWS - rows.length));
      good += batch.numbers.length + batch.entries.length;
      bad += batch.badRows.length;
      for (const { code, sentence } of batch.badRows) {
        const kind = kinds.get(code) ?? { sentence, rows: 0 };
        kinds.set(code, { ...kind, rows: kind.rows + 1 });
      }
      if (good + bad >= READ_ROWS_MIN) return previewOf(false);
    }
  } catch (error) {
    if (error instanceof FileError) throw new CommandError('file_invalid', error.message);
    throw error;
  }
  return previewOf(true);
}

function firstRows(batch: EntryBatch, count: number): readonly PreviewRow[] {
  const numbers = [...batch.numbers.subarray(0, count)].map((digits, index) => ({
    ...PLAIN,
    line: batch.lineOfNumber(index),
    value: deviceKeyOfNumber(digits),
  }));
  const entries = batch.entries.slice(0, count).map(rowOfEntry);
  const badRows = batch.badRows
    .slice(0, count)
    .map(({ line, value, sentence }) => ({ ...PLAIN, line, value, problem: sentence }));
  return [...numbers, ...entries, ...badRows].toSorted((one, other) => one.line - other.line).slice(0, count);
}

const PLAIN = { from: null, until: null, reason: null, problem: null } as const;

function rowOfEntry({ line, value, from, until, reason }: Entry): PreviewRow {
  const edges = {
    from: from === null ? null : spanEdgeJson(from),
    until: until === null ? null : spanEdgeJson(until),
  };
  return { line, value: shownValue(value), ...edges, reason, problem: null };
}

function shownValue(value: Entry['value']): string {
  switch (value.kind) {
    case 'device':
      return value.key;
    case 'email_domain':
      return `@${value.domain}`;
    case 'client':
      return value.clientId;
    case 'number_range':
      return `+${value.first} – +${value.end - 1}`;
  }
}
