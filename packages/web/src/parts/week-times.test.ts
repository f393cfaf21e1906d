import { describe, expect, test } from 'vitest';
import type { DayTimes, WeekTimes } from '@tact/engine';
import { daysOf, paintedDay, readDay, slotsOf, typedDay, weekOf } from './week-times.ts';

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
  const odd = [{ start: '08:10', end: '20:50' }];
  // Quarter hours: 32 begins at 08:00, 48 at 12:00, 83 at 20:45.
  test.each<readonly [string, DayTimes, readonly [number, number, boolean], DayTimes]>([
    ['what was typed stays to the minute', odd, [84, 87, true], [{ start: '08:10', end: '20:50' }, { start: '21:00', end: '22:00' }]],
    ['what is painted on to it is one with it', odd, [83, 84, true], [{ start: '08:10', end: '21:15' }]],
    ['what is painted over it changes nothing', odd, [48, 51, true], odd],
    ['a part is cut out of it', odd, [48, 51, false], [{ start: '08:10', end: '12:00' }, { start: '13:00', end: '20:50' }]],
    ['a quarter hour that is open in part is closed', odd, [32, 32, false], [{ start: '08:15', end: '20:50' }]],
    ['the first', 'closed', [36, 75, true], NINE_TO_SEVEN],
    ['all of it', NINE_TO_SEVEN, [0, 95, true], 'any'],
    ['nothing of it', odd, [0, 95, false], 'closed'],
    ['a part of any time', 'any', [0, 35, false], [{ start: '09:00', end: '24:00' }]],
    ['a gap that is closed makes one of two', [{ start: '09:05', end: '12:00' }, { start: '13:00', end: '19:00' }], [48, 51, true], [{ start: '09:05', end: '19:00' }]],
  ])('%s', (_, day, [first, last, isOpen], painted) => {
    expect(paintedDay(day, first, last, isOpen)).toEqual(painted);
  }); // prettier-ignore

  test('shows a quarter hour that is open in part as open', () => {
    const open = slotsOf([{ start: '09:05', end: '09:20' }]).flatMap((isOpen, slot) =>
      isOpen ? [slot] : [],
    );
    expect(open).toEqual([36, 37]);
    expect(slotsOf('any').every((isOpen) => isOpen)).toBe(true);
    expect(slotsOf('closed').some((isOpen) => isOpen)).toBe(false);
  });
});

test.each<WeekTimes>([
  { everyDay: NINE_TO_SEVEN },
  { perDay: { monday: 'any', tuesday: 'closed', wednesday: 'any', thursday: 'any', friday: 'any', saturday: NINE_TO_SEVEN, sunday: 'closed' } },
])('a week comes back as it was', (week) => {
  expect(weekOf(daysOf(week), 'everyDay' in week)).toEqual(week);
}); // prettier-ignore
