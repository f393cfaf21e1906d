import { CALL_RESULTS } from '../call-result.ts';
import { CHANNELS } from '../device.ts';
import type { RulesetSource } from '../ruleset.ts';
import { byCodePoints } from '../ruleset.ts';
import type { AttemptRule, CountBy, CountedUsing } from '../rules/attempt.ts';
import { daysOf, type Period } from '../rules/attempt-period.ts';
import { limitRules } from '../rules/organization.ts';
import { parseLocalMinute } from '../time/local-time.ts';
import type { Cover, Coverable, Covering } from './covered-rules.ts';
import { areEntriesWithin, entryIndexOf, type EntryIndex } from './covered-locations.ts';
import { deviceBitsOf, devicesWithin, type DeviceBits } from './device-classes.ts';
import { clockWithin, requestClock, type HoursClock } from './zone-classes.ts';

interface Counting extends Coverable {
  readonly count: number;
  readonly scope: AttemptRule['scope'];
  readonly direction: AttemptRule['direction'];
  readonly period: Period;
  readonly using: CountedUsing | 'account-or-client';
  readonly clock: HoursClock;
  readonly devices: DeviceBits;
  readonly channels: number;
  readonly countedChannels: number;
  readonly countBy: CountBy;
  readonly to: AttemptRule['to'];
  readonly toIndex: EntryIndex;
  /** Minutes of the day, half-open. */
  readonly between: readonly [start: number, end: number];
}

/** Who else counts all that one counts; a request without an account is an error to a rule on accounts (S9). */
const COUNTED_TOO: Readonly<Record<CountedUsing, readonly Counting['using'][]>> = {
  client: ['client'],
  device: ['device'],
  'client-and-device': ['client', 'device', 'client-and-device'],
  account: ['account', 'account-or-client'],
};

/**
 * Attempt rules that another one, or the organization's limits, reach no later: they are for all of the same requests, count all of the same
 * attempts over all of the same time, and block at no higher a count. Sound. Not complete: a rolling period is compared with local days only as far as
 * every zone in history bears it out (a clock has been set by up to 26 hours), and what several rules do together is not looked at.
 */
export function attemptCovering(source: RulesetSource, optional: ReadonlySet<string>): Covering<Counting> {
  const requests = requestClock(source.timezoneSource);
  const { zoneFallback, limits } = source.organization;
  const rules = source.attempt
    .map((rule, index) => ({ rule, index }))
    .toSorted(
      (one, other) => one.rule.priority - other.rule.priority || byCodePoints(one.rule.name, other.rule.name),
    )
    .map(({ rule, index }) => ({
      ...counting(rule, requests),
      rule: { kind: 'attempt' as const, id: rule.id, name: rule.name },
      path: `/attempt/${index}`,
      dispositionCode: rule.dispositionCode,
      isOptional: optional.has(rule.id),
      isDeletable: true,
    }));
  const ofOrganization = limitRules(limits).map(({ rule, name }) => ({
    ...counting(rule, 'limits'),
    using: 'account-or-client' as const,
    rule: { kind: name.kind, id: null, name: name.rule },
    path: '/organization/limits',
    dispositionCode: null,
    isOptional: false,
    isDeletable: false,
  }));
  const items: readonly Counting[] = [...rules, ...ofOrganization];
  const byUsing = Map.groupBy(items, ({ using }) => using);
  return {
    items,
    candidatesFor: ({ using }) =>
      using === 'account-or-client' ? [] : COUNTED_TOO[using].flatMap((other) => byUsing.get(other) ?? []),
    cover: (inner, outer) => coverOf(inner, outer, zoneFallback),
  };
}

function coverOf(
  inner: Counting,
  outer: Counting,
  zoneFallback: RulesetSource['organization']['zoneFallback'],
): Cover {
  if (outer.count > inner.count || !devicesWithin(inner.devices, outer.devices)) return 'no';
  if ((inner.channels & ~outer.channels) !== 0 || (inner.countedChannels & ~outer.countedChannels) !== 0)
    return 'no';
  if (inner.scope === 'tenant' && outer.scope !== 'tenant') return 'no';
  if (outer.direction !== 'any' && outer.direction !== inner.direction) return 'no';
  if (!isResultWithin(inner.countBy, outer.countBy) || !isToWithin(inner, outer)) return 'no';
  const period = periodCover(inner, outer, zoneFallback);
  if (period === 'no' || inner.using === 'account-or-client') return 'no';
  if (!COUNTED_TOO[inner.using].includes(outer.using)) return 'no';
  return outer.using === 'account-or-client' ? 'known' : period;
}

/** A clock moves by no more than the distance between the ends of the earth's clocks, -12:00 and +14:00. */
const CLOCK_MOVES_DAYS_MAX = 26 / 24;

function periodCover(
  inner: Counting,
  outer: Counting,
  zoneFallback: RulesetSource['organization']['zoneFallback'],
): Cover {
  const [innerDays, outerDays] = [daysOf(inner.period), daysOf(outer.period)];
  if (inner.between[0] < outer.between[0] || inner.between[1] > outer.between[1]) return 'no';
  if (outer.period.kind === 'rolling') {
    if (inner.period.kind === 'rolling') return innerDays <= outerDays ? 'always' : 'no';
    // A rule by local days is an error where no zone is known; a rolling one needs none.
    return innerDays + CLOCK_MOVES_DAYS_MAX <= outerDays ? 'known' : 'no';
  }
  if (inner.period.kind === 'rolling')
    return isWholeDay(outer.between) && innerDays + 1 + CLOCK_MOVES_DAYS_MAX <= outerDays ? 'always' : 'no';
  return innerDays <= outerDays ? clockWithin(inner.clock, outer.clock, zoneFallback) : 'no';
}

/** S11: an attempt whose result is open counts under every filter; one that has no disposition only under results. */
function isResultWithin(inner: CountBy, outer: CountBy): boolean {
  if (outer === 'any') return true;
  if ('callResults' in outer) {
    if (CALL_RESULTS.every((result) => outer.callResults.includes(result))) return true;
    return (
      inner !== 'any' &&
      'callResults' in inner &&
      inner.callResults.every((result) => outer.callResults.includes(result))
    );
  }
  return (
    inner !== 'any' &&
    'dispositions' in inner &&
    inner.dispositions.every((code) => outer.dispositions.includes(code))
  );
}

function isToWithin(inner: Counting, outer: Counting): boolean {
  if (outer.to.length === 0) return true;
  return inner.to.length > 0 && areEntriesWithin(inner.to, outer.toIndex);
}

function isWholeDay([start, end]: Counting['between']): boolean {
  return start === 0 && end === 1_440;
}

function counting(rule: AttemptRule, clock: HoursClock) {
  const { count, scope, direction, period, using, countBy, to, betweenTimes } = rule;
  return {
    count,
    scope,
    direction,
    period,
    using,
    countBy,
    to,
    clock,
    devices: deviceBitsOf(rule),
    channels: channelBits(rule.channels),
    countedChannels: channelBits(rule.countedChannels ?? rule.channels),
    toIndex: entryIndexOf(to),
    between: [
      parseLocalMinute(betweenTimes?.start ?? '00:00') ?? 0,
      parseLocalMinute(betweenTimes?.end ?? '24:00') ?? 0,
    ] as const,
  };
}

function channelBits(channels: AttemptRule['channels']): number {
  return CHANNELS.reduce(
    (bits, channel, index) => (channels === 'any' || channels.includes(channel) ? bits | (1 << index) : bits),
    0,
  );
}
