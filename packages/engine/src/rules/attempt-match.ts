import { CALL_RESULTS, type CallResult } from '../call-result.ts';
import type { Channel } from '../device.ts';
import type { AttemptFact } from '../facts.ts';
import type { History } from '../history.ts';
import { isInAny, type LocationEntry } from '../location.ts';
import type { AttemptRule, CountBy, CountedUsing } from './attempt.ts';

/** Which attempts a rule counts, whenever they were. A filter that is null lets every attempt through. */
export interface AttemptMatch {
  readonly sameClient: boolean;
  readonly sameDevice: boolean;
  readonly sameAccount: boolean;
  readonly sameGroup: boolean;
  readonly direction: AttemptFact['direction'] | null;
  readonly channels: readonly Channel[] | null;
  /** Whether each call result counts. */
  readonly callResults: ReadonlyMap<CallResult, boolean> | null;
  readonly dispositions: ReadonlySet<string> | null;
  /** Where the attempt went; an attempt of unknown place counts (S9). */
  readonly to: readonly LocationEntry[] | null;
  /** Whether it filters by client, device and direction at most. */
  readonly isPlain: boolean;
}

/** The part of an attempt rule that says which attempts count, whenever they were. */
type MatchedBy = Pick<AttemptRule, 'scope' | 'direction' | 'channels' | 'countedChannels' | 'countBy' | 'to'>;

/** The match of a rule, counting for the given subject. */
export function attemptMatch(rule: MatchedBy, using: CountedUsing): AttemptMatch {
  const { scope, direction, countBy, to } = rule;
  const channels = rule.countedChannels ?? rule.channels;
  const isPlain =
    using !== 'account' && scope === 'tenant' && channels === 'any' && countBy === 'any' && to.length === 0;
  return {
    sameClient: using === 'client' || using === 'client-and-device',
    sameDevice: using === 'device' || using === 'client-and-device',
    sameAccount: using === 'account',
    sameGroup: scope === 'campaign-group',
    direction: direction === 'any' ? null : direction,
    channels: channels === 'any' ? null : channels,
    callResults: countedResults(countBy),
    dispositions: countBy !== 'any' && 'dispositions' in countBy ? new Set(countBy.dispositions) : null,
    to: to.length === 0 ? null : to,
    isPlain,
  };
}

/** How many of the attempts after an instant a rule counts. From the newest back: most rules look at few, so that a search for the oldest costs more. */
export function countAfter({ attempts, first }: History, match: AttemptMatch, instantMs: number): number {
  const { sameClient, sameDevice, direction, isPlain } = match;
  let count = 0;
  for (let i = attempts.length - 1; i >= first; i--) {
    const attempt = attempts[i] as AttemptFact;
    if (attempt.at <= instantMs) break;
    // What most rules filter by goes first, read into variables: the rest is asked of few attempts, or by few rules.
    if (sameClient && !attempt.sameClient) continue;
    if (sameDevice && !attempt.sameDevice) continue;
    if (direction !== null && attempt.direction !== direction) continue;
    if (isPlain || isCountedFurther(attempt, match)) count++;
  }
  return count;
}

/** Which of the attempts from an index on a rule counts, as indexes. */
export function indexesFrom({ attempts }: History, match: AttemptMatch, first: number): readonly number[] {
  const found: number[] = [];
  for (let i = first; i < attempts.length; i++)
    if (isCounted(attempts[i] as AttemptFact, match)) found.push(i);
  return found;
}

/** Whether a rule counts an attempt. Throws for a call result that is none: one that is not known must not count as nothing. */
export function isCounted(attempt: AttemptFact, match: AttemptMatch): boolean {
  if (match.sameClient && !attempt.sameClient) return false;
  if (match.sameDevice && !attempt.sameDevice) return false;
  if (match.direction !== null && attempt.direction !== match.direction) return false;
  return match.isPlain || isCountedFurther(attempt, match);
}

/** The filters that few rules have. */
function isCountedFurther(attempt: AttemptFact, match: AttemptMatch): boolean {
  if (match.sameAccount && !attempt.sameAccount) return false;
  if (match.sameGroup && !attempt.sameGroup) return false;
  if (match.channels !== null && !isAmong(match.channels, attempt.channel)) return false;
  if (match.callResults !== null && !hasCountedResult(attempt, match.callResults)) return false;
  if (match.dispositions !== null && !hasCountedDisposition(attempt, match.dispositions)) return false;
  return match.to === null || isInAny(match.to, attempt.place) !== 'out';
}

function isAmong(channels: readonly Channel[], channel: Channel): boolean {
  for (let i = 0; i < channels.length; i++) if (channels[i] === channel) return true;
  return false;
}

/**
 * INVARIANT: a reservation, expired or not, counts whatever the rule filters by (S7); so does a finished attempt without a call result
 * under a filter of call results (S11).
 */
function hasCountedResult(
  { state, callResult }: AttemptFact,
  callResults: ReadonlyMap<CallResult, boolean>,
): boolean {
  if (state !== 'finished' || callResult === null) return true;
  const counts = callResults.get(callResult);
  if (counts === undefined) throw noCallResult(callResult);
  return counts;
}

/** A reservation counts here too (S7); a finished attempt without a disposition does not. */
function hasCountedDisposition(
  { state, disposition }: AttemptFact,
  dispositions: ReadonlySet<string>,
): boolean {
  return state !== 'finished' || (disposition !== null && dispositions.has(disposition));
}

/** Throws for a result that is none: a rule that asks for it would count nothing. */
function countedResults(countBy: CountBy): ReadonlyMap<CallResult, boolean> | null {
  if (countBy === 'any' || 'dispositions' in countBy) return null;
  const results = new Map<CallResult, boolean>(CALL_RESULTS.map((result) => [result, false]));
  for (const result of countBy.callResults) {
    if (!results.has(result)) throw noCallResult(result);
    results.set(result, true);
  }
  return results;
}

function noCallResult(text: string): RangeError {
  return new RangeError(`\`${text}\` is not a call result`);
}
