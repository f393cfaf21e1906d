import {
  compileRuleset,
  decide,
  NO_LIMITS,
  numberSetBuilder,
  phoneNumberOf,
  type AttemptFact,
  type ContactRequest,
  type CustomRule,
  type Decision,
  type DeviceKey,
  type EntryFact,
  type EntryId,
  type Facts,
  type NumberSet,
  type RuleId,
  type Ruleset,
  type RulesetSource,
  type SuppressionListId,
} from '@tact/engine';
import { placeOfContact, placeOfNumber, placesVersions, zoneTable } from '@tact/places';
import { RULES, type RawAttempt, type RawQuestion, type SuppressedNumbers } from './question.ts';

/** Tact's answer to a question as it comes in: places, facts and all verdicts with their reasons. */
export function tactDecision(question: RawQuestion, ruleset: Ruleset, list: NumberSet): Decision {
  const { request, facts } = tactFacts(question, list, ruleset);
  return decide(request, ruleset, facts);
}

/** The suppressed numbers as Tact keeps lists of numbers in memory. */
export function tactList(suppressed: SuppressedNumbers): NumberSet {
  const builder = numberSetBuilder();
  for (const key of suppressed) builder.add(numberOf(key));
  return builder.build();
}

/** All devices of the questions are phones. */
function numberOf(key: DeviceKey): number {
  const number = phoneNumberOf(key);
  if (number === undefined) throw new Error('a question is about no phone number');
  return number;
}

/** A question as the engine takes it. */
export function tactFacts(
  question: RawQuestion,
  list: NumberSet,
  { factsNeeded }: Ruleset,
): { readonly request: ContactRequest; readonly facts: Facts } {
  const { at, number, attributes, attempts } = question;
  const device = placeOfNumber(number);
  const contact = placeOfContact(question.address);
  if (!contact.ok) throw new Error(contact.sentence);
  return {
    request: {
      channel: 'call',
      clientId: question.clientId,
      device: { position: 1, type: device.type },
      accountId: null,
      campaignGroupId: null,
    },
    facts: {
      at,
      numbersVersion: NUMBERS_VERSION,
      contact: contact.place,
      device,
      otherDevices: NONE,
      attempts: attemptsSince(at - factsNeeded.lookBackMs, attempts, number),
      optOuts: NONE,
      entries: list.has(numberOf(number)) ? ENTRIES : NONE,
      registries: NONE,
      account: null,
      fields: attributes,
    },
  };
}

const NONE: readonly never[] = [];

/** The rules as Tact has them. */
export function tactRuleset(): Ruleset {
  return compileRuleset(tactSource(), zoneTable());
}

/** The same as data. */
export function tactSource(): RulesetSource {
  return {
    organization: {
      zone: RULES.organizationZone,
      zoneFallback: 'number',
      allowedHours: { everyDay: [{ start: '08:00', end: '21:00' }] },
      limits: NO_LIMITS,
    },
    timezoneSource: null,
    suppressionLists: [
      { id: LIST_ID, name: 'suppressed numbers', channels: 'any', expires: null, registry: null },
    ],
    contactDates: RULES.holidays.map((date) => ({ id: date as RuleId, label: `holiday ${date}`, date })),
    location: [],
    contactTimes: [],
    campaignHours: null,
    attempt: [
      attemptRule('attempts in a day', 1, RULES.attemptsInDayMax, 'device', 24),
      attemptRule('attempts in a week', 2, RULES.attemptsInWeekMax, 'client', 7 * 24),
    ],
    custom: [
      customRule('regions', REGIONS_LISTED),
      customRule('state', '!(Country() === "US" && State() === "WA") || $consent'),
    ],
  };
}

/** `(Country() === "US" && ["CA", …].includes(State())) || …`: a location rule lists where not to contact, these are where to. */
const REGIONS_LISTED = [...Map.groupBy(RULES.regions, (region) => region.slice(0, 2))]
  .map(([country, regions]) => {
    const states = JSON.stringify(regions.map((region) => region.slice(3)));
    return `(Country() === "${country}" && ${states}.includes(State()))`;
  })
  .join(' || ');

const LIST_ID = 'suppressed' as SuppressionListId;
const ENTRIES: readonly EntryFact[] = [
  { listId: LIST_ID, entryId: 'entry' as EntryId, from: null, until: null },
];
const NUMBERS_VERSION = placesVersions().numbers;

/** As far back as the rules look, as a loader fetches them. */
function attemptsSince(
  afterMs: number,
  attempts: readonly RawAttempt[],
  number: string,
): readonly AttemptFact[] {
  let first = attempts.length;
  while (first > 0 && (attempts[first - 1] as RawAttempt).at > afterMs) first--;
  const since = new Array<AttemptFact>(attempts.length - first);
  for (let i = 0; i < since.length; i++) since[i] = attemptFact(attempts[first + i] as RawAttempt, number);
  return since;
}

function attemptFact(attempt: RawAttempt, number: string): AttemptFact {
  return {
    id: attempt.id,
    at: attempt.at,
    state: 'finished',
    sameClient: true,
    sameDevice: attempt.number === number,
    sameAccount: false,
    sameGroup: true,
    channel: attempt.channel,
    direction: attempt.direction,
    callResult: attempt.callResult,
    disposition: null,
    place: PLACE_NOT_READ,
  };
}

/** No rule here asks where an earlier attempt went, so a loader would not fetch it. */
const PLACE_NOT_READ: AttemptFact['place'] = { country: null, regions: [], areaCode: null, postalCode: null };

function attemptRule(
  name: string,
  priority: number,
  count: number,
  using: 'client' | 'device',
  hours: number,
): RulesetSource['attempt'][number] {
  return {
    id: name as RuleId,
    name,
    priority,
    dispositionCode: null,
    scope: 'tenant',
    count,
    direction: 'outbound',
    period: { kind: 'rolling', amount: hours, unit: 'hours' },
    countBy: 'any',
    using,
    channels: 'any',
    countedChannels: null,
    devices: 'any',
    deviceTypes: 'any',
    to: [],
    betweenTimes: null,
  };
}

function customRule(name: string, expression: string): RulesetSource['custom'][number] {
  const rule: CustomRule = { description: name, expression, missingData: 'block' };
  return { ...rule, id: name as RuleId, name, priority: 1, dispositionCode: null };
}
