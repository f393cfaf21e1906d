import type { AttemptId, Instant, OrganizationId } from '@tact/engine';
import type { Actor, ClaimedItem, Settlement, Store } from '@tact/store';
import { CALL_MS_MAX } from '../channels/call-delivery.ts';
import type { ChannelAdapter, Dispatch, HandOver } from '../channels/channel-adapter.ts';
import type { Clock } from '../deciding/decider.ts';
import { fractionOf } from './spread.ts';
import { PUT_OFF_MAX } from './treat-blocked.ts';

/** One dispatch that was marked durably, and may go out. */
export interface Outgoing {
  readonly item: ClaimedItem;
  readonly devicePosition: number;
  readonly dispatch: Dispatch;
  /** Nothing goes out from here on: the worker that finds the mark then may take it for lost. */
  readonly handOverUntil: Instant;
  /** Whether something follows where no result comes while the attempt is held. */
  readonly treatsTimeOuts: boolean;
}

/** What a hand-over takes part in. */
export interface HandOverParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly adapter: ChannelAdapter;
  readonly actor: Actor;
  readonly signal: AbortSignal;
}

/**
 * Hands one dispatch over, once, and gives what is to be settled of it. INVARIANT: called only for what was marked; what comes too late,
 * because this process stood still, is not handed over at all.
 */
export async function handOver(
  { store, clock, adapter, actor, signal }: HandOverParts,
  organizationId: OrganizationId,
  outgoing: Outgoing,
): Promise<Settlement> {
  const { dispatch, handOverUntil } = outgoing;
  const { permit, channel } = dispatch;
  const isTooLate = clock() >= Math.min(permit.expiresAt, handOverUntil);
  const result: HandOver = isTooLate ? TOO_LATE : await tryOnce(adapter, dispatch, signal);
  const now = clock();
  if (result.state === 'refused') {
    // Nothing left: the attempt was not made, and does not count.
    await store.attempts.release(organizationId, permit.attemptId as AttemptId, now, actor);
    if (result.retryAfterMs !== null && result.retryAfterMs > 0 && result.holdsChannel !== false) {
      const until = (now + result.retryAfterMs) as Instant;
      await store.queue.slowDown(organizationId, channel, until, result.sentence);
    }
  }
  return settlementOf(outgoing, result, now);
}

const TOO_LATE: HandOver = {
  state: 'refused',
  code: 'too_late',
  sentence: 'the worker stood still until its time was over, and sent nothing',
  retryAfterMs: 0,
};

/** An adapter never throws; one that does left it open whether something was sent. */
async function tryOnce(adapter: ChannelAdapter, dispatch: Dispatch, signal: AbortSignal): Promise<HandOver> {
  try {
    return await adapter.handOver(dispatch, signal);
  } catch {
    return { state: 'unknown', sentence: 'the channel failed while it was handed over' };
  }
}

/** When no result comes any more: when the attempt is not held any longer; of a call, when it is over at the latest. */
function timesOutAt({ permit, channel }: Dispatch): Instant {
  return (permit.expiresAt + (channel === 'call' ? CALL_MS_MAX : 0)) as Instant;
}

/** What is settled of a hand-over, by its attempt. */
function settlementOf(
  { item, devicePosition, dispatch, treatsTimeOuts }: Outgoing,
  result: HandOver,
  now: Instant,
): Settlement {
  const common = {
    itemId: item.id,
    attemptId: dispatch.permit.attemptId,
    scheduledAt: null,
    providerReference: null,
    devicePosition,
    course: item.course,
    putOff: 0,
    comesFirst: null,
    timesOutAt: null,
    stepsBack: 0,
    assignee: null,
  } as const;
  switch (result.state) {
    case 'confirmed':
      return {
        ...common,
        state: 'completed',
        timesOutAt: treatsTimeOuts ? timesOutAt(dispatch) : null,
        handOver: 'confirmed',
        providerReference: result.providerReference,
        code: 'confirmed',
        reason: 'the channel took it; what follows depends on its result',
      };
    case 'unknown':
      return {
        ...common,
        state: 'failed',
        handOver: 'unknown',
        code: 'handover_unknown',
        reason: `${result.sentence}: somebody may have been contacted, so it counts, and is not sent again by itself`,
      };
    case 'refused': {
      const { code, sentence, retryAfterMs } = result;
      const refused = { ...common, handOver: 'refused', stepsBack: 1, code, reason: sentence } as const;
      if (retryAfterMs === null || item.putOff >= PUT_OFF_MAX) return { ...refused, state: 'failed' };
      // Those that were refused together do not all come back together.
      const waitMs = retryAfterMs * (1 + fractionOf(item.recordId));
      return {
        ...refused,
        state: 'pending',
        scheduledAt: Math.ceil(now + waitMs) as Instant,
        putOff: item.putOff + 1,
      };
    }
  }
}
