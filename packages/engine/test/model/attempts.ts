import type { AttemptFact, AttemptRule, LocationEntry, Zone } from '../../src/index.ts';
import { isInside, wallClock } from './clock.ts';
import { requestZones, type Blocking, type World } from './world.ts';

const UNIT_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/** S6 to S12: whether an attempt rule blocks, on the clock of the request's zones or on another one (S13). */
export function attemptRuleBlocks(
  world: World,
  rule: AttemptRule & { readonly name: string },
  at: number,
  zonesOf: (world: World) => readonly Zone[] | 'unknown' = requestZones,
): readonly Blocking[] {
  const { request, facts } = world;
  const blocked = (code: string, forEver: boolean): readonly Blocking[] => [
    { kind: 'attempt', rule: rule.name, code, forEver },
  ];
  if (!isAmong(rule.channels, request.channel)) return [];
  if (request.device.position !== null && !isAmong(rule.devices, request.device.position)) return [];
  if (request.device.type !== 'unknown' && !isAmong(rule.deviceTypes, request.device.type)) return [];
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
export function organizationLimits(world: World): readonly (AttemptRule & { readonly name: string })[] {
  const { attemptsPerDayMax, attemptsPerWeekMax, intervalHoursMin } = world.source.organization.limits;
  const limit = (name: string, count: number | null, period: AttemptRule['period']) =>
    count === null ? [] : [{ ...ALL_OUTBOUND, using: subject, name, count, period }];
  const subject = world.request.accountId === null ? ('client' as const) : ('account' as const);
  return [
    ...limit('organization limit per day', attemptsPerDayMax, { kind: 'today' }),
    ...limit('organization limit per week', attemptsPerWeekMax, { kind: 'local-days', days: 7 }),
    ...limit('organization minimum interval', intervalHoursMin === null ? null : 1, {
      kind: 'rolling',
      amount: intervalHoursMin ?? 0,
      unit: 'hours',
    }),
  ];
}

const ALL_OUTBOUND: Omit<AttemptRule, 'count' | 'period' | 'using'> = {
  scope: 'tenant',
  direction: 'outbound',
  countBy: 'any',
  channels: 'any',
  countedChannels: null,
  devices: 'any',
  deviceTypes: 'any',
  to: [],
  betweenTimes: null,
};

function isMatching(rule: AttemptRule, attempt: AttemptFact): boolean {
  const ofSubject = {
    client: attempt.sameClient,
    device: attempt.sameDevice,
    'client-and-device': attempt.sameClient && attempt.sameDevice,
    account: attempt.sameAccount,
  };
  if (!ofSubject[rule.using]) return false;
  if (rule.scope === 'campaign-group' && !attempt.sameGroup) return false;
  if (rule.direction !== 'any' && attempt.direction !== rule.direction) return false;
  if (!isAmong(rule.countedChannels ?? rule.channels, attempt.channel)) return false;
  if (rule.to.length > 0 && !rule.to.some((entry) => mayLieIn(entry, attempt))) return false;
  if (attempt.state !== 'finished' || rule.countBy === 'any') return true;
  if ('callResults' in rule.countBy)
    return attempt.callResult === null || rule.countBy.callResults.includes(attempt.callResult);
  return attempt.disposition !== null && rule.countBy.dispositions.includes(attempt.disposition);
}

/** S9: whatever is not known of where the attempt went may be as the entry asks. */
function mayLieIn(entry: LocationEntry, { place }: AttemptFact): boolean {
  if (entry.country !== undefined && place.country !== null && place.country !== entry.country) return false;
  if (entry.areaCode !== undefined && place.areaCode !== null && place.areaCode !== entry.areaCode)
    return false;
  if (entry.region !== undefined) {
    if (place.regions.length > 0 && !place.regions.includes(entry.region)) return false;
    if (place.regions.length === 0 && place.country !== null && place.country !== entry.region.slice(0, 2))
      return false;
  }
  if (entry.postalCode === undefined || place.postalCode === null) return true;
  const pattern = entry.postalCode.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${pattern}$`, 'i').test(place.postalCode);
}

/** Whether a choice of a rule names the value, or any. */
export function isAmong<T>(choice: 'any' | readonly T[], value: T): boolean {
  return choice === 'any' || choice.includes(value);
}
