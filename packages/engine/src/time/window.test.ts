import { describe, expect, test } from 'vitest';
import { at, zoneOf } from '../../test/samples.ts';
import { DAY_MS, type Instant } from './instant.ts';
import { formatInstant, localDateAt, WEEKDAYS } from './local-time.ts';
import {
  closesAt,
  formatDay,
  isOpenAt,
  isOpenMinute,
  minuteOfWeekOf,
  openMinutesOf,
  opensAt,
  openWeekOf,
  weekTimesProblem,
  windowProblem,
  type DayTimes,
  type WeekTimes,
} from './window.ts';

const daily = (...spans: readonly string[]): WeekTimes => ({ everyDay: spans.map((span) => windowOf(span)) });
function windowOf(span: string) {
  const [start = '', end = ''] = span.split('-');
  return { start, end };
}
/** All days closed but these. */
const only = (days: Partial<Record<(typeof WEEKDAYS)[number], DayTimes>>): WeekTimes => ({
  perDay: { monday: 'closed', tuesday: 'closed', wednesday: 'closed', thursday: 'closed', friday: 'closed', saturday: 'closed', sunday: 'closed', ...days }, // prettier-ignore
});

describe('the minutes of a week', () => {
  test.each([
    ['1970-01-01T00:00:00Z', 3 * 1440],
    ['1969-12-28T23:59:59.999Z', 7 * 1440 - 1],
    ['1969-12-29T00:00:00Z', 0],
    ['2026-11-15T23:59:59.999Z', 7 * 1440 - 1],
    ['2026-11-16T00:00:00Z', 0],
    ['2026-11-16T00:00:59.999Z', 0],
    ['2026-11-16T00:01:00Z', 1],
  ])('%s is minute %i', (text, minute) => {
    expect(minuteOfWeekOf(Date.parse(text))).toBe(minute);
  });

  test('are open in the windows of their day and in no other', () => {
    const open = openMinutesOf(
      openWeekOf(only({ monday: [windowOf('00:00-00:02'), windowOf('13:07-13:16')], sunday: [windowOf('23:59-24:00')] })), // prettier-ignore
    );
    const minutes = Array.from({ length: 7 * 1440 }, (_, minute) => minute);
    const afternoon = Array.from({ length: 9 }, (_, minute) => 13 * 60 + 7 + minute);
    expect(minutes.filter((minute) => isOpenMinute(open, minute))).toEqual([
      0,
      1,
      ...afternoon,
      7 * 1440 - 1,
    ]);
    expect(isOpenMinute(open, Number.NaN)).toBe(false);
  });
});

describe('hours of a week', () => {
  const office = daily('09:00-12:00', '13:00-19:00');
  const night = daily('02:30-02:45');
  const early = daily('02:30-05:00');
  const weekdaysOnly = only({ monday: [windowOf('09:00-19:00')], sunday: 'any' });
  const rows: readonly [name: string, times: WeekTimes, zone: string, at: string, opens: string][] = [
    ['a millisecond before the start', office, 'America/New_York', '2026-01-15T13:59:59.999Z', '2026-01-15T14:00:00Z'],
    ['the start is in (S14)', office, 'America/New_York', '2026-01-15T14:00:00Z', 'now'],
    ['a millisecond before the end', office, 'America/New_York', '2026-01-15T16:59:59.999Z', 'now'],
    ['the end is out (S14)', office, 'America/New_York', '2026-01-15T17:00:00Z', '2026-01-15T18:00:00Z'],
    ['between two windows', office, 'America/New_York', '2026-01-15T17:30:00Z', '2026-01-15T18:00:00Z'],
    ['the second window', office, 'America/New_York', '2026-01-15T18:00:00Z', 'now'],
    ['after the last window, until tomorrow', office, 'America/New_York', '2026-01-16T00:00:00Z', '2026-01-16T14:00:00Z'],
    ['the night before the clock goes forward', office, 'America/New_York', '2026-03-08T00:00:00Z', '2026-03-08T13:00:00Z'],
    ['any time', { everyDay: 'any' }, 'America/New_York', '2026-01-15T05:00:00Z', 'now'],
    ['closed for ever', { everyDay: 'closed' }, 'America/New_York', '2026-01-15T05:00:00Z', 'never'],
    ['all days closed', only({}), 'America/New_York', '2026-01-15T05:00:00Z', 'never'],
    ['until 24:00, the last millisecond', daily('09:00-24:00'), 'America/New_York', '2026-01-16T04:59:59.999Z', 'now'],
    ['until 24:00, midnight', daily('09:00-24:00'), 'America/New_York', '2026-01-16T05:00:00Z', '2026-01-16T14:00:00Z'],
    ['from 00:00 to 24:00', daily('00:00-24:00'), 'America/New_York', '2026-01-16T05:00:00Z', 'now'],
    ['a window that starts in the gap starts after it (S15)', early, 'America/New_York', '2026-03-08T06:59:59.999Z', '2026-03-08T07:00:00Z'],
    ['... and is open then', early, 'America/New_York', '2026-03-08T07:00:00Z', 'now'],
    ['... on other days it starts at its time', early, 'America/New_York', '2026-03-09T06:00:00Z', '2026-03-09T06:30:00Z'],
    ['a window wholly in the gap is empty that day (S15)', night, 'America/New_York', '2026-03-08T06:59:59.999Z', '2026-03-09T06:30:00Z'],
    ['a window wholly in the gap, just after it', night, 'America/New_York', '2026-03-08T07:00:00Z', '2026-03-09T06:30:00Z'],
    ['the repeated hour is open in its first pass (S15)', daily('01:30-01:45'), 'America/New_York', '2026-11-01T05:30:00Z', 'now'],
    ['... closes', daily('01:30-01:45'), 'America/New_York', '2026-11-01T05:45:00Z', '2026-11-01T06:30:00Z'],
    ['... and opens once more in its second pass', daily('01:30-01:45'), 'America/New_York', '2026-11-01T06:30:00Z', 'now'],
    ['... and then only tomorrow', daily('01:30-01:45'), 'America/New_York', '2026-11-01T06:45:00Z', '2026-11-02T06:30:00Z'],
    ['Lord Howe repeats half an hour', daily('01:45-02:00'), 'Australia/Lord_Howe', '2026-04-04T15:00:00Z', '2026-04-04T15:15:00Z'],
    ['Lord Howe skips half an hour', daily('02:10-02:40'), 'Australia/Lord_Howe', '2026-10-03T15:29:00Z', '2026-10-03T15:30:00Z'],
    ['Santiago skips midnight: the day starts at 01:00', daily('00:00-02:00'), 'America/Santiago', '2026-09-06T03:59:59.999Z', '2026-09-06T04:00:00Z'],
    ['Apia skips a whole Friday', only({ friday: 'any' }), 'Pacific/Apia', '2011-12-30T09:00:00Z', '2012-01-05T10:00:00Z'],
    ['a closed day', weekdaysOnly, 'UTC', '2026-11-21T12:00:00Z', '2026-11-22T00:00:00Z'],
    ['an open day', weekdaysOnly, 'UTC', '2026-11-22T23:59:59.999Z', 'now'],
    ['its next window is on the next day', weekdaysOnly, 'UTC', '2026-11-23T00:00:00Z', '2026-11-23T09:00:00Z'],
    ['the same weekday, a week on', only({ monday: [windowOf('09:00-10:00')] }), 'UTC', '2026-11-23T10:00:00Z', '2026-11-30T09:00:00Z'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, times, zone, instant, opens) => {
    const week = openWeekOf(times);
    const from = at(instant);
    const found = opensAt(week, zoneOf(zone), from);
    expect(found === from ? 'now' : found === Infinity ? 'never' : formatInstant(found as Instant)).toBe(
      opens,
    );
    expect(isOpenAt(week, zoneOf(zone), from)).toBe(opens === 'now');
  });

  const fridayNight = only({ friday: 'any', saturday: [windowOf('00:00-02:00')] });
  const goesOn: readonly [name: string, times: WeekTimes, zone: string, at: string, closes: string][] = [
    ['at its start, to its end', office, 'America/New_York', '2026-01-15T14:00:00Z', '2026-01-15T17:00:00Z'],
    ['to its last millisecond', office, 'America/New_York', '2026-01-15T16:59:59.999Z', '2026-01-15T17:00:00Z'],
    ['the second window of a day', office, 'America/New_York', '2026-01-15T18:30:00Z', '2026-01-16T00:00:00Z'],
    ['east of Greenwich', office, 'Asia/Tokyo', '2026-01-15T00:00:00Z', '2026-01-15T03:00:00Z'],
    ['up to midnight, though the next day goes on', fridayNight, 'UTC', '2026-11-27T23:00:00Z', '2026-11-28T00:00:00Z'],
    ['from midnight', fridayNight, 'UTC', '2026-11-28T00:00:00Z', '2026-11-28T02:00:00Z'],
    ['all but a minute of the day', daily('00:00-23:59'), 'UTC', '2026-11-28T00:00:00Z', '2026-11-28T23:59:00Z'],
    ['all but the first minute of the day', daily('00:01-24:00'), 'UTC', '2026-11-28T12:00:00Z', '2026-11-29T00:00:00Z'],
    ['at all times, also over a change of the clock', { everyDay: 'any' }, 'America/New_York', '2026-03-08T06:00:00Z', 'never'],
    ['at all times, written as a window', daily('00:00-24:00'), 'America/New_York', '2026-03-08T06:00:00Z', 'never'],
    ['at all times but on one day', only({ friday: 'any' }), 'UTC', '2026-11-27T12:00:00Z', '2026-11-28T00:00:00Z'],
    ['to the change of the clock that comes before its end', daily('01:00-05:00'), 'America/New_York', '2026-03-08T06:30:00Z', '2026-03-08T07:00:00Z'],
    ['... and on from there', daily('01:00-05:00'), 'America/New_York', '2026-03-08T07:00:00Z', '2026-03-08T09:00:00Z'],
    ['to its end before the change of the clock', daily('01:00-01:30'), 'America/New_York', '2026-03-08T06:10:00Z', '2026-03-08T06:30:00Z'],
    ['where the clock changes no more', office, 'Asia/Tokyo', '2090-01-15T00:00:00Z', '2090-01-15T03:00:00Z'],
  ]; // prettier-ignore
  test.each(goesOn)('stays open: %s', (_, times, zone, instant, closes) => {
    const week = openWeekOf(times);
    const from = at(instant);
    expect(isOpenAt(week, zoneOf(zone), from)).toBe(true);
    const found = closesAt(week, zoneOf(zone), from);
    expect(found === Infinity ? 'never' : formatInstant(found as Instant)).toBe(closes);
  });

  test('each weekday has its own windows', () => {
    const week = openWeekOf(
      only({
        monday: [windowOf('00:00-01:00')],
        tuesday: [windowOf('01:00-02:00')],
        wednesday: [windowOf('02:00-03:00')],
        thursday: [windowOf('03:00-04:00')],
        friday: [windowOf('04:00-05:00')],
        saturday: [windowOf('05:00-06:00')],
        sunday: [windowOf('06:00-07:00')],
      }),
    );
    const monday = at('2026-11-23T00:00:00Z');
    const shown = WEEKDAYS.map((_, i) =>
      formatDay(week, localDateAt(zoneOf('UTC'), (monday + i * DAY_MS) as Instant)),
    );
    expect(shown).toEqual(['00:00-01:00', '01:00-02:00', '02:00-03:00', '03:00-04:00', '04:00-05:00', '05:00-06:00', '06:00-07:00']); // prettier-ignore
  });

  test.each<[name: string, day: DayTimes, text: string]>([
    ['windows in order', [windowOf('13:00-19:00'), windowOf('09:00-12:00')], '09:00-12:00, 13:00-19:00'],
    ['windows that touch are one', [windowOf('09:00-12:00'), windowOf('12:00-19:00')], '09:00-19:00'],
    ['windows that overlap are one', [windowOf('09:00-15:00'), windowOf('12:00-19:00')], '09:00-19:00'],
    ['a window inside another', [windowOf('09:00-19:00'), windowOf('12:00-13:00')], '09:00-19:00'],
    ['windows a minute apart stay two', [windowOf('09:00-11:59'), windowOf('12:00-19:00')], '09:00-11:59, 12:00-19:00'],
    ['three that chain', [windowOf('14:00-16:00'), windowOf('08:00-10:00'), windowOf('10:00-14:00')], '08:00-16:00'],
    ['any time', 'any', '00:00-24:00'],
    ['closed', 'closed', 'closed'],
  ])('a day as people read it: %s', (_, day, text) => {
    expect(formatDay(openWeekOf({ everyDay: day }), localDateAt(zoneOf('UTC'), at('2026-11-23T00:00:00Z')))).toBe(text);
  }); // prettier-ignore

  test.each(['25:00-26:00', '09:00-24:01'])('made of what was not checked (%s), they throw', (span) => {
    expect(() => openWeekOf(daily(span))).toThrow(/^`(25:00|24:01)` is not a time between 00:00 and 24:00$/);
  });
});

describe('what is wrong with hours', () => {
  test.each<[times: WeekTimes, problem: string | undefined]>([
    [daily('09:00-19:00'), undefined],
    [daily('00:00-24:00'), undefined],
    [{ everyDay: 'any' }, undefined],
    [{ everyDay: 'closed' }, undefined],
    [only({ monday: 'any' }), undefined],
    [{ everyDay: [] }, 'a day with no window is written `closed`'],
    [daily('09:00-09:00'), 'the window ends at `09:00`, which is not after its start `09:00`'],
    [daily('22:00-06:00'), 'the window ends at `06:00`, which is not after its start `22:00`'],
    [daily('9:00-10:00'), '`9:00` is not a time between 00:00 and 24:00'],
    [daily('09:00-24:30'), '`24:30` is not a time between 00:00 and 24:00'],
    [daily('09:00-10:00', '12:00-11:00'), 'the window ends at `11:00`, which is not after its start `12:00`'],
    [only({ sunday: [windowOf('12:00-11:00')] }), 'the window ends at `11:00`, which is not after its start `12:00`'],
    [only({ monday: 'any', wednesday: [] }), 'a day with no window is written `closed`'],
  ])('%j: %s', (times, problem) => {
    expect(weekTimesProblem(times)).toBe(problem);
  }); // prettier-ignore

  test('a window of one minute is right', () => {
    expect(windowProblem({ start: '09:00', end: '09:01' })).toBeUndefined();
  });
});
