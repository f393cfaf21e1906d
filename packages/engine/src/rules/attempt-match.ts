import { callResultCode } from '../call-result.ts';
import { CHANNELS, type Channel } from '../device.ts';
import {
  channelTrait,
  INBOUND,
  OUTBOUND,
  RESULT_CODES,
  RESULT_NONE,
  RESULT_OPEN,
  resultOf,
  SAME_ACCOUNT,
  SAME_CLIENT,
  SAME_DEVICE,
  SAME_GROUP,
  type History,
} from '../history.ts';
import { isInAny, type LocationEntry } from '../location.ts';
import type { AttemptFact } from '../facts.ts';
import type { AttemptRule, CountBy, CountedUsing } from './attempt.ts';
import type { Choice } from './selection.ts';

/** Which attempts a rule counts, whenever they were: as traits where it can be, so that counting is a few comparisons of numbers. */
export interface AttemptMatch {
  /** All of these. */
  readonly every: number;
  /** One of each. */
  readonly directions: number;
  readonly channels: number;
  /** By result code: 1 where it counts. */
  readonly results: Uint8Array;
  /** Null: not counted by disposition. */
  readonly dispositions: ReadonlySet<string> | null;
  /** Empty: wherever it went. */
  readonly to: readonly LocationEntry[];
}

/** The part of an attempt rule that says which attempts count, whenever they were. */
type MatchedBy = Pick<AttemptRule, 'scope' | 'direction' | 'channels' | 'countedChannels' | 'countBy' | 'to'>;

/** The match of a rule, counting for the given subject. */
export function attemptMatch(rule: MatchedBy, using: CountedUsing): AttemptMatch {
  return {
    every: subjectTraits(using) | (rule.scope === 'campaign-group' ? SAME_GROUP : 0),
    directions: directionTraits(rule.direction),
    channels: channelTraits(rule.countedChannels ?? rule.channels),
    results: countedResults(rule.countBy),
    dispositions:
      rule.countBy !== 'any' && 'dispositions' in rule.countBy ? new Set(rule.countBy.dispositions) : null,
    to: rule.to,
  };
}

/** Which attempts of one history a rule counts. */
export class Counted {
  readonly #history: History;
  readonly #match: AttemptMatch;
  readonly #byRecord: boolean;
  /** A bit for each of the traits that occur, as far as bits go: 1 where an attempt with them counts. */
  #bits = 0;

  constructor(history: History, match: AttemptMatch) {
    this.#history = history;
    this.#match = match;
    this.#byRecord = match.dispositions !== null || match.to.length > 0;
    const bits = Math.min(history.traits.length, BITS_MAX);
    for (let i = 0; i < bits; i++) if (hasTraits(match, history.traits[i] as number)) this.#bits |= 1 << i;
  }

  /** How many of the attempts from an index on; their indexes go into `found` where one is given. */
  from(first: number, found?: number[]): number {
    const { traits, traitsOf } = this.#history;
    let count = 0;
    if (found === undefined && !this.#byRecord && traits.length <= BITS_MAX) {
      for (let i = first; i < traitsOf.length; i++) count += (this.#bits >>> (traitsOf[i] as number)) & 1;
      return count;
    }
    for (let i = first; i < traitsOf.length; i++) {
      if (!this.has(i)) continue;
      count++;
      found?.push(i);
    }
    return count;
  }

  /** Whether the attempt at an index. */
  has(index: number): boolean {
    const { traits, traitsOf, attempts } = this.#history;
    const which = traitsOf[index] as number;
    const matches =
      which < BITS_MAX ? ((this.#bits >>> which) & 1) === 1 : hasTraits(this.#match, traits[which] as number);
    return matches && (!this.#byRecord || isCountedByRecord(this.#match, attempts[index] as AttemptFact));
  }
}

const BITS_MAX = 32;

function hasTraits(match: AttemptMatch, traits: number): boolean {
  return (
    (traits & match.every) === match.every &&
    (traits & match.directions) !== 0 &&
    (traits & match.channels) !== 0 &&
    match.results[resultOf(traits)] === 1
  );
}

function isCountedByRecord({ dispositions, to }: AttemptMatch, attempt: AttemptFact): boolean {
  const byDisposition =
    dispositions === null ||
    attempt.state !== 'finished' ||
    (attempt.disposition !== null && dispositions.has(attempt.disposition));
  return byDisposition && (to.length === 0 || isInAny(to, attempt.place) !== 'out');
}

function subjectTraits(using: CountedUsing): number {
  switch (using) {
    case 'client':
      return SAME_CLIENT;
    case 'device':
      return SAME_DEVICE;
    case 'client-and-device':
      return SAME_CLIENT | SAME_DEVICE;
    case 'account':
      return SAME_ACCOUNT;
  }
}

function directionTraits(direction: AttemptRule['direction']): number {
  switch (direction) {
    case 'outbound':
      return OUTBOUND;
    case 'inbound':
      return INBOUND;
    case 'any':
      return OUTBOUND | INBOUND;
  }
}

function channelTraits(channels: Choice<Channel>): number {
  return (channels === 'any' ? CHANNELS : channels).reduce(
    (traits, channel) => traits | channelTrait(channel),
    0,
  );
}

/**
 * INVARIANT: a reservation, expired or not, counts whatever the rule filters by (S7); so does a finished attempt without a call result
 * under a filter of call results (S11). Dispositions are looked at afterwards.
 */
function countedResults(countBy: CountBy): Uint8Array {
  const results = new Uint8Array(RESULT_CODES);
  if (countBy === 'any' || 'dispositions' in countBy) return results.fill(1);
  for (const result of countBy.callResults) results[callResultCode(result)] = 1;
  results[RESULT_OPEN] = 1;
  results[RESULT_NONE] = 1;
  return results;
}
