import fc from 'fast-check';
import {
  CHANNELS,
  DAY_MS,
  DEVICE_TYPES,
  TIMEZONE_SOURCES,
  WEEKDAYS,
  type AttemptRule,
  type ContactDate,
  type ContactTimesRule,
  type CountryCode,
  type CustomRule,
  type DayTimes,
  type Instant,
  type LocationEntry,
  type LocationRule,
  type RegionCode,
  type RuleCommon,
  type RuleId,
  type RulesetSource,
  type SpanEdge,
  type SuppressionList,
  type SuppressionListId,
  type WeekTimes,
  type Window,
} from '../../src/index.ts';
import { NO_ZONE, TIMES, ZONES } from './instants.ts';

/** Lists that the facts may have entries of. */
export const LISTS = ['list 1', 'list 2'] as readonly string[] as readonly SuppressionListId[];

/** Names that order differently by code points and by UTF-16 units. */
const prefixes = fc.constantFrom('a', 'B', 'é', '\u{FF5E}', '\u{1F600}');

const windows: fc.Arbitrary<Window> = fc
  .tuple(fc.nat(TIMES.length - 2), fc.nat(TIMES.length - 1))
  .map(([first, more]) => {
    const last = Math.min(first + 1 + more, TIMES.length - 1);
    return { start: TIMES[first] ?? '', end: TIMES[last] ?? '' };
  });

const openTimes: fc.Arbitrary<DayTimes> = fc.oneof(
  { weight: 3, arbitrary: fc.constant('any' as const) },
  { weight: 4, arbitrary: fc.array(windows, { minLength: 1, maxLength: 3 }) },
);

const dayTimes: fc.Arbitrary<DayTimes> = fc.oneof(
  { weight: 5, arbitrary: openTimes },
  { weight: 1, arbitrary: fc.constant('closed' as const) },
);

const sameTimes: fc.Arbitrary<WeekTimes> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ everyDay: openTimes }) },
  { weight: 1, arbitrary: fc.constant({ everyDay: 'closed' as const }) },
);
const weekTimes: fc.Arbitrary<WeekTimes> = fc.oneof(
  { weight: 3, arbitrary: sameTimes },
  {
    weight: 1,
    arbitrary: fc
      .tuple(dayTimes, dayTimes, dayTimes, dayTimes, dayTimes, dayTimes, dayTimes)
      .map((days) => ({ perDay: Object.fromEntries(WEEKDAYS.map((weekday, i) => [weekday, days[i]])) }) as WeekTimes), // prettier-ignore
  },
);

function choiceOf<T>(...values: readonly T[]): fc.Arbitrary<'any' | readonly T[]> {
  return fc.oneof(
    fc.constant('any' as const),
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: values.length }),
  );
}

const commons: fc.Arbitrary<Omit<RuleCommon, 'name'> & { readonly prefix: string }> = fc.record({
  id: fc.uuid().map((id) => id as RuleId),
  prefix: prefixes,
  priority: fc.integer({ min: 1, max: 2 }),
  dispositionCode: fc.constantFrom(null, 'SKIP'),
});

/** A rule's own fields with a name that is its own within its kind. */
function named<T>(fields: fc.Arbitrary<T>, from = 0): fc.Arbitrary<readonly (RuleCommon & T)[]> {
  return fc.array(fc.tuple(commons, fields), { maxLength: 2 }).map((rules) =>
    rules.map(([{ prefix, ...common }, own], index) => ({
      ...common,
      name: `${prefix}${index + from}`,
      ...own,
    })),
  );
}

/** `contact` alone is often an error. */
const timezoneSources = fc.constantFrom(
  ...TIMEZONE_SOURCES,
  'device' as const,
  'contact-then-device' as const,
);

/** Places in which rules and facts meet. */
export const COUNTRIES = ['US', 'CA', 'GB', 'PR'] as readonly string[] as readonly CountryCode[];
/** Regions of those. */
export const REGIONS = ['US-NY', 'US-PR', 'CA-NL'] as readonly string[] as readonly RegionCode[];

const contactTimesRules: fc.Arbitrary<ContactTimesRule> = fc
  .record({
    country: fc.constantFrom<'any' | CountryCode>('any', ...COUNTRIES),
    regions: fc.subarray([...REGIONS]),
    devices: choiceOf(1, 2),
    deviceTypes: choiceOf(...DEVICE_TYPES),
    timezoneSource: timezoneSources,
    times: fc.tuple(weekTimes, sameTimes),
    strict: fc.boolean(),
  })
  .map(({ times: [week, same], ...rule }) => ({
    ...rule,
    regions: rule.regions.filter((region) => region.startsWith(`${rule.country}-`)),
    times: rule.strict ? same : week,
  }));

const locationEntries: fc.Arbitrary<LocationEntry> = fc
  .record({
    country: fc.constantFrom(undefined, ...COUNTRIES),
    region: fc.constantFrom(undefined, ...REGIONS),
    areaCode: fc.constantFrom(undefined, '212', '709'),
    postalCode: fc.constantFrom(undefined, '10*', '*', 'sw1a 1aa', '1*0*'),
  })
  .map((entry) => Object.fromEntries(Object.entries(entry).filter(([, part]) => part !== undefined)))
  .filter((entry) => Object.keys(entry).length > 0);

const attemptRules: fc.Arbitrary<AttemptRule> = fc
  .record({
    scope: fc.constantFrom('tenant', 'campaign-group'),
    count: fc.integer({ min: 1, max: 4 }),
    direction: fc.constantFrom('outbound', 'inbound', 'any'),
    period: fc.oneof(
      fc.record({
        kind: fc.constant('rolling' as const),
        amount: fc.constantFrom(1, 24, 90),
        unit: fc.constantFrom('minutes', 'hours', 'days'),
      }),
      fc.constant({ kind: 'today' as const }),
      fc.record({ kind: fc.constant('local-days' as const), days: fc.integer({ min: 1, max: 7 }) }),
    ),
    countBy: fc.oneof(
      fc.constant('any' as const),
      fc.constant({ callResults: ['Busy' as const, 'No Answer' as const] }),
      fc.constant({ dispositions: ['PROMISE'] }),
    ),
    using: fc.constantFrom('client', 'client', 'device', 'device', 'client-and-device', 'account'),
    channels: choiceOf(...CHANNELS),
    countedChannels: fc.oneof(fc.constant(null), choiceOf(...CHANNELS)),
    devices: choiceOf(1, 2),
    deviceTypes: choiceOf(...DEVICE_TYPES),
    to: fc.oneof(fc.constant([]), fc.array(locationEntries, { maxLength: 2 })),
    betweenTimes: fc.oneof(fc.constant(null), windows),
  })
  .map((rule) => {
    const byDevice = rule.using === 'device' || rule.using === 'client-and-device';
    return {
      ...rule,
      betweenTimes: rule.period.kind === 'today' ? rule.betweenTimes : null,
      devices: byDevice ? rule.devices : 'any',
      deviceTypes: byDevice ? rule.deviceTypes : 'any',
    };
  });

/** Mostly a place that is not the question's: a location never opens, and would hide all else. */
const locationRules: fc.Arbitrary<LocationRule> = fc
  .record({
    determineBy: fc.constantFrom('device', 'contact'),
    locations: fc.oneof(
      { weight: 1, arbitrary: fc.constant('any-country' as const) },
      { weight: 9, arbitrary: fc.array(locationEntries, { minLength: 1, maxLength: 2 }) },
    ),
    unknownLocation: fc.constantFrom('block', 'pass', 'pass'),
    devices: choiceOf(1, 2),
    deviceTypes: choiceOf(...DEVICE_TYPES),
  })
  .map((rule) => ({ ...rule, locations: suited(rule.determineBy, rule.locations) }));

/** Postal codes belong to contacts, area codes to devices, regions to their countries (S20). */
function suited(
  determineBy: LocationRule['determineBy'],
  locations: LocationRule['locations'],
): LocationRule['locations'] {
  if (locations === 'any-country') return locations;
  return locations.map(({ country, region, areaCode, postalCode }) => ({
    country: (region?.slice(0, 2) ?? country ?? 'GB') as CountryCode,
    ...(region === undefined ? {} : { region }),
    ...(areaCode === undefined || determineBy === 'contact' ? {} : { areaCode }),
    ...(postalCode === undefined || determineBy === 'device' ? {} : { postalCode }),
  }));
}

/** Names that expressions read; facts give some of them a value. */
export const FIELDS = ['state', 'balance', 'vip'] as const;

/** Conditions that open and close with the clock, with earlier attempts, or not at all; joined, negated, of several shapes. */
const conditions: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('AttemptsOnDevice', 'AttemptsOnContact'), fc.constantFrom('24H', '30M', '7D', '48H, [NoAnswer, Busy]', '1D, ["No Answer"]'), fc.integer({ min: 1, max: 3 })).map(([counter, what, count]) => `${counter}(${what}) < ${count}`) },
  { weight: 3, arbitrary: fc.constantFrom('new Date().getHours() >= 8', 'new Date().getHours() < 21', 'new Date().getDay() !== 0', 'new Date().getDate() <= 28', 'new Date().getMonth() != 1', 'new Date().getHours() * 60 + new Date().getMinutes() >= 547') },
  { weight: 2, arbitrary: fc.constantFrom('$state != "NY"', '$state == null || $state === CA', '$balance > 100', '!($vip ?? false)', 'typeof $vip == "boolean"', '$balance == undefined', '$vip !== undefined && $vip', '`${$state}`.length === 2') },
  { weight: 1, arbitrary: fc.constantFrom('true', 'false', '1', '$balance', 'new Date().getSeconds() < 30') },
); // prettier-ignore

const expressions: fc.Arbitrary<string> = fc.oneof(
  conditions,
  fc.tuple(conditions, fc.constantFrom('&&', '||'), conditions).map(([one, operator, other]) => `(${one}) ${operator} (${other})`), // prettier-ignore
  conditions.map((condition) => `!(${condition})`),
  fc.tuple(conditions, conditions).map(([one, other]) => `!(${one} || ${other})`),
);

const customRules: fc.Arbitrary<CustomRule> = fc.record({
  description: fc.constant(''),
  expression: expressions,
  missingData: fc.constantFrom('block', 'undefined'),
});

function contactDates(at: Instant): fc.Arbitrary<readonly (ContactDate & Pick<RuleCommon, 'id'>)[]> {
  const date = fc.record({
    id: fc.uuid().map((id) => id as RuleId),
    label: prefixes,
    date: fc
      .integer({ min: -1, max: 3 })
      .map((days) => new Date(at + days * DAY_MS).toISOString().slice(0, 10)),
  });
  return fc.uniqueArray(date, { maxLength: 2, selector: ({ label, date: day }) => `${label} ${day}` });
}

/** An edge about the instant: the instant itself is one, and days on either side. */
export function spanEdges(at: Instant): fc.Arbitrary<SpanEdge> {
  return fc.oneof(
    fc
      .constantFrom(-DAY_MS, -1, 0, 1, 90_000, DAY_MS, 5 * DAY_MS)
      .map((more) => ({ instant: (at + more) as Instant })),
    fc
      .integer({ min: -2, max: 6 })
      .map((days) => ({ date: new Date(at + days * DAY_MS).toISOString().slice(0, 10) })),
  );
}

function suppressionLists(at: Instant): fc.Arbitrary<readonly SuppressionList[]> {
  const list = fc.record({
    prefix: prefixes,
    channels: choiceOf(...CHANNELS),
    expires: fc.option(spanEdges(at), { freq: 2 }),
    registry: fc.constantFrom(null, null, { ageMsMax: DAY_MS }),
  });
  return fc
    .array(list, { maxLength: LISTS.length })
    .map((lists) => lists.map(({ prefix, ...rest }, i) => ({ ...rest, id: LISTS[i] ?? ('' as SuppressionListId), name: `${prefix}${i}` }))); // prettier-ignore
}

const limits = fc.constantFrom(null, null, 1, 3);

/** Rulesets of every kind of rule, with times about the instant. */
export function rulesetSources(at: Instant): fc.Arbitrary<RulesetSource> {
  return fc.record({
    organization: fc.record({
      zone: zoneNames,
      zoneFallback: fc.constantFrom('number', 'organization'),
      allowedHours: fc.oneof(fc.constant({ everyDay: 'any' as const }), weekTimes),
      limits: fc.record({ attemptsPerDayMax: limits, attemptsPerWeekMax: limits, intervalHoursMin: limits }),
    }),
    timezoneSource: fc.constantFrom(null, ...TIMEZONE_SOURCES),
    suppressionLists: suppressionLists(at),
    contactDates: contactDates(at),
    location: named(locationRules),
    contactTimes: named(contactTimesRules),
    campaignHours: fc.option(fc.record({ timezoneSource: timezoneSources, times: weekTimes }), { freq: 1 }),
    attempt: named(attemptRules),
    custom: named(customRules),
  });
}

/** Up to two rules more of each kind that a ruleset may have several of. */
export const moreRules = fc.record({
  location: named(locationRules, 10),
  contactTimes: named(contactTimesRules, 10),
  attempt: named(attemptRules, 10),
  custom: named(customRules, 10),
});

/** Zones that the table has, and seldom one that it does not have. */
export const zoneNames = fc.oneof(
  { weight: 150, arbitrary: fc.constantFrom(...ZONES) },
  { weight: 1, arbitrary: fc.constant(NO_ZONE) },
);
