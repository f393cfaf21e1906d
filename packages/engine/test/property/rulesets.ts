import fc from 'fast-check';
import {
  CHANNELS,
  DAY_MS,
  DEVICE_TYPES,
  TIMEZONE_SOURCES,
  WEEKDAYS,
  type AttemptRule,
  type ContactTimesRule,
  type CountryCode,
  type DayTimes,
  type Instant,
  type LocationEntry,
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
export const COUNTRIES = ['US', 'CA', 'GB'] as readonly string[] as readonly CountryCode[];
/** Regions of those. */
export const REGIONS = ['US-NY', 'US-CA', 'CA-NL'] as readonly string[] as readonly RegionCode[];

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
    contactTimes: named(contactTimesRules),
    campaignHours: fc.option(fc.record({ timezoneSource: timezoneSources, times: weekTimes }), { freq: 1 }),
    attempt: named(attemptRules),
  });
}

/** Two rules more, one of each kind that a ruleset may have several of. */
export const moreRules = fc.record({
  contactTimes: named(contactTimesRules, 10),
  attempt: named(attemptRules, 10),
});

/** Zones that the table has, and seldom one that it does not have. */
export const zoneNames = fc.oneof(
  { weight: 150, arbitrary: fc.constantFrom(...ZONES) },
  { weight: 1, arbitrary: fc.constant(NO_ZONE) },
);
