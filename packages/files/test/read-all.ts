import type { Entry, EntryBatch, ReadPosition } from '../src/entry.ts';
import { FileError } from '../src/file-error.ts';
import type { ReadPlan } from '../src/plan.ts';
import { readEntries } from '../src/read-entries.ts';
import type { FileSource } from '../src/source.ts';

/** Everything that a file gives, in plain texts that a person reads: `LINE value [from] [until] [reason]`. */
export interface ReadAll {
  readonly good: readonly string[];
  /** `LINE code [column]`. */
  readonly bad: readonly string[];
  /** Where reading can be taken up, and how many rows were given before. */
  readonly stops: readonly { readonly position: ReadPosition; readonly good: number; readonly bad: number }[];
  /** The code of the error that ended reading; null where it came to the file's end. */
  readonly error: string | null;
}

/** Reads a file from a position to its end. Only a `FileError` is taken for an answer; all else is thrown on. */
export async function readAll(source: FileSource, plan: ReadPlan, from?: ReadPosition): Promise<ReadAll> {
  const good: string[] = [];
  const bad: string[] = [];
  const stops: { position: ReadPosition; good: number; bad: number }[] = [];
  let error: string | null = null;
  try {
    for await (const batch of readEntries(source, plan, from)) {
      good.push(...goodOf(batch));
      bad.push(
        ...batch.badRows.map(
          ({ line, code, column }) => `${line} ${code}${column === null ? '' : ` ${column}`}`,
        ),
      );
      stops.push({ position: batch.position, good: good.length, bad: bad.length });
    }
  } catch (failure) {
    if (!(failure instanceof FileError)) throw failure;
    error = failure.code;
  }
  return { good, bad, stops, error };
}

function goodOf(batch: EntryBatch): string[] {
  const numbers = [...batch.numbers].map((number, index) => `${batch.lineOfNumber(index)} +${number}`);
  return [...numbers, ...batch.entries.map(entryText)].toSorted(
    (one, other) => parseInt(one, 10) - parseInt(other, 10),
  );
}

function entryText({ action, value, from, until, reason, line }: Entry): string {
  const parts = [`${line}`];
  if (action === 'delete') parts.push('delete');
  if (value.kind === 'device') parts.push(value.key);
  else if (value.kind === 'client') parts.push(`client:${value.clientId}`);
  else if (value.kind === 'email_domain') parts.push(`@${value.domain}`);
  else parts.push(`${value.first}-${value.end}`);
  if (from !== null) parts.push(`from:${'date' in from ? from.date : new Date(from.instant).toISOString()}`);
  if (until !== null)
    parts.push(`until:${'date' in until ? until.date : new Date(until.instant).toISOString()}`);
  if (reason !== null) parts.push(`(${reason})`);
  return parts.join(' ');
}
