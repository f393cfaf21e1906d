import { describe, expect, test } from 'vitest';
import {
  analyseRuleset,
  type AttemptRule,
  type ContactTimesRule,
  type Finding,
  type LocationRule,
  type RuleCommon,
  type RuleId,
  type RulesetSource,
  type SuppressionListId,
  type WeekTimes,
} from '../index.ts';
import { at, attemptRuleOf, commonOf, country, regions, sourceOf } from '../../test/samples.ts';

const NOW = at('2026-03-10T16:00:00Z');
const hours = (start: string, end: string): WeekTimes => ({ everyDay: [{ start, end }] });
const CLOSED: WeekTimes = { everyDay: 'closed' };

type Named<T> = RuleCommon & T;
function times(
  name: string,
  week: WeekTimes,
  own: Partial<RuleCommon & ContactTimesRule> = {},
): Named<ContactTimesRule> {
  return {
    ...commonOf(name),
    country: 'any',
    regions: [],
    devices: 'any',
    deviceTypes: 'any',
    timezoneSource: 'contact-then-device',
    strict: false,
    times: week,
    ...own,
  };
}
function attempts(name: string, own: Partial<RuleCommon & AttemptRule> = {}): Named<AttemptRule> {
  return { ...commonOf(name), ...attemptRuleOf(), ...own };
}
function location(name: string, own: Partial<RuleCommon & LocationRule> = {}): Named<LocationRule> {
  return {
    ...commonOf(name),
    determineBy: 'device',
    locations: [{ country: country('US'), region: regions('US-NY')[0] ?? ('' as never) }],
    unknownLocation: 'block',
    devices: 'any',
    deviceTypes: ['mobile'],
    ...own,
  };
}
const custom = (name: string, expression: string, missingData: 'block' | 'undefined' = 'block') => ({
  ...commonOf(name),
  description: '',
  expression,
  missingData,
});
const NY = { country: country('US'), regions: regions('US-NY') };
const found = (own: Parameters<typeof sourceOf>[0], optional: readonly RuleId[] = []): readonly Finding[] =>
  analyseRuleset(sourceOf(own), { at: NOW, optionalRules: new Set(optional) });
/** A row of a table: severity, code, the rules, and where. */
const row = ({ severity, code, rules, path }: Finding) =>
  `${severity} ${code}: ${rules.map(({ name }) => name).join(' < ')} @ ${path}`;

type Case = readonly [name: string, source: Partial<RulesetSource>, expected: readonly string[]];

const NEVER: readonly Case[] = [
  ['a ruleset without rules has no findings', {}, []],
  [
    'hours that are closed on all days everywhere allow nothing',
    { contactTimes: [times('Shut', CLOSED)] },
    ['error contact_times_never_open: Shut @ /contactTimes/0/times'],
  ],
  [
    'hours that are closed in one state are a warning',
    { contactTimes: [times('No NY', CLOSED, NY)] },
    ['warning contact_times_never_open: No NY @ /contactTimes/0/times'],
  ],
  [
    'mornings and afternoons of one place have no minute in common',
    { contactTimes: [times('Morning', hours('09:00', '12:00'), NY), times('Afternoon', hours('12:00', '17:00'), NY)] },
    ['error never_together: Morning < Afternoon @ /contactTimes/0'],
  ],
  [
    'one minute in common is enough',
    { contactTimes: [times('Morning', hours('09:00', '12:01'), NY), times('Afternoon', hours('12:00', '17:00'), NY)] },
    [],
  ],
  [
    'a country cuts its states',
    { contactTimes: [times('US', hours('09:00', '12:00'), { country: country('US') }), times('NY', hours('13:00', '17:00'), NY)] },
    ['error never_together: US < NY @ /contactTimes/0'],
  ],
  [
    'two countries meet only where no place is known',
    { contactTimes: [times('US', hours('09:00', '12:00'), { country: country('US') }), times('GB', hours('13:00', '17:00'), { country: country('GB') })] },
    ['warning never_together_where_unknown: US < GB @ /contactTimes/0'],
  ],
  [
    'mobiles and landlines meet only where the type is not known',
    { contactTimes: [times('Mobile', hours('09:00', '12:00'), { deviceTypes: ['mobile'] }), times('Landline', hours('13:00', '17:00'), { deviceTypes: ['landline'] })] },
    ['warning never_together_where_unknown: Mobile < Landline @ /contactTimes/0'],
  ],
  [
    'two clocks that need not show the same say nothing',
    { contactTimes: [times('Device', hours('09:00', '12:00'), { timezoneSource: 'device' }), times('Contact', hours('13:00', '17:00'))] },
    [],
  ],
  [
    'the safe window shares a zone with every source',
    { contactTimes: [times('Device', hours('09:00', '12:00'), { timezoneSource: 'device' }), times('Both', hours('13:00', '17:00'), { timezoneSource: 'contact-and-device' })] },
    ['error never_together: Device < Both @ /contactTimes/0'],
  ],
  [
    'strict hours share the zone of every number that lies somewhere',
    { contactTimes: [times('Device', hours('09:00', '12:00'), { timezoneSource: 'device' }), times('Strict', hours('13:00', '17:00'), { strict: true })] },
    ['error never_together: Device < Strict @ /contactTimes/0'],
  ],
  [
    'a week can be empty though each day is open in one of the rules',
    {
      contactTimes: [
        times('Odd', { perDay: { monday: 'any', tuesday: 'closed', wednesday: 'any', thursday: 'closed', friday: 'any', saturday: 'closed', sunday: 'closed' } }),
        times('Even', { perDay: { monday: 'closed', tuesday: 'any', wednesday: 'closed', thursday: 'any', friday: 'closed', saturday: 'any', sunday: 'closed' } }),
      ],
    },
    ['error never_together: Odd < Even @ /contactTimes/0'],
  ],
  [
    'three rules can leave nothing though each two leave something',
    {
      contactTimes: [
        times('One', { everyDay: [{ start: '08:00', end: '10:00' }, { start: '12:00', end: '14:00' }] }),
        times('Two', { everyDay: [{ start: '09:00', end: '13:00' }] }),
        times('Three', { everyDay: [{ start: '08:00', end: '09:30' }, { start: '13:30', end: '15:00' }] }, { priority: 2 }),
        times('Four', { everyDay: [{ start: '09:45', end: '24:00' }] }, { priority: 3 }),
      ],
    },
    ['error never_together: Two < Three < Four @ /contactTimes/1'],
  ],
  [
    'hours outside the organization\'s own allow nothing there',
    { organization: { ...sourceOf().organization, allowedHours: hours('08:00', '21:00') }, contactTimes: [times('Night', hours('21:00', '24:00'), NY)] },
    ['error never_together: Night < organization hours @ /contactTimes/0'],
  ],
  [
    'a campaign that calls after the hours of the organization allows nothing',
    {
      organization: { ...sourceOf().organization, allowedHours: hours('08:00', '17:00') },
      campaignHours: { timezoneSource: 'contact-then-device', times: hours('17:00', '21:00') },
    },
    ['error never_together: organization hours < campaign hours @ /organization/allowedHours'],
  ],
  [
    'any country on all devices suppresses everything',
    { location: [location('Stop', { locations: 'any-country', deviceTypes: 'any' })] },
    ['error location_suppresses_everything: Stop @ /location/0'],
  ],
  [
    'all types and all devices suppress a place completely',
    { location: [location('No NY', { deviceTypes: 'any' })] },
    ['warning location_suppresses_places: No NY @ /location/0'],
  ],
  [
    'any country on mobiles is a choice',
    { location: [location('No mobiles', { locations: 'any-country' })] },
    [],
  ],
  [
    'any country, each rule for its types, leaves no device',
    { location: [location('Mobiles', { locations: 'any-country' }), location('Rest', { locations: 'any-country', deviceTypes: ['landline', 'other'] })] },
    ['error nothing_allowed: Mobiles < Rest @ /location/0'],
  ],
  [
    'an expression that is false allows nothing',
    { custom: [custom('Off', 'false')] },
    ['error expression_never_true: Off @ /custom/0/expression'],
  ],
]; // prettier-ignore

const EXPRESSIONS: readonly (readonly [string, 'never' | 'always' | 'nothing'])[] = [
  ['true', 'always'],
  ['1 === 1', 'always'],
  ['1', 'never'],
  ['"yes"', 'never'],
  ['new Date().getHours() > 21 && new Date().getHours() < 8', 'never'],
  ['new Date().getHours() >= 21 || new Date().getHours() < 21', 'always'],
  ['new Date().getHours() >= 24', 'never'],
  ['new Date().getDay() === 7', 'never'],
  ['new Date().getDay() !== 7', 'always'],
  ['new Date().getMonth() + 1 === 13', 'never'],
  ['[1, 2, 3, 4, 5].includes(new Date().getDay())', 'nothing'],
  ['Weekday() === Funday', 'never'],
  ['LocalHour() < 25 && $x === 1', 'nothing'],
  ['AttemptsOnDevice(24H) < 0', 'never'],
  ['AttemptsOnDevice(24H) >= 0', 'always'],
  ['AttemptsOnDevice(24H) < 3', 'nothing'],
  ['$state != "NY"', 'nothing'],
  ['$state == NY && false', 'never'],
  ['true || $state == NY', 'always'],
  ['$state == NY || true', 'nothing'],
  ['!($vip ?? false) || !!$vip', 'nothing'],
];

const COVERED: readonly Case[] = [
  [
    'three a day and five a day by the same count',
    { attempt: [attempts('Three', { count: 3 }), attempts('Five', { count: 5 })] },
    ['warning covered: Five < Three @ /attempt/1'],
  ],
  [
    'a rule that says the same is named once, the later one',
    { attempt: [attempts('B', { priority: 2 }), attempts('A')] },
    ['warning covered: B < A @ /attempt/0'],
  ],
  [
    'of three equal ones two',
    { attempt: [attempts('A'), attempts('B'), attempts('C')] },
    ['warning covered: C < A @ /attempt/2', 'warning covered: B < A @ /attempt/1'],
  ],
  [
    'a longer period at the same count',
    { attempt: [attempts('Week', { period: { kind: 'local-days', days: 7 } }), attempts('Day', { period: { kind: 'today' } })] },
    ['warning covered: Day < Week @ /attempt/1'],
  ],
  [
    'seven in seven days and three a day both count',
    { attempt: [attempts('Week', { count: 7, period: { kind: 'local-days', days: 7 } }), attempts('Day', { count: 3, period: { kind: 'today' } })] },
    [],
  ],
  [
    'today is not always within the last 24 hours',
    { attempt: [attempts('Today', { period: { kind: 'today' } }), attempts('Rolling', { period: { kind: 'rolling', amount: 24, unit: 'hours' } })] },
    [],
  ],
  [
    'the last 24 hours are always within four local days',
    { attempt: [attempts('Rolling'), attempts('Days', { period: { kind: 'local-days', days: 4 } })] },
    ['warning covered: Rolling < Days @ /attempt/0'],
  ],
  [
    'today is within three rolling days, where its zone is known',
    { attempt: [attempts('Today', { period: { kind: 'today' } }), attempts('Rolling', { period: { kind: 'rolling', amount: 3, unit: 'days' } })] },
    ['note covered_but_for_unknowns: Today < Rolling @ /attempt/0'],
  ],
  [
    'client and device within client',
    { attempt: [attempts('Both', { using: 'client-and-device' }), attempts('Client')] },
    ['warning covered: Both < Client @ /attempt/0'],
  ],
  ['client not within device', { attempt: [attempts('Device', { using: 'device' }), attempts('Client')] }, []],
  [
    'fewer channels are no cover',
    { attempt: [attempts('All', { count: 5 }), attempts('Calls', { channels: ['call'] })] },
    [],
  ],
  [
    'a campaign group\'s count within the tenant\'s',
    { attempt: [attempts('Group', { scope: 'campaign-group' }), attempts('Tenant')] },
    ['warning covered: Group < Tenant @ /attempt/0'],
  ],
  [
    'fewer call results within more',
    { attempt: [attempts('Busy', { countBy: { callResults: ['Busy'] } }), attempts('More', { countBy: { callResults: ['Busy', 'No Answer'] } })] },
    ['warning covered: Busy < More @ /attempt/0'],
  ],
  [
    'dispositions are not within call results',
    { attempt: [attempts('Promise', { countBy: { dispositions: ['PROMISE'] } }), attempts('Busy', { countBy: { callResults: ['Busy'] } })] },
    [],
  ],
  [
    'attempts to one state within those to anywhere',
    { attempt: [attempts('NY', { to: [{ country: country('US'), region: 'US-NY' as never }] }), attempts('All', { countBy: 'any' })] },
    ['warning covered: NY < All @ /attempt/0'],
  ],
  [
    'an organization limit stops a count on accounts first, where an account is named',
    {
      organization: { ...sourceOf().organization, limits: { attemptsPerDayMax: null, attemptsPerWeekMax: null, intervalHoursMin: 24 } },
      attempt: [attempts('Ten', { using: 'account', count: 10 }), attempts('Clients', { count: 10 })],
    },
    ['note covered_but_for_unknowns: Ten < organization minimum interval @ /attempt/0'],
  ],
  [
    'wider hours within narrower ones',
    { contactTimes: [times('NY', hours('08:00', '21:00'), NY), times('All', hours('09:00', '18:00'))] },
    ['warning covered: NY < All @ /contactTimes/0'],
  ],
  [
    'narrower hours cut',
    { contactTimes: [times('NY', hours('09:00', '18:00'), NY), times('All', hours('08:00', '21:00'))] },
    [],
  ],
  [
    'wider hours than the organization\'s, on the same clock',
    { organization: { ...sourceOf().organization, allowedHours: hours('08:00', '21:00') }, contactTimes: [times('Wide', hours('07:00', '22:00'))] },
    ['warning covered: Wide < organization hours @ /contactTimes/0'],
  ],
  [
    'wider hours on another clock are needed',
    { organization: { ...sourceOf().organization, allowedHours: hours('08:00', '21:00') }, contactTimes: [times('Wide', hours('07:00', '22:00'), { timezoneSource: 'device' })] },
    [],
  ],
  [
    'the contact\'s zone alone is an error where it is not known',
    { contactTimes: [times('Contact', hours('08:00', '21:00'), { timezoneSource: 'contact' }), times('Both', hours('09:00', '18:00'), { timezoneSource: 'contact-and-device' })] },
    ['note covered_but_for_unknowns: Contact < Both @ /contactTimes/0'],
  ],
  [
    'the safe window asks more zones than the device alone',
    { contactTimes: [times('Both', hours('08:00', '21:00'), { timezoneSource: 'contact-and-device' }), times('Device', hours('09:00', '18:00'), { timezoneSource: 'device' })] },
    [],
  ],
  [
    'the device alone is within the safe window, a toll-free number too',
    { contactTimes: [times('Device', hours('08:00', '21:00'), { timezoneSource: 'device' }), times('Both', hours('09:00', '18:00'), { timezoneSource: 'contact-and-device' })] },
    ['warning covered: Device < Both @ /contactTimes/0'],
  ],
  [
    'strict hours do not cover a toll-free number by the device: its zone may be the organization\'s own',
    { contactTimes: [times('Device', hours('08:00', '21:00'), { timezoneSource: 'device' }), times('Strict', hours('09:00', '18:00'), { strict: true })] },
    [],
  ],
  [
    'one state not within another, nor a country within its state',
    {
      contactTimes: [
        times('NY', hours('09:00', '18:00'), NY),
        times('CA', hours('08:00', '21:00'), { country: country('US'), regions: regions('US-CA') }),
        times('US', hours('07:00', '22:00'), { country: country('US') }),
      ],
    },
    [],
  ],
  [
    'hours for mobiles do not cover those for all devices',
    { contactTimes: [times('Mobiles', hours('09:00', '18:00'), { deviceTypes: ['mobile'] }), times('All', hours('08:00', '21:00'))] },
    [],
  ],
  [
    'a time of day within a longer one, and not the other way',
    {
      attempt: [
        attempts('Long', { period: { kind: 'today' }, betweenTimes: { start: '09:00', end: '18:00' } }),
        attempts('Short', { period: { kind: 'today' }, betweenTimes: { start: '12:00', end: '18:00' } }),
        attempts('Early', { period: { kind: 'today' }, betweenTimes: { start: '08:00', end: '17:00' } }),
      ],
    },
    ['warning covered: Short < Long @ /attempt/1'],
  ],
  [
    'client and device is not within account, nor outbound within inbound',
    {
      attempt: [
        attempts('Both', { using: 'client-and-device' }),
        attempts('Account', { using: 'account' }),
        attempts('Inbound', { direction: 'inbound' }),
      ],
    },
    [],
  ],
  [
    'attempts to one state are not within those to another, nor those to anywhere within those to one',
    {
      attempt: [
        attempts('NY', { count: 2, to: [{ region: 'US-NY' as never }] }),
        attempts('CA', { count: 2, to: [{ region: 'US-CA' as never }] }),
        attempts('All', { count: 5 }),
      ],
    },
    [],
  ],
  [
    'channels that are counted decide, not only those that are asked for',
    { attempt: [attempts('SMS too', { count: 5, countedChannels: 'any' }), attempts('Calls', { countedChannels: ['call'] })] },
    [],
  ],
  [
    'a value that need only be truthy in one rule must be true in another',
    { custom: [custom('A', '$vip'), custom('B', '$vip && $x > 5')] },
    [],
  ],
  [
    'a state within its country',
    { location: [location('NY'), location('US', { locations: [{ country: country('US') }] })] },
    ['warning covered: NY < US @ /location/0'],
  ],
  [
    'a postal code within a wider pattern',
    {
      location: [
        location('100', { determineBy: 'contact', locations: [{ country: country('US'), postalCode: '100*' }] }),
        location('10', { determineBy: 'contact', locations: [{ country: country('US'), postalCode: '10*' }] }),
      ],
    },
    ['warning covered: 100 < 10 @ /location/0'],
  ],
  [
    'the device\'s place is not the contact\'s',
    { location: [location('Device'), location('Contact', { determineBy: 'contact' })] },
    [],
  ],
  [
    'a rule that blocks where the place is unknown is not within one that passes',
    { location: [location('NY'), location('US', { locations: [{ country: country('US') }], unknownLocation: 'pass' })] },
    ['note covered_but_for_unknowns: NY < US @ /location/0'],
  ],
  [
    'equal expressions but for their spaces',
    { custom: [custom('A', '$x  >  5'), custom('B', '($x > 5)')] },
    ['warning covered: B < A @ /custom/1'],
  ],
  [
    'a condition that another rule asks among others',
    { custom: [custom('A', '$x > 5'), custom('B', '$y < 2 && $x > 5')] },
    ['warning covered: A < B @ /custom/0'],
  ],
  [
    'of equal expressions the one that blocks where data is missing stays',
    { custom: [custom('A', '$x > 5', 'undefined'), custom('B', '$x > 5')] },
    ['warning covered: A < B @ /custom/0'],
  ],
  [
    'one day twice',
    { contactDates: [{ id: 'a' as RuleId, label: 'Easter', date: '2026-04-05' }, { id: 'b' as RuleId, label: 'Easter Sunday', date: '2026-04-05' }] },
    ['warning covered: Easter Sunday < Easter @ /contactDates/1'],
  ],
]; // prettier-ignore

describe('what never allows', () => {
  test.each(NEVER)('%s', (_name, source, expected) => {
    expect(found(source).map(row)).toEqual(expected);
  });

  test('names place, hours and reason in one sentence', () => {
    const [finding] = found({
      contactTimes: [
        times('Morning', hours('09:00', '12:00'), NY),
        times('Afternoon', hours('12:00', '17:00'), NY),
      ],
    });
    expect(finding?.sentence).toBe(
      '`Morning` (09:00-12:00) and `Afternoon` (12:00-17:00) have no minute of the week in common in the same zone: no contact in US-NY is ever allowed',
    );
  });

  test('leaves out what has no zone of its own where only numbers that lie somewhere are shut', () => {
    const [finding] = found({
      contactTimes: [
        times('Device', hours('09:00', '12:00'), { timezoneSource: 'device' }),
        times('Strict', hours('13:00', '17:00'), { strict: true }),
      ],
    });
    expect(finding?.neverAllows).toMatchObject({ country: 'any', geographic: true });
    expect(finding?.sentence).toContain('; a toll-free number or an e-mail address may be');
  });

  test.each([
    ['sunday', []],
    ['monday', ['error never_together: Weekday < Sundays @ /contactTimes/0']],
    ['saturday', ['error never_together: Weekday < Sundays @ /contactTimes/0']],
  ])('an expression for Sundays, and hours on %s', (open, expected) => {
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
    const week = Object.fromEntries(days.map((day) => [day, day === open ? 'any' : 'closed']));
    const source = {
      contactTimes: [times('Weekday', { perDay: week } as WeekTimes, { timezoneSource: 'device' })],
      custom: [custom('Sundays', 'new Date().getDay() === 0')],
    };
    expect(found(source).map(row)).toEqual(expected); // prettier-ignore
  });

  test('an expression closes hours together with others', () => {
    const source = {
      organization: { ...sourceOf().organization, allowedHours: hours('08:00', '21:00') },
      timezoneSource: 'contact-then-device' as const,
      custom: [custom('Night', '$vip && new Date().getHours() >= 21')],
    };
    expect(found(source).map(row)).toEqual(['error never_together: Night < organization hours @ /custom/0']);
    expect(found({ ...source, timezoneSource: 'device' })).toEqual([]);
  });
});

describe('an expression', () => {
  test.each(EXPRESSIONS)('%s: %s', (expression, expected) => {
    const codes = found({ custom: [custom('Rule', expression)] }).map(({ code }) => code);
    expect(codes).toEqual(
      { never: ['expression_never_true'], always: ['expression_always_true'], nothing: [] }[expected],
    );
  });
});

describe('what another rule covers', () => {
  test.each(COVERED)('%s', (_name, source, expected) => {
    expect(found(source).map(row)).toEqual(expected);
  });

  test('a required rule that only an optional one covers is not for deletion', () => {
    const source = { attempt: [attempts('Required', { count: 5 }), attempts('Optional', { count: 3 })] };
    expect(found(source, ['id of Optional' as RuleId]).map(row)).toEqual([
      'note covered_in_group: Required < Optional @ /attempt/0',
    ]);
    expect(found(source, ['id of Required' as RuleId]).map(row)).toEqual([
      'warning covered: Required < Optional @ /attempt/0',
    ]);
  });

  test('of those that cover a rule a required one is named, though an optional one is stricter and first', () => {
    const source = {
      attempt: [attempts('Optional'), attempts('Required', { count: 2 }), attempts('Lax', { count: 5 })],
    };
    expect(found(source, ['id of Optional' as RuleId]).map(row)).toEqual([
      'warning covered: Lax < Required @ /attempt/2',
      'note covered_in_group: Required < Optional @ /attempt/1',
    ]);
  });

  test('a rule that is asked first still chooses the disposition code', () => {
    const [finding] = found({
      attempt: [attempts('Five', { count: 5, dispositionCode: 'FIVE' }), attempts('Three', { priority: 2 })],
    });
    expect(finding?.severity).toBe('note');
    expect(finding?.sentence).toContain('it only chooses the disposition code');
  });
});

describe('what never blocks', () => {
  const list = (expires: string) => ({
    suppressionLists: [
      {
        id: 'list' as SuppressionListId,
        name: 'Do not call 2025',
        channels: 'any' as const,
        expires: { date: expires },
        registry: null,
      },
    ],
  });
  test.each([
    ['2026-03-08', ['warning list_expired: Do not call 2025 @ /suppressionLists/0/expires']],
    ['2026-03-09', []],
    ['2026-03-10', []],
  ] as const)('a list that ends on %s', (date, expected) => {
    expect(found(list(date)).map(row)).toEqual(expected);
  });

  test.each([
    ['2026-03-08', ['note contact_date_past: Day @ /contactDates/0/date']],
    ['2026-03-09', []],
  ] as const)('a day that was on %s', (date, expected) => {
    expect(found({ contactDates: [{ id: 'day' as RuleId, label: 'Day', date }] }).map(row)).toEqual(expected);
  });

  test('hours that leave out no minute', () => {
    expect(found({ contactTimes: [times('Always', { everyDay: 'any' })] }).map(row)).toEqual([
      'note contact_times_always_open: Always @ /contactTimes/0/times',
    ]);
  });
});

describe('an analysis', () => {
  test('of a ruleset that cannot be used says why, and nothing else', () => {
    const reversed = hours('12:00', '09:00');
    expect(found({ contactTimes: [times('Reversed', reversed), times('Shut', CLOSED)] }).map(row)).toEqual([
      'error rule_invalid:  @ /contactTimes/0/times',
    ]);
  });

  test('does not change the ruleset, and gives the same twice', () => {
    const source = sourceOf({ attempt: [attempts('A'), attempts('B')], custom: [custom('C', 'false')] });
    const before = JSON.stringify(source);
    const one = analyseRuleset(source, { at: NOW });
    expect(analyseRuleset(source, { at: NOW })).toEqual(one);
    expect(JSON.stringify(source)).toBe(before);
  });
});
