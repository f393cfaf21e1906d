import { describe, expect, test } from 'vitest';
import { zoneTable } from '@tact/places';
import { instantOfLocal, localFieldText } from './local-instant.ts';

function zoneNamed(name: string) {
  const zone = zoneTable().get(name);
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
