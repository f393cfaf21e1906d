import { FileError, inspectFile } from '@tact/files';
import { createClock, scrubSetOfFile, settledPlan, type ScrubSet } from '@tact/service';
import { zoneTable } from '@tact/places';
import { openErrorFile } from '../contacts/error-file.ts';
import type { ScrubOptions } from '../commands/scrub.ts';
import { Failure, usage } from '../failure.ts';
import { badRowsText } from '../lists/bad-rows.ts';
import { counted } from '../counted.ts';
import { describeInspection } from '../lists/describe-inspection.ts';
import { statedSettings } from '../lists/read-plan-options.ts';
import { sourceAt } from '../lists/source-at.ts';
import { asFailure } from '../as-failure.ts';
import { withProgress } from '../progress.ts';

/** What a list is scrubbed by, out of files alone, in the order given. */
export async function setsOfFiles(
  paths: readonly string[],
  options: ScrubOptions,
): Promise<readonly ScrubSet[]> {
  const sets: ScrubSet[] = [];
  for (const path of paths) sets.push(await asFailure(() => setOfFile(path, options)));
  return sets;
}

async function setOfFile(path: string, options: ScrubOptions): Promise<ScrubSet> {
  const source = await sourceAt(path);
  const inspection = await inspectFile(source, statedSettings(options, null)).catch((error: unknown) => {
    throw error instanceof FileError ? new Failure(`\`${path}\`: ${error.message}`) : error;
  });
  const plan = settledPlan(inspection, {});
  process.stdout.write(`${describeInspection(path, inspection, plan)}\n`);
  const zone = zoneTable().get(options.zone ?? 'Etc/UTC');
  if (zone === undefined)
    throw usage(`--zone \`${options.zone ?? ''}\` is no time zone; write one such as America/New_York`);
  const errors = openErrorFile(`${path}.errors.csv`);
  try {
    const set = await withProgress('read', source.bytes, (progress) =>
      scrubSetOfFile({
        source,
        plan,
        zone,
        at: createClock()(),
        signal: new AbortController().signal,
        onBadRow: ({ line, column, value, sentence }) => {
          errors.add({ line, column: column ?? '', value, reason: sentence });
        },
        onProgress: (bytes, rows) => {
          progress.update(bytes, `${counted(rows)} rows`);
        },
      }),
    );
    refuseBad(path, errors.count, options);
    process.stdout.write(`  ${counted(set.size)} numbers and addresses to scrub by\n`);
    return set;
  } finally {
    await errors.close();
  }
}

/** Whom a bad row of a set names would come out as clean. */
function refuseBad(path: string, bad: number, { allowBadSetRows }: ScrubOptions): void {
  if (bad === 0) return;
  const text = badRowsText(bad, { path: `${path}.errors.csv`, kept: bad });
  if (allowBadSetRows !== true)
    throw new Failure(`nothing was scrubbed: of \`${path}\` ${text}, or say --allow-bad-set-rows`);
  process.stderr.write(`of \`${path}\` ${text}\n`);
}
