import { readFileSync } from 'node:fs';
import { zoneTable } from '@tact/places';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  compileRuleset,
  DAY_MS,
  decide,
  firstInstantOnOrAfterDate,
  formatLocal,
  formatLocalDate,
  localDateAt,
  localMinuteAt,
  MINUTE_MS,
  offsetMsAt,
  parseLocalDate,
  weekdayIndexOf,
  type Decision,
  type Instant,
  type LocalDate,
  type Period,
  type RulesetSource,
  type Zone,
  type ZoneName,
} from '../../src/index.ts';
import {
  attemptAt,
  attemptRuleOf,
  commonOf,
  deviceOf,
  factsOf,
  requestOf,
  sourceOf,
  zoneOf,
} from '../samples.ts';
import { casesOf } from './cases.ts';
import { agesMs } from './instants.ts';

/**
 * Our calendar against `Temporal`, which knows no line of it and takes its zones from elsewhere (ICU, whose release is another). An instant
 * about which the two releases differ is left out and counted: they may hardly ever.
 */
const DIFFERING_MAX = 0.01;

const FIRST = 0;
const LAST = Date.UTC(2036, 11, 31);
/** The table answers for names and does not list them: its file does. */
const DATA = JSON.parse(
  readFileSync(new URL('../../../places/data/zones.json', import.meta.url), 'utf8'),
) as Readonly<Record<'zones' | 'links', readonly string[]>>;
const ZONES: readonly Zone[] = [...DATA.zones, ...DATA.links].map((line) =>
  zoneOf(line.slice(0, line.indexOf('|'))),
);
const zones: fc.Arbitrary<Zone> = fc.constantFrom(...ZONES);

/** A zone and an instant; half of them about a change of its clock, where it has one. */
const moments: fc.Arbitrary<{ readonly zone: Zone; readonly at: Instant }> = zones.chain((zone) => {
  const changes = [...zone.startsAtUtc].filter((change) => change > FIRST + 9 * DAY_MS && change < LAST);
  const anywhere = fc.integer({ min: FIRST + 9 * DAY_MS, max: LAST });
  const nearby = fc.oneof(
    fc.constantFrom(0, -1, 1, -MINUTE_MS, -60 * MINUTE_MS),
    fc.integer({ min: -26 * 60, max: 26 * 60 }).map((minutes) => minutes * MINUTE_MS),
    fc.integer({ min: -DAY_MS, max: DAY_MS }),
  );
  const about = () => fc.tuple(fc.constantFrom(...changes), nearby).map(([change, later]) => change + later);
  return fc
    .oneof(anywhere, changes.length === 0 ? anywhere : about())
    .map((at) => ({ zone, at: at as Instant }));
});

/** The instants of a case are compared where both releases have the same offsets all around; the others are counted. */
class Tally {
  #compared = 0;
  #differing = 0;

  agrees(zone: Zone, from: number, until: number): boolean {
    const changes = [...zone.startsAtUtc].filter((change) => change > from && change < until);
    const samples = [from, ...changes.flatMap((change) => [change - 1, change]), until];
    for (let at = from + DAY_MS / 2; at < until; at += DAY_MS / 2) samples.push(at);
    const agrees = samples.every(
      (at) => zonedOf(zone, at).offsetNanoseconds === offsetMsAt(zone, at as Instant) * 1e6,
    );
    if (agrees) this.#compared++;
    else this.#differing++;
    return agrees;
  }

  assertEnough(): void {
    expect(this.#compared).toBeGreaterThan(0);
    expect(this.#differing / (this.#compared + this.#differing)).toBeLessThanOrEqual(DIFFERING_MAX);
  }
}

function zonedOf(zone: Zone, at: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone.name);
}

const EPOCH_DAY = Temporal.PlainDate.from('1970-01-01');

/** The first instant from `at` on at which the zone's clock shows the day or, where that was skipped, the next one. */
function beginsAt(zone: Zone, date: Temporal.PlainDate, at: number): number {
  const first = date.toZonedDateTime(zone.name).epochMilliseconds;
  // A clock that goes back over midnight begins the day twice.
  return first >= at
    ? first
    : date.toPlainDateTime().toZonedDateTime(zone.name, { disambiguation: 'later' }).epochMilliseconds;
}

function decideAt(source: RulesetSource, zone: Zone, at: Instant, attempts: readonly number[]): Decision {
  const device = deviceOf({ zones: [zone.name] });
  const made = attempts.map((instant) =>
    attemptAt(Temporal.Instant.fromEpochMilliseconds(instant).toString()),
  );
  return decide(requestOf(), compileRuleset(source, zoneTable()), factsOf({ at, device, attempts: made }));
}

test('every zone of the table is among them', () => {
  expect(ZONES.length).toBeGreaterThan(500);
  expect(new Set(ZONES.map(({ name }): ZoneName => name)).size).toBe(ZONES.length);
});

describe('the clock of a zone', () => {
  test('shows the day, the minute and the weekday that Temporal shows', () => {
    const tally = new Tally();
    fc.assert(
      fc.property(moments, ({ zone, at }) => {
        if (!tally.agrees(zone, at, at)) return;
        const theirs = zonedOf(zone, at);
        const date = localDateAt(zone, at);
        expect({
          date: formatLocalDate(date),
          minute: localMinuteAt(zone, at),
          weekday: weekdayIndexOf(date) + 1,
          local: formatLocal(zone, at),
        }).toEqual({
          date: theirs.toPlainDate().toString(),
          minute: theirs.hour * 60 + theirs.minute,
          weekday: theirs.dayOfWeek,
          local: theirs.toPlainDateTime().toString({ smallestUnit: 'minute', roundingMode: 'trunc' }),
        });
      }),
      casesOf(2_000),
    );
    tally.assertEnough();
  });

  test('begins a day when Temporal begins it: after midnight, and with the next one where it is skipped', () => {
    const tally = new Tally();
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 4 }), ({ zone, at }, days) => {
        if (!tally.agrees(zone, at - DAY_MS, at + 6 * DAY_MS)) return;
        const date = (localDateAt(zone, at) + days) as LocalDate;
        const theirs = beginsAt(zone, zonedOf(zone, at).toPlainDate().add({ days }), at);
        expect(firstInstantOnOrAfterDate(zone, date, at)).toBe(theirs);
      }),
      casesOf(1_000),
    );
    tally.assertEnough();
  });
});

describe('a day', () => {
  test('is written and read as Temporal writes it', () => {
    const days = fc.integer({ min: -683_003, max: 2_932_896 });
    fc.assert(
      fc.property(days, (day) => {
        const text = EPOCH_DAY.add({ days: day }).toString();
        expect(formatLocalDate(day as LocalDate)).toBe(text);
        expect(parseLocalDate(text)).toBe(day);
      }),
      casesOf(1_000),
    );
  });

  test('exists where Temporal has it', () => {
    const two = (max: number) => fc.integer({ min: 0, max }).map((part) => String(part).padStart(2, '0'));
    const years = fc.integer({ min: 100, max: 9999 }).map((year) => String(year).padStart(4, '0'));
    fc.assert(
      fc.property(years, two(14), two(33), (year, month, day) => {
        const text = `${year}-${month}-${day}`;
        expect({ text, day: parseLocalDate(text) }).toEqual({ text, day: dayOf(text) });
      }),
      casesOf(1_000),
    );
  });
});

function dayOf(text: string): number | undefined {
  try {
    return EPOCH_DAY.until(Temporal.PlainDate.from(text)).days;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

describe('a rule', () => {
  const periods: fc.Arbitrary<{ readonly period: Period; readonly days: number }> = fc.oneof(
    fc.constant({ period: { kind: 'today' } as const, days: 1 }),
    fc.integer({ min: 1, max: 5 }).map((days) => ({ period: { kind: 'local-days' as const, days }, days })),
  );

  test('counts an attempt on exactly the days that Temporal counts, and opens with the first one after', () => {
    const tally = new Tally();
    fc.assert(
      fc.property(moments, periods, agesMs, ({ zone, at }, { period, days }, age) => {
        const ageMs = age % ((days + 1) * DAY_MS);
        if (!tally.agrees(zone, at - ageMs - DAY_MS, at + (days + 3) * DAY_MS)) return;
        const source = sourceOf({ attempt: [{ ...commonOf('n'), ...attemptRuleOf({ period }) }] });
        const attempted = zonedOf(zone, at - ageMs).toPlainDate();
        const today = zonedOf(zone, at).toPlainDate();
        const counts = attempted.until(today).days < days;
        const { decision, nextAllowedAt } = decideAt(source, zone, at, [at - ageMs]);
        expect({ decision, nextAllowedAt }).toEqual({
          decision: counts ? 'blocked' : 'allowed',
          nextAllowedAt: counts ? beginsAt(zone, attempted.add({ days }), at) : null,
        });
      }),
      casesOf(1_000),
    );
    tally.assertEnough();
  });

  test('is open in a window where Temporal’s clock is in it, in gaps and overlaps too', () => {
    const tally = new Tally();
    const windows = fc.tuple(
      fc.integer({ min: -150, max: 150 }),
      fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 600 })),
    );
    fc.assert(
      fc.property(moments, windows, ({ zone, at }, [later, length]) => {
        if (!tally.agrees(zone, at - 2 * DAY_MS, at + 5 * DAY_MS)) return;
        const start = Math.min(Math.max(localMinuteAt(zone, at) + later, 0), 1439);
        const end = Math.min(start + length, 1440);
        const { decision, nextAllowedAt } = decideAt(sourceOfHours(start, end), zone, at, []);
        const opensAt = opensInWindow(zone, at, start, end);
        expect({ decision, nextAllowedAt }).toEqual({
          decision: opensAt === at ? 'allowed' : 'blocked',
          nextAllowedAt: opensAt === at ? null : opensAt,
        });
      }),
      casesOf(1_000),
    );
    tally.assertEnough();
  });
});

function sourceOfHours(start: number, end: number): RulesetSource {
  const time = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return sourceOf({
    contactTimes: [
      {
        ...commonOf('hours'),
        country: 'any',
        regions: [],
        devices: 'any',
        deviceTypes: 'any',
        timezoneSource: 'device',
        strict: false,
        times: { everyDay: [{ start: time(start), end: time(end) }] },
      },
    ],
  });
}

/**
 * The first instant from `at` on at which Temporal's clock shows a time in the window: now, the window's start on one of the days (twice
 * where the clock goes back over it), or a change of the clock that leads into the window.
 */
function opensInWindow(zone: Zone, at: Instant, start: number, end: number): number | undefined {
  const today = zonedOf(zone, at).toPlainDate();
  const candidates: number[] = [at];
  for (let day = -1; day <= 4; day++) {
    const starts = today.add({ days: day }).toPlainDateTime().add({ minutes: start });
    for (const disambiguation of ['earlier', 'later'] as const)
      candidates.push(starts.toZonedDateTime(zone.name, { disambiguation }).epochMilliseconds);
  }
  const untilMs = at + 4 * DAY_MS;
  let change = zonedOf(zone, at).getTimeZoneTransition('next');
  for (
    ;
    change !== null && change.epochMilliseconds <= untilMs;
    change = change.getTimeZoneTransition('next')
  )
    candidates.push(change.epochMilliseconds);
  return candidates
    .filter((candidate) => candidate >= at)
    .toSorted((one, other) => one - other)
    .find((candidate) => {
      const { hour, minute } = zonedOf(zone, candidate);
      const shown = hour * 60 + minute;
      return start <= shown && shown < end;
    });
}
