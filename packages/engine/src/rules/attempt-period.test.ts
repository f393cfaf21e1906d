import { describe, expect, test } from 'vitest';
import { answerOf, at, attemptAt, attemptRuleOf, commonOf, contactOf, deviceOf, situation, zoneNames } from '../../test/samples.ts'; // prettier-ignore
import type { AttemptFact } from '../facts.ts';
import type { ZoneName } from '../time/zone.ts';
import type { RuleName } from '../verdict.ts';
import { compile, type AttemptRule } from './attempt.ts';
import { compilePeriod, daysOf, periodSchema, type Period } from './attempt-period.ts';

const NAME: RuleName = {
  kind: 'attempt',
  ruleId: commonOf('limit').id,
  rule: 'limit',
  dispositionCode: null,
};
const BELOW = 'pass attempts_below_limit';
const REACHED = 'block attempts_reached';
const rolling = (amount: number, unit: 'minutes' | 'hours' | 'days'): Period => ({
  kind: 'rolling',
  amount,
  unit,
});
const today: Period = { kind: 'today' };
const days = (count: number): Period => ({ kind: 'local-days', days: count });
const made = (...texts: readonly string[]): readonly AttemptFact[] => texts.map((text) => attemptAt(text));
const numberIn = (...names: readonly string[]) => ({ device: deviceOf({ zones: zoneNames(...names) }) });

type Row = [
  name: string,
  rule: Partial<AttemptRule>,
  made: readonly string[],
  at: string,
  verdict: string,
  opens: string,
];

describe('a rolling period (S8)', () => {
  const rows: readonly Row[] = [
    ['no attempt', {}, [], '2026-03-10T12:00:00Z', BELOW, 'now'],
    ['an attempt at this very instant counts', {}, ['2026-03-10T12:00:00Z'], '2026-03-10T12:00:00Z', REACHED, '2026-03-11T12:00:00Z'],
    ['a millisecond less than the period ago counts', {}, ['2026-03-09T12:00:00.001Z'], '2026-03-10T12:00:00Z', REACHED, '2026-03-10T12:00:00.001Z'],
    ['exactly the period ago does not', {}, ['2026-03-09T12:00:00Z'], '2026-03-10T12:00:00Z', BELOW, 'now'],
    ['a millisecond more does not', {}, ['2026-03-09T11:59:59.999Z'], '2026-03-10T12:00:00Z', BELOW, 'now'],
    ['one below the count', { count: 3 }, ['2026-03-10T01:00:00Z', '2026-03-10T02:00:00Z'], '2026-03-10T12:00:00Z', BELOW, 'now'],
    ['the count is reached (S6)', { count: 3 }, ['2026-03-10T01:00:00Z', '2026-03-10T02:00:00Z', '2026-03-10T03:00:00Z'], '2026-03-10T12:00:00Z', REACHED, '2026-03-11T01:00:00Z'],
    ['one above the count: two must leave', { count: 3 }, ['2026-03-10T01:00:00Z', '2026-03-10T02:00:00Z', '2026-03-10T03:00:00Z', '2026-03-10T04:00:00Z'], '2026-03-10T12:00:00Z', REACHED, '2026-03-11T02:00:00Z'],
    ['minutes', { period: rolling(30, 'minutes') }, ['2026-03-10T11:30:00.001Z'], '2026-03-10T12:00:00Z', REACHED, '2026-03-10T12:00:00.001Z'],
    ['minutes, left', { period: rolling(30, 'minutes') }, ['2026-03-10T11:30:00Z'], '2026-03-10T12:00:00Z', BELOW, 'now'],
    ['hours', { period: rolling(2, 'hours') }, ['2026-03-10T10:00:00.001Z'], '2026-03-10T12:00:00Z', REACHED, '2026-03-10T12:00:00.001Z'],
    ['a rolling day is 24 hours, also when the clock goes forward', { period: rolling(1, 'days') }, ['2026-03-07T17:00:00Z'], '2026-03-08T16:59:59.999Z', REACHED, '2026-03-08T17:00:00Z'],
    ['... and over then', { period: rolling(1, 'days') }, ['2026-03-07T17:00:00Z'], '2026-03-08T17:00:00Z', BELOW, 'now'],
    ['an attempt in the future counts as now (S8)', {}, ['2026-03-10T12:05:00Z'], '2026-03-10T12:00:00Z', REACHED, '2026-03-11T12:05:00Z'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, own, texts, instant, verdict, opens) => {
    const rule = compile(attemptRuleOf(own), NAME);
    expect(answerOf(rule, situation({ facts: { attempts: made(...texts) } }), at(instant))).toEqual([verdict, opens]);
  }); // prettier-ignore

  test('needs no zone', () => {
    const given = situation({
      facts: { ...numberIn('Mars/Olympus'), attempts: made('2026-03-10T11:00:00Z') },
    });
    expect(answerOf(compile(attemptRuleOf(), NAME), given, at('2026-03-10T12:00:00Z'))).toEqual([REACHED, '2026-03-11T11:00:00Z']); // prettier-ignore
  });
});

describe('today and local days (S8)', () => {
  const rows: readonly Row[] = [
    ['today begins at midnight: the last millisecond of yesterday', { period: today }, ['2026-03-10T03:59:59.999Z'], '2026-03-10T12:00:00Z', BELOW, 'now'],
    ['today begins at midnight: the first of today', { period: today }, ['2026-03-10T04:00:00Z'], '2026-03-10T12:00:00Z', REACHED, '2026-03-11T04:00:00Z'],
    ['today ends at midnight', { period: today }, ['2026-03-10T04:00:00Z'], '2026-03-11T03:59:59.999Z', REACHED, '2026-03-11T04:00:00Z'],
    ['tomorrow it counts no more', { period: today }, ['2026-03-10T04:00:00Z'], '2026-03-11T04:00:00Z', BELOW, 'now'],
    ['a day of 23 hours: from its first instant', { period: today }, ['2026-03-08T05:00:00Z'], '2026-03-09T03:59:59.999Z', REACHED, '2026-03-09T04:00:00Z'],
    ['a day of 23 hours: not the day before', { period: today }, ['2026-03-08T04:59:59.999Z'], '2026-03-08T12:00:00Z', BELOW, 'now'],
    ['a day of 25 hours: to its last instant', { period: today }, ['2026-11-01T04:00:00Z'], '2026-11-02T04:59:59.999Z', REACHED, '2026-11-02T05:00:00Z'],
    ['a day of 25 hours: over', { period: today }, ['2026-11-01T04:00:00Z'], '2026-11-02T05:00:00Z', BELOW, 'now'],
    ['the day of the call is day 1 of 7', { period: days(7) }, ['2026-03-10T12:00:00Z'], '2026-03-10T12:00:00Z', REACHED, '2026-03-17T04:00:00Z'],
    ['day 7 of 7', { period: days(7) }, ['2026-03-04T05:00:00Z'], '2026-03-10T12:00:00Z', REACHED, '2026-03-11T04:00:00Z'],
    ['day 8 of 7', { period: days(7) }, ['2026-03-04T04:59:59.999Z'], '2026-03-10T12:00:00Z', BELOW, 'now'],
    ['two counted, both must not leave at once', { period: days(7), count: 2 }, ['2026-03-05T12:00:00Z', '2026-03-09T12:00:00Z'], '2026-03-10T12:00:00Z', REACHED, '2026-03-12T04:00:00Z'],
    ['three counted of two: two must leave', { period: days(7), count: 2 }, ['2026-03-05T12:00:00Z', '2026-03-07T12:00:00Z', '2026-03-09T12:00:00Z'], '2026-03-10T12:00:00Z', REACHED, '2026-03-14T04:00:00Z'],
    ['one of two', { period: days(7), count: 2 }, ['2026-03-09T12:00:00Z'], '2026-03-10T12:00:00Z', BELOW, 'now'],
    ['an attempt in the future is one of today', { period: today }, ['2026-03-10T12:05:00Z'], '2026-03-10T12:00:00Z', REACHED, '2026-03-10T12:05:00Z'],
    ['... also where its own time lies in tomorrow', { period: today }, ['2026-03-11T04:02:00Z'], '2026-03-11T03:58:00Z', REACHED, '2026-03-11T04:00:00Z'],
    ['... where it still counts', { period: today }, ['2026-03-11T04:02:00Z'], '2026-03-11T04:00:00Z', REACHED, '2026-03-11T04:02:00Z'],
    ['... to the end of that day', { period: today }, ['2026-03-11T04:02:00Z'], '2026-03-11T04:02:00Z', REACHED, '2026-03-12T04:00:00Z'],
    ['366 local days back', { period: days(366) }, ['2025-03-10T12:00:00Z'], '2026-03-10T12:00:00Z', REACHED, '2026-03-11T04:00:00Z'],
    ['367 local days back', { period: days(366) }, ['2025-03-09T12:00:00Z'], '2026-03-10T12:00:00Z', BELOW, 'now'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, own, texts, instant, verdict, opens) => {
    const rule = compile(attemptRuleOf(own), NAME);
    expect(answerOf(rule, situation({ facts: { attempts: made(...texts) } }), at(instant))).toEqual([verdict, opens]);
  }); // prettier-ignore

  test('count what the rule counts and nothing else, also where they say which', () => {
    const attempts = [
      attemptAt('2026-03-10T11:00:00Z'),
      attemptAt('2026-03-10T11:30:00Z', { sameClient: false }),
      attemptAt('2026-03-10T11:45:00Z', { direction: 'inbound' }),
    ];
    const given = situation({ facts: { attempts } });
    const noon = at('2026-03-10T12:00:00Z');
    const once = compile(attemptRuleOf({ period: today }), NAME).evaluate(given, noon);
    expect(once?.reason).toMatchObject({ facts: { counted: [{ id: '2026-03-10T11:00:00Z' }] } });
    const between = { start: '00:00', end: '12:00' };
    for (const betweenTimes of [null, between]) {
      const twice = compile(attemptRuleOf({ period: today, count: 2, betweenTimes }), NAME);
      expect(twice.evaluate(given, noon)?.reason).toMatchObject({ facts: { counted: 1 } });
    }
  });

  type ZoneRow = [name: string, zones: readonly string[], period: Period, made: readonly string[], at: string, verdict: string, opens: string]; // prettier-ignore
  const inZones: readonly ZoneRow[] = [
    ['today in both: until both have another day', ['America/New_York', 'America/Los_Angeles'], today, ['2026-03-10T05:30:00Z'], '2026-03-10T06:30:00Z', REACHED, '2026-03-11T04:00:00Z'],
    ['... whichever stands first', ['America/Los_Angeles', 'America/New_York'], today, ['2026-03-10T05:30:00Z'], '2026-03-10T06:30:00Z', REACHED, '2026-03-11T04:00:00Z'],
    ['yesterday in one zone, today in the other: reached in any', ['America/Los_Angeles', 'America/New_York'], today, ['2026-03-10T05:30:00Z'], '2026-03-10T08:00:00Z', REACHED, '2026-03-11T04:00:00Z'],
    ['... the other order', ['America/New_York', 'America/Los_Angeles'], today, ['2026-03-10T03:30:00Z'], '2026-03-10T05:30:00Z', REACHED, '2026-03-10T07:00:00Z'],
    ['in none', ['America/New_York', 'America/Los_Angeles'], today, ['2026-03-10T03:30:00Z'], '2026-03-10T07:00:00Z', BELOW, 'now'],
    ['Santiago, whose day starts at 01:00', ['America/Santiago'], today, ['2026-09-06T03:59:59.999Z'], '2026-09-06T04:00:00Z', BELOW, 'now'],
    ['Santiago, whose last hour is repeated', ['America/Santiago'], today, ['2026-04-04T03:30:00Z'], '2026-04-05T03:30:00Z', REACHED, '2026-04-05T04:00:00Z'],
    ['the Azores, whose first hour is repeated: its first pass', ['Atlantic/Azores'], today, ['2025-10-26T00:30:00Z'], '2025-10-26T12:00:00Z', REACHED, '2025-10-27T01:00:00Z'],
    ['... from its first instant on', ['Atlantic/Azores'], today, ['2025-10-26T00:00:00Z'], '2025-10-26T01:00:00Z', REACHED, '2025-10-27T01:00:00Z'],
    ['... not the day before', ['Atlantic/Azores'], today, ['2025-10-25T23:59:59.999Z'], '2025-10-26T12:00:00Z', BELOW, 'now'],
    ['... days later', ['Atlantic/Azores'], days(3), ['2025-10-26T00:30:00Z'], '2025-10-28T12:00:00Z', REACHED, '2025-10-29T01:00:00Z'],
    ['Apia, which skipped a day', ['Pacific/Apia'], days(2), ['2011-12-30T09:59:00Z'], '2011-12-30T10:00:00Z', BELOW, 'now'],
    ['Apia, the skipped day is one of the three', ['Pacific/Apia'], days(3), ['2011-12-30T09:59:00Z'], '2011-12-30T10:00:00Z', REACHED, '2011-12-31T10:00:00Z'],
    // St. John's went from 00:01 on 2010-11-07 back to 23:01 on the 6th, at 02:31Z, so the 7th began at 02:30Z, and once more at 03:30Z.
    ['St. John’s, whose day began twice: a millisecond before it first did', ['America/St_Johns'], today, ['2010-11-07T02:29:59.999Z'], '2010-11-07T12:00:00Z', BELOW, 'now'],
    ['... in its first minute', ['America/St_Johns'], today, ['2010-11-07T02:30:00Z'], '2010-11-07T12:00:00Z', REACHED, '2010-11-08T03:30:00Z'],
    ['... the day before, come back', ['America/St_Johns'], today, ['2010-11-07T02:31:00Z'], '2010-11-07T12:00:00Z', BELOW, 'now'],
    ['... to its last millisecond', ['America/St_Johns'], today, ['2010-11-07T03:29:59.999Z'], '2010-11-07T12:00:00Z', BELOW, 'now'],
    ['... when it began again', ['America/St_Johns'], today, ['2010-11-07T03:30:00Z'], '2010-11-07T12:00:00Z', REACHED, '2010-11-08T03:30:00Z'],
    ['... asked while the day before has come back', ['America/St_Johns'], today, ['2010-11-06T12:00:00Z'], '2010-11-07T03:00:00Z', REACHED, '2010-11-07T03:30:00Z'],
    ['... whatever the order of its dates, the last one holds longest', ['America/St_Johns'], days(2), ['2010-11-07T02:30:30Z', '2010-11-07T03:00:00Z'], '2010-11-07T12:00:00Z', REACHED, '2010-11-09T03:30:00Z'],
    ['... further back than it looks', ['America/St_Johns'], days(2), ['2010-11-03T12:00:00Z'], '2010-11-07T12:00:00Z', BELOW, 'now'],
    ['a zone that the table does not have', ['America/New_York', 'Mars/Olympus'], today, [], '2026-03-10T12:00:00Z', 'error zone_unknown', 'never'],
  ]; // prettier-ignore
  test.each(inZones)('%s', (_, zones, period, texts, instant, verdict, opens) => {
    const rule = compile(attemptRuleOf({ period }), NAME);
    const given = situation({ facts: { ...numberIn(...zones), attempts: made(...texts) } });
    const [said, opened] = answerOf(rule, given, at(instant));
    expect(said).toBe(verdict);
    expect(opened).toBe(opens);
  });

  test.each([
    [null, 'America/New_York'],
    ['device', 'America/New_York'],
    ['contact', 'Europe/London'],
    ['contact-then-device', 'Europe/London'],
  ] as const)('are those of the request’s zones: source %s, days of %s', (timezoneSource, zone) => {
    const contact = contactOf({ zone: 'Europe/London' as ZoneName, zoneFrom: 'stated' });
    const given = situation({
      clock: { timezoneSource },
      facts: { contact, attempts: made('2026-03-10T11:00:00Z') },
    });
    const verdict = compile(attemptRuleOf({ period: today }), NAME).evaluate(
      given,
      at('2026-03-10T12:00:00Z'),
    );
    expect(verdict?.reason).toMatchObject({ code: 'attempts_reached', facts: { zone } });
  });
});

describe('attempts between times (S10)', () => {
  const lunch = { start: '12:00', end: '14:00' };
  const rows: readonly Row[] = [
    ['a millisecond before the start', { betweenTimes: lunch }, ['2026-03-10T15:59:59.999Z'], '2026-03-10T20:00:00Z', BELOW, 'now'],
    ['the start is in', { betweenTimes: lunch }, ['2026-03-10T16:00:00Z'], '2026-03-10T20:00:00Z', REACHED, '2026-03-11T04:00:00Z'],
    ['a millisecond before the end', { betweenTimes: lunch }, ['2026-03-10T17:59:59.999Z'], '2026-03-10T20:00:00Z', REACHED, '2026-03-11T04:00:00Z'],
    ['the end is out', { betweenTimes: lunch }, ['2026-03-10T18:00:00Z'], '2026-03-10T20:00:00Z', BELOW, 'now'],
    ['inside, but yesterday', { betweenTimes: lunch }, ['2026-03-09T17:00:00Z'], '2026-03-10T20:00:00Z', BELOW, 'now'],
    ['inside and outside: only those inside', { betweenTimes: lunch, count: 2 }, ['2026-03-10T13:00:00Z', '2026-03-10T16:30:00Z'], '2026-03-10T20:00:00Z', BELOW, 'now'],
    ['both passes of a repeated hour', { betweenTimes: { start: '01:00', end: '02:00' }, count: 2 }, ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z'], '2026-11-01T12:00:00Z', REACHED, '2026-11-02T05:00:00Z'],
    ['to the end of the day', { betweenTimes: { start: '23:00', end: '24:00' } }, ['2026-03-11T03:59:59.999Z'], '2026-03-11T03:59:59.999Z', REACHED, '2026-03-11T04:00:00Z'],
    ['an attempt in the future, whose own time is outside, counts while now is inside', { betweenTimes: lunch }, ['2026-03-10T18:02:00Z'], '2026-03-10T17:58:00Z', REACHED, '2026-03-10T18:00:00Z'],
    ['... and no more where the clock leaps out of the times', { betweenTimes: { start: '01:00', end: '03:00' } }, ['2026-03-08T07:02:00Z'], '2026-03-08T06:58:00Z', REACHED, '2026-03-08T07:00:00Z'],
    ['... and no more when now is outside', { betweenTimes: lunch }, ['2026-03-10T18:02:00Z'], '2026-03-10T18:00:00Z', BELOW, 'now'],
    ['an attempt in the future, whose own time is inside, does not count while now is outside', { betweenTimes: lunch }, ['2026-03-10T16:02:00Z'], '2026-03-10T15:58:00Z', BELOW, 'now'],
    ['... and does when now is inside', { betweenTimes: lunch }, ['2026-03-10T16:02:00Z'], '2026-03-10T16:00:00Z', REACHED, '2026-03-10T16:02:00Z'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, own, texts, instant, verdict, opens) => {
    const rule = compile(attemptRuleOf({ period: today, ...own }), NAME);
    expect(answerOf(rule, situation({ facts: { attempts: made(...texts) } }), at(instant))).toEqual([verdict, opens]);
  }); // prettier-ignore

  test('are judged on the clock of each zone', () => {
    const rule = compile(attemptRuleOf({ period: today, betweenTimes: lunch }), NAME);
    const attempts = made('2026-03-10T19:30:00Z');
    const opens = (...zones: readonly string[]) =>
      answerOf(rule, situation({ facts: { ...numberIn(...zones), attempts } }), at('2026-03-10T20:00:00Z'));
    expect(opens('America/New_York')).toEqual([BELOW, 'now']);
    expect(opens('America/New_York', 'America/Los_Angeles')).toEqual([REACHED, '2026-03-11T07:00:00Z']);
  });

  test('made of what was not checked, they throw', () => {
    expect(() => compilePeriod(today, { start: '25:00', end: '26:00' })).toThrow(
      '`25:00-26:00` is not a window',
    );
    expect(() => compilePeriod(today, { start: '25:00', end: '12:00' })).toThrow(
      '`25:00-12:00` is not a window',
    );
    expect(() => compilePeriod(today, { start: '12:00', end: '26:00' })).toThrow(
      '`12:00-26:00` is not a window',
    );
  });
});

describe('too few attempts stay too few', () => {
  type Stay = [name: string, rule: Partial<AttemptRule>, zones: readonly string[], made: readonly string[], at: string, passesUntil: string]; // prettier-ignore
  const lunch = { start: '12:00', end: '14:00' };
  const [ny, la, tokyo] = ['America/New_York', 'America/Los_Angeles', 'Asia/Tokyo'];
  const rows: readonly Stay[] = [
    ['in a rolling period', {}, [ny], [], '2026-03-10T12:00:00Z', 'ever'],
    ['in a rolling period, whatever the zone', {}, ['Mars/Olympus'], [], '2026-03-10T12:00:00Z', 'ever'],
    ['today, until the clock changes: a day may come back', { period: today }, [ny], [], '2026-03-10T12:00:00Z', '2026-11-01T06:00:00Z'],
    ['today, where the clock changes no more', { period: today }, [tokyo], [], '2026-03-10T12:00:00Z', 'ever'],
    ['today, until the first of several clocks changes', { period: today }, [la, tokyo, ny], [], '2026-03-10T12:00:00Z', '2026-11-01T06:00:00Z'],
    ['today, whatever lies ahead', { period: today }, [tokyo], ['2026-03-10T12:05:00Z'], '2026-03-10T12:00:00Z', 'ever'],
    ['between times, with none ahead', { period: today, betweenTimes: lunch }, [tokyo], ['2026-03-10T12:00:30Z'], '2026-03-10T12:00:30Z', 'ever'],
    ['between times, with one ahead: to the next minute', { period: today, betweenTimes: lunch }, [tokyo], ['2026-03-10T12:05:00Z'], '2026-03-10T12:00:30Z', '2026-03-10T12:01:00Z'],
    ['... also from a whole minute', { period: today, betweenTimes: lunch }, [tokyo], ['2026-03-10T12:05:00Z'], '2026-03-10T12:00:00Z', '2026-03-10T12:01:00Z'],
    ['days for another device', { period: today, using: 'device', devices: [2] }, [ny], [], '2026-03-10T12:00:00Z', 'ever'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, own, zones, texts, instant, passesUntil) => {
    const given = situation({ facts: { ...numberIn(...zones), attempts: made(...texts) } });
    const until = compile(attemptRuleOf(own), NAME).passesUntil(given, at(instant));
    expect(until === Infinity ? 'ever' : until).toBe(passesUntil === 'ever' ? 'ever' : at(passesUntil));
  });
});

describe('a period', () => {
  const DAY_MS = 86_400_000;
  type PeriodRow = [period: Period, days: number, lookBackMs: number, needsZones: boolean, phrase: string];
  test.each<PeriodRow>([
    [rolling(1, 'minutes'), 1 / 1440, 60_000, false, 'in the last 1 minute'],
    [rolling(90, 'minutes'), 0.0625, 5_400_000, false, 'in the last 90 minutes'],
    [rolling(1, 'hours'), 1 / 24, 3_600_000, false, 'in the last 1 hour'],
    [rolling(24, 'hours'), 1, DAY_MS, false, 'in the last 24 hours'],
    [rolling(7, 'days'), 7, 7 * DAY_MS, false, 'in the last 7 days'],
    [today, 1, 3 * DAY_MS, true, 'today'],
    [days(1), 1, 3 * DAY_MS, true, 'in 1 local day'],
    [days(7), 7, 9 * DAY_MS, true, 'in 7 local days'],
  ])('%j', (period, count, lookBackMs, needsZones, phrase) => {
    expect(daysOf(period)).toBeCloseTo(count, 12);
    expect(compilePeriod(period, null)).toMatchObject({ lookBackMs, needsZones, phrase });
  });

  test('with times of day says so', () => {
    expect(compilePeriod(today, { start: '12:00', end: '14:00' }).phrase).toBe(
      'today between 12:00 and 14:00',
    );
  });

  test('is of one of three shapes, with bounds', () => {
    const shape = (properties: Record<string, object>) => ({
      type: 'object',
      additionalProperties: false,
      required: Object.keys(properties),
      properties,
    });
    expect(periodSchema).toEqual({
      oneOf: [
        shape({
          kind: { const: 'rolling' },
          amount: { type: 'integer', minimum: 1, maximum: 527_040 },
          unit: { enum: ['minutes', 'hours', 'days'] },
        }),
        shape({ kind: { const: 'today' } }),
        shape({ kind: { const: 'local-days' }, days: { type: 'integer', minimum: 1, maximum: 366 } }),
      ],
    });
  });
});
