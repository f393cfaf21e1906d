import { describe, expect, test } from 'vitest';
import type { DayTimes, WeekTimes } from '@tact/engine';
import { dayOf, daysOf, readDay, slotsOf, typedDay, weekOf } from './week-times.ts';

const NINE_TO_SEVEN = [{ start: '09:00', end: '19:00' }];

describe('a typed day', () => {
  test.each<readonly [string, DayTimes | undefined]>([
    ['09:00-19:00', NINE_TO_SEVEN],
    ['9-19', NINE_TO_SEVEN],
    [' 9 – 12, 13:15-24 ', [{ start: '09:00', end: '12:00' }, { start: '13:15', end: '24:00' }]],
    ['any', 'any'],
    ['Closed', 'closed'],
    ['', 'closed'],
    ['19-9', undefined],
    ['9-9', undefined],
    ['9-25', undefined],
    ['9-24:15', undefined],
    ['9-12-15', undefined],
    ['9-12,', undefined],
    ['nine to five', undefined],
  ])('%j', (text, day) => {
    expect(readDay(text)).toEqual(day);
    if (day !== undefined) expect(readDay(typedDay(day))).toEqual(day);
  }); // prettier-ignore
});

describe('a painted day', () => {
  test.each<readonly [string, DayTimes]>([
    ['nothing', 'closed'],
    ['the whole day', 'any'],
    ['one window', NINE_TO_SEVEN],
    ['two windows, to midnight', [{ start: '00:00', end: '01:15' }, { start: '23:45', end: '24:00' }]],
  ])('%s comes back as it was', (_, day) => {
    expect(dayOf(slotsOf(day))).toEqual(day);
  }); // prettier-ignore

  test('shows a quarter hour that is open in part as open', () => {
    expect(dayOf(slotsOf([{ start: '09:05', end: '09:20' }]))).toEqual([{ start: '09:00', end: '09:30' }]);
  });
});

test.each<WeekTimes>([
  { everyDay: NINE_TO_SEVEN },
  { perDay: { monday: 'any', tuesday: 'closed', wednesday: 'any', thursday: 'any', friday: 'any', saturday: NINE_TO_SEVEN, sunday: 'closed' } },
])('a week comes back as it was', (week) => {
  expect(weekOf(daysOf(week), 'everyDay' in week)).toEqual(week);
}); // prettier-ignore
