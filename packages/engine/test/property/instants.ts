import { zoneTable } from '@tact/places';
import fc from 'fast-check';
import { offsetMsAt, type Instant, type Zone, type ZoneName } from '../../src/index.ts';

/** Zones that break arithmetic: half-hour changes, changes at midnight, a day that was skipped, a day whose first hour is repeated, summer time that ends for a month. */
export const ZONES = [
  'America/New_York',
  'Europe/London',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Kiritimati',
  'America/Santiago',
  'Atlantic/Azores',
  'Africa/Cairo',
  'Pacific/Apia',
  'Africa/Casablanca',
  'America/Winnipeg',
  'America/Vancouver',
  'Asia/Kathmandu',
  'UTC',
] as readonly string[] as readonly ZoneName[];

/** A name that the table does not have. */
export const NO_ZONE = 'Mars/Olympus' as ZoneName;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2011, 10, 1);
const LAST = Date.UTC(2031, 0, 1);

/** The zone of a name that the table has. */
export function knownZone(name: string): Zone {
  const zone = zoneTable().get(name);
  if (zone === undefined) throw new Error(`\`${name}\` is not in the zone table`);
  return zone;
}

const transitions: readonly number[] = ZONES.flatMap((name) =>
  [...knownZone(name).startsAtUtc].filter((startsAtUtc) => startsAtUtc >= FIRST && startsAtUtc < LAST),
);

/** Distances that reach an edge, miss it by a millisecond, or lie about it. */
const nearby = fc.oneof(
  fc.constantFrom(0, -1, 1, -MINUTE_MS, MINUTE_MS, 30 * MINUTE_MS, -30 * MINUTE_MS, 60 * MINUTE_MS),
  fc.integer({ min: -26 * 60, max: 26 * 60 }).map((minutes) => minutes * MINUTE_MS),
  fc.integer({ min: -DAY_MS, max: DAY_MS }),
);

/** Times of day at which the windows of the generated rules open and close. */
export const TIMES = ['00:00', '00:30', '01:30', '02:00', '02:15', '02:45', '03:00', '08:00', '09:07', '12:00', '21:00', '23:30', '24:00']; // prettier-ignore

/** A few minutes before such a time in some zone, or at it: attempts that lie in the future (clock skew) fall on its other side. */
const edgesOfWindows = fc
  .tuple(
    fc.constantFrom(...ZONES),
    fc.integer({ min: FIRST / DAY_MS, max: LAST / DAY_MS }),
    fc.constantFrom(...TIMES),
    fc.oneof(fc.constantFrom(-1, 0), fc.integer({ min: -5 * MINUTE_MS, max: 0 })),
  )
  .map(([name, day, time, distance]) => {
    const localMs = day * DAY_MS + Date.parse(`1970-01-01T${time}Z`);
    return [localMs - offsetMsAt(knownZone(name), localMs as Instant), distance] as const;
  });

/** Instants from November 2011 on (Apia skips a day soon after), most of them about a change of some clock. */
export const instants: fc.Arbitrary<Instant> = fc
  .oneof(
    { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...transitions), nearby) },
    { weight: 2, arbitrary: edgesOfWindows },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.integer({ min: FIRST / DAY_MS, max: LAST / DAY_MS }).map((day) => day * DAY_MS),
        nearby,
      ),
    },
  )
  .map(([edge, distance]) => Math.max(edge + distance, FIRST) as Instant);

/** How long before `at` something happened: exact hours and days with their neighbours, or anything within ten days. */
export const agesMs: fc.Arbitrary<number> = fc.oneof(
  fc
    .tuple(fc.constantFrom(0, 1, 24, 48, 168), fc.constantFrom(-1, 0, 1))
    .map(([hours, more]) => hours * 3_600_000 + more),
  fc.integer({ min: 0, max: 10 * 24 * 60 }).map((minutes) => minutes * MINUTE_MS),
  fc.integer({ min: 0, max: 3 * DAY_MS }),
);
