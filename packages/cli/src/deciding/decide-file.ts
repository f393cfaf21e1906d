import { stat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
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
import { counted } from '../counted.ts';
import { withStore } from '../database.ts';
import { campaignGroupNamed } from '../campaign-group-named.ts';
import { Failure, failureLine, usage } from '../failure.ts';
import { oneOf } from '../one-of.ts';
import { withProgress } from '../progress.ts';
import { writeNewFile } from '../written-file.ts';
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
  const format = oneOf(['csv', 'ndjson'], '--format', options.format) ?? 'csv';
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
    const answering = { read, answer, jobs, header };
    // Where the answers themselves are shown, a display would stand among them.
    if (options.out === undefined)
      await writeNewFile(
        '-',
        answersOf(file, answering, () => undefined),
      );
    else await writeAnswers(file, answering, options.out);
  });
}

interface Answering {
  readonly read: ReturnType<typeof questionReader>;
  readonly answer: (batch: readonly ReadQuestionRow[]) => Promise<string>;
  readonly jobs: number;
  readonly header: string;
}

async function writeAnswers(file: CsvFile, answering: Answering, outPath: string): Promise<void> {
  const startedAtMs = performance.now();
  let rowCount = 0;
  await withProgress('decide', (await stat(file.path)).size, (progress) => {
    const onProgress = (bytesRead: number, rows: number) => {
      rowCount = rows;
      progress.update(bytesRead, `${counted(rows)} rows`);
    };
    return writeNewFile(outPath, answersOf(file, answering, onProgress));
  });
  const seconds = (performance.now() - startedAtMs) / 1000;
  process.stderr.write(
    `${counted(rowCount)} rows answered in ${seconds.toFixed(1)} s (${counted(Math.round(rowCount / seconds))} a second)\n`,
  );
}

/** The answers of a file's rows in their order, a batch at a time, with some batches under way ahead of the one that is given. */
async function* answersOf(
  file: CsvFile,
  { read, answer, jobs, header }: Answering,
  onProgress: (bytesRead: number, rows: number) => void,
): AsyncGenerator<string> {
  const waiting: Promise<string>[] = [];
  const start = (batch: readonly ReadQuestionRow[]) => {
    const answered = answer(batch);
    // A failure is thrown where the batch's turn comes.
    answered.catch(() => undefined);
    waiting.push(answered);
  };
  yield header;
  let batch: ReadQuestionRow[] = [];
  let rowCount = 0;
  for await (const { rows, bytesRead } of csvRows(file)) {
    for (const row of rows) {
      rowCount++;
      batch.push(read(row));
      if (batch.length < BATCH_ROWS) continue;
      start(batch);
      batch = [];
      if (waiting.length >= jobs) yield (await waiting.shift()) ?? '';
    }
    onProgress(bytesRead, rowCount);
  }
  if (batch.length > 0) start(batch);
  for (const answered of waiting) yield await answered;
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
