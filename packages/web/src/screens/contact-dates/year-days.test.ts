import { describe, expect, test } from 'vitest';
import { daysLater, monthsOf } from './year-days.ts';

describe('the months of a year', () => {
  test.each([
    ['February of a year like any other', 2026, 1, 6, 28, '2026-02-28'],
    ['February of a leap year', 2028, 1, 1, 29, '2028-02-29'],
    ['November, which begins on a Sunday', 2026, 10, 6, 30, '2026-11-30'],
    ['a month that begins on a Monday', 2026, 5, 0, 30, '2026-06-30'],
  ])('%s', (_, year, month, emptyBefore, count, last) => {
    const found = monthsOf(year)[month];
    expect([found?.month, found?.emptyBefore, found?.days.length, found?.days.at(-1)]).toEqual([
      month,
      emptyBefore,
      count,
      last,
    ]);
  });

  test.each([
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2026-11-22', 7, '2026-11-29'],
  ])('%s and %i days is %s', (day, count, later) => {
    expect(daysLater(day, count)).toBe(later);
  });
});
