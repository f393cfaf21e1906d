import type { AttemptFact } from '../facts.ts';
import { countsAt, firstAfter, type History } from '../history.ts';
import type { JsonSchema } from '../json-schema.ts';
import { LIMITS } from '../limits.ts';
import type { CountedAttempt } from '../reason.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../time/instant.ts';
import {
  firstInstantOnOrAfterDate,
  localDateAt,
  localMinuteAt,
  parseLocalMinute,
  type LocalDate,
} from '../time/local-time.ts';
import type { Window } from '../time/window.ts';
import { spanAt, type Zone } from '../time/zone.ts';
import type { ZoneOrigin } from '../zones.ts';
import { countAfter, indexesFrom, isCounted, type AttemptMatch } from './attempt-match.ts';

/** Over which time attempts are counted (S8). */
export type Period =
  | { readonly kind: 'rolling'; readonly amount: number; readonly unit: 'minutes' | 'hours' | 'days' }
  | { readonly kind: 'today' }
  /** Today and the `days - 1` local days before it. */
  | { readonly kind: 'local-days'; readonly days: number };

/** The shape of a period. */
export const periodSchema: JsonSchema = {
  oneOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'amount', 'unit'],
      properties: {
        kind: { const: 'rolling' },
        amount: { type: 'integer', minimum: 1, maximum: LIMITS.lookBackDaysMax * 24 * 60 },
        unit: { enum: ['minutes', 'hours', 'days'] },
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind'],
      properties: { kind: { const: 'today' } },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'days'],
      properties: {
        kind: { const: 'local-days' },
        days: { type: 'integer', minimum: 1, maximum: LIMITS.lookBackDaysMax },
      },
    },
  ],
};

const UNIT_MS = { minutes: MINUTE_MS, hours: HOUR_MS, days: DAY_MS } as const;

/** How many attempts count where they are too few; else which, and in which zone. */
type Reached = number | { readonly counted: readonly CountedAttempt[]; readonly zone: string | null };

/** A period made ready: it finds the attempts that lie in it, and the instant at which too few of them still do. */
export interface CompiledPeriod {
  readonly needsZones: boolean;
  /** `in the last 24 hours`, `today`, `in 7 local days`. */
  readonly phrase: string;
  /** How far back the history is needed, milliseconds. */
  readonly lookBackMs: number;
  /** Whether `count` counted attempts lie in the period; with several zones, in any of them (S8). */
  reached(
    history: History,
    match: AttemptMatch,
    count: number,
    zones: readonly ZoneOrigin[],
    at: Instant,
  ): Reached;
  /** `at`, or the first later instant at which fewer than `count` lie in it; a lower bound of that with several zones. */
  opensAgainAt(
    history: History,
    match: AttemptMatch,
    count: number,
    zones: readonly ZoneOrigin[],
    at: Instant,
  ): number;
  /** How long fewer than `count` of them lie in it, at least, where they do at `at`: time alone adds none but by a clock that goes back. */
  passesUntil(history: History, zones: readonly ZoneOrigin[], at: Instant): number;
}

/** How many days the period looks back, not rounded. */
export function daysOf(period: Period): number {
  switch (period.kind) {
    case 'rolling':
      return (period.amount * UNIT_MS[period.unit]) / DAY_MS;
    case 'today':
      return 1;
    case 'local-days':
      return period.days;
  }
}

/** Makes a period ready. */
export function compilePeriod(period: Period, betweenTimes: Window | null): CompiledPeriod {
  switch (period.kind) {
    case 'rolling':
      return rollingPeriod(
        period.amount * UNIT_MS[period.unit],
        `in the last ${quantity(period.amount, period.unit)}`,
      );
    case 'today':
      return localDaysPeriod(
        1,
        betweenTimes,
        betweenTimes === null ? 'today' : `today between ${betweenTimes.start} and ${betweenTimes.end}`,
      );
    case 'local-days':
      return localDaysPeriod(period.days, null, `in ${quantity(period.days, 'local days')}`);
  }
}

/** Counts `now - period < at`. An attempt after `now` counts as now, so it only leaves the period later (S8). */
function rollingPeriod(periodMs: number, phrase: string): CompiledPeriod {
  return {
    needsZones: false,
    phrase,
    lookBackMs: periodMs,
    reached(history, match, count, _zones, at) {
      const counted = countAfter(history, match, at - periodMs);
      if (counted < count) return counted;
      const found = indexesFrom(history, match, firstAfter(history, at - periodMs));
      return { counted: countedAttempts(history, found), zone: null };
    },
    opensAgainAt(history, match, count, _zones, at) {
      const found = indexesFrom(history, match, firstAfter(history, at - periodMs));
      if (found.length < count) return at;
      return attemptAt(history, found[found.length - count]).at + periodMs;
    },
    passesUntil: () => Infinity,
  };
}

/** Counts the attempts whose local date is today's or one of the `days - 1` before it, and whose local time is in the window where there is one. */
function localDaysPeriod(days: number, betweenTimes: Window | null, phrase: string): CompiledPeriod {
  const between = betweenTimes === null ? undefined : compileBetween(betweenTimes);
  // No zone's day is longer than 25 hours but those in which a place crossed the date line; two days more cover every one of them.
  const lookBackMs = (days + 2) * DAY_MS;

  /** How many of the matching attempts count in one zone; their indexes go into `found` where one is given. */
  function countWithin(
    history: History,
    match: AttemptMatch,
    origin: ZoneOrigin,
    at: Instant,
    found?: number[],
  ): number {
    const firstDate = (origin.dateAt(at) - days + 1) as LocalDate;
    const beginsAt = beginningOf(origin, firstDate, at, at - lookBackMs);
    const beforeMs = (beginsAt ?? at - lookBackMs) - 1;
    if (beginsAt !== undefined && between === undefined && found === undefined)
      return countAfter(history, match, beforeMs);
    const first = firstAfter(history, beforeMs);
    let count = 0;
    for (let i = first; i < history.attempts.length; i++) {
      const attempt = attemptAt(history, i);
      if (!isCounted(attempt, match)) continue;
      const attemptedAt = attempt.at;
      // An attempt after `at` counts as made at `at`, whose date is the last of the days: it is never too early.
      if (beginsAt === undefined && localDateAt(origin.zone, attemptedAt) < firstDate) continue;
      if (between !== undefined && !between.contains(origin.zone, Math.min(attemptedAt, at) as Instant))
        continue;
      count++;
      found?.push(i);
    }
    return count;
  }
  return {
    needsZones: true,
    phrase,
    lookBackMs,
    reached(history, match, count, zones, at) {
      let counted = 0;
      for (let i = 0; i < zones.length; i++) {
        const origin = zones[i] as ZoneOrigin;
        const inZone = countWithin(history, match, origin, at);
        if (inZone >= count) {
          const found: number[] = [];
          countWithin(history, match, origin, at, found);
          return { counted: countedAttempts(history, found), zone: origin.zone.name };
        }
        if (inZone > counted) counted = inZone;
      }
      return counted;
    },
    opensAgainAt(history, match, count, zones, at) {
      let opens: number = at;
      for (const origin of zones) {
        const { zone } = origin;
        const found: number[] = [];
        if (countWithin(history, match, origin, at, found) < count) continue;
        const leaves = firstInstantOnOrAfterDate(zone, dateToLeave(history, found, count, zone, at), at);
        opens = Math.max(opens, Math.min(leaves, futureChangesAt(history, found, between, zone, at)));
      }
      return opens;
    },
    passesUntil(history, zones, at) {
      let until = Infinity;
      for (const origin of zones)
        until = Math.min(until, origin.zone.startsAtUtc[origin.spanAt(at) + 1] ?? Infinity);
      // An attempt that lies ahead counts as now, and now may come into the times of day with any minute.
      const isAhead = between !== undefined && firstAfter(history, at) < history.attempts.length;
      return isAhead ? Math.min(until, (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS) : until;
    },
  };

  /** The first date on which fewer than `count` of the attempts are still within the days. */
  function dateToLeave(
    history: History,
    found: readonly number[],
    count: number,
    zone: Zone,
    at: Instant,
  ): LocalDate {
    const dates = found
      .map((i) => localDateAt(zone, countsAt(attemptAt(history, i), at)))
      .toSorted((one, other) => one - other);
    return ((dates[dates.length - count] as number) + days) as LocalDate;
  }
}

/**
 * The instant from which on, up to `at`, the clock shows this day or a later one, and before which, back to `sinceMs`, it never did; undefined
 * where there is none: a clock that goes back over midnight shows a day twice.
 */
function beginningOf(origin: ZoneOrigin, date: LocalDate, at: Instant, sinceMs: number): number | undefined {
  const { startsAtUtc, offsetsMs } = origin.zone;
  let span = origin.spanAt(at);
  let beginsAt = date * DAY_MS - (offsetsMs[span] as number);
  for (; (startsAtUtc[span] as number) > sinceMs; span--) {
    const changesAt = startsAtUtc[span] as number;
    const dateAfter = Math.floor((changesAt + (offsetsMs[span] as number)) / DAY_MS);
    const dateBefore = Math.floor((changesAt - 1 + (offsetsMs[span - 1] as number)) / DAY_MS);
    if (dateBefore > dateAfter) return undefined;
    if (beginsAt <= changesAt)
      beginsAt = Math.min(changesAt, date * DAY_MS - (offsetsMs[span - 1] as number));
  }
  return beginsAt;
}

/**
 * An attempt after `at` counts as now only until its own time comes, which may lie outside the times of day, and until now itself leaves
 * them; Infinity where there is none.
 */
function futureChangesAt(
  history: History,
  found: readonly number[],
  between: Between | undefined,
  zone: Zone,
  at: Instant,
): number {
  const future = found.find((i) => attemptAt(history, i).at > at);
  if (future === undefined) return Infinity;
  return Math.min(attemptAt(history, future).at, between?.staysInUntil(zone, at) ?? Infinity);
}

/** Times of day made ready. */
interface Between {
  contains(zone: Zone, at: Instant): boolean;
  /** An instant after `at`, which must be inside, up to which the clock stays inside. */
  staysInUntil(zone: Zone, at: Instant): number;
}

function compileBetween(window: Window): Between {
  const start = parseLocalMinute(window.start);
  const end = parseLocalMinute(window.end);
  if (start === undefined || end === undefined)
    throw new Error(`\`${window.start}-${window.end}\` is not a window`);
  return {
    contains(zone, at) {
      const minute = localMinuteAt(zone, at);
      return start <= minute && minute < end;
    },
    staysInUntil(zone, at) {
      const span = spanAt(zone, at);
      const endsAtUtc = localDateAt(zone, at) * DAY_MS + end * MINUTE_MS - (zone.offsetsMs[span] as number);
      return Math.min(endsAtUtc, zone.startsAtUtc[span + 1] ?? Infinity);
    },
  };
}

/** INVARIANT: indexes come from the history itself. */
function attemptAt(history: History, index: number | undefined): AttemptFact {
  return history.attempts[index as number] as AttemptFact;
}

function countedAttempts(history: History, indexes: readonly number[]): readonly CountedAttempt[] {
  return indexes.map((index) => {
    const { id, at } = attemptAt(history, index);
    return { id, at };
  });
}

/** `1 hour`, `24 hours`. */
function quantity(amount: number, unit: string): string {
  return `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;
}
