import { CALL_RESULTS, callResultCode } from './call-result.ts';
import type { Channel } from './device.ts';
import type { AttemptFact } from './facts.ts';
import type { Instant } from './time/instant.ts';

/**
 * The earlier attempts made ready for counting: one pass serves all rules. What the rules filter by is packed into one number an attempt, its
 * traits, so that a rule compares one number for each.
 */
export interface History {
  /** Ascending by instant; none that is older than any rule looks back. */
  readonly attempts: readonly AttemptFact[];
  /** The traits of each. */
  readonly traits: readonly number[];
}

/** Whose an attempt was, seen from the request. */
export const SAME_CLIENT = 1 << 0;
/** On the request's device. */
export const SAME_DEVICE = 1 << 1;
/** About the request's account. */
export const SAME_ACCOUNT = 1 << 2;
/** Of the request's campaign group. */
export const SAME_GROUP = 1 << 3;
/** Made by us. */
export const OUTBOUND = 1 << 4;
/** Made by the contact. */
export const INBOUND = 1 << 5;
const RESULT_SHIFT = 16;

/** The result codes that no call result has: none is known yet (S7), and finished without one (S11). */
export const RESULT_OPEN = CALL_RESULTS.length;
/** Finished, without a call result (S11). */
export const RESULT_NONE = CALL_RESULTS.length + 1;
/** How many result codes there are. */
export const RESULT_CODES = CALL_RESULTS.length + 2;

/** The trait of a channel. */
export function channelTrait(channel: Channel): number {
  switch (channel) {
    case 'call':
      return 1 << 6;
    case 'sms':
      return 1 << 7;
    case 'email':
      return 1 << 8;
    case 'whatsapp':
      return 1 << 9;
  }
}

/** The result code within an attempt's traits: a call result's code, `RESULT_OPEN` or `RESULT_NONE`. */
export function resultOf(traits: number): number {
  return traits >>> RESULT_SHIFT;
}

/**
 * Makes the attempts after an instant ready for counting. INVARIANT: attempts ascend, for they are searched by instant; it throws where those
 * after the instant do not.
 */
export function historyOf(attempts: readonly AttemptFact[], afterMs = -Infinity): History {
  const first = firstWhere(attempts.length, (i) => !((attempts[i] as AttemptFact).at <= afterMs));
  const within = first === 0 ? attempts : attempts.slice(first);
  // A plain array: a typed one of this size lives outside the heap and costs more to make than to fill.
  const traits = new Array<number>(within.length);
  let before = -Infinity;
  let lastResult: AttemptFact['callResult'] = null;
  let lastCode = RESULT_NONE;
  for (let i = 0; i < within.length; i++) {
    const attempt = within[i] as AttemptFact;
    const { at, callResult } = attempt;
    if (!(at >= before)) throw new RangeError('the earlier attempts are not in the order of their instants');
    before = at;
    // Most have the call result of the one before.
    if (callResult !== lastResult) {
      lastResult = callResult;
      lastCode = callResult === null ? RESULT_NONE : callResultCode(callResult);
    }
    traits[i] = traitsWith(attempt, attempt.state === 'finished' ? lastCode : RESULT_OPEN);
  }
  return { attempts: within, traits };
}

/** The index of the first attempt that was made after the instant: a binary search, so cost grows with the logarithm of the history. */
export function firstAfter({ attempts }: Pick<History, 'attempts'>, instantMs: number): number {
  return firstWhere(attempts.length, (i) => (attempts[i] as AttemptFact).at > instantMs);
}

/** The first index below `length` from which on the condition holds; `length` where it never does. */
function firstWhere(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function traitsWith(attempt: AttemptFact, resultCode: number): number {
  return (
    (attempt.sameClient ? SAME_CLIENT : 0) |
    (attempt.sameDevice ? SAME_DEVICE : 0) |
    (attempt.sameAccount ? SAME_ACCOUNT : 0) |
    (attempt.sameGroup ? SAME_GROUP : 0) |
    (attempt.direction === 'outbound' ? OUTBOUND : INBOUND) |
    channelTrait(attempt.channel) |
    (resultCode << RESULT_SHIFT)
  );
}

/** An attempt's instant as it counts at `at`: one that lies after it counts as made then (S8). */
export function countsAt(attempt: AttemptFact, at: Instant): Instant {
  return Math.min(attempt.at, at) as Instant;
}
