import { createCheck, questionSchema, type Problem } from '@tact/api';
import type { Instant } from '@tact/engine';
import { CommandError } from '../../command-error.ts';
import { questionOf, refusal } from '../../commands/ask.ts';
import type { Caller, Parts } from '../../commands/context.ts';
import { csvField } from '../../csv-field.ts';
import { ANSWER_CSV_HEADER, answerCsvLine } from '../../deciding/answer-csv.ts';
import { isTooLate, tooLate } from '../../deciding/not-answered.ts';
import type { Answer, Question } from '../../deciding/question.ts';
import { inOrder } from '../../http/in-order.ts';
import { readJson } from '../../http/json-text.ts';
import { readLines, type Line } from '../../http/lines.ts';
import { failureOf } from '../../http/problem.ts';
import { answerJson } from './decision-json.ts';

/** Questions that are decided together: about what one network read brings, and half of what the decider takes. */
const CHUNK_LINES = 500;
/** While one chunk waits for its records, the next one is read and decided. */
const CHUNKS_IN_FLIGHT = 2;

/** How a batch is answered. */
export interface LineOptions {
  readonly defaultAt: Instant | null;
  readonly allVerdicts: boolean;
  readonly wantsCsv: boolean;
  readonly requestId: string;
  /** Asked before each chunk. What it throws is told to each line of the chunk, and nothing of it is decided (ADR 0025). */
  readonly assertStillIn: () => Promise<void>;
}

/**
 * Answers a streamed batch in the order of its lines. A bad line is told of in its place and the others go on. Nothing is read ahead
 * beyond the chunks in flight, and those wait while the caller does not take its answers, so that memory stays flat.
 */
export async function* answerLines(
  parts: Parts,
  caller: Caller,
  stream: AsyncIterable<Buffer>,
  options: LineOptions,
): AsyncGenerator<string> {
  if (options.wantsCsv) yield ANSWER_CSV_HEADER;
  const answerChunk = (lines: readonly Line[]) => answersOf(parts, caller, lines, options);
  yield* inOrder(readLines(stream, CHUNK_LINES), answerChunk, CHUNKS_IN_FLIGHT);
}

/** One line of the body: a question, or what is wrong with it. */
interface ReadLine {
  readonly line: number;
  readonly read: Question | CommandError;
}

const checkQuestion = createCheck(questionSchema);

async function answersOf(
  { decider, clock }: Parts,
  { organizationId }: Caller,
  lines: readonly Line[],
  options: LineOptions,
): Promise<string> {
  const read = lines.map((line): ReadLine => ({ line: line.line, read: readLine(line, options.defaultAt) }));
  const questions = read.flatMap((line) => (line.read instanceof CommandError ? [] : [line.read]));
  let answers: readonly Answer[] = [];
  let failure: unknown;
  try {
    if (questions.length > 0) {
      await options.assertStillIn();
      answers = await decider.ask(organizationId, questions, { record: true });
    }
  } catch (error) {
    // The status has been sent: each line of the chunk is told the failure, and nothing of it is allowed.
    failure = error;
  }
  const [remaining, now] = [answers.values(), clock()];
  const texts = read.map((line) => {
    if (line.read instanceof CommandError) return badLine(line.line, line.read, options);
    const { value: answer } = remaining.next();
    if (answer === undefined) return badLine(line.line, failure, options);
    if (line.read.at === null && answer.answered && isTooLate(answer, now))
      return badLine(line.line, tooLate(), options);
    return answerText(line.line, line.read, answer, options);
  });
  return texts.join('');
}

function readLine({ text }: Line, defaultAt: Instant | null): Question | CommandError {
  if (text === undefined)
    return new CommandError('body_too_large', 'the line is longer than 64 KB; one question stands on a line');
  const json = readJson(text);
  if (!json.valid) return new CommandError('json_invalid', json.sentence);
  const checked = checkQuestion(json.value);
  if (!checked.valid) {
    const [first] = checked.problems;
    const sentence = `the question does not fit: \`${first?.path ?? ''}\`: ${first?.sentence ?? ''}`;
    return new CommandError('validation_failed', sentence, {
      path: first?.path ?? '',
      problems: checked.problems,
    });
  }
  try {
    return questionOf(checked.value, defaultAt);
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
}

function answerText(line: number, question: Question, answer: Answer, options: LineOptions): string {
  if (options.wantsCsv) return answerCsvLine(question, answer);
  if (!answer.answered) return badLine(line, refusal(answer), options);
  return `${JSON.stringify(answerJson(answer, options.allVerdicts))}\n`;
}

function badLine(line: number, error: unknown, { wantsCsv, requestId }: LineOptions): string {
  const { problem } = failureOf(error, requestId);
  if (wantsCsv) return csvOf(problem);
  return `${JSON.stringify({ error: problem, line })}\n`;
}

function csvOf({ code, detail }: Problem): string {
  return `,,refused,${code},${csvField(detail)},\n`;
}
