import type { CompiledExpression } from '../expression/compile.ts';
import { DATE_GETTERS, wallClock } from '../expression/functions.ts';
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
  const slots = slotsOf(expression);
  const known = new WeakMap<Situation, Map<Zone, Days>>();

  // An expression may read the name of the zone, so that each has its own days.
  function daysOf(slots: Slots, situation: Situation, zone: Zone): Days {
    const ofSituation = known.get(situation) ?? new Map<Zone, Days>();
    known.set(situation, ofSituation);
    let days = ofSituation.get(zone);
    if (days === undefined) {
      const still = { name: zone.name, startsAtUtc: Float64Array.of(-Infinity), offsetsMs: Int32Array.of(0) };
      const clock = new ZoneOrigin(still, 'organization');
      days = new Days(slots, (localMs) =>
        holds(expression, new Reading(situation, localMs as Instant, clock), suffices),
      );
      ofSituation.set(zone, days);
    }
    return days;
  }

  return (situation, origin, at) => {
    const reading = new NotedReading(situation, at, origin);
    if (holds(expression, reading, suffices)) return at;
    if (origin === null || slots === null || !reading.hasReadClock()) return reading.unchangedUntil();
    const { zone } = origin;
    const failsForMs = daysOf(slots, situation, zone).failsForMs(origin.localMsAt(at));
    // A change of the clock leads to another time of day.
    return failsForMs === Infinity
      ? Infinity
      : Math.min(at + failsForMs, zone.startsAtUtc[origin.spanAt(at) + 1] ?? Infinity);
  };
}

/** The slots of a day in each of which an expression has one value, where it reads nothing that changes but the wall clock. */
interface Slots {
  readonly ms: number;
  /** What it reads of the date; nothing: all days are alike. */
  readonly ofDate: readonly string[];
}

const DATE_PARTS = ['getFullYear', 'getMonth', 'getDate', 'getDay'] as const;
const TIME_PARTS = ['getHours', 'getMinutes'] as const;

/** Null where it reads more, or no time of day: then its changes are far enough apart to go from one to the next. */
function slotsOf({ reads }: CompiledExpression): Slots | null {
  const getters = [...reads.dateGetters];
  const isOneOf = (parts: readonly string[]) => (getter: string) => parts.includes(getter);
  const ofDate = getters.filter(isOneOf(DATE_PARTS));
  const ofTime = getters.filter(isOneOf(TIME_PARTS));
  if (reads.counters.length > 0 || ofTime.length === 0) return null;
  if (ofDate.length + ofTime.length < getters.length) return null;
  return { ms: ofTime.includes('getMinutes') ? MINUTE_MS : HOUR_MS, ofDate };
}

/** Slots that are evaluated for one question at most: those of every day of a month by minutes, with room; some milliseconds. */
const SLOTS_MAX = 50_000;

/** When an expression holds on each day, as it is seen from one question. Days of which it reads the same are alike. */
class Days {
  readonly #slots: Slots;
  readonly #holdsAt: (localMs: number) => boolean;
  /** By what is read of the date: for each slot the first from it on that holds, of this day or the next one like it; Infinity: none. */
  readonly #opens = new Map<string, Float64Array>();
  #evaluated = 0;

  constructor(slots: Slots, holdsAt: (localMs: number) => boolean) {
    this.#slots = slots;
    this.#holdsAt = holdsAt;
  }

  /** For how long it fails on from a local time at which it fails, at least; Infinity: for ever; NaN: that would take too many steps. */
  failsForMs(localMs: number): number {
    const { ms, ofDate } = this.#slots;
    const startMs = Math.floor(localMs / DAY_MS) * DAY_MS;
    const opens = this.#opensOn(startMs);
    if (opens === null) return Number.NaN;
    const timeMs = localMs - startMs;
    const opensMs = (opens[Math.floor(timeMs / ms)] ?? Infinity) * ms;
    // Another day may read another date.
    return ofDate.length === 0 ? opensMs - timeMs : Math.min(opensMs, DAY_MS) - timeMs;
  }

  #opensOn(startMs: number): Float64Array | null {
    const { ms, ofDate } = this.#slots;
    const clock = wallClock(startMs, startMs);
    const key = ofDate.map((getter) => DATE_GETTERS[getter]?.read(clock)).join();
    let opens = this.#opens.get(key);
    if (opens === undefined) {
      const count = DAY_MS / ms;
      this.#evaluated += count;
      if (this.#evaluated > SLOTS_MAX) return null;
      const holding = Array.from({ length: count }, (_, slot) => this.#holdsAt(startMs + slot * ms));
      opens = opensAtSlots(holding);
      this.#opens.set(key, opens);
    }
    return opens;
  }
}

/** From the back, twice over: what opens after midnight ends what fails before it. */
function opensAtSlots(holding: readonly boolean[]): Float64Array {
  const slots = holding.length;
  const opensAtSlot = new Float64Array(2 * slots);
  for (let slot = 2 * slots - 1; slot >= 0; slot--)
    opensAtSlot[slot] = holding[slot % slots] === true ? slot : (opensAtSlot[slot + 1] ?? Infinity);
  return opensAtSlot;
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
