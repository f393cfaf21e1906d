import type { ErrorCode, ShapeProblem } from '@tact/api';

/** What a command tells of a request that it refuses, besides the code. */
export interface RefusalDetails {
  /** JSON pointer into the request. */
  readonly path?: string;
  /** Where several things are wrong. */
  readonly problems?: readonly ShapeProblem[];
  /** For `version_conflict`: the version that is there. */
  readonly currentVersion?: number;
  /** For `answer_too_old`: the attempt that the first answer held. */
  readonly attemptId?: string;
  /** How soon it may be tried again; sent as `Retry-After`, not in the body. */
  readonly retryAfterSeconds?: number;
}

/** A request that is refused: an expected failure with a code of the catalogue. The sentence is for the caller, and is never logged. */
export class CommandError extends Error {
  readonly code: ErrorCode;
  readonly details: RefusalDetails;

  constructor(code: ErrorCode, sentence: string, details: RefusalDetails = {}) {
    super(sentence);
    this.name = 'CommandError';
    this.code = code;
    this.details = details;
  }
}

/** The thing, or `not_found`. What belongs to another organization was not found either. */
export function found<Thing>(thing: Thing | undefined, what: string): Thing {
  if (thing === undefined) throw new CommandError('not_found', `there is no such ${what}; check the id`);
  return thing;
}
