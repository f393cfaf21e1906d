import { FileError, readEntries, type FileSource, type ReadPlan } from '@tact/files';
import { openErrorFile } from '../contacts/error-file.ts';
import { Failure } from '../failure.ts';
import { withProgress } from '../progress.ts';
import { badRowsText } from './bad-rows.ts';
import { counted } from '../counted.ts';

/** Reads a whole file by a plan and says how many rows are good; writes nothing but the file of bad rows. */
export async function tryFile({
  source,
  path,
  plan,
  signal,
}: {
  readonly source: FileSource;
  readonly path: string;
  readonly plan: ReadPlan;
  readonly signal: AbortSignal;
}): Promise<void> {
  const errors = openErrorFile(`${path}.errors.csv`);
  let good = 0;
  try {
    await withProgress('read', source.bytes, async (progress) => {
      for await (const { numbers, entries, badRows, bytesRead } of readEntries(source, plan)) {
        if (signal.aborted) throw new Failure('stopped; nothing was imported');
        good += numbers.length + entries.length;
        for (const { line, column, value, sentence } of badRows)
          errors.add({ line, column: column ?? '', value, reason: sentence });
        await errors.drained();
        progress.update(bytesRead, `${counted(good + errors.count)} rows`);
      }
    });
  } catch (error) {
    if (error instanceof FileError) throw new Failure(error.message);
    throw error;
  } finally {
    await errors.close();
  }
  process.stdout.write(`${counted(good)} rows are good; nothing was imported\n`);
  if (errors.count > 0)
    throw new Failure(badRowsText(errors.count, { path: errors.path, kept: errors.count }));
}
