import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { FileError, inspectFile, type FileSource, type ReadPlan } from '@tact/files';
import { planForScrub, scrubFile, type ScrubOutputs, type ScrubResult, type ScrubSet } from '@tact/service';
import type { ScrubOptions } from '../commands/scrub.ts';
import { Failure, usage } from '../failure.ts';
import { counted } from '../counted.ts';
import { describeInspection } from '../lists/describe-inspection.ts';
import { planChange, statedSettings } from '../lists/read-plan-options.ts';
import { sourceAt } from '../lists/source-at.ts';
import { asFailure } from '../as-failure.ts';
import { withProgress } from '../progress.ts';
import { setsOfFiles } from './sets-of-files.ts';
import { setsOfLists } from './sets-of-lists.ts';

/** Carries out `tact scrub`: says how the list is read and by what it is scrubbed, then what came of it. */
export async function scrub(path: string, options: ScrubOptions): Promise<void> {
  if (options.set !== undefined && options.list !== undefined)
    throw usage('give one of --set and --list: files, or lists of the database');
  const source = await sourceAt(path);
  if (options.set === undefined) {
    const lists = await setsOfLists(options);
    await scrubBy(lists.sets, { source, path, options, country: lists.defaultCountry });
  } else await scrubBy(await setsOfFiles(options.set, options), { source, path, options, country: null });
}

interface GivenList {
  readonly source: FileSource;
  readonly path: string;
  readonly options: ScrubOptions;
  /** Of numbers that name none, where the options name none either. */
  readonly country: string | null;
}

async function scrubBy(sets: readonly ScrubSet[], given: GivenList): Promise<void> {
  const { source, path, options } = given;
  const plan = await asFailure(() => planOf(given));
  const outputs = outputsOf(path, options);
  const controller = new AbortController();
  const interrupt = () => {
    controller.abort(new Failure('stopped; nothing was written'));
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const startedAtMs = performance.now();
  try {
    const result = await withProgress('scrub', source.bytes, (progress) =>
      scrubFile({
        source,
        plan,
        sets,
        outputs,
        threads: availableParallelism(),
        signal: controller.signal,
        onProgress: (bytes, rows) => {
          progress.update(bytes, `${counted(rows)} rows`);
        },
      }),
    );
    report(result, sets, outputs, performance.now() - startedAtMs);
  } catch (error) {
    if (error instanceof FileError) throw new Failure(error.message);
    throw error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function planOf({ source, path, options, country }: GivenList): Promise<ReadPlan> {
  try {
    const inspection = await inspectFile(source, statedSettings(options, country));
    const plan = planForScrub({ ...inspection.plan, ...(await planChange(options, inspection)) });
    process.stdout.write(`${describeInspection(path, { ...inspection, remarks: [] }, plan)}\n`);
    const needsCountry =
      plan.defaultCountry === null && plan.columns.some((use) => use !== 'ignore' && use !== 'email');
    if (needsCountry && inspection.questions.some(({ code }) => code === 'default_country_missing'))
      throw usage('the list has numbers without a country; state it with --default-country');
    return plan;
  } catch (error) {
    if (error instanceof FileError) throw new Failure(error.message);
    throw error;
  }
}

/** What has an ending loses it: `list.csv` gives `list.clean.csv`. */
function outputsOf(path: string, { out, columns }: ScrubOptions): ScrubOutputs {
  const name = out ?? path.replace(/(?<=[^/.])(\.(csv|tsv|txt|xlsx|zip|gz))+$/i, '');
  if (columns === true) return { columns: `${name}.scrubbed.csv` };
  return { clean: `${name}.clean.csv`, suppressed: `${name}.suppressed.csv`, invalid: `${name}.invalid.csv` };
}

function report(result: ScrubResult, sets: readonly ScrubSet[], outputs: ScrubOutputs, tookMs: number): void {
  const { clean, suppressed, invalid, byList } = result;
  const rows = clean + suppressed + invalid;
  const file = (kind: 'clean' | 'suppressed' | 'invalid') =>
    'columns' in outputs ? '' : `: ${outputs[kind]}`;
  const seconds = tookMs / 1_000;
  const lines = [
    `${counted(rows)} rows in ${seconds.toFixed(1)} s (${counted(Math.round(rows / seconds))} rows/s)`,
    `${counted(clean)} clean${file('clean')}`,
    `${counted(suppressed)} suppressed${file('suppressed')}`,
    ...sets.map(({ name }, index) => `  ${counted(byList[index] ?? 0)} by ${name}`),
    `${counted(invalid)} invalid${file('invalid')}`,
    ...('columns' in outputs ? [`all of them: ${outputs.columns}`] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
