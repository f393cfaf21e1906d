import type { Instant, OrganizationId } from '@tact/engine';
import { DECISION_MS_MAX } from '../deciding/decider.ts';
import type { Answered } from '../deciding/question.ts';

/** Not exported: no other file can write the key, so no other file can make a permit. */
const MADE_HERE: unique symbol = Symbol('permit');

/**
 * The right to hand one attempt over to a channel: an allowed decision that is on record and the reservation that holds its
 * attempt (G3). Only {@link permitOf} makes one, so nothing can be sent that was not decided.
 */
export interface Permit {
  readonly [MADE_HERE]: true;
  readonly organizationId: OrganizationId;
  readonly decisionId: string;
  readonly attemptId: string;
  /** After this instant the reservation is no longer held (S7), and nothing may be handed over under it. */
  readonly expiresAt: Instant;
  /** From this instant on the decision is too old to act on: who still wants to has to ask again. */
  readonly staleAt: Instant;
}

/** The permit that an answer gives; null where it is not allowed, not on record, or holds no attempt. */
export function permitOf(organizationId: OrganizationId, answer: Answered): Permit | null {
  const { id: decisionId, attempt, decision } = answer;
  if (decision.decision !== 'allowed' || decisionId === null || attempt === null) return null;
  const permit: Permit = {
    [MADE_HERE]: true,
    organizationId,
    decisionId,
    attemptId: attempt.id,
    expiresAt: attempt.expiresAt,
    staleAt: (decision.at + DECISION_MS_MAX) as Instant,
  };
  made.add(permit);
  return permit;
}

/** Every permit that was made and is still held. A copy, with whatever was changed in it, is none. */
const made = new WeakSet<Permit>();

/** Whether it is a permit that {@link permitOf} made, also where the compiler was told otherwise. */
export function isPermit(value: Permit): boolean {
  return made.has(value);
}
