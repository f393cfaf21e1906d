import { ERRORS, type ErrorCode, type Problem } from '@tact/api';
import { StoreError } from '@tact/store';
import { CommandError } from '../command-error.ts';
import { DecidingError } from '../deciding/decider.ts';

/** A failure as it is answered: the problem, and the headers that go with it. */
export interface Failure {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** What is not expected is logged, and shown to nobody. */
  readonly isExpected: boolean;
  /** The request changed nothing, so that it can be carried out again as if it had never come. */
  readonly changedNothing: boolean;
}

/** How soon somebody may ask again where nothing better is known. */
const RETRY_SECONDS = 2;

/** The answer to an error. Whatever is not expected gives `internal` with the request id and nothing else. */
export function failureOf(error: unknown, requestId: string): Failure {
  if (error instanceof CommandError) {
    const { code, message } = error;
    const { retryAfterSeconds, ...details } = error.details;
    const retry = code === 'idempotency_key_running' || code === 'stopping';
    return expected(
      { ...problemOf(code, message, requestId), ...details },
      retryAfterSeconds ?? (retry ? RETRY_SECONDS : undefined),
    );
  }
  // The other two are between runners of jobs; no route meets them.
  if (error instanceof StoreError && error.code !== 'job_lost' && error.code !== 'job_running') {
    const retry = error.code === 'database_unavailable' ? RETRY_SECONDS : undefined;
    const failure = expected(problemOf(error.code, error.message, requestId), retry);
    // A connection that ends under a commit leaves it open whether the change was made.
    return { ...failure, changedNothing: error.code !== 'database_unavailable' };
  }
  if (error instanceof DecidingError) {
    const seconds = Math.max(1, Math.ceil(error.retryAfterMs / 1_000));
    const failure = expected(problemOf(error.code, error.message, requestId), seconds);
    return { ...failure, changedNothing: error.code !== 'database_unavailable' };
  }
  const known = frameworkProblem(error);
  if (known !== undefined) return expected(problemOf(known.code, known.sentence, requestId));
  const sentence = `something went wrong here; tell the request id \`${requestId}\` to whoever runs this service`;
  return {
    problem: problemOf('internal', sentence, requestId),
    headers: {},
    isExpected: false,
    changedNothing: false,
  };
}

/** A problem of the catalogue with its sentence. */
export function problemOf(code: ErrorCode, detail: string, requestId: string): Problem {
  const { status, title } = ERRORS[code];
  return { type: `/api/docs#error-${code}`, title, status, code, detail, requestId };
}

function expected(problem: Problem, retryAfterSeconds?: number): Failure {
  const headers: Record<string, string> = {};
  if (retryAfterSeconds !== undefined) headers['retry-after'] = `${retryAfterSeconds}`;
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer realm="tact"';
  return { problem, headers, isExpected: true, changedNothing: true };
}

/** What the HTTP framework refuses before a route is reached, in the words of the catalogue. */
function frameworkProblem(
  error: unknown,
): { readonly code: ErrorCode; readonly sentence: string } | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { code: 'body_too_large', sentence: ERRORS.body_too_large.advice };
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_EMPTY_TYPE':
      return { code: 'content_type_unsupported', sentence: ERRORS.content_type_unsupported.advice };
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return {
        code: 'json_invalid',
        sentence: 'the body is not as long as `Content-Length` says; send it whole',
      };
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return {
        code: 'route_unknown',
        sentence: 'the path cannot be read; look the route up under `/api/docs`',
      };
    default:
      return undefined;
  }
}
