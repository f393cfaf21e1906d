import { zoneTable } from '@tact/places';
import { describe, expect, test } from 'vitest';
import {
  at,
  attemptAt,
  attemptRuleOf,
  commonOf,
  decideBy,
  deviceOf,
  factsOf,
  sourceOf,
  zoneNames,
} from '../test/samples.ts';
import type { EntryFact, Facts } from './facts.ts';
import type { EntryId, OptOutId, SuppressionListId } from './ids.ts';
import type { NextAllowed } from './next-allowed.ts';
import type { RulesetSource } from './ruleset.ts';
import type { SuppressionList } from './rules/suppression.ts';
import { formatInstant } from './time/local-time.ts';
import type { WeekTimes } from './time/window.ts';

const from0To3: WeekTimes = { everyDay: [{ start: '00:00', end: '03:00' }] };
const from9To19: WeekTimes = { everyDay: [{ start: '09:00', end: '19:00' }] };
const hours = (allowedHours: WeekTimes) => ({ organization: { allowedHours } });
const numberOf = (...names: readonly string[]) => ({ device: deviceOf({ zones: zoneNames(...names) }) });
const optedOut = (until: string | null) => ({
  optOuts: [
    { id: 'o' as OptOutId, by: 'client' as const, channels: 'any' as const, from: { instant: at('2016-01-01T00:00:00Z') }, until: until === null ? null : { instant: at(until) } },
  ],
}); // prettier-ignore

const listOfAll: SuppressionList = {
  id: 'list' as SuppressionListId,
  name: 'complaints',
  channels: 'any',
  expires: null,
  registry: null,
};
const entryFrom = (text: string): EntryFact => ({
  listId: listOfAll.id,
  entryId: 'e' as EntryId,
  from: { instant: at(text) },
  until: null,
});
/** At noon of New York, when these tests ask, it blocks; at nine it passes. */
const bySeconds = customOf('new Date().getHours() + new Date().getSeconds() == 9');

/** From 09:30 to 09:45, where that holds too. The `||` keeps it in one piece. */
const byMinutesOf = (date: string) => customOf(`(new Date().getHours() * 60 + new Date().getMinutes() >= 570 && new Date().getHours() * 60 + new Date().getMinutes() < 585 && ${date}) || 1 == 2`); // prettier-ignore

const byMinutesOrAttempts = (minute: number) => customOf(`!(new Date().getHours() * 60 + new Date().getMinutes() >= ${minute} || AttemptsOnContact(30D) >= 3)`); // prettier-ignore
const threeTenDaysAgo = ['2026-02-28T16:00:00Z', '2026-02-28T17:00:00Z', '2026-02-28T18:00:00Z'].map((text) => attemptAt(text)); // prettier-ignore

describe('the next allowed instant (S4)', () => {
  type Row = [
    name: string,
    source: Parameters<typeof sourceOf>[0],
    facts: Partial<Facts>,
    next: string | null,
  ];
  const rows: readonly Row[] = [
    ['none for what is allowed', {}, {}, null],
    ['the end of an opt-out, to the millisecond', {}, optedOut('2026-03-10T16:00:00.001Z'), '2026-03-10T16:00:00.001Z'],
    ['never, for an opt-out without an end', {}, optedOut(null), 'never'],
    ['never wins over hours that open', hours(from0To3), optedOut(null), 'never'],
    ['hours that open after an opt-out has ended', hours(from9To19), optedOut('2026-03-11T04:00:00Z'), '2026-03-11T13:00:00Z'],
    ['an opt-out that ends inside the hours', hours(from9To19), optedOut('2026-03-11T14:30:00Z'), '2026-03-11T14:30:00Z'],
    ['never, for hours that never open', hours({ everyDay: 'closed' }), {}, 'never'],
    ['when the hours of two zones meet', hours(from9To19), { ...numberOf('America/New_York', 'America/Los_Angeles'), at: at('2026-03-10T15:00:00Z') }, '2026-03-10T16:00:00Z'],
    ['unknown, for two zones whose hours never meet', hours(from0To3), numberOf('America/New_York', 'Asia/Kathmandu'), 'unknown'],
    ['unknown, for hours that meet only after 400 days: Cairo took up summer time in 2023', hours(from0To3), { ...numberOf('Asia/Kathmandu', 'Africa/Cairo'), at: at('2016-11-06T06:59:00Z') }, 'unknown'],
    ['the same hours, asked 400 days before', hours(from0To3), { ...numberOf('Asia/Kathmandu', 'Africa/Cairo'), at: at('2022-03-24T21:00:00Z') }, '2023-04-28T21:00:00Z'],
    ['the same hours, asked 400 days and a millisecond before', hours(from0To3), { ...numberOf('Asia/Kathmandu', 'Africa/Cairo'), at: at('2022-03-24T20:59:59.999Z') }, 'unknown'],
    ['unknown, where the search takes too many steps: hours of minutes that never meet', { ...hours(halfHours('00', '20')), campaignHours: { timezoneSource: 'device', times: halfHours('30', '50') } }, {}, 'unknown'],
    ['an end that is known counts however far away, and the 400 days begin there', hours(from9To19), optedOut('2036-03-09T04:00:00Z'), '2036-03-09T13:00:00Z'],
    ['400 days after a known end, hours still meet', hours(from0To3), { ...numberOf('Asia/Kathmandu', 'Africa/Cairo'), at: at('2016-11-06T06:59:00Z'), ...optedOut('2022-12-01T00:00:00Z') }, '2023-04-28T21:00:00Z'],
    ['unknown, beyond the end of the zone table', {}, optedOut('2100-01-01T00:00:00Z'), 'unknown'],
    ['never, where what never ends begins before the far end of another', { suppressionLists: [listOfAll] }, { ...optedOut('2100-01-01T00:00:00Z'), entries: [entryFrom('2050-01-01T00:00:00Z')] }, 'never'],
    ['unknown, for a clock finer than a minute', { custom: [bySeconds] }, {}, 'unknown'],
    // At noon of New York on Tuesday, 10 March 2026.
    ['a weekday and a minute, almost a week ahead', { custom: [byMinutesOf('new Date().getDay() == 2')] }, {}, '2026-03-17T13:30:00Z'],
    ['a day of the month and a minute', { custom: [byMinutesOf('new Date().getDate() == 1')] }, {}, '2026-04-01T13:30:00Z'],
    ['a minute of a day over a change of the clock', { custom: [byMinutesOf('new Date().getMonth() == 10')] }, {}, '2026-11-01T14:30:00Z'],
    ['unknown, for a day that no month has', { custom: [byMinutesOf('new Date().getDate() == 32')] }, {}, 'unknown'],
    ['unknown, where minutes of too many kinds of days would have to be tried', { custom: [byMinutesOf('new Date().getDate() == 1 && new Date().getDay() == 1')] }, {}, 'unknown'],
    ['a minute of the day and counters, negated together (S4): the minutes before seven in the evening', { custom: [byMinutesOrAttempts(1_140)] }, { at: at('2026-03-11T00:30:00Z') }, '2026-03-11T04:00:00Z'],
    ['... the counter, whose attempts grow old', { custom: [byMinutesOrAttempts(1_140)] }, { attempts: threeTenDaysAgo }, '2026-03-30T16:00:00Z'],
    ['... the minutes after that', { custom: [byMinutesOrAttempts(600)] }, { attempts: threeTenDaysAgo }, '2026-03-31T04:00:00Z'],
    ['never, where what is missing is read at any time', { custom: [customOf('$nothing != 1 || new Date().getHours() >= 19')] }, {}, 'never'],
    ['a time at which what is missing is not read', { custom: [customOf('new Date().getHours() >= 19 || $nothing != 1')] }, {}, '2026-03-10T23:00:00Z'],
    ['a time at which nothing is asked of what is no text', { custom: [customOf('new Date().getHours() >= 19 || $balance.includes("1")')] }, { fields: { balance: 10 } }, '2026-03-10T23:00:00Z'],
    ['never, where another rule that blocks never ends, whichever comes first', { custom: [bySeconds, customOf('false')] }, {}, 'never'],
    ['hours that open where a finer clock lets pass', { ...hours(from9To19), custom: [bySeconds] }, { at: at('2026-03-10T04:00:00.000Z') }, '2026-03-10T13:00:00Z'],
    ['the last instant of the zone table', {}, optedOut('2099-12-31T23:59:59.999Z'), '2099-12-31T23:59:59.999Z'],
    [
      'one rule after another: an interval, then the day, then the hours',
      { ...hours(from9To19), attempt: [
        { ...commonOf('interval'), ...attemptRuleOf({ period: { kind: 'rolling', amount: 90, unit: 'minutes' } }) },
        { ...commonOf('one a day'), ...attemptRuleOf({ period: { kind: 'today' } }) },
      ] },
      { attempts: [attemptAt('2026-03-10T15:59:00Z')] },
      '2026-03-11T13:00:00Z',
    ],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, source, facts, next) => {
    const ruleset: RulesetSource = sourceOf(source);
    const decision = decideBy(ruleset, factsOf(facts));
    expect(shown(decision.nextAllowedAt)).toBe(next);
  });

  test('the zone table of these tests ends where they say', () => {
    expect(formatInstant(zoneTable().endsAtUtc)).toBe('2100-01-01T00:00:00Z');
  });
});

/** Every hour from one minute to another. */
function halfHours(start: string, end: string): WeekTimes {
  const hoursOfDay = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
  return { everyDay: hoursOfDay.map((hour) => ({ start: `${hour}:${start}`, end: `${hour}:${end}` })) };
}

function customOf(expression: string): RulesetSource['custom'][number] {
  return { ...commonOf('custom'), description: '', expression, missingData: 'block' };
}

function shown(next: NextAllowed | null): string | null {
  return typeof next === 'number' ? formatInstant(next) : next;
}
