import { describe, expect, test } from 'vitest';
import { intersectWeekTimes } from './intersect-week-times.ts';
import { WEEKDAYS } from './local-time.ts';
import { weekTimesProblem, type DayTimes, type WeekTimes } from './window.ts';

const day = (text: string): DayTimes => {
  if (text === 'any' || text === 'closed') return text;
  return text.split(' ').map((span) => {
    const [start = '', end = ''] = span.split('-');
    return { start, end };
  });
};
const daily = (text: string): WeekTimes => ({ everyDay: day(text) });

describe('hours that both allow', () => {
  const rows: readonly [one: string, other: string, both: string][] = [
    ['09:00-18:00', '10:00-12:00', '10:00-12:00'],
    ['09:00-12:00', '10:00-18:00', '10:00-12:00'],
    ['09:00-12:00 13:00-18:00', '11:00-14:00', '11:00-12:00 13:00-14:00'],
    ['any', '10:00-12:00', '10:00-12:00'],
    ['any', 'any', '00:00-24:00'],
    ['09:00-12:00', '12:00-18:00', 'closed'],
    ['09:00-12:00', 'closed', 'closed'],
    ['22:00-24:00', '00:00-23:00', '22:00-23:00'],
  ];
  test.each(rows)('%s and %s: %s', (one, other, both) => {
    const expected = { perDay: Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, day(both)])) };
    const cut = intersectWeekTimes(daily(one), daily(other));
    expect(cut).toEqual(expected);
    expect(intersectWeekTimes(daily(other), daily(one))).toEqual(expected);
    expect(weekTimesProblem(cut)).toBeUndefined();
  });

  test('a day is cut by the same day alone', () => {
    const closed = Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, 'closed']));
    const mondays = { perDay: { ...closed, monday: 'any' } } as WeekTimes;
    const tuesdays = { perDay: { ...closed, tuesday: 'any' } } as WeekTimes;
    expect(intersectWeekTimes(mondays, tuesdays)).toEqual({ perDay: closed });
    expect(intersectWeekTimes(mondays, daily('09:00-10:00'))).toEqual({
      perDay: { ...closed, monday: day('09:00-10:00') },
    });
  });
});
