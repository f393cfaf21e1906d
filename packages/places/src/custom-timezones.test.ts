import { describe, expect, test } from 'vitest';
import { CUSTOM_TIMEZONES_MAX, makeCustomTimezones } from './custom-timezones.ts';
import { zoneTable } from './zones.ts';

const entry = (prefix: string, zone = 'America/New_York'): { prefix: string; zone: string } => ({
  prefix,
  zone,
});

const REFUSED = [
  ['the same prefix twice', [entry('1800'), entry('1800')], 'custom_prefix_twice', 1],
  [
    'the same prefix written twice',
    [entry('1800'), entry('44'), entry('+1 (800)', 'Asia/Tokyo')],
    'custom_prefix_twice',
    2,
  ],
  ['no digits', [entry('')], 'custom_prefix_invalid', 0],
  ['letters', [entry('1800FLOWERS')], 'custom_prefix_invalid', 0],
  ['more digits than a number has', [entry('1234567890123456')], 'custom_prefix_invalid', 0],
  ['a zone that does not exist', [entry('1'), entry('44', 'Europe/Atlantis')], 'custom_timezone_unknown', 1],
  ['a zone name that misleads', [entry('1', 'EST')], 'custom_timezone_unknown', 0],
  [
    'too many lines',
    Array.from({ length: CUSTOM_TIMEZONES_MAX + 1 }, (_, i) => entry(String(i))),
    'custom_timezones_too_many',
    CUSTOM_TIMEZONES_MAX,
  ],
] as const;

describe('making a custom timezone map', () => {
  test.each(REFUSED)('%s is refused, with the line', (_what, entries, code, index) => {
    expect(makeCustomTimezones(entries, zoneTable())).toMatchObject({ ok: false, code, index });
  });

  test('an empty map is a map', () => {
    expect(makeCustomTimezones([], zoneTable())).toMatchObject({ ok: true });
  });
});
