import {
  chunkCount,
  deviceKeyOfNumber,
  numberSetBuilder,
  phoneNumberOf,
  type NumberChunk,
  type NumberSetBuilder,
} from '@tact/engine';
import type { Entry, EntryBatch } from '@tact/files';
import type { KeptBadRow, ListImportMode, ListImportStep, SuppressionEntryFields } from '@tact/store';

/** What the rows of a file are collected for. */
export interface CollectorSettings {
  readonly mode: ListImportMode;
  /** True: plain numbers are kept as single entries, because the list keeps each for some days only. */
  readonly numbersAsEntries: boolean;
  /** Whether the list has single entries, which rows that remove have to look for. */
  readonly hasSingleEntries: boolean;
}

/** Numbers that one step holds: some 16 MB. Each becomes a part, and hundreds of parts are slow to join. */
const NUMBERS_MAX = 8_000_000;
/** Entries, removed values and bad rows that one step holds: what a transaction writes in a second or two. */
const ROWS_MAX = 20_000;

/** Gathers batches of a file until they are stored as one step of an import. */
export interface ImportCollector {
  add(batch: EntryBatch): void;
  readonly isFull: boolean;
  readonly isEmpty: boolean;
  /** Rows that were gathered since the last step. */
  readonly rows: number;
  /** What was gathered, and an empty collector from then on. */
  take(): Omit<ListImportStep, 'position' | 'bytesDone' | 'rowsDone' | 'readWhole'>;
}

/** A collector without rows. */
export function createImportCollector(settings: CollectorSettings): ImportCollector {
  let held = nothing();

  function addNumbers({ numbers }: EntryBatch): void {
    held.good += numbers.length;
    const isRemoval = settings.mode === 'remove';
    const set = isRemoval ? held.deleted : held.added;
    if (isRemoval || !settings.numbersAsEntries) set.addAll(numbers);
    if (isRemoval ? settings.hasSingleEntries : settings.numbersAsEntries)
      for (const number of numbers) {
        const value = deviceKeyOfNumber(number);
        if (isRemoval) held.removedValues.push(value);
        else held.entries.push({ value, ...PLAIN });
      }
  }

  function addEntry(entry: Entry, member: string): void {
    if (settings.mode === 'remove' || entry.action === 'delete') addRemoval(held, settings, entry);
    else if (entry.value.kind === 'number_range') {
      const problem = rangeProblem(entry, settings);
      if (problem !== undefined) {
        const { first, end } = entry.value;
        const value = `${first}–${end - 1}`;
        held.badRows.push({ member, line: entry.line, column: null, value, ...problem });
        return;
      }
      held.added.addRange(entry.value.first, entry.value.end - 1);
    } else {
      const { from, until, reason } = entry;
      held.entries.push({ value: valueOf(entry.value), from, until, reason });
    }
    held.good++;
  }

  return {
    add(batch) {
      const { member } = batch;
      addNumbers(batch);
      for (const entry of batch.entries) addEntry(entry, member);
      for (const row of batch.badRows) held.badRows.push({ member, ...row });
    },
    get rows() {
      return held.good + held.badRows.length;
    },
    get isEmpty() {
      return held.good + held.badRows.length === 0;
    },
    get isFull() {
      const { entries, removedValues, badRows } = held;
      return (
        held.added.given + held.deleted.given >= NUMBERS_MAX ||
        entries.length + removedValues.length + badRows.length >= ROWS_MAX
      );
    },
    take() {
      const { added, deleted, good, badRows, entries, removedValues, removedRanges } = held;
      held = nothing();
      const [toAdd, toDelete] = [added.take(), deleted.take()];
      return {
        good,
        bad: badRows.length,
        repeated: toAdd.repeated + toDelete.repeated,
        badRows,
        entries,
        removedValues,
        removedRanges,
        added: toAdd.chunks,
        deleted: toDelete.chunks,
      };
    },
  };
}

function addRemoval(held: Held, settings: CollectorSettings, { value }: Entry): void {
  if (value.kind === 'number_range') {
    held.deleted.addRange(value.first, value.end - 1);
    if (settings.hasSingleEntries) held.removedRanges.push({ first: value.first, end: value.end });
    return;
  }
  const text = valueOf(value);
  const number = value.kind === 'device' ? phoneNumberOf(text) : undefined;
  if (number !== undefined) held.deleted.add(number);
  if (settings.hasSingleEntries) held.removedValues.push(text);
}

const PLAIN = { from: null, until: null, reason: null };

interface Held {
  readonly added: CountedNumbers;
  readonly deleted: CountedNumbers;
  good: number;
  readonly badRows: KeptBadRow[];
  readonly entries: SuppressionEntryFields[];
  readonly removedValues: string[];
  readonly removedRanges: { readonly first: number; readonly end: number }[];
}

function nothing(): Held {
  return {
    added: countedNumbers(),
    deleted: countedNumbers(),
    good: 0,
    badRows: [],
    entries: [],
    removedValues: [],
    removedRanges: [],
  };
}

/** A builder that counts what it is given, so that repeats are known. */
interface CountedNumbers {
  readonly given: number;
  add(number: number): void;
  addAll(numbers: Float64Array): void;
  addRange(first: number, last: number): void;
  take(): { readonly chunks: readonly NumberChunk[] | null; readonly repeated: number };
}

function countedNumbers(): CountedNumbers {
  let builder: NumberSetBuilder | undefined;
  let given = 0;
  return {
    get given() {
      return given;
    },
    add(number) {
      given++;
      (builder ??= numberSetBuilder()).add(number);
    },
    addAll(numbers) {
      if (numbers.length === 0) return;
      given += numbers.length;
      (builder ??= numberSetBuilder()).addAll(numbers);
    },
    addRange(first, last) {
      given += last - first + 1;
      (builder ??= numberSetBuilder()).addRange(first, last);
    },
    take() {
      if (builder === undefined) return { chunks: null, repeated: 0 };
      const chunks = [...builder.chunks()];
      return { chunks, repeated: given - chunks.reduce((sum, chunk) => sum + chunkCount(chunk), 0) };
    },
  };
}

function valueOf(value: Exclude<Entry['value'], { readonly kind: 'number_range' }>): string {
  switch (value.kind) {
    case 'device':
      return value.key;
    case 'email_domain':
      return `@${value.domain}`;
    case 'client':
      return value.clientId;
  }
}

/** A range is numbers and nothing else to them: it has no room for an end. */
function rangeProblem(
  { from, until }: Entry,
  { numbersAsEntries }: CollectorSettings,
): { readonly code: string; readonly sentence: string } | undefined {
  if (from !== null || until !== null)
    return {
      code: 'range_with_span',
      sentence:
        'a range of numbers has no from and no until; write its numbers one by one, or leave the dates out',
    };
  if (numbersAsEntries)
    return {
      code: 'range_with_retention',
      sentence:
        'the list keeps each entry for some days only, and a range is no entry; write its numbers one by one',
    };
  return undefined;
}
