import { expect, test } from 'vitest';
import { zoneTable } from '@tact/places';
import { attemptAt, contactOf, factsOf, requestOf, situation } from '../test/samples.ts';
import { situationOf, type Clock } from './situation.ts';
import type { Instant } from './time/instant.ts';
import type { ZoneName } from './time/zone.ts';

const LONDON = 'Europe/London';
const PARIS = 'Europe/Paris';
const contact = contactOf({ zone: 'Europe/London' as ZoneName, zoneFrom: 'stated' });

test.each<[clock: Clock, zones: readonly string[]]>([
  ['device', ['America/New_York']],
  ['contact', ['Europe/London']],
  ['contact-then-device', ['Europe/London']],
  ['contact-and-device', ['Europe/London', 'America/New_York']],
  ['strict', ['Europe/London', 'America/New_York']],
  ['limits', ['Europe/London']],
  ['request', ['Europe/London', 'America/New_York']],
])('the clock `%s` is worked out once', (clock, names) => {
  const given = situation({ clock: { timezoneSource: 'contact-and-device' }, facts: { contact } });
  const zones = given.zonesOf(clock);
  expect(zones.known && zones.zones.map(({ zone }) => zone.name)).toEqual(names);
  expect(given.zonesOf(clock)).toBe(zones);
});

test('the request’s clock is the device’s where no campaign group has chosen one (S8)', () => {
  const zones = situation({ facts: { contact } }).zonesOf('request');
  expect(zones.known && zones.zones.map(({ zone }) => zone.name)).toEqual(['America/New_York']);
});

test('the history is made ready once', () => {
  const given = situation({ facts: { attempts: [attemptAt('2026-03-10T15:00:00Z')] } });
  expect(given.history()).toBe(given.history());
  expect(given.history().attempts).toBe(given.facts.attempts);
});

test('the organization’s zone is that of its own table, whichever was asked for before', () => {
  const table = zoneTable();
  const none = { ...table, get: () => undefined };
  const zoneIn = (zone: string, from = table) =>
    situationOf(requestOf(), factsOf(), { zone, zoneFallback: 'number', timezoneSource: null }, from)
      .organizationZone?.name;
  const zones = [zoneIn(LONDON), zoneIn(LONDON, none), zoneIn(LONDON), zoneIn(PARIS), zoneIn('Mars/Olympus')];
  expect(zones).toEqual([LONDON, undefined, LONDON, PARIS, undefined]);
});

test('expressions that do not read the clock share one reading of the decision’s instant', () => {
  const given = situation();
  const later = (given.facts.at + 1) as Instant;
  expect(given.readingAt(given.facts.at)).toBe(given.readingAt(given.facts.at));
  expect(given.readingAt(later)).not.toBe(given.readingAt(given.facts.at));
});
