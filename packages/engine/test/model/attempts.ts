import type { AttemptFact, AttemptRule, LocationEntry } from '../../src/index.ts';
import { isInside, wallClock } from './clock.ts';
import { isAmong, isForDevice, requestZones, type Blocking, type World, type Zones } from './world.ts';

type NamedRule = AttemptRule & { readonly name: string };
/** The lengths of the units of a rolling period. */
export const UNIT_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/** S6 to S12: whether an attempt rule blocks, on the clock of the request's zones or on another one (S13). */
export function attemptRuleBlocks(
  world: World,
  rule: NamedRule,
  at: number,
  zonesOf: (world: World) => Zones = requestZones,
): readonly Blocking[] {
  const { request, facts } = world;
  const blocked = (code: string, forEver: boolean): readonly Blocking[] => [
    { kind: 'attempt', rule: rule.name, code, forEver },
  ];
  if (!isAmong(rule.channels, request.channel) || !isForDevice(rule, request)) return [];
  if (rule.using === 'account' && request.accountId === null) return blocked('account_missing', true);
  const matching = facts.attempts.filter((attempt) => isMatching(rule, attempt));
  if (rule.period.kind === 'rolling') {
    const startsAt = at - rule.period.amount * UNIT_MS[rule.period.unit];
    const counted = matching.filter((attempt) => startsAt < Math.min(attempt.at, at));
    return counted.length >= rule.count ? blocked('attempts_reached', false) : [];
  }
  const days = rule.period.kind === 'today' ? 1 : rule.period.days;
  const zones = zonesOf(world);
  if (zones === 'unknown') return blocked('zone_unknown', true);
  const isReached = zones.some((zone) => {
    const firstDay = wallClock(zone, at).day - (days - 1);
    const counted = matching.filter((attempt) => {
      const clock = wallClock(zone, Math.min(attempt.at, at));
      return clock.day >= firstDay && (rule.betweenTimes === null || isInside(rule.betweenTimes, clock));
    });
    return counted.length >= rule.count;
  });
  return isReached ? blocked('attempts_reached', false) : [];
}

/** S13: the organization's limits, written as attempt rules. */
export function organizationLimits({ request, source }: World): readonly NamedRule[] {
  const { attemptsPerDayMax, attemptsPerWeekMax, intervalHoursMin: hours } = source.organization.limits;
  const limit = (name: string, count: number | null, period: AttemptRule['period']): readonly NamedRule[] => {
    if (count === null) return [];
    const using = request.accountId === null ? 'client' : 'account';
    const all = {
      countBy: 'any',
      channels: 'any',
      countedChannels: null,
      devices: 'any',
      deviceTypes: 'any',
    } as const;
    return [
      {
        scope: 'tenant',
        direction: 'outbound',
        ...all,
        to: [],
        betweenTimes: null,
        using,
        name,
        count,
        period,
      },
    ];
  };
  return [
    ...limit('organization limit per day', attemptsPerDayMax, { kind: 'today' }),
    ...limit('organization limit per week', attemptsPerWeekMax, { kind: 'local-days', days: 7 }),
    ...limit('organization minimum interval', hours && 1, {
      kind: 'rolling',
      amount: hours ?? 0,
      unit: 'hours',
    }),
  ];
}

function isMatching(rule: AttemptRule, attempt: AttemptFact): boolean {
  const ofSubject = {
    client: attempt.sameClient,
    device: attempt.sameDevice,
    'client-and-device': attempt.sameClient && attempt.sameDevice,
    account: attempt.sameAccount,
  };
  if (!ofSubject[rule.using] || (rule.scope === 'campaign-group' && !attempt.sameGroup)) return false;
  if (rule.direction !== 'any' && attempt.direction !== rule.direction) return false;
  if (!isAmong(rule.countedChannels ?? rule.channels, attempt.channel)) return false;
  if (rule.to.length > 0 && !rule.to.some((entry) => mayLieIn(entry, attempt))) return false;
  if (attempt.state !== 'finished' || rule.countBy === 'any') return true;
  if ('callResults' in rule.countBy)
    return attempt.callResult === null || rule.countBy.callResults.includes(attempt.callResult);
  return attempt.disposition !== null && rule.countBy.dispositions.includes(attempt.disposition);
}

/** S9: whatever is not known of where the attempt went may be as the entry asks. */
function mayLieIn({ country, region, areaCode, postalCode }: LocationEntry, { place }: AttemptFact): boolean {
  if (country !== undefined && place.country !== null && place.country !== country) return false;
  if (areaCode !== undefined && place.areaCode !== null && place.areaCode !== areaCode) return false;
  if (region !== undefined && place.regions.length > 0 && !place.regions.includes(region)) return false;
  const isAbroad =
    place.regions.length === 0 && place.country !== null && place.country !== region?.slice(0, 2);
  if (region !== undefined && isAbroad) return false;
  if (postalCode === undefined || place.postalCode === null) return true;
  const pattern = postalCode.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${pattern}$`, 'i').test(place.postalCode);
}
