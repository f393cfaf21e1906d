import type { Instant, Zone } from '@tact/engine';
import { FileError, readEntries, type BadRow, type FileSource, type ReadPlan } from '@tact/files';
import { CommandError } from '../command-error.ts';
import { scrubSetBuilder, type ScrubSet } from './scrub-set.ts';

/**
 * What a file is scrubbed by, out of a file: no database is asked. Entries that are not in force at the instant are left out. `onBadRow`
 * hears of each row that is not taken; whom those name would pass for clean. `file_invalid` for a file that is broken.
 */
export async function scrubSetOfFile({
  source,
  plan,
  zone,
  at,
  signal,
  onBadRow,
  onProgress,
}: {
  readonly source: FileSource;
  readonly plan: ReadPlan;
  readonly zone: Zone;
  readonly at: Instant;
  readonly signal: AbortSignal;
  readonly onBadRow: (row: BadRow) => void;
  readonly onProgress?: (bytes: number, rows: number) => void;
}): Promise<ScrubSet & { readonly size: number }> {
  if (plan.list === 'change')
    throw new CommandError(
      'plan_invalid',
      'a change list is no list by itself; scrub by a full list, or import the changes',
      {
        path: '/plan',
      },
    );
  if (plan.columns.includes('client_id'))
    throw new CommandError('plan_invalid', 'a list of clients names no numbers; scrub by a list of devices', {
      path: '/plan',
    });
  const builder = scrubSetBuilder(source.name, zone, at);
  let rows = 0;
  try {
    for await (const batch of readEntries(source, plan)) {
      signal.throwIfAborted();
      builder.addBatch(batch);
      for (const row of batch.badRows) onBadRow(row);
      rows += batch.numbers.length + batch.entries.length + batch.badRows.length;
      onProgress?.(batch.bytesRead, rows);
    }
  } catch (error) {
    if (error instanceof FileError) throw new CommandError('file_invalid', error.message);
    throw error;
  }
  return builder.finish();
}
