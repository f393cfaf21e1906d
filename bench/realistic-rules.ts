import {
  compileRuleset,
  DAY_MS,
  NEW_ORGANIZATION_HOURS,
  type AttemptRule,
  type CallResult,
  type ContactTimesRule,
  type CountryCode,
  type DayTimes,
  type RegionCode,
  type RuleId,
  type Ruleset,
  type RulesetSource,
  type SuppressionList,
  type SuppressionListId,
} from '@tact/engine';
import { zoneTable } from '@tact/places';

/** The numbers of the rules, which the hand-written function goes by too. */
export const REALISTIC = {
  registryAgeMsMax: 31 * DAY_MS,
  dates: ['2026-11-11', '2026-11-26', '2026-12-25', '2027-01-01'],
  onDeviceInDayMax: 3,
  onContactInWeekMax: 14,
  inEveningMax: 2,
  withoutAnswerMax: 6,
  withoutAnswerIn: ['Busy', 'No Answer', 'Answering Machine'],
  refusedMax: 3,
  messagesInDayMax: 3,
  perDayMax: 5,
  perWeekMax: 16,
  balanceMin: 25,
} as const;

/**
 * What a large organization has in force for one campaign: 25 rules of all kinds. Three suppression lists (a registry among them), four
 * contact dates, two location rules, four contact-times rules, six attempt rules, three custom rules, and three limits of its own.
 */
export function realisticRuleset(): Ruleset {
  return compileRuleset(realisticSource(), zoneTable());
}

/** The same as data. */
export function realisticSource(): RulesetSource {
  return {
    organization: {
      zone: 'America/New_York',
      zoneFallback: 'number',
      allowedHours: NEW_ORGANIZATION_HOURS,
      limits: {
        attemptsPerDayMax: REALISTIC.perDayMax,
        attemptsPerWeekMax: REALISTIC.perWeekMax,
        intervalHoursMin: null,
      },
    },
    timezoneSource: 'contact-and-device',
    suppressionLists: SUPPRESSION_LISTS,
    contactDates: REALISTIC.dates.map((date) => ({ id: date as RuleId, label: `holiday ${date}`, date })),
    location: LOCATION,
    contactTimes: CONTACT_TIMES,
    campaignHours: null,
    attempt: ATTEMPT,
    custom: CUSTOM,
  };
}

const named = (name: string, priority: number) => ({
  id: name as RuleId,
  name,
  priority,
  dispositionCode: null,
});
const list = (name: string, own: Partial<SuppressionList>): SuppressionList => ({
  id: name as SuppressionListId,
  name,
  channels: 'any',
  expires: null,
  registry: null,
  ...own,
});

const SUPPRESSION_LISTS: RulesetSource['suppressionLists'] = [
  list('complaints', {}),
  list('attorneys', { channels: ['call', 'sms'] }),
  list('national registry', { registry: { ageMsMax: REALISTIC.registryAgeMsMax } }),
];

const US = 'US' as CountryCode;
const anyDevice = { devices: 'any', deviceTypes: 'any' } as const;

const LOCATION: RulesetSource['location'] = [
  {
    ...named('not in these places', 1),
    ...anyDevice,
    determineBy: 'contact',
    locations: [{ region: 'US-MA' as RegionCode }, { country: US, postalCode: '967*' }],
    unknownLocation: 'pass',
  },
  {
    ...named('not on these numbers', 2),
    ...anyDevice,
    determineBy: 'device',
    locations: [{ country: US, areaCode: '212' }, { region: 'US-HI' as RegionCode }],
    unknownLocation: 'block',
  },
];

const from = (start: string, end: string): DayTimes => [{ start, end }];
const hours = (name: string, priority: number, own: Partial<ContactTimesRule>) => ({
  ...named(name, priority),
  ...anyDevice,
  country: 'any' as const,
  regions: [],
  timezoneSource: 'contact-and-device' as const,
  strict: false,
  times: { everyDay: from('08:00', '21:00') },
  ...own,
});

const CONTACT_TIMES: RulesetSource['contactTimes'] = [
  hours('all week', 1, {
    country: US,
    times: {
      perDay: {
        monday: from('08:00', '20:00'),
        tuesday: from('08:00', '20:00'),
        wednesday: from('08:00', '20:00'),
        thursday: from('08:00', '20:00'),
        friday: from('08:00', '20:00'),
        saturday: from('09:00', '18:00'),
        sunday: 'closed',
      },
    },
  }),
  hours('Florida', 2, {
    country: US,
    regions: ['US-FL' as RegionCode],
    times: { everyDay: from('08:00', '19:00') },
  }),
  hours('everywhere that it may be', 3, { strict: true }),
  hours('mobile phones', 4, {
    deviceTypes: ['mobile'],
    times: { everyDay: [...fromNoon(), { start: '09:00', end: '12:30' }] },
  }),
];

function fromNoon() {
  return [{ start: '13:00', end: '20:00' }];
}

const attempts = (name: string, priority: number, own: Partial<AttemptRule>) => ({
  ...named(name, priority),
  ...anyDevice,
  scope: 'tenant' as const,
  count: 1,
  direction: 'outbound' as const,
  period: { kind: 'today' } as const,
  countBy: 'any' as const,
  using: 'client' as const,
  channels: 'any' as const,
  countedChannels: null,
  to: [],
  betweenTimes: null,
  ...own,
});

const ATTEMPT: RulesetSource['attempt'] = [
  attempts('on the device in a day', 1, {
    count: REALISTIC.onDeviceInDayMax,
    using: 'device',
    period: { kind: 'rolling', amount: 24, unit: 'hours' },
  }),
  attempts('on the contact in a week', 2, {
    count: REALISTIC.onContactInWeekMax,
    period: { kind: 'local-days', days: 7 },
  }),
  attempts('in the evening', 3, {
    count: REALISTIC.inEveningMax,
    using: 'client-and-device',
    betweenTimes: { start: '17:00', end: '21:00' },
  }),
  attempts('without an answer', 4, {
    count: REALISTIC.withoutAnswerMax,
    using: 'device',
    period: { kind: 'rolling', amount: 3, unit: 'days' },
    countBy: { callResults: [...REALISTIC.withoutAnswerIn] as CallResult[] },
  }),
  attempts('refused', 5, {
    count: REALISTIC.refusedMax,
    period: { kind: 'rolling', amount: 30, unit: 'days' },
    countBy: { dispositions: ['refused'] },
  }),
  attempts('messages', 6, {
    count: REALISTIC.messagesInDayMax,
    countedChannels: ['sms'],
  }),
];

const custom = (name: string, expression: string): RulesetSource['custom'][number] => ({
  ...named(name, 1),
  description: name,
  expression,
  missingData: 'block',
});

const CUSTOM: RulesetSource['custom'] = [
  custom('worth a call', `$balance >= ${REALISTIC.balanceMin} && $segment != "early"`),
  custom('not twice at lunch', 'LocalHour() != 12 || AttemptsOnContact(12H) < 2'),
  custom('consent in Washington', 'State() != WA || HasOptedIn(SMS)'),
];
