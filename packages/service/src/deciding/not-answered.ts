import type { Instant } from '@tact/engine';
import { DECISION_MS_MAX, DecidingError } from './decider.ts';
import type { Answered } from './question.ts';

/** The error of whoever was decided again and again because facts kept moving. */
export function tooContended(): DecidingError {
  return new DecidingError(
    'too_contended',
    'the facts of this request keep changing; ask again in a moment',
    1_000,
  );
}

/**
 * Whether an allowed answer about now was so long on its way that it may hold no more: the hours may be over. Whoever acts under a permit is told by
 * that; who asks from outside has to be told here.
 */
export function isTooLate({ decision }: Answered, now: Instant): boolean {
  return decision.decision === 'allowed' && now - decision.at > DECISION_MS_MAX;
}

/** The error of whoever was allowed what the database took too long to make durable. */
export function tooLate(): DecidingError {
  return new DecidingError(
    'database_unavailable',
    'the database took so long that what was decided may hold no more; ask again in a moment',
    1_000,
  );
}

/** The error of whoever asks while too many wait. */
export function overloaded(): DecidingError {
  return new DecidingError(
    'overloaded',
    'more questions wait than can be answered in time; ask again in a moment',
    1_000,
  );
}
