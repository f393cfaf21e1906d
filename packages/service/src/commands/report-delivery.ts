import type { AttemptId, CallResult } from '@tact/engine';
import type { Attempt } from '@tact/store';
import type { Caller, Parts } from './context.ts';
import { reportResult } from './report-result.ts';

/** What became of a report: it is the attempt's result now; something better is known; there is no such attempt, or it was not made. */
export type DeliveryReported = 'recorded' | 'kept' | 'no-attempt';

/**
 * Records what a provider reports of an attempt. It fills in what is not known, and never replaces what somebody reported who knows better: an
 * agent's `Wrong Party` stays, however late the network's `Answer` comes. Reports may come twice and out of order.
 */
export async function reportDelivery(
  parts: Parts,
  caller: Caller,
  id: string,
  callResult: CallResult,
): Promise<DeliveryReported> {
  const attempt = await parts.store.attempts.get(caller.organizationId, id as AttemptId);
  if (attempt === undefined || attempt.state === 'released') return 'no-attempt';
  if (!isOpen(attempt)) return 'kept';
  const { disposition } = attempt;
  await reportResult(parts, caller, attempt.id, { callResult, disposition });
  return 'recorded';
}

/** Whether the network's word is still wanted: nothing is known, or only that it was handed over. */
function isOpen({ callResult }: Attempt): boolean {
  return callResult === null || callResult === 'Unknown' || callResult === 'Ok';
}
