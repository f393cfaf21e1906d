import { zoneTable } from '@tact/places';
import {
  compileRuleset,
  decide,
  formatInstant,
  NO_LIMITS,
  situationOf,
  type AccountId,
  type AttemptFact,
  type AttemptId,
  type AttemptRule,
  type ClientId,
  type ContactPlace,
  type ContactRequest,
  type CountryCode,
  type Decision,
  type DevicePlace,
  type Facts,
  type Instant,
  type OrganizationClock,
  type RegionCode,
  type RuleCommon,
  type RuleId,
  type RulesetSource,
  type Situation,
  type Zone,
  type ZoneName,
} from '../src/index.ts';
import type { CompiledRule } from '../src/situation.ts';

/** The instant of an RFC 3339 text. */
export function at(text: string): Instant {
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) throw new Error(`\`${text}\` is not an instant`);
  return instant as Instant;
}

/** A zone that the table has. */
export function zoneOf(name: string): Zone {
  const zone = zoneTable().get(name);
  if (zone === undefined) throw new Error(`\`${name}\` is not in the zone table`);
  return zone;
}

/** Brands a zone's name, known or not. */
export function zoneNames(...names: readonly string[]): readonly ZoneName[] {
  return names.map((name) => name as ZoneName);
}

/** Brands a country. */
export const country = (code: string): CountryCode => code as CountryCode;
/** Brands regions. */
export const regions = (...codes: readonly string[]): readonly RegionCode[] =>
  codes.map((code) => code as RegionCode);
/** The account that requests name where they name one. */
export const ACCOUNT = 'account' as AccountId;

/** A call to a contact's first device, a mobile, that names no account and no group. */
export function requestOf(own: Partial<ContactRequest> = {}): ContactRequest {
  return {
    channel: 'call',
    clientId: 'C-1' as ClientId,
    device: { position: 1, type: 'mobile' },
    accountId: null,
    campaignGroupId: null,
    ...own,
  };
}

/** A contact of whom nothing is known. */
export function contactOf(own: Partial<ContactPlace> = {}): ContactPlace {
  return { country: null, region: null, postalCode: null, zone: null, zoneFrom: 'none', ...own };
}

/** A number of New York. */
export function deviceOf(own: Partial<DevicePlace> = {}): DevicePlace {
  return {
    country: country('US'),
    regions: regions('US-NY'),
    areaCode: '212',
    geographic: true,
    zones: zoneNames('America/New_York'),
    zonesFrom: 'prefix',
    ...own,
  };
}

/** A toll-free number: nowhere. */
export const TOLL_FREE = deviceOf({
  country: null,
  regions: [],
  areaCode: '800',
  geographic: false,
  zones: [],
  zonesFrom: 'none',
});

/** Nothing is known against the contact. Attempts are put in order. */
export function factsOf(own: Partial<Facts> = {}): Facts {
  return {
    at: at('2026-03-10T16:00:00Z'),
    numbersVersion: '2026-03',
    contact: contactOf(),
    device: deviceOf(),
    otherDevices: [],
    fields: {},
    optOuts: [],
    entries: [],
    registries: [],
    account: null,
    ...own,
    attempts: (own.attempts ?? []).toSorted((one, other) => one.at - other.at),
  };
}

/** A finished outbound call to the same client and device that nobody answered, its id its instant. */
export function attemptAt(text: string, own: Partial<AttemptFact> = {}): AttemptFact {
  return {
    id: text as AttemptId,
    at: at(text),
    state: 'finished',
    sameClient: true,
    sameDevice: true,
    sameAccount: false,
    sameGroup: true,
    channel: 'call',
    direction: 'outbound',
    callResult: 'No Answer',
    disposition: null,
    place: { country: country('US'), regions: regions('US-NY'), areaCode: '212', postalCode: '10001' },
    ...own,
  };
}

/** What rules of every kind have. */
export function commonOf(name: string, own: Partial<RuleCommon> = {}): RuleCommon {
  return { id: `id of ${name}` as RuleId, name, priority: 1, dispositionCode: null, ...own };
}

/** One attempt a day, counted by client, whatever came of it. */
export function attemptRuleOf(own: Partial<AttemptRule> = {}): AttemptRule {
  return {
    scope: 'tenant',
    count: 1,
    direction: 'outbound',
    period: { kind: 'rolling', amount: 24, unit: 'hours' },
    countBy: 'any',
    using: 'client',
    channels: 'any',
    countedChannels: null,
    devices: 'any',
    deviceTypes: 'any',
    to: [],
    betweenTimes: null,
    ...own,
  };
}

/** An organization of New York that is open at all times, without a limit or a rule. */
export function sourceOf(
  own: Partial<Omit<RulesetSource, 'organization'>> & {
    readonly organization?: Partial<RulesetSource['organization']>;
  } = {},
): RulesetSource {
  return {
    timezoneSource: null,
    suppressionLists: [],
    contactDates: [],
    location: [],
    contactTimes: [],
    campaignHours: null,
    attempt: [],
    custom: [],
    ...own,
    organization: {
      zone: 'America/New_York',
      zoneFallback: 'number',
      allowedHours: { everyDay: 'any' },
      limits: NO_LIMITS,
      ...own.organization,
    },
  };
}

/** A request with its facts, for one rule. */
export function situation(
  own: {
    readonly request?: Partial<ContactRequest>;
    readonly facts?: Partial<Facts>;
    readonly clock?: Partial<OrganizationClock>;
  } = {},
): Situation {
  const clock: OrganizationClock = {
    zone: 'America/New_York',
    zoneFallback: 'number',
    timezoneSource: null,
    ...own.clock,
  };
  return situationOf(requestOf(own.request), factsOf(own.facts), clock, zoneTable());
}

/**
 * What one rule says at an instant, as a row of a table: `block attempts_reached`, `absent`; and up to when it blocks throughout, `now` where
 * it does not block. With several zones that is where the search goes on, not always where the rule opens.
 A rule that cannot be solved for time gives `unknown`.
 */
export function answerOf(rule: CompiledRule, given: Situation, instant: Instant): readonly [string, string] {
  const verdict = rule.evaluate(given, instant);
  const opensAt = rule.opensAgainAt(given, instant);
  return [
    verdict === null ? 'absent' : `${verdict.verdict} ${verdict.reason.code}`,
    whenOf(opensAt, instant),
  ];
}

function whenOf(opensAt: number, instant: Instant): string {
  if (opensAt === instant) return 'now';
  if (Number.isNaN(opensAt)) return 'unknown';
  return opensAt === Infinity ? 'never' : formatInstant(opensAt as Instant);
}

/** Decides with a ruleset's source. */
export function decideBy(
  source: RulesetSource,
  facts: Facts,
  request: ContactRequest = requestOf(),
): Decision {
  return decide(request, compileRuleset(source, zoneTable()), facts);
}
