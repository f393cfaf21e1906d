import { API_LIMITS, type WindowsQuestionJson } from '@tact/api';
import type { FoundWindows } from '../deciding/windows.ts';
import { questionOf, refusal } from './ask.ts';
import type { Caller, Parts } from './context.ts';

/** Finds when a question would be allowed in the days to come; nothing is recorded. A refused question throws. */
export async function findWindows(
  { decider }: Parts,
  { organizationId }: Caller,
  { days = API_LIMITS.windowsDaysDefault, ...question }: WindowsQuestionJson,
): Promise<FoundWindows> {
  const answer = await decider.windows(organizationId, questionOf(question, null), days);
  if (!answer.answered) throw refusal(answer);
  return answer;
}
