import { randomUUID } from 'node:crypto';
import type { Channel, Decision, DecisionJson, Instant, OrganizationId } from '@tact/engine';
import type { Dispatch, HandOver } from '../src/channels/channel-adapter.ts';
import { permitOf, type Permit } from '../src/channels/permit.ts';
import type { Answered } from '../src/deciding/question.ts';

/** The organization of dispatches in tests of providers. */
export const ORGANIZATION = '0198c0de-0000-7000-8000-000000000001' as OrganizationId;

/** An allowed answer that is on record and holds an attempt. */
export function allowedAnswer(given: Partial<Answered> = {}): Answered {
  return {
    answered: true,
    id: randomUUID(),
    decision: { decision: 'allowed', at: Date.now() as Instant } as Decision,
    json: {} as DecisionJson,
    treatment: null,
    attempt: { id: randomUUID(), expiresAt: (Date.now() + 900_000) as Instant },
    nextSpan: () => null,
    ...given,
  };
}

/** A permit as deciding gives it. */
export function permit(given: Partial<Answered> = {}): Permit {
  const made = permitOf(ORGANIZATION, allowedAnswer(given));
  if (made === null) throw new Error('the answer gives no permit');
  return made;
}

/** A dispatch under a permit of its own. */
export function dispatchOf(channel: Channel, address: string, given: Partial<Dispatch> = {}): Dispatch {
  return {
    permit: permit(),
    channel,
    address,
    message: { subject: null, text: 'Please call us back.', html: null },
    delivery: null,
    idempotencyKey: randomUUID(),
    ...given,
  };
}

/** What a hand-over came to, in one word or code. */
export function stateOf(done: HandOver): string {
  return done.state === 'refused' ? `refused ${done.code}` : done.state;
}

/** A signal that nobody gives. */
export const NO_SIGNAL = new AbortController().signal;
