import type { PreDialValidation } from '@tact/store';
import type { HttpAnswer, HttpCaller } from '../channels/http-call.ts';
import type { PreDialQuestion } from './body.ts';
import type { PreDialHeaders } from './headers.ts';

/** What a service said. INVARIANT: `yes` is HTTP 200 with a whole answer in time, and nothing else is. */
export interface PreDialAnswer {
  /** `none`: neither a yes nor a no, for whatever reason. */
  readonly answer: 'yes' | 'no' | 'none';
  /** Null: there was no answer at all. */
  readonly status: number | null;
  /** What it did, after "the service"; without an address, a number or a name. */
  readonly sentence: string;
  readonly tookMs: number;
}

const YES = 200;
const NO = 409;

/**
 * Asks a service about a record. Where the connection broke it is asked once more, with the same id, within the same time: it may have closed a
 * connection that was kept. Never throws.
 */
export async function askService(
  caller: HttpCaller,
  { url, timeoutMs }: Pick<PreDialValidation, 'url' | 'timeoutMs'>,
  headers: PreDialHeaders,
  { id, body }: PreDialQuestion,
  { withinMs, signal }: { readonly withinMs: number; readonly signal?: AbortSignal },
): Promise<PreDialAnswer> {
  const beganAtMs = performance.now();
  const endsAtMs = beganAtMs + Math.min(timeoutMs, withinMs);
  const post = () =>
    caller.call(
      {
        method: 'POST',
        url,
        body,
        timeoutMs: Math.ceil(endsAtMs - performance.now()),
        headers: {
          ...headers,
          accept: 'application/json',
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'tact',
          'idempotency-key': id,
        },
      },
      signal,
    );
  let answer = await post();
  if (answer.state !== 'answered' && signal?.aborted !== true && performance.now() < endsAtMs - 1)
    answer = await post();
  return { ...answerOf(answer), tookMs: Math.round(performance.now() - beganAtMs) };
}

function answerOf(answer: HttpAnswer): Omit<PreDialAnswer, 'tookMs'> {
  if (answer.state !== 'answered')
    return { answer: 'none', status: null, sentence: `did not answer: ${answer.sentence}` };
  const { status } = answer;
  const sentence = `answered with HTTP ${status}`;
  switch (status) {
    case YES:
      return { answer: 'yes', status, sentence };
    case NO:
      return { answer: 'no', status, sentence };
    default:
      return { answer: 'none', status, sentence };
  }
}
