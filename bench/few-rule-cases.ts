import {
  compileRuleset,
  DAY_MS,
  HOUR_MS,
  localDateAt,
  localMinuteAt,
  NEW_ORGANIZATION_HOURS,
  NO_LIMITS,
  type AttemptFact,
  type AttemptId,
  type Instant,
  type RuleId,
  type Ruleset,
  type RulesetSource,
} from '@tact/engine';
import { placeOfContact, placeOfNumber, placesVersions, zoneTable } from '@tact/places';
import { people } from '../packages/service/src/demo/people.ts';
import { seededRandom } from '../packages/service/src/demo/random.ts';
import type { DecideCase } from './decide-cases.ts';

/** The instant of the questions: a Friday noon in New York: some of the people are inside their hours, some are not. */
const FEW_RULES_AT = Date.UTC(2026, 10, 20, 17, 0) as Instant;
const OPENS = 9 * 60;
const CLOSES = 19 * 60;
const WEEK_COUNT = 7;
const DAY_COUNT = 3;

const ANY_ATTEMPT = {
  scope: 'tenant',
  direction: 'outbound',
  countBy: 'any',
  channels: 'any',
  countedChannels: null,
  devices: 'any',
  deviceTypes: 'any',
  to: [],
  betweenTimes: null,
} as const;

/** What a small organization has: hours by the contact's zone, seven in seven days on the contact, three in a day on the device, the organization's own hours. */
export function fewRulesRuleset(): Ruleset {
  const common = { dispositionCode: null };
  const source: RulesetSource = {
    organization: {
      zone: 'America/New_York',
      zoneFallback: 'number',
      allowedHours: NEW_ORGANIZATION_HOURS,
      limits: NO_LIMITS,
    },
    timezoneSource: null,
    suppressionLists: [],
    contactDates: [],
    location: [],
    contactTimes: [
      {
        ...common,
        id: 'hours' as RuleId,
        name: 'hours',
        priority: 1,
        country: 'any',
        regions: [],
        devices: 'any',
        deviceTypes: 'any',
        timezoneSource: 'contact-then-device',
        strict: false,
        times: { everyDay: [{ start: '09:00', end: '19:00' }] },
      },
    ],
    campaignHours: null,
    attempt: [
      {
        ...common,
        ...ANY_ATTEMPT,
        id: 'week' as RuleId,
        name: 'week',
        priority: 1,
        count: WEEK_COUNT,
        using: 'client',
        period: { kind: 'local-days', days: 7 },
      },
      {
        ...common,
        ...ANY_ATTEMPT,
        id: 'day' as RuleId,
        name: 'day',
        priority: 2,
        count: DAY_COUNT,
        using: 'device',
        period: { kind: 'rolling', amount: 24, unit: 'hours' },
      },
    ],
    custom: [],
  };
  return compileRuleset(source, zoneTable());
}

/** Questions about made-up people with made-up histories, the same for the same seed. */
export function fewRulesCases(count: number, seed: number): readonly DecideCase[] {
  const random = seededRandom(seed);
  const cases: DecideCase[] = [];
  for (const { contact } of people({ seed, numbers: 'any' })) {
    if (cases.length === count) break;
    const found = placeOfContact(contact);
    const device = contact.devices[1];
    if (!found.ok || device === undefined) continue;
    const attempts = Array.from({ length: random.between(0, 10) }, (_, index): AttemptFact => {
      const at = (FEW_RULES_AT - random.between(0, 10 * DAY_MS)) as Instant;
      const sameDevice = random.chance(0.5);
      return {
        id: `attempt-${index}` as AttemptId,
        at,
        state: 'finished',
        sameClient: true,
        sameDevice,
        sameAccount: false,
        sameGroup: true,
        channel: 'call',
        direction: 'outbound',
        callResult: 'No Answer',
        disposition: null,
        place: { country: null, regions: [], areaCode: null, postalCode: null },
      };
    });
    const { type, ...place } = placeOfNumber(device.key);
    cases.push({
      request: {
        channel: 'call',
        clientId: contact.clientId,
        device: { position: 2, type },
        accountId: null,
        campaignGroupId: null,
      },
      facts: {
        at: FEW_RULES_AT,
        numbersVersion: placesVersions().numbers,
        contact: found.place,
        device: place,
        otherDevices: [],
        attempts: attempts.toSorted((one, other) => one.at - other.at),
        optOuts: [],
        entries: [],
        registries: [],
        account: null,
        fields: {},
      },
    });
  }
  return cases;
}

/** The same rules as a programmer would write them by hand, with nothing but the answer: what no engine can beat. */
export function fewRulesByHand({ facts }: DecideCase): boolean {
  if (facts.optOuts.length > 0 || facts.entries.length > 0) return false;
  const { at, contact, device } = facts;
  const zones = contact.zone === null ? (device.geographic ? device.zones : [OFFICE]) : [contact.zone];
  if (!areOpen(zones, at)) return false;
  const daysOf = device.geographic ? device.zones : zones;
  let onDevice = 0;
  for (const attempt of facts.attempts) if (attempt.sameDevice && attempt.at > at - 24 * HOUR_MS) onDevice++;
  if (onDevice >= DAY_COUNT) return false;
  for (const name of daysOf) {
    const zone = zoneTable().get(name);
    if (zone === undefined) return false;
    const first = localDateAt(zone, at) - 6;
    let inWeek = 0;
    for (const attempt of facts.attempts) if (localDateAt(zone, attempt.at) >= first) inWeek++;
    if (inWeek >= WEEK_COUNT) return false;
  }
  return true;
}

const OFFICE = 'America/New_York';

function areOpen(names: readonly string[], at: Instant): boolean {
  for (const name of names) {
    const zone = zoneTable().get(name);
    if (zone === undefined) return false;
    const minute = localMinuteAt(zone, at);
    if (minute < OPENS || minute >= CLOSES) return false;
  }
  return true;
}
