import { isAnyCodedTwice, otherCodesOf } from '../coded-twice.ts';
import type { CountryCode, RegionCode } from '../device.ts';
import type { JsonSchema, RuleProblem } from '../json-schema.ts';
import { LIMITS } from '../limits.ts';
import { byEither, inWhichever, regionMembership, type Membership } from '../location.ts';
import type { Clock, CompiledRule, Situation } from '../situation.ts';
import { WEEKDAYS } from '../time/local-time.ts';
import {
  formatDay,
  closesAt,
  isOpenMinute,
  openMinutesOf,
  openWeekOf,
  opensAt,
  weekTimesProblem,
  type OpenWeek,
  type WeekTimes,
} from '../time/window.ts';
import { TIMEZONE_SOURCES, type TimezoneSource, type ZoneOrigin } from '../zones.ts';
import { verdictOf, type RuleName, type Verdict } from '../verdict.ts';
import { zoneUnknown } from './opt-out.ts';
import {
  deviceTypesSchema,
  devicesSchema,
  isSelected,
  selectedBits,
  type DeviceSelection,
} from './selection.ts';

/** Allowed contact times for a country and regions, on chosen devices (seed A7, S14 to S18). */
export interface ContactTimesRule extends DeviceSelection {
  readonly country: 'any' | CountryCode;
  /** Empty: the whole country. */
  readonly regions: readonly RegionCode[];
  readonly timezoneSource: TimezoneSource;
  /** Every zone known for the record must be inside, and all days have the same times (S17). */
  readonly strict: boolean;
  readonly times: WeekTimes;
}

const windowSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['start', 'end'],
  properties: {
    start: { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' },
    end: { type: 'string', pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$' },
  },
} as const satisfies JsonSchema;

const dayTimesSchema = {
  oneOf: [
    { enum: ['closed', 'any'] },
    { type: 'array', minItems: 1, maxItems: LIMITS.windowsPerDayMax, items: windowSchema },
  ],
} as const satisfies JsonSchema;

/** The shape of the hours of a week. */
export const weekTimesSchema: JsonSchema = {
  oneOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['everyDay'],
      properties: { everyDay: dayTimesSchema },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['perDay'],
      properties: {
        perDay: {
          type: 'object',
          additionalProperties: false,
          required: WEEKDAYS,
          properties: Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, dayTimesSchema])),
        },
      },
    },
  ],
};

/** The shape of a rule's own fields; name, priority and the like are common to all kinds. */
export const schema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['country', 'regions', 'devices', 'deviceTypes', 'timezoneSource', 'strict', 'times'],
  properties: {
    country: { oneOf: [{ const: 'any' }, { type: 'string', pattern: '^[A-Z]{2}$' }] },
    regions: {
      type: 'array',
      maxItems: LIMITS.choicesMax,
      uniqueItems: true,
      items: { type: 'string', pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$' },
    },
    devices: devicesSchema,
    deviceTypes: deviceTypesSchema,
    timezoneSource: { enum: TIMEZONE_SOURCES },
    strict: { type: 'boolean' },
    times: weekTimesSchema,
  },
};

/** What is wrong with a rule beyond its shape. */
export function problemsOf(rule: ContactTimesRule): readonly RuleProblem[] {
  const problems: RuleProblem[] = [];
  const timesProblem = weekTimesProblem(rule.times);
  if (timesProblem !== undefined) problems.push({ path: '/times', sentence: timesProblem });
  if (rule.strict && !('everyDay' in rule.times)) {
    problems.push({
      path: '/times',
      sentence:
        'a strict rule has the same times on all days, because the weekday can differ between its zones',
    });
  }
  if (rule.country === 'any' && rule.regions.length > 0) {
    problems.push({
      path: '/regions',
      sentence: 'regions belong to one country; choose it, or leave the regions out',
    });
  }
  for (const region of rule.regions) {
    if (rule.country !== 'any' && !region.startsWith(`${rule.country}-`)) {
      problems.push({ path: '/regions', sentence: `\`${region}\` is not a region of \`${rule.country}\`` });
    }
  }
  return problems;
}

/** Makes a rule ready. */
export function compile(rule: ContactTimesRule, name: RuleName): CompiledRule {
  const selected = selectedBits(rule);
  return compileHours(
    openWeekOf(rule.times),
    name,
    rule.strict ? 'strict' : rule.timezoneSource,
    (situation) => isSelected(selected, situation.bits) && isForPlace(rule, situation),
  );
}

/**
 * The same for hours that no rule can widen and no campaign detach: the organization's own, on the limits' clock (S13), and a
 * campaign's (seed A7.5).
 */
export function compileHours(
  week: OpenWeek,
  name: RuleName,
  clock: Clock,
  applies: (situation: Situation) => boolean,
): CompiledRule {
  const passes: Verdict[] = [];
  const open = openMinutesOf(week);
  return {
    recurs: true,
    evaluate(situation, at) {
      if (!applies(situation)) return null;
      const zones = situation.zonesOf(clock);
      if (!zones.known) return zoneUnknown(name, zones.zone);
      for (let i = 0; i < zones.zones.length; i++) {
        const origin = zones.zones[i] as ZoneOrigin;
        if (isOpenMinute(open, origin.minuteOfWeekAt(at))) continue;
        const facts = {
          zone: origin.zone.name,
          localMs: origin.localMsAt(at),
          windows: formatDay(week, origin.dateAt(at)),
        };
        return verdictOf(name, 'block', { code: 'outside_contact_times', facts });
      }
      return passIn(zones.zones.length);
    },
    opensAgainAt(situation, at) {
      if (!applies(situation)) return at;
      const zones = situation.zonesOf(clock);
      if (!zones.known) return Infinity;
      let opens: number = at;
      for (const { zone } of zones.zones) opens = Math.max(opens, opensAt(week, zone, at));
      return opens;
    },
    passesUntil(situation, at) {
      if (!applies(situation)) return Infinity;
      const zones = situation.zonesOf(clock);
      if (!zones.known) return Infinity;
      let until = Infinity;
      for (const { zone } of zones.zones) until = Math.min(until, closesAt(week, zone, at));
      return until;
    },
  };

  function passIn(zones: number): Verdict {
    return (passes[zones] ??= verdictOf(name, 'pass', { code: 'inside_contact_times', facts: { zones } }));
  }
}

/** S18: the device's or the contact's place is in, or neither is known well enough to tell. */
function isForPlace({ country, regions }: ContactTimesRule, { facts }: Situation): boolean {
  if (country === 'any') return true;
  const { contact, device } = facts;
  if (regions.length === 0 && (device.country === country || contact.country === country)) return true;
  const ofDevice = membershipIn(regions, country, device.country, device.regions);
  if (ofDevice === 'in') return true;
  const lives = contact.region === null ? NO_REGIONS : [contact.region];
  const ofContact = membershipIn(regions, country, contact.country, lives);
  return ofContact === 'in' || (ofDevice === 'unknown' && ofContact === 'unknown');
}

const NO_REGIONS: readonly RegionCode[] = [];

/** Whether a place is in the rule's country and regions, by its own codes or by its other ones. */
function membershipIn(
  ofRule: readonly RegionCode[],
  wanted: CountryCode,
  country: CountryCode | null,
  regions: readonly RegionCode[],
): Membership {
  if (regions.length > 1 && isAnyCodedTwice(regions))
    return inWhichever(regions, (region) =>
      membershipIn(ofRule, wanted, country ?? (region.slice(0, 2) as CountryCode), [region]),
    );
  const found = membershipByCodes(ofRule, wanted, country, regions);
  const other = found === 'in' ? undefined : otherCodesOf(country, regions);
  if (other === undefined) return found;
  return byEither(found, membershipByCodes(ofRule, wanted, other.country, other.regions));
}

function membershipByCodes(
  ofRule: readonly RegionCode[],
  wanted: CountryCode,
  country: CountryCode | null,
  regions: readonly RegionCode[],
): Membership {
  if (country !== null && country !== wanted) return 'out';
  // Regions name their country, so where they are known they tell more than it does.
  if (ofRule.length > 0) return regionMembership(ofRule, country, regions);
  return country === null ? countryMembership(wanted, regions) : 'in';
}

/** What the possible regions say of the country where nothing else does: a number of several countries may still name them. */
function countryMembership(wanted: CountryCode, regions: readonly RegionCode[]): Membership {
  if (regions.length === 0) return 'unknown';
  const inside = regions.filter((region) => region.startsWith(`${wanted}-`)).length;
  if (inside === 0) return 'out';
  return inside === regions.length ? 'in' : 'unknown';
}
