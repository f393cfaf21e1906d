import { describe, expect, test } from 'vitest';
import { zoneTable } from './zones.ts';

/** The offset of a zone at an instant, as `+HH:MM[:SS]`, read off its spans one by one. */
function offsetAt(name: string, atUtc: string): string {
  const zone = zoneTable().get(name);
  if (zone === undefined) return 'no such zone';
  const at = Date.parse(atUtc);
  const index = zone.startsAtUtc.findLastIndex((start) => start <= at);
  const seconds = (zone.offsetsMs[index] ?? Number.NaN) / 1000;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const size = Math.abs(seconds);
  const rest = size % 60 === 0 ? '' : `:${two(size % 60)}`;
  return `${seconds < 0 ? '-' : '+'}${two(size / 3600)}:${two((size / 60) % 60)}${rest}`;
}

// Frozen by hand from the published rules, not from the table.
const FROZEN: readonly (readonly [zone: string, atUtc: string, offset: string, what: string])[] = [
  ['America/New_York', '2026-03-08T06:59:59Z', '-05:00', 'the second before summer time'],
  ['America/New_York', '2026-03-08T07:00:00Z', '-04:00', 'the first of summer time'],
  ['America/New_York', '2026-11-01T05:59:59Z', '-04:00', 'the last of summer time'],
  ['America/New_York', '2026-11-01T06:00:00Z', '-05:00', 'the second after it'],
  ['America/New_York', '1974-01-06T07:00:00Z', '-04:00', 'the energy crisis: summer time in January'],
  ['America/New_York', '2069-07-01T12:00:00Z', '-04:00', 'the rule goes on'],
  ['America/New_York', '2099-12-31T12:00:00Z', '-05:00', 'to the last day of the table'],
  ['Europe/London', '1970-06-01T00:00:00Z', '+01:00', 'British Standard Time'],
  ['Europe/London', '2026-03-29T00:59:59Z', '+00:00', 'the second before summer time'],
  ['Europe/London', '2026-03-29T01:00:00Z', '+01:00', 'the first of summer time'],
  ['Australia/Lord_Howe', '2026-10-03T15:29:59Z', '+10:30', 'before half an hour of summer time'],
  ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', '+11:00', 'half an hour of summer time'],
  ['America/Santiago', '2026-09-06T03:59:59Z', '-04:00', 'before a midnight that does not exist'],
  ['America/Santiago', '2026-09-06T04:00:00Z', '-03:00', 'the day starts at 01:00'],
  ['Africa/Cairo', '2026-04-23T21:59:59Z', '+02:00', 'before a midnight that does not exist'],
  ['Africa/Cairo', '2026-04-23T22:00:00Z', '+03:00', 'the day starts at 01:00'],
  ['Pacific/Kiritimati', '1994-12-30T12:00:00Z', '-10:00', 'before the date line moved'],
  ['Pacific/Kiritimati', '2026-11-21T00:00:00Z', '+14:00', 'the first of the world'],
  ['Africa/Monrovia', '1972-01-07T00:44:29Z', '-00:44:30', 'an offset with seconds'],
  ['Africa/Monrovia', '1972-01-07T00:44:30Z', '+00:00', 'and its last second'],
  ['Asia/Kolkata', '2026-11-21T00:00:00Z', '+05:30', 'a link name, under its own name'],
  ['Asia/Kathmandu', '2026-11-21T00:00:00Z', '+05:45', 'a quarter of an hour'],
  ['America/Vancouver', '2026-07-01T00:00:00Z', '-07:00', 'summer time of 2026'],
  ['America/Vancouver', '2026-11-01T09:00:00Z', '-07:00', 'which does not end'],
  ['America/Vancouver', '2027-01-15T00:00:00Z', '-07:00', 'in winter either'],
  ['America/Vancouver', '2025-12-01T00:00:00Z', '-08:00', 'as it still did the year before'],
  ['America/Edmonton', '2026-11-01T08:00:00Z', '-06:00', 'Alberta keeps summer time'],
  ['America/Edmonton', '2025-12-01T00:00:00Z', '-07:00', 'the winter before'],
  ['America/Winnipeg', '2026-11-01T07:00:00Z', '-05:00', 'Manitoba keeps summer time'],
  ['America/Inuvik', '2026-11-21T00:00:00Z', '-06:00', 'so does Inuvik'],
  ['America/Rankin_Inlet', '2026-11-21T00:00:00Z', '-06:00', 'Nunavut goes on changing'],
  ['America/Dawson_Creek', '2026-11-21T00:00:00Z', '-07:00', 'the Peace River never changed'],
  ['America/Toronto', '2026-11-21T00:00:00Z', '-05:00', 'Ontario goes on changing'],
  ['America/Havana', '2026-11-21T00:00:00Z', '-04:00', 'Cuba skipped the end of summer time'],
  ['UTC', '2026-11-21T00:00:00Z', '+00:00', 'UTC itself'],
];

describe('the zone table', () => {
  test.each(FROZEN)('%s at %s is %s: %s', (zone, atUtc, offset) => {
    expect(offsetAt(zone, atUtc)).toBe(offset);
  });

  test('a zone is decoded once and keeps the name that was asked for', () => {
    const table = zoneTable();
    expect(table.get('Asia/Calcutta')).toBe(table.get('Asia/Calcutta'));
    expect(table.get('Asia/Calcutta')?.name).toBe('Asia/Calcutta');
    expect(table.get('US/Eastern')?.startsAtUtc).toEqual(table.get('America/New_York')?.startsAtUtc);
  });

  test('spans ascend strictly from minus infinity, and neighbours differ', () => {
    const zone = zoneTable().get('America/New_York');
    const starts = [...(zone?.startsAtUtc ?? [])];
    expect(starts[0]).toBe(Number.NEGATIVE_INFINITY);
    expect(starts.length).toBeGreaterThan(250);
    starts.slice(1).forEach((start, index) => {
      expect(start).toBeGreaterThan(starts[index] ?? Number.POSITIVE_INFINITY);
      expect(zone?.offsetsMs[index + 1]).not.toBe(zone?.offsetsMs[index]);
    });
  });

  test.each([
    'EST',
    'EST5EDT',
    'MST',
    'HST',
    'CET',
    'GMT',
    'GMT+3',
    'GMT0',
    'Etc/GMT+3',
    'Etc/GMT-14',
    'Etc/UCT',
    'Zulu',
    'Factory',
    'america/new_york',
    'America/New York',
    'New York',
    'Pacific Time',
    '+03:00',
    '',
    ' UTC',
    '__proto__',
    'constructor',
  ])('`%s` is no zone', (name) => {
    expect(zoneTable().get(name)).toBeUndefined();
  });

  test('the table says its release and where it ends', () => {
    expect(zoneTable().version).toMatch(/^20\d\d[a-z]$/);
    expect(zoneTable().endsAtUtc).toBe(Date.UTC(2100, 0, 1));
  });
});
