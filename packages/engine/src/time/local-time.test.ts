import { describe, expect, test } from 'vitest';
import { at, zoneOf } from '../../test/samples.ts';
import { DAY_MS, type Instant } from './instant.ts';
import {
  firstInstantOnOrAfterDate,
  formatInstant,
  formatLocal,
  formatLocalDate,
  formatLocalMinute,
  localDateAt,
  localMinuteAt,
  localMsAt,
  parseLocalDate,
  parseLocalMinute,
  weekdayIndexOf,
  WEEKDAYS,
  type LocalDate,
  type LocalMinute,
} from './local-time.ts';

const dateOf = (text: string): LocalDate => parseLocalDate(text) ?? (NaN as LocalDate);

describe('the wall clock', () => {
  const rows: readonly [name: string, zone: string, at: string, local: string][] = [
    ['New York in winter', 'America/New_York', '2026-01-15T12:00:00Z', '2026-01-15T07:00'],
    ['the last minute before the gap', 'America/New_York', '2026-03-08T06:59:59.999Z', '2026-03-08T01:59'],
    ['the first minute after the gap', 'America/New_York', '2026-03-08T07:00:00Z', '2026-03-08T03:00'],
    ['the repeated hour, first pass', 'America/New_York', '2026-11-01T05:30:00Z', '2026-11-01T01:30'],
    ['the repeated hour, second pass', 'America/New_York', '2026-11-01T06:30:00Z', '2026-11-01T01:30'],
    ['a change of half an hour, before', 'Australia/Lord_Howe', '2026-04-04T14:59:59Z', '2026-04-05T01:59'],
    ['a change of half an hour, after', 'Australia/Lord_Howe', '2026-04-04T15:00:00Z', '2026-04-05T01:30'],
    ['a change at midnight skips the hour after it', 'America/Santiago', '2026-09-06T04:00:00Z', '2026-09-06T01:00'],
    ['a quarter of an hour', 'Asia/Kathmandu', '2026-01-01T00:00:00Z', '2026-01-01T05:45'],
    ['the day before in UTC', 'Pacific/Kiritimati', '2026-01-01T10:00:00Z', '2026-01-02T00:00'],
    ['the day after Apia skipped one', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31T00:00'],
    ['the last minute before Apia skipped a day', 'Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29T23:59'],
    ['a leap day', 'UTC', '2028-02-29T23:59:00Z', '2028-02-29T23:59'],
    ['the start of time', 'America/New_York', '1970-01-01T00:00:00Z', '1969-12-31T19:00'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, zone, instant, local) => {
    expect(formatLocal(zoneOf(zone), at(instant))).toBe(local);
    expect(formatLocalDate(localDateAt(zoneOf(zone), at(instant)))).toBe(local.slice(0, 10));
    expect(formatLocalMinute(localMinuteAt(zoneOf(zone), at(instant)))).toBe(local.slice(11));
    expect(localMsAt(zoneOf(zone), at(instant))).toBe(at(instant) + (at(`${local}:00Z`) - (at(instant) - (at(instant) % 60_000)))); // prettier-ignore
  });
});

describe('the first instant of a day', () => {
  const rows: readonly [name: string, zone: string, date: string, from: string, first: string][] = [
    ['midnight', 'America/New_York', '2026-01-16', '2026-01-15T12:00:00Z', '2026-01-16T05:00:00Z'],
    ['midnight before a change of that day', 'America/New_York', '2026-03-08', '2026-03-07T12:00:00Z', '2026-03-08T05:00:00Z'],
    ['midnight after a change', 'America/New_York', '2026-03-09', '2026-03-07T12:00:00Z', '2026-03-09T04:00:00Z'],
    ['01:00 where midnight is skipped', 'America/Santiago', '2026-09-06', '2026-09-05T12:00:00Z', '2026-09-06T04:00:00Z'],
    ['midnight once, after 23:00 was repeated', 'America/Santiago', '2026-04-05', '2026-04-04T12:00:00Z', '2026-04-05T04:00:00Z'],
    ['the start of the day after a skipped day', 'Pacific/Apia', '2011-12-30', '2011-12-29T12:00:00Z', '2011-12-30T10:00:00Z'],
    ['now, where it is that day already', 'America/New_York', '2026-01-15', '2026-01-15T12:00:00Z', '2026-01-15T12:00:00Z'],
    ['now, where it is a later day', 'America/New_York', '2026-01-10', '2026-01-15T12:00:00Z', '2026-01-15T12:00:00Z'],
    ['years ahead, after many changes', 'America/New_York', '2030-07-04', '2026-01-15T12:00:00Z', '2030-07-04T04:00:00Z'],
    ['after the last change that is known', 'America/New_York', '2099-12-25', '2099-12-01T00:00:00Z', '2099-12-25T05:00:00Z'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, zone, date, from, first) => {
    expect(formatInstant(firstInstantOnOrAfterDate(zoneOf(zone), dateOf(date), at(from)))).toBe(first);
  });
});

describe('days', () => {
  test.each([
    ['1970-01-01', 0, 'thursday'],
    ['1970-01-04', 3, 'sunday'],
    ['1970-01-05', 4, 'monday'],
    ['1969-12-31', -1, 'wednesday'],
    ['1969-12-28', -4, 'sunday'],
    ['2000-02-29', 11_016, 'tuesday'],
    ['0999-12-31', -354_286, 'tuesday'],
    ['2026-11-21', 20_778, 'saturday'],
  ] as const)('%s is day %i, a %s', (text, day, weekday) => {
    expect(parseLocalDate(text)).toBe(day);
    expect(formatLocalDate(day as LocalDate)).toBe(text);
    expect(WEEKDAYS[weekdayIndexOf(day as LocalDate)]).toBe(weekday);
  });

  test('days of eight centuries are written as the platform writes them', () => {
    const written = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
    const days = Array.from({ length: 10_000 }, (_, i) => -135_140 + i * 31);
    expect(days.filter((day) => formatLocalDate(day as LocalDate) !== written(day))).toEqual([]);
    const everyDay = Array.from({ length: 4 * 366 }, (_, i) => dateOf('2026-01-01') + i);
    expect(everyDay.filter((day) => formatLocalDate(day as LocalDate) !== written(day))).toEqual([]);
  });

  test.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-01-32', '2026-1-1', '26-01-01', ' 2026-01-01', '2026-01-01 ', '2026-01-01T00:00', '', '12026-01-01', '2026/01/01'])(
    '`%s` is no day',
    (text) => {
      expect(parseLocalDate(text)).toBeUndefined();
    },
  ); // prettier-ignore
});

describe('times of day', () => {
  test.each([
    ['00:00', 0],
    ['00:01', 1],
    ['08:30', 510],
    ['09:09', 549],
    ['10:10', 610],
    ['23:59', 1439],
    ['24:00', 1440],
  ] as const)('%s is minute %i', (text, minute) => {
    expect(parseLocalMinute(text)).toBe(minute);
    expect(formatLocalMinute(minute as LocalMinute)).toBe(text);
  });

  test.each(['24:01', '25:00', '08:60', '8:30', '08:3', '0830', '08:30:00', ' 08:30', '08:30 ', 'aa:bb', ''])(
    '`%s` is no time',
    (text) => {
      expect(parseLocalMinute(text)).toBeUndefined();
    },
  );
});

describe('instants as text', () => {
  test.each([
    [0, '1970-01-01T00:00:00Z'],
    [1, '1970-01-01T00:00:00.001Z'],
    [1000, '1970-01-01T00:00:01Z'],
    [1_795_219_200_120, '2026-11-21T00:00:00.120Z'],
  ])('%i is %s', (instant, text) => {
    expect(formatInstant(instant as Instant)).toBe(text);
  });

  test('are those of a `Date`, whatever the instant', () => {
    const edges = [
      -62_135_596_800_000, -1, 253_402_300_799_999, 253_402_300_800_000, 8.64e15, 951_782_400_000,
    ];
    const spread = Array.from({ length: 5_000 }, (_, i) => Math.floor(i * 50_682_137_771.3) + (i % 1_001));
    for (const instant of [...edges, ...spread])
      expect(formatInstant(instant as Instant)).toBe(new Date(instant).toISOString().replace('.000Z', 'Z'));
    expect(() => formatInstant(Number.NaN as Instant)).toThrow(RangeError);
  });
});
