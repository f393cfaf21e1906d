import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import type { Writable } from 'node:stream';
import { zoneTable } from '@tact/places';
import {
  ANSWER_CSV_HEADER,
  answerCsvLine,
  createClock,
  createDecider,
  csvField,
  type Answer,
} from '@tact/service/without-http';
import type { DecideOptions } from '../commands/decide.ts';
import { csvRows, inspectCsv, type CsvFile } from '@tact/files';
import { withStore } from '../database.ts';
import { campaignGroupNamed } from '../campaign-group-named.ts';
import { Failure, failureLine, usage } from '../failure.ts';
import { withProgress, type Progress } from '../progress.ts';
import { fileFailure, NEW_FILE } from '../written-file.ts';
import { assertOfFile } from './one-or-file.ts';
import { attributesOf, channelOf, instantOf } from './options.ts';
import { questionColumns, questionReader, type ReadQuestionRow } from './question-columns.ts';

/** Questions in one batch: enough that the database answers set by set, few enough that memory stays small. Half as many are slower by a tenth. */
const BATCH_ROWS = 2_500;
const JOBS_DEFAULT = 3;
const JOBS_MAX = 16;

/** Carries out `tact decide FILE`: answers in the order of the rows, in memory that does not grow with the file. */
export async function decideFile(path: string, options: DecideOptions): Promise<void> {
  assertOfFile(options);
  const format = options.format ?? 'csv';
  if (format !== 'csv' && format !== 'ndjson')
    throw usage(`--format \`${format}\` is none; there are csv and ndjson`);
  const jobs = jobsOf(options.jobs);
  const file = await inspect(path);
  const columns = questionColumns(file.header);
  await withStore(options, async ({ store, organization }) => {
    const read = questionReader(columns, {
      channel: channelOf(options),
      campaignGroupId: await campaignGroupNamed(store, organization.id, options.group),
      at: instantOf(options),
      attributes: attributesOf(options),
    });
    const decider = createDecider({ store, clock: createClock(), zoneTable: zoneTable() });
    const lineOf = format === 'csv' ? csvLine : ndjsonLine;
    const answer = async (batch: readonly ReadQuestionRow[]): Promise<string> => {
      const questions = batch.flatMap((row) => (row.ok ? [row.question] : []));
      const answers = await decider.ask(organization.id, questions, { record: false });
      let next = 0;
      return batch.map((row) => lineOf(row, row.ok ? answers[next++] : undefined)).join('');
    };
    const header = format === 'csv' ? ANSWER_CSV_HEADER : '';
    const answering = { read, answer, jobs, header, outPath: options.out };
    // Where the answers themselves are shown, a display would stand among them.
    if (options.out === undefined) await answerAll(file, answering, null);
    else
      await withProgress('decide', (await stat(path)).size, (progress) =>
        answerAll(file, answering, progress),
      );
  });
}

interface Answering {
  readonly read: ReturnType<typeof questionReader>;
  readonly answer: (batch: readonly ReadQuestionRow[]) => Promise<string>;
  readonly jobs: number;
  readonly header: string;
  /** A new file; undefined: standard output. */
  readonly outPath: string | undefined;
}

async function answerAll(file: CsvFile, answering: Answering, progress: Progress | null): Promise<void> {
  const startedAtMs = performance.now();
  const { outPath } = answering;
  const out = outPath === undefined ? process.stdout : createWriteStream(outPath, NEW_FILE);
  const failed = failureOf(out, outPath ?? 'standard output');
  const waiting: Promise<string>[] = [];
  let rowCount = 0;
  const write = async (text: string) => {
    failed.check();
    if (!out.write(text)) await Promise.race([once(out, 'drain'), failed.happened]);
  };
  const start = async (batch: readonly ReadQuestionRow[]) => {
    const answered = answering.answer(batch);
    // A failure is thrown where the batch's turn comes.
    answered.catch(() => undefined);
    waiting.push(answered);
    if (waiting.length >= answering.jobs) await write((await waiting.shift()) ?? '');
  };
  await write(answering.header);
  let batch: ReadQuestionRow[] = [];
  for await (const { rows, bytesRead } of csvRows(file)) {
    for (const row of rows) {
      rowCount++;
      batch.push(answering.read(row));
      if (batch.length < BATCH_ROWS) continue;
      await start(batch);
      batch = [];
    }
    progress?.update(bytesRead, `${rowCount.toLocaleString('en-US')} rows`);
  }
  if (batch.length > 0) await start(batch);
  for (const answered of waiting) await write(await answered);
  if (outPath === undefined) return;
  out.end();
  await Promise.race([once(out, 'finish'), failed.happened]);
  failed.check();
  const seconds = (performance.now() - startedAtMs) / 1000;
  process.stderr.write(
    `${rowCount.toLocaleString('en-US')} rows answered in ${seconds.toFixed(1)} s (${Math.round(rowCount / seconds).toLocaleString('en-US')} a second)\n`,
  );
}

/** Remembers the failure of a stream, so that waiting for it ends. */
function failureOf(out: Writable, name: string): { readonly happened: Promise<void>; check(): void } {
  let failure: Error | null = null;
  const happened = new Promise<void>((resolve) => {
    out.once('error', (error) => {
      failure = error;
      resolve();
    });
  });
  return {
    happened,
    check() {
      if (failure !== null) throw fileFailure(failure, name);
    },
  };
}

async function inspect(path: string): Promise<CsvFile> {
  const file = await inspectCsv(path).catch((error: unknown) => {
    throw new Failure(`the file \`${path}\` cannot be read: ${failureLine(error)}`);
  });
  if (file === undefined) throw new Failure(`the file \`${path}\` has no row; it needs a header and rows`);
  return file;
}

function jobsOf(text: string | undefined): number {
  if (text === undefined) return JOBS_DEFAULT;
  const jobs = Number(text);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > JOBS_MAX)
    throw usage(`--jobs \`${text}\` is none; write a number from 1 to ${JOBS_MAX}`);
  return jobs;
}

function csvLine(row: ReadQuestionRow, answer: Answer | undefined): string {
  if (row.ok) return answerCsvLine(row.question, answerOf(answer));
  return `${csvField(row.clientId)},${csvField(row.device)},refused,row_invalid,${csvField(row.sentence)},\n`;
}

function ndjsonLine(row: ReadQuestionRow, answer: Answer | undefined): string {
  const { line } = row;
  if (!row.ok) return `${JSON.stringify({ error: { code: 'row_invalid', detail: row.sentence }, line })}\n`;
  const given = answerOf(answer);
  if (given.answered) return `${JSON.stringify({ ...given.json, treatment: given.treatment })}\n`;
  const { code, sentence, path } = given;
  return `${JSON.stringify({ error: { code, detail: sentence, path }, line })}\n`;
}

function answerOf(answer: Answer | undefined): Answer {
  if (answer === undefined) throw new Error('the decider left a question out');
  return answer;
}
