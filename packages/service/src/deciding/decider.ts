import type { Instant, OrganizationId } from '@tact/engine';
import type { Answer, Failure, Question } from './question.ts';
import type { OnDecided } from './rounds.ts';
import type { WindowsAnswer } from './windows.ts';

/** Answers questions, with or without a durable record. The only way from a question to a verdict; every surface uses it. */
export interface Decider {
  /**
   * Answers in order; at most 1,000 questions, or 10,000 that are not recorded. `record`: no answer comes back before its record is durable (S30).
   * `onDecided` is told what each decision that is not recorded was made of. Throws a
   * `DecidingError` where it cannot answer: the clock is wrong, the database does not answer, the facts keep moving.
   */
  ask(
    organizationId: OrganizationId,
    questions: readonly Question[],
    options: { readonly record: boolean; readonly onDecided?: OnDecided },
  ): Promise<readonly Answer[]>;
  /**
   * The same for questions that are not recorded, each with its answer or its own failure, in order: one that cannot be decided takes nothing
   * from those beside it. Never throws for a failure.
   */
  askEach(
    organizationId: OrganizationId,
    questions: readonly Question[],
    options: { readonly onDecided: OnDecided },
  ): Promise<readonly (Answer | Failure)[]>;
  /** The same for now, for one question, holding an attempt where it is allowed, until the expiry (S7). */
  reserve(
    organizationId: OrganizationId,
    questions: readonly [Question & { readonly expiresInMs: number }],
  ): Promise<readonly Answer[]>;
  /**
   * The same for many questions, each with its answer or its own failure, in order: what was held for one is not lost because another one, in a
   * later round, could not be decided. Never throws for a failure.
   */
  reserveEach(
    organizationId: OrganizationId,
    questions: readonly (Question & { readonly expiresInMs: number })[],
  ): Promise<readonly (Answer | Failure)[]>;
  /**
   * The spans, from the question's instant on and over `days` times 24 hours, in which it would be allowed if nothing happened in between.
   * Nothing is recorded. Throws as `ask` does.
   */
  windows(organizationId: OrganizationId, question: Question, days: number): Promise<WindowsAnswer>;
  /** The same for many questions, at most 10,000, in order. */
  windowsOfAll(
    organizationId: OrganizationId,
    questions: readonly Question[],
    days: number,
  ): Promise<readonly WindowsAnswer[]>;
}

/** Rules or keys have changed since whoever asks was last looked up. Nothing was decided; it is asked again once they were. */
export class AskerUnsure extends Error {
  constructor() {
    super('rules or keys have changed since whoever asks was looked up');
    this.name = 'AskerUnsure';
  }
}

/** Why nothing could be answered. `retryAfterMs` is for the caller; nothing was allowed. */
export class DecidingError extends Error {
  readonly code:
    | 'clock_went_back'
    | 'clock_differs'
    | 'database_unavailable'
    | 'overloaded'
    | 'too_contended'
    | 'ruleset_invalid';
  readonly retryAfterMs: number;

  constructor(code: DecidingError['code'], sentence: string, retryAfterMs: number, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'DecidingError';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * How long a decision may be acted on, milliseconds. Between the two lie some milliseconds; where a process or its database stood still in between,
 * the hours may be over, or somebody may have opted out.
 */
export const DECISION_MS_MAX = 10_000;

/** Reads the clock; the one place where time enters. */
export type Clock = () => Instant;
