import type { AttemptId } from '@tact/engine';
import type { KeptAnswer } from '@tact/store';
import { CommandError } from '../command-error.ts';
import { DECISION_MS_MAX } from '../deciding/decider.ts';
import type { Caller, Parts } from './context.ts';

/** What is looked at of the kept answer to a question. */
interface KeptDecision {
  readonly decision?: unknown;
  readonly attempt?: { readonly id: string } | null;
}

/**
 * Throws `answer_too_old` where a kept answer allowed what may hold no more: it is older than any answer may be acted on, something has changed by
 * which it could be refused, or its attempt is no longer held. Nothing is carried out anew: whoever had the first answer may have called, so that
 * its attempt goes on counting until they say that they have not (S7, S23).
 */
export async function assertRepeatable(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  { organizationId }: Pick<Caller, 'organizationId'>,
  { body, ageMs, isCurrent }: KeptAnswer,
): Promise<void> {
  const { decision, attempt } = JSON.parse(body) as KeptDecision;
  if (decision === 'blocked') return;
  const isFresh = isCurrent && ageMs <= DECISION_MS_MAX;
  if (attempt === undefined || attempt === null) {
    if (isFresh) return;
    throw tooOld('what this key was allowed may hold no more; ask with a new key');
  }
  const held = await store.attempts.get(organizationId, attempt.id as AttemptId);
  const isOpen = held?.state === 'reserved';
  if (isFresh && isOpen && held.expiresAt !== null && clock() < held.expiresAt) return;
  const name = `the attempt \`${attempt.id}\` of this key`;
  throw tooOld(
    isOpen
      ? `${name} counts, but may hold no more: report its result, or release it where nobody was called; then ask with a new key`
      : `${name} is over; ask with a new key`,
    attempt.id,
  );
}

function tooOld(sentence: string, attemptId?: string): CommandError {
  return new CommandError('answer_too_old', sentence, attemptId === undefined ? {} : { attemptId });
}
