import { describe, expect, test } from 'vitest';
import type { Zone, ZoneName } from '@tact/engine';
import { instantOfLocal, localFieldText } from './local-instant.ts';

const HOUR_MS = 3_600_000;

function zoneOf(name: string, spans: readonly (readonly [startsAtUtc: number, hours: number])[]): Zone {
  return {
    name: name as ZoneName,
    startsAtUtc: Float64Array.from(spans.map(([startsAtUtc]) => startsAtUtc)),
    offsetsMs: Int32Array.from(spans.map(([, hours]) => hours * HOUR_MS)),
  };
}

/** The spans of 2026, as the table of zones has them. */
const ZONES = [
  zoneOf('America/New_York', [
    [Number.NEGATIVE_INFINITY, -5],
    [Date.UTC(2026, 2, 8, 7), -4],
    [Date.UTC(2026, 10, 1, 6), -5],
  ]),
  zoneOf('Asia/Kolkata', [[Number.NEGATIVE_INFINITY, 5.5]]),
];

function zoneNamed(name: string): Zone {
  const zone = ZONES.find((one) => one.name === name);
  if (zone === undefined) throw new Error(`there is no zone ${name}`);
  return zone;
}

describe('times of a field', () => {
  const cases: readonly (readonly [
    name: string,
    zone: string,
    local: string,
    instant: string | undefined,
  ])[] = [
    ['winter', 'America/New_York', '2026-01-15T09:00', '2026-01-15T14:00:00.000Z'],
    ['summer', 'America/New_York', '2026-07-15T09:00', '2026-07-15T13:00:00.000Z'],
    ['the hour that is left out', 'America/New_York', '2026-03-08T02:30', undefined],
    ['just after it', 'America/New_York', '2026-03-08T03:00', '2026-03-08T07:00:00.000Z'],
    [
      'the hour that comes twice: the first',
      'America/New_York',
      '2026-11-01T01:30',
      '2026-11-01T05:30:00.000Z',
    ],
    ['half an hour of offset', 'Asia/Kolkata', '2026-01-01T00:00', '2025-12-31T18:30:00.000Z'],
    ['no such day', 'America/New_York', '2026-02-30T09:00', undefined],
    ['no time', 'America/New_York', '', undefined],
  ];
  test.each(cases)('%s', (_, zone, local, instant) => {
    const found = instantOfLocal(zoneNamed(zone), local);
    expect(found === undefined ? undefined : Date.parse(found)).toBe(
      instant === undefined ? undefined : Date.parse(instant),
    );
    if (found !== undefined) expect(localFieldText(zoneNamed(zone), found)).toBe(local);
  });

  test('nothing is shown for nothing', () => {
    expect(localFieldText(zoneNamed('Asia/Kolkata'), null)).toBe('');
  });
});
