import { CALL_RESULTS, callResultCode } from './call-result.ts';
import type { Channel } from './device.ts';
import type { AttemptFact } from './facts.ts';
import type { Instant } from './time/instant.ts';
import { DAY_MS } from './time/instant.ts';
import { spanAt, type Zone } from './time/zone.ts';

/**
 * The earlier attempts made ready for counting: one pass serves all rules. What the rules filter by is packed into one number an
 * attempt, its traits, so that counting forty attempts for ten rules costs a microsecond.
 */
export interface History {
  /** Ascending by instant. */
  readonly attempts: readonly AttemptFact[];
  readonly traits: Uint32Array;
  /** The local date of each attempt in a zone, at the attempt's own instant. Worked out once for each zone. */
  localDatesIn(zone: Zone): Int32Array;
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

const CHANNEL_TRAITS: Readonly<Record<Channel, number>> = {
  call: 1 << 6,
  sms: 1 << 7,
  email: 1 << 8,
  whatsapp: 1 << 9,
};

/** The trait of a channel. */
export function channelTrait(channel: Channel): number {
  return CHANNEL_TRAITS[channel];
}

/** The result code within an attempt's traits: a call result's code, `RESULT_OPEN` or `RESULT_NONE`. */
export function resultOf(traits: number): number {
  return traits >>> RESULT_SHIFT;
}

/** Makes attempts ready for counting. */
export function historyOf(attempts: readonly AttemptFact[]): History {
  const traits = new Uint32Array(attempts.length);
  for (let i = 0; i < attempts.length; i++) traits[i] = traitsOf(attempts[i] as AttemptFact);
  const datesByZone = new Map<string, Int32Array>();
  return {
    attempts,
    traits,
    localDatesIn(zone) {
      let dates = datesByZone.get(zone.name);
      if (dates === undefined) {
        dates = localDates(attempts, zone);
        datesByZone.set(zone.name, dates);
      }
      return dates;
    },
  };
}

/** The index of the first attempt that was made after the instant: a binary search, so cost grows with the logarithm of the history. */
export function firstAfter(attempts: readonly AttemptFact[], instantMs: number): number {
  let low = 0;
  let high = attempts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((attempts[middle] as AttemptFact).at > instantMs) high = middle;
    else low = middle + 1;
  }
  return low;
}

function traitsOf(attempt: AttemptFact): number {
  return (
    (attempt.sameClient ? SAME_CLIENT : 0) |
    (attempt.sameDevice ? SAME_DEVICE : 0) |
    (attempt.sameAccount ? SAME_ACCOUNT : 0) |
    (attempt.sameGroup ? SAME_GROUP : 0) |
    (attempt.direction === 'outbound' ? OUTBOUND : INBOUND) |
    channelTrait(attempt.channel) |
    (resultCode(attempt) << RESULT_SHIFT)
  );
}

function resultCode(attempt: AttemptFact): number {
  if (attempt.state !== 'finished') return RESULT_OPEN;
  return attempt.callResult === null ? RESULT_NONE : callResultCode(attempt.callResult);
}

/** Attempts ascend, so their spans do too: one search, then steps. */
function localDates(attempts: readonly AttemptFact[], zone: Zone): Int32Array {
  const dates = new Int32Array(attempts.length);
  let span = attempts[0] === undefined ? 0 : spanAt(zone, attempts[0].at);
  for (let i = 0; i < attempts.length; i++) {
    const { at } = attempts[i] as AttemptFact;
    while (at >= (zone.startsAtUtc[span + 1] ?? Infinity)) span++;
    dates[i] = Math.floor((at + (zone.offsetsMs[span] as number)) / DAY_MS);
  }
  return dates;
}

/** An attempt's instant as it counts at `at`: one that lies after it counts as made then (S8). */
export function countsAt(attempt: AttemptFact, at: Instant): Instant {
  return Math.min(attempt.at, at) as Instant;
}
