import type { AttemptFact, AttemptRule, CountryCode, LocationEntry } from '../../src/index.ts';
import { isInside, UNIT_MS, wallClock } from './clock.ts';
import { worldsOf } from './places.ts';
import { blocked, isAmong, isForDevice, type Blockings, type World, type Zones } from './world.ts';

type NamedRule = AttemptRule & { readonly name: string };

/** S6 to S12: whether an attempt rule blocks, with the days of these zones. */
export function attempts({ request, facts }: World, rule: NamedRule, at: number, zones: Zones): Blockings {
  const { name, period, count, betweenTimes } = rule;
  if (!isAmong(rule.channels, request.channel) || !isForDevice(rule, request)) return [];
  if (rule.using === 'account' && request.accountId === null)
    return blocked('attempt', name, 'account_missing', true);
  const matching = facts.attempts.filter((attempt) => isMatching(rule, attempt));
  const reached = blocked('attempt', name, 'attempts_reached', false);
  if (period.kind === 'rolling') {
    const startsAt = at - period.amount * UNIT_MS[period.unit];
    return matching.filter((attempt) => startsAt < Math.min(attempt.at, at)).length >= count ? reached : [];
  }
  if (zones === 'unknown') return blocked('attempt', name, 'zone_unknown', true);
  const isReachedInAny = zones.some((zone) => {
    const firstDay = wallClock(zone, at).day - (period.kind === 'today' ? 0 : period.days - 1);
    const clocks = matching.map((attempt) => wallClock(zone, Math.min(attempt.at, at)));
    const ofDays = clocks.filter(({ day }) => day >= firstDay);
    return ofDays.filter((clock) => betweenTimes === null || isInside(betweenTimes, clock)).length >= count;
  });
  return isReachedInAny ? reached : [];
}

/** S13: the organization's limits, written as attempt rules. */
export function organizationLimits({ request, source }: World): readonly NamedRule[] {
  const { attemptsPerDayMax: day, attemptsPerWeekMax: week, intervalHoursMin: hours } = source.organization.limits; // prettier-ignore
  const limits: readonly [string, number | null, AttemptRule['period']][] = [
    ['organization limit per day', day, { kind: 'today' }],
    ['organization limit per week', week, { kind: 'local-days', days: 7 }],
    ['organization minimum interval', hours && 1, { kind: 'rolling', amount: hours ?? 0, unit: 'hours' }],
  ];
  const all = { scope: 'tenant', direction: 'outbound', channels: 'any', countedChannels: null } as const;
  const any = { countBy: 'any', devices: 'any', deviceTypes: 'any', to: [], betweenTimes: null } as const;
  const using = request.accountId === null ? 'client' : 'account';
  return limits.flatMap(([name, count, period]) =>
    count === null ? [] : [{ ...all, ...any, using, name, count, period }],
  );
}

function isMatching(rule: AttemptRule, attempt: AttemptFact): boolean {
  const { sameClient: client, sameDevice: device, sameAccount: account } = attempt;
  const ofSubject = { client, device, account, 'client-and-device': client && device };
  if (!ofSubject[rule.using] || (rule.scope === 'campaign-group' && !attempt.sameGroup)) return false;
  if (rule.direction !== 'any' && attempt.direction !== rule.direction) return false;
  if (!isAmong(rule.countedChannels ?? rule.channels, attempt.channel)) return false;
  if (rule.to.length > 0 && !rule.to.some((entry) => mayLieIn(entry, attempt))) return false;
  if (attempt.state !== 'finished' || rule.countBy === 'any') return true;
  if ('callResults' in rule.countBy)
    return attempt.callResult === null || rule.countBy.callResults.includes(attempt.callResult);
  return attempt.disposition !== null && rule.countBy.dispositions.includes(attempt.disposition);
}

/** S9: whatever is not known of where the attempt went may be as the entry asks; of several possible regions it lies in one. */
function mayLieIn(entry: LocationEntry, { place }: Pick<AttemptFact, 'place'>): boolean {
  if (place.regions.length < 2)
    return worldsOf(place)
      .flat()
      .some((one) => mayBeIn(entry, one));
  return place.regions.some((one) =>
    mayLieIn(entry, {
      place: { ...place, country: place.country ?? (one.slice(0, 2) as CountryCode), regions: [one] },
    }),
  );
}

function mayBeIn(entry: LocationEntry, place: AttemptFact['place']): boolean {
  const { country, region, areaCode, postalCode } = entry;
  const [only = null] = place.regions;
  if (country !== undefined && place.country !== null && place.country !== country) return false;
  if (areaCode !== undefined && place.areaCode !== null && place.areaCode !== areaCode) return false;
  if (region !== undefined && only !== null && only !== region) return false;
  const isAbroad = place.country !== null && place.country !== region?.slice(0, 2);
  if (region !== undefined && only === null && isAbroad) return false;
  if (postalCode === undefined || place.postalCode === null) return true;
  const pattern = postalCode.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${pattern}$`, 'i').test(place.postalCode);
}
