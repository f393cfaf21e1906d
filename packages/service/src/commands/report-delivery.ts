import type { AttemptId, CallResult } from '@tact/engine';
import { StoreError } from '@tact/store';
import type { Caller, Parts } from './context.ts';

/** What became of a report: it is the attempt's result now; something better is known; there is no such attempt, or it was not made. */
export type DeliveryReported = 'recorded' | 'kept' | 'no-attempt';

/**
 * Records what a provider reports of an attempt. It fills in what is not known, and never replaces what somebody reported who knows better: an
 * agent's `Wrong Party` stays, however late the network's `Answer` comes. Reports may come twice and out of order.
 */
export async function reportDelivery(
  { store, clock }: Parts,
  { organizationId, actor }: Caller,
  id: string,
  callResult: CallResult,
): Promise<DeliveryReported> {
  try {
    const result = { callResult, at: clock() };
    const isRecorded = await store.attempts.fillInResult(organizationId, id as AttemptId, result, actor);
    return isRecorded ? 'recorded' : 'kept';
  } catch (error) {
    // Nobody can do anything about it: the provider speaks of what was given back, or of nothing.
    if (error instanceof StoreError && ['not_found', 'already_released'].includes(error.code))
      return 'no-attempt';
    throw error;
  }
}
