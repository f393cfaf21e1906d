import {
  DAY_MS,
  firstInstantOnOrAfterDate,
  localDateAt,
  localMinuteAt,
  MINUTE_MS,
  type Instant,
  type Zone,
} from '@tact/engine';
import { zoneTable } from '@tact/places';
import { seededRandom } from '../packages/service/src/demo/random.ts';
import { figure, type Bench } from './figure.ts';
import { roundsOf, sideBySide } from './measure.ts';

const ZONES = [
  'America/New_York',
  'America/Chicago',
  'America/Los_Angeles',
  'America/Phoenix',
  'Europe/London',
  'Europe/Berlin',
  'America/Vancouver',
  'Australia/Lord_Howe',
];

/** Wall clocks and days from the zone table, beside arithmetic with an offset that never changes, and beside `Intl`. */
export const localTimeBench: Bench = async ({ smoke }) => {
  const random = seededRandom(2);
  const zones = ZONES.map((name) => zoneTable().get(name)).filter((zone) => zone !== undefined);
  const now = Date.UTC(2026, 10, 20);
  const cases = Array.from({ length: smoke ? 64 : 4_096 }, () => ({
    zone: random.pick(zones),
    at: (now + random.between(-365, 365) * DAY_MS + random.between(0, DAY_MS)) as Instant,
  }));
  const one = (index: number) => cases[index] ?? never();
  const rounds = roundsOf(smoke);
  const fixed = (index: number) =>
    Math.floor(((((one(index).at - 18_000_000) % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS);
  const minute = sideBySide(
    cases.length,
    (index) => localMinuteAt(one(index).zone, one(index).at),
    fixed,
    rounds,
  );
  const midnight = sideBySide(
    cases.length,
    (index) => nextMidnight(one(index).zone, one(index).at),
    fixed,
    rounds,
  );
  const formats = new Map(
    zones.map((zone) => [
      zone,
      new Intl.DateTimeFormat('en-GB', { timeZone: zone.name, hour: '2-digit', minute: '2-digit' }),
    ]),
  );
  const intl = sideBySide(
    cases.length,
    (index) => localMinuteAt(one(index).zone, one(index).at),
    (index) => formats.get(one(index).zone)?.format(one(index).at),
    rounds,
  );
  const offset = (value: number) => ({ name: 'arithmetic with a fixed offset', value });
  return Promise.resolve([
    figure('local-time', 'local minute of an instant', minute.subject, '/s', offset(minute.limit)),
    figure(
      'local-time',
      'first instant of the next local day',
      midnight.subject,
      '/s',
      offset(midnight.limit),
    ),
    figure('local-time', 'local minute, beside Intl', intl.subject, '/s', {
      name: 'Intl.DateTimeFormat, for comparison',
      value: intl.limit,
    }),
  ]);
};

function nextMidnight(zone: Zone, at: Instant): number {
  return firstInstantOnOrAfterDate(zone, (localDateAt(zone, at) + 1) as ReturnType<typeof localDateAt>, at);
}

function never(): never {
  throw new RangeError('there is no such case');
}
