import { API_LIMITS, type ReservationQuestionJson } from '@tact/api';
import type { AttemptId } from '@tact/engine';
import { isTooLate, tooLate } from '../deciding/not-answered.ts';
import type { Answered } from '../deciding/question.ts';
import { answered, questionOf } from './ask.ts';
import type { Caller, Parts } from './context.ts';

/**
 * Asks for now, and holds an attempt where it is allowed. Record and attempt are durable before the answer comes back (S30). An answer that took too
 * long is an error, and what it held is given back: nobody was told of it.
 */
export async function reserve(
  { decider, store, clock }: Parts,
  caller: Caller,
  json: ReservationQuestionJson,
): Promise<Answered> {
  const { expiresInSeconds = API_LIMITS.expiresInSecondsDefault, ...question } = json;
  const [answer] = await decider.reserve(caller.organizationId, [
    { ...questionOf(question, null, caller), expiresInMs: expiresInSeconds * 1_000 },
  ]);
  const given = answered(answer);
  const now = clock();
  if (!isTooLate(given, now)) return given;
  // Where that fails, too, it is held until it expires.
  if (given.attempt !== null)
    await store.attempts
      .release(caller.organizationId, given.attempt.id as AttemptId, now, caller.actor)
      .catch(() => undefined);
  throw tooLate();
}
