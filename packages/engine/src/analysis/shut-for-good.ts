import type { ZoneFallback } from '../zones.ts';
import type { Condition } from './condition.ts';
import { ALWAYS_OPEN, intersection, type OpenMinutes } from './open-minutes.ts';
import { HOURS_CLOCKS, ZONE_CLASSES, ZONE_PLACES, zonePlacesOf } from './zone-classes.ts';

/** For which requests conditions are never all open: for all of them, for those whose number lies somewhere, or it cannot be told. */
export type Shut = 'always' | 'geographic' | 'unknown';

/** What of a condition its being open depends on. */
export type Hours = Pick<Condition, 'clock' | 'minutes'>;
/** The minutes that each clock leaves open, in the order of `HOURS_CLOCKS`; undefined where no condition is on it. */
export type OpenByClock = readonly (OpenMinutes | undefined)[];

/** Nothing asked yet. */
export const NOTHING_ASKED: OpenByClock = HOURS_CLOCKS.map(() => undefined);

/** With one condition more. */
export function withHours(open: OpenByClock, { clock, minutes }: Hours): OpenByClock {
  const index = HOURS_CLOCKS.indexOf(clock);
  return open.with(index, intersection(open[index] ?? ALWAYS_OPEN, minutes));
}

/**
 * Tells for which requests hours on several clocks are never all open. Clocks that take their zones from the same place show the same wall
 * clock; what they leave open together must not be empty. For each class of zones it is complete; between different zones nothing is said.
 */
export function createShut(fallback: ZoneFallback): (open: OpenByClock) => Shut {
  const classes = ZONE_CLASSES.map((zoneClass) => {
    const places = HOURS_CLOCKS.map((clock) => zonePlacesOf(clock, zoneClass, fallback));
    return {
      geographic: zoneClass.geographic,
      /** Clocks that show nothing: a condition on one is an error, which blocks. */
      withoutZone: bitsOf(places, (from) => from === 0),
      together: ZONE_PLACES.map((place) => bitsOf(places, (from) => (from & place) !== 0)),
    };
  });
  return (open) => {
    const asked = bitsOf(open, (minutes) => minutes !== undefined);
    const known = new Map<number, boolean>();
    const isEmpty = (clocks: number) => {
      let empty = known.get(clocks);
      if (empty === undefined) known.set(clocks, (empty = isNeverOpen(open, clocks)));
      return empty;
    };
    const isShut = ({ withoutZone, together }: (typeof classes)[number]) =>
      (asked & withoutZone) !== 0 || together.some((clocks) => (clocks & asked) !== 0 && isEmpty(clocks & asked));
    if (!classes.filter(({ geographic }) => geographic).every(isShut)) return 'unknown';
    return classes.every(isShut) ? 'always' : 'geographic';
  }; // prettier-ignore
}

/**
 * As few of the conditions as are together shut as they all are: leave out any one, and they are no longer. (QuickXplain, Junker 2004: a
 * number of tries that grows with the logarithm of the conditions.)
 */
export function fewestShut<Item extends Hours>(
  items: readonly Item[],
  isShut: (open: OpenByClock) => boolean,
): readonly Item[] {
  const search = (base: OpenByClock, hasAdded: boolean, rest: readonly Item[]): readonly Item[] => {
    if (hasAdded && isShut(base)) return [];
    if (rest.length <= 1) return rest;
    const middle = rest.length >>> 1;
    const [first, second] = [rest.slice(0, middle), rest.slice(middle)];
    const needed = search(first.reduce(withHours, base), true, second);
    return [...search(needed.reduce(withHours, base), needed.length > 0, first), ...needed];
  };
  return search(NOTHING_ASKED, false, items);
}

function isNeverOpen(open: OpenByClock, clocks: number): boolean {
  let minutes = ALWAYS_OPEN;
  for (const [index, ofClock] of open.entries())
    if (ofClock !== undefined && (clocks & (1 << index)) !== 0) minutes = intersection(minutes, ofClock);
  return minutes.length === 0;
}

function bitsOf<T>(values: readonly T[], isSet: (value: T) => boolean): number {
  return values.reduce((bits, value, index) => (isSet(value) ? bits | (1 << index) : bits), 0);
}
