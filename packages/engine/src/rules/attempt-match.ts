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

/** Which attempts a rule counts, whenever they were: as traits where it can be, so that an attempt is tested by a comparison of two numbers. */
export interface AttemptMatch {
  /** Of the traits that `looksAt` names, these and no others. */
  readonly traits: number;
  readonly looksAt: number;
  /** By result code: 1 where it counts; null: any result. */
  readonly results: Uint8Array | null;
  /** Null: not counted by disposition. */
  readonly dispositions: ReadonlySet<string> | null;
  /** Empty: wherever it went. */
  readonly to: readonly LocationEntry[];
}

/** The part of an attempt rule that says which attempts count, whenever they were. */
type MatchedBy = Pick<AttemptRule, 'scope' | 'direction' | 'channels' | 'countedChannels' | 'countBy' | 'to'>;

/** The match of a rule, counting for the given subject. */
export function attemptMatch(rule: MatchedBy, using: CountedUsing): AttemptMatch {
  const traits = subjectTraits(using) | (rule.scope === 'campaign-group' ? SAME_GROUP : 0);
  // An attempt has one direction and one channel: those that do not count are ones that it must not have.
  const others = otherDirections(rule.direction) | otherChannels(rule.countedChannels ?? rule.channels);
  return {
    traits,
    looksAt: traits | others,
    results: countedResults(rule.countBy),
    dispositions:
      rule.countBy !== 'any' && 'dispositions' in rule.countBy ? new Set(rule.countBy.dispositions) : null,
    to: rule.to,
  };
}

/** How many of the attempts from an index on a rule counts. */
export function countFrom(history: History, match: AttemptMatch, first: number): number {
  const { traits } = history;
  const { looksAt, traits: wanted, results } = match;
  let count = 0;
  if (isByRecord(match) || results !== null) {
    for (let i = first; i < traits.length; i++) if (isCounted(history, match, i)) count++;
    return count;
  }
  for (let i = first; i < traits.length; i++) if (((traits[i] as number) & looksAt) === wanted) count++;
  return count;
}

/** Which of the attempts from an index on a rule counts, as indexes. */
export function indexesFrom(history: History, match: AttemptMatch, first: number): readonly number[] {
  const found: number[] = [];
  for (let i = first; i < history.traits.length; i++) if (isCounted(history, match, i)) found.push(i);
  return found;
}

/** Whether a rule counts the attempt at an index. */
export function isCounted({ traits, attempts }: History, match: AttemptMatch, index: number): boolean {
  const own = traits[index] as number;
  if ((own & match.looksAt) !== match.traits) return false;
  if (match.results !== null && match.results[resultOf(own)] !== 1) return false;
  return !isByRecord(match) || isCountedByRecord(match, attempts[index] as AttemptFact);
}

function isByRecord({ dispositions, to }: AttemptMatch): boolean {
  return dispositions !== null || to.length > 0;
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

function otherDirections(direction: AttemptRule['direction']): number {
  switch (direction) {
    case 'outbound':
      return INBOUND;
    case 'inbound':
      return OUTBOUND;
    case 'any':
      return 0;
  }
}

function otherChannels(channels: Choice<Channel>): number {
  if (channels === 'any') return 0;
  return CHANNELS.filter((channel) => !channels.includes(channel)).reduce(
    (traits, channel) => traits | channelTrait(channel),
    0,
  );
}

/**
 * INVARIANT: a reservation, expired or not, counts whatever the rule filters by (S7); so does a finished attempt without a call result
 * under a filter of call results (S11). Dispositions are looked at afterwards.
 */
function countedResults(countBy: CountBy): Uint8Array | null {
  if (countBy === 'any' || 'dispositions' in countBy) return null;
  const results = new Uint8Array(RESULT_CODES);
  for (const result of countBy.callResults) results[callResultCode(result)] = 1;
  results[RESULT_OPEN] = 1;
  results[RESULT_NONE] = 1;
  return results;
}
