import { API_LIMITS, type ReservationQuestionJson } from '@tact/api';
import type { Answered } from '../deciding/question.ts';
import { answered, questionOf } from './ask.ts';
import type { Caller, Parts } from './context.ts';

/** Asks for now, and holds an attempt where it is allowed. Record and attempt are durable before the answer comes back (S30). */
export async function reserve(
  { decider }: Parts,
  caller: Caller,
  json: ReservationQuestionJson,
): Promise<Answered> {
  const { expiresInSeconds = API_LIMITS.expiresInSecondsDefault, ...question } = json;
  const [answer] = await decider.reserve(caller.organizationId, [
    { ...questionOf(question, null, caller), expiresInMs: expiresInSeconds * 1_000 },
  ]);
  return answered(answer);
}
