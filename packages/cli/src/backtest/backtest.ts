import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { createCheck, proposalSchema } from '@tact/api';
import { zoneTable } from '@tact/places';
import {
  createWorkThreads,
  readProposal,
  reportPeriod,
  runBacktest,
  type Proposal,
} from '@tact/service/without-http';
import type { BacktestOptions } from '../commands/backtest.ts';
import { counted } from '../counted.ts';
import { withStore, type OpenedStore } from '../database.ts';
import { Failure, usage } from '../failure.ts';
import { oneOf } from '../one-of.ts';
import { withProgress } from '../progress.ts';
import { fileFailure, NEW_FILE } from '../written-file.ts';
import { BACKTEST_TEXTS, type BacktestFormat } from './backtest-text.ts';

const FORMATS = Object.keys(BACKTEST_TEXTS) as readonly BacktestFormat[];
/** Steps of the bar: the share of the history in thousandths. */
const STEPS = 1_000;

/** Runs a proposal from a file over the history, and writes what it would have changed. Ctrl-C ends it without a result. */
export async function backtest(file: string, options: BacktestOptions): Promise<void> {
  const format = oneOf(FORMATS, '--format', options.format) ?? 'text';
  const threads = threadsOf(options.threads);
  const proposal = await proposalIn(file);
  await withStore(options, (opened) => run(opened, { format, threads, proposal, options }), {
    graceful: true,
  });
}

interface Run {
  readonly format: BacktestFormat;
  readonly threads: number;
  readonly proposal: Proposal;
  readonly options: BacktestOptions;
}

async function run(
  { store, organization, connectionString, signal }: OpenedStore,
  { format, threads, proposal, options }: Run,
): Promise<void> {
  const period = reportPeriod(options.from, options.to, organization.rules.zone, zoneTable());
  if ('problem' in period) throw usage(period.problem);
  const workThreads = createWorkThreads({ store, zoneTable: zoneTable(), connectionString });
  try {
    const { ranges, tally } = await withProgress('backtest', STEPS, (progress) =>
      runBacktest(
        {
          store,
          workThreads,
          threads,
          signal,
          onProgress({ done, tally: { attempts, blockedMore, allowedMore } }) {
            const note = `${counted(attempts)} attempts, ${counted(blockedMore)} blocked, ${counted(allowedMore)} allowed instead`;
            progress.update(Math.floor(done * STEPS), note);
          },
        },
        { organizationId: organization.id, ...period, proposal },
      ),
    );
    if (ranges.length > 0) throw new Failure('interrupted; nothing was written');
    const text = BACKTEST_TEXTS[format](tally);
    if (options.output === undefined) process.stdout.write(text);
    else await written(options.output, text);
  } finally {
    await workThreads.end();
  }
}

async function proposalIn(file: string): Promise<Proposal> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const why =
      error instanceof SyntaxError ? error.message : ((error as NodeJS.ErrnoException).code ?? 'unknown');
    throw new Failure(`the proposal \`${file}\` cannot be read: ${why}`);
  }
  const checked = createCheck(proposalSchema)(json);
  if (!checked.valid)
    throw new Failure(`the proposal \`${file}\` cannot be used: ${sentencesOf(checked.problems)}`);
  const read = readProposal(checked.value);
  if (!read.ok) throw new Failure(`the proposal \`${file}\` cannot be used: ${sentencesOf(read.problems)}`);
  return read.proposal;
}

function sentencesOf(problems: readonly { readonly path: string; readonly sentence: string }[]): string {
  return problems
    .map(({ path, sentence }) => `${path === '' ? 'the proposal' : path}: ${sentence}`)
    .join('; ');
}

async function written(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: NEW_FILE.flags, mode: NEW_FILE.mode });
  } catch (error) {
    throw fileFailure(error, path);
  }
}

function threadsOf(given: string | undefined): number {
  if (given === undefined) return availableParallelism();
  const threads = Number(given);
  if (!Number.isInteger(threads) || threads < 1 || threads > 64)
    throw usage(`--threads \`${given}\` is not a number from 1 to 64`);
  return threads;
}
