import type { CompiledExpression } from '../expression/compile.ts';
import { ExpressionFailure } from '../expression/value.ts';
import { LIMITS } from '../limits.ts';
import type { Situation } from '../situation.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../time/instant.ts';
import type { Zone } from '../time/zone.ts';
import { ZoneOrigin } from '../zones.ts';
import { NotedReading, Reading } from './custom-reading.ts';

/** Where a search for an instant at which an expression is true goes on from `at`: `at` itself where it is. */
export type Opening = (situation: Situation, zones: readonly (ZoneOrigin | null)[], at: Instant) => number;

/**
 * Makes the search for an instant at which all of these are true in all zones. While one of them fails in one zone their conjunction is not
 * true, so each that fails leads past all that it read. NaN where one reads a clock that is finer than a minute, or where there are too many
 * steps; more than 400 days ahead it ends (S4).
 */
export function openingOf(conjuncts: readonly CompiledExpression[]): Opening {
  // All but the last need only be truthy: `$name && …`.
  const all = conjuncts.map((conjunct, i) =>
    failingOf(conjunct, i < conjuncts.length - 1 ? isTruthy : isTrue),
  );
  return (situation, zones, at) => {
    const searchEndsAt = at + LIMITS.searchDaysMax * DAY_MS;
    let next: number = at;
    for (let step = 0; step < LIMITS.searchStepsMax; step++) {
      let until: number = next;
      // Math.max gives NaN as soon as one of the two is NaN; Infinity stands against everything else.
      for (const zone of zones) {
        for (const failsUntil of all) {
          const failing = failsUntil(situation, zone, next as Instant);
          if (failing === Infinity) return Infinity;
          until = Math.max(until, failing);
        }
      }
      if (until === next || Number.isNaN(until) || until > searchEndsAt) return until;
      next = until;
    }
    return Number.NaN;
  };
}

type Suffices = (value: unknown) => boolean;

const isTrue: Suffices = (value) => value === true;
const isTruthy: Suffices = Boolean;

/** Up to when an expression fails in a zone from `at` on, at least; `at` itself where it does not fail. */
type FailsUntil = (situation: Situation, origin: ZoneOrigin | null, at: Instant) => number;

function failingOf(expression: CompiledExpression, suffices: Suffices): FailsUntil {
  const slotMs = slotMsOf(expression);
  const days = new WeakMap<Situation, Map<Zone, DayProfile>>();

  function profileOf(situation: Situation, zone: Zone, ofDay: number): DayProfile {
    const known = days.get(situation) ?? new Map<Zone, DayProfile>();
    days.set(situation, known);
    let profile = known.get(zone);
    if (profile === undefined) {
      const still = { name: zone.name, startsAtUtc: Float64Array.of(-Infinity), offsetsMs: Int32Array.of(0) };
      const clock = new ZoneOrigin(still, 'organization');
      profile = dayProfile(ofDay, (timeMs) =>
        holds(expression, new Reading(situation, timeMs as Instant, clock), suffices),
      );
      known.set(zone, profile);
    }
    return profile;
  }

  return (situation, origin, at) => {
    const reading = new NotedReading(situation, at, origin);
    if (holds(expression, reading, suffices)) return at;
    if (origin === null || slotMs === null || !reading.hasReadClock()) return reading.unchangedUntil();
    const { zone } = origin;
    const localMs = origin.localMsAt(at);
    const failsForMs = profileOf(situation, zone, slotMs)(((localMs % DAY_MS) + DAY_MS) % DAY_MS);
    // A change of the clock leads to another time of day.
    return failsForMs === Infinity
      ? Infinity
      : Math.min(at + failsForMs, zone.startsAtUtc[origin.spanAt(at) + 1] ?? Infinity);
  };
}

/**
 * The width of the slots of a day in each of which an expression has one value, where it reads nothing that changes but the time of day;
 * null where it reads more.
 */
function slotMsOf({ reads }: CompiledExpression): number | null {
  const getters = [...reads.dateGetters];
  if (reads.counters.length > 0 || getters.length === 0) return null;
  if (getters.every((getter) => getter === 'getHours')) return HOUR_MS;
  return getters.every((getter) => getter === 'getHours' || getter === 'getMinutes') ? MINUTE_MS : null;
}

/** For how long an expression fails on from a time of day that it fails at; Infinity: at every time of day. */
type DayProfile = (timeMs: number) => number;

function dayProfile(slotMs: number, holdsAt: (timeMs: number) => boolean): DayProfile {
  const slots = DAY_MS / slotMs;
  const holding = Array.from({ length: slots }, (_, slot) => holdsAt(slot * slotMs));
  // From the back, twice over: what opens after midnight ends what fails before it.
  const opensAtSlot = new Float64Array(2 * slots);
  for (let slot = 2 * slots - 1; slot >= 0; slot--)
    opensAtSlot[slot] = holding[slot % slots] === true ? slot : (opensAtSlot[slot + 1] ?? Infinity);
  return (timeMs) => (opensAtSlot[Math.floor(timeMs / slotMs)] ?? Infinity) * slotMs - timeMs;
}

function holds(expression: CompiledExpression, reading: Reading, suffices: Suffices): boolean {
  if (expression.missing(reading) !== null) return false;
  try {
    return suffices(expression.evaluate(reading));
  } catch (error) {
    if (error instanceof ExpressionFailure) return false;
    throw error;
  }
}
