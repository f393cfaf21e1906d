import fc from 'fast-check';
import {
  DAY_MS,
  NO_LIMITS,
  type DeviceType,
  type Facts,
  type Finding,
  type Instant,
  type RequestClass,
  type RuleId,
  type RulesetSource,
} from '../../src/index.ts';
import { questions, type Question } from './questions.ts';
import { moreRules } from './rulesets.ts';

/** A question whose ruleset has rules that resemble one another, with further instants to ask it at. */
export interface Analysed extends Question {
  /** From when on the analysis speaks; not after the question's own instant. */
  readonly since: Instant;
  readonly instants: readonly Instant[];
  /** Chooses among what a class of requests leaves open. */
  readonly pick: number;
}

/** What a child takes from its second parent: about one field in four. */
const takes = fc.array(fc.nat(3), { minLength: 24, maxLength: 24 });

/** The rules, and a child of each two neighbours: rules that differ in a field or two cover one another far more often than strangers. */
function withChildren<Rule extends { readonly id: string; readonly name: string }>(
  rules: readonly Rule[],
  taken: readonly number[],
): readonly Rule[] {
  const children = rules.map((rule, index): Rule => {
    const other = rules[(index + 1) % rules.length] ?? rule;
    const own = Object.entries(rule);
    const fields = own.map(([field, value], i) =>
      taken[(i + index * 7) % taken.length] === 0
        ? [field, (other as unknown as Record<string, unknown>)[field]]
        : [field, value],
    );
    return { ...(Object.fromEntries(fields) as Rule), id: `${rule.id} child`, name: `${rule.name}c` };
  });
  return [...rules, ...children];
}

/** Children keep what spans several fields valid. */
function mended(source: RulesetSource): RulesetSource {
  return {
    ...source,
    contactTimes: source.contactTimes.map((rule) => ({
      ...rule,
      regions: rule.regions.filter((region) => region.startsWith(`${rule.country}-`)),
      times: rule.strict && 'perDay' in rule.times ? { everyDay: rule.times.perDay.monday } : rule.times,
    })),
    location: source.location.map((rule) => ({
      ...rule,
      locations:
        rule.locations === 'any-country'
          ? rule.locations
          : rule.locations.map(({ areaCode, postalCode, ...entry }) => ({
              ...entry,
              ...(areaCode === undefined || rule.determineBy === 'contact' ? {} : { areaCode }),
              ...(postalCode === undefined || rule.determineBy === 'device' ? {} : { postalCode }),
            })),
    })),
    attempt: source.attempt.map((rule) => {
      const byDevice = rule.using === 'device' || rule.using === 'client-and-device';
      return {
        ...rule,
        betweenTimes: rule.period.kind === 'today' ? rule.betweenTimes : null,
        devices: byDevice ? rule.devices : 'any',
        deviceTypes: byDevice ? rule.deviceTypes : 'any',
      };
    }),
  };
}

/** Two rules that suppress everything between them. */
const HALVES = ([['mobile'], ['landline', 'other']] as const).map((deviceTypes, index) => ({
  id: `half ${index}` as RuleId,
  name: `half ${index}`,
  priority: 1,
  dispositionCode: null,
  determineBy: 'device' as const,
  locations: 'any-country' as const,
  unknownLocation: 'pass' as const,
  devices: 'any' as const,
  deviceTypes,
}));

/** Questions about rulesets with much to find. */
export const analysed: fc.Arbitrary<Analysed> = fc
  .tuple(
    questions,
    moreRules,
    takes,
    fc.array(fc.integer({ min: 0, max: 14 * DAY_MS }), { minLength: 4, maxLength: 4 }),
    fc.nat(1_000),
  )
  .map(([{ request, source, facts }, more, taken, later, pick]) => ({
    request,
    facts,
    pick,
    since: facts.at,
    instants: [facts.at, ...later.map((laterMs) => (facts.at + laterMs) as Instant)],
    source: mended({
      ...source,
      contactDates: [
        ...source.contactDates,
        { id: 'past' as RuleId, label: 'past', date: dayBefore(facts.at, pick % 5) },
      ],
      contactTimes: withChildren([...source.contactTimes, ...more.contactTimes], taken),
      location: [
        ...withChildren([...source.location, ...more.location], taken),
        ...(pick % 10 === 0 ? HALVES : []),
      ],
      attempt: withChildren([...source.attempt, ...more.attempt], taken),
      custom: withChildren([...source.custom, ...more.custom], taken),
    }),
  }));

function dayBefore(at: Instant, days: number): string {
  return new Date(at - days * DAY_MS).toISOString().slice(0, 10);
}

/** The ruleset with those rules only, and without any hours or limits that are not among them. */
export function only(source: RulesetSource, rules: Finding['rules']): RulesetSource {
  const ids = new Set(rules.map(({ id }) => id));
  const own = new Set(rules.filter(({ id }) => id === null).map(({ name }) => name));
  const kept = <Rule extends { readonly id: unknown }>(some: readonly Rule[]) =>
    some.filter(({ id }) => ids.has(id as never));
  return {
    ...source,
    organization: {
      ...source.organization,
      allowedHours: own.has('organization hours')
        ? source.organization.allowedHours
        : { everyDay: 'any' as const },
      limits: limitsNamed(source.organization.limits, own),
    },
    campaignHours: own.has('campaign hours') ? source.campaignHours : null,
    suppressionLists: kept(source.suppressionLists),
    contactDates: kept(source.contactDates),
    location: kept(source.location),
    contactTimes: kept(source.contactTimes),
    attempt: kept(source.attempt),
    custom: kept(source.custom),
  };
}

function limitsNamed(
  limits: RulesetSource['organization']['limits'],
  names: ReadonlySet<string>,
): RulesetSource['organization']['limits'] {
  return {
    ...NO_LIMITS,
    ...(names.has('organization limit per day') ? { attemptsPerDayMax: limits.attemptsPerDayMax } : {}),
    ...(names.has('organization limit per week') ? { attemptsPerWeekMax: limits.attemptsPerWeekMax } : {}),
    ...(names.has('organization minimum interval') ? { intervalHoursMin: limits.intervalHoursMin } : {}),
  };
}

/** The same without those rules. */
export function without(source: RulesetSource, ids: ReadonlySet<string>): RulesetSource {
  const kept = <Rule extends { readonly id: string }>(some: readonly Rule[]) =>
    some.filter(({ id }) => !ids.has(id));
  return {
    ...source,
    contactDates: kept(source.contactDates),
    location: kept(source.location),
    contactTimes: kept(source.contactTimes),
    attempt: kept(source.attempt),
    custom: kept(source.custom),
  };
}

/** Facts against which nothing stands but rules. */
export function harmless(facts: Facts, at: Instant): Facts {
  return {
    ...facts,
    at,
    optOuts: [],
    entries: [],
    account: facts.account === null ? null : { status: 'new' },
  };
}

/** The question made into one of a class, as different as the class leaves room for. */
export function ofClass(question: Analysed, requests: RequestClass): Pick<Question, 'request' | 'facts'> {
  const { request, facts, pick } = question;
  const placed = placedIn(facts, requests, pick);
  const types: readonly DeviceType[] =
    requests.deviceTypes === 'any' ? [request.device.type] : [...requests.deviceTypes, 'unknown'];
  const positions = requests.devices === 'any' ? [request.device.position] : [...requests.devices, null];
  return {
    request: {
      ...request,
      device: {
        position: positions[pick % positions.length] ?? null,
        type: types[pick % types.length] ?? 'unknown',
      },
    },
    facts:
      requests.geographic && !placed.device.geographic
        ? { ...placed, device: { ...placed.device, geographic: true, zones: ['Europe/London' as never] } }
        : placed,
  };
}

function placedIn(facts: Facts, { country, regions, placeUnknown }: RequestClass, pick: number): Facts {
  const { contact, device } = facts;
  if (placeUnknown) {
    return {
      ...facts,
      contact: { ...contact, country: null, region: null },
      device: { ...device, country: null, regions: [] },
    };
  }
  if (country === 'any') return facts;
  const region = regions[pick % Math.max(1, regions.length)] ?? null;
  return pick % 2 === 0
    ? { ...facts, contact: { ...contact, country, region } }
    : { ...facts, device: { ...device, country, regions: pick % 3 === 0 ? regions : region === null ? [] : [region] } };
} // prettier-ignore
