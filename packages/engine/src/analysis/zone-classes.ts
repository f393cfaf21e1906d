import type { Clock } from '../situation.ts';
import type { TimezoneSource, ZoneFallback } from '../zones.ts';

/**
 * What a ruleset knows of zones before there is a request: not which ones, but which clocks take theirs from the same place. Two conditions
 * whose clocks share a place are judged by the same wall clock; of two that do not, nothing can be said.
 */
export interface ZoneClass {
  /** Whether the device's number lies somewhere (S16). */
  readonly geographic: boolean;
  readonly contactZoneKnown: boolean;
  /** Whether another device of the contact lies somewhere. */
  readonly otherDevices: boolean;
}

/** A clock of hours. The request's own is one of the sources (S8). */
export type HoursClock = Exclude<Clock, 'request'>;
/** Every clock of hours. */
export const HOURS_CLOCKS: readonly HoursClock[] = [
  'device',
  'contact',
  'contact-then-device',
  'contact-and-device',
  'strict',
  'limits',
];

const BOTH = [true, false];
/** Every request belongs to exactly one of these. */
export const ZONE_CLASSES: readonly ZoneClass[] = BOTH.flatMap((geographic) =>
  BOTH.flatMap((contactZoneKnown) =>
    BOTH.map((otherDevices) => ({ geographic, contactZoneKnown, otherDevices })),
  ),
);

const CONTACT = 1;
const DEVICE = 2;
const OTHERS = 4;
const ORGANIZATION = 8;
/** Where a clock can take zones from, as bits. */
export const ZONE_PLACES = [CONTACT, DEVICE, OTHERS, ORGANIZATION] as const;

/** The places that a clock takes its zones from, as bits; 0: none, so a condition on it is an error, which blocks (S16, S17, S13). */
export function zonePlacesOf(clock: HoursClock, known: ZoneClass, fallback: ZoneFallback): number {
  const contact = known.contactZoneKnown ? CONTACT : 0;
  const device = known.geographic ? DEVICE : 0;
  switch (clock) {
    case 'strict':
      return contact | device | (known.otherDevices ? OTHERS : 0) || ORGANIZATION;
    case 'limits':
      return contact || (fallback === 'number' ? device : 0) || ORGANIZATION;
    case 'device':
      return device || contact || ORGANIZATION;
    case 'contact':
      return known.geographic ? contact : contact || ORGANIZATION;
    case 'contact-then-device':
      return contact || device || ORGANIZATION;
    case 'contact-and-device':
      return contact | device || ORGANIZATION;
  }
}

/**
 * Whether all zones of `one` are among those of `other` for every request. `known`: only where the zones of `one` are known. A name that the
 * zone table does not have makes `other` unknown too, which blocks.
 */
export function clockWithin(
  one: HoursClock,
  other: HoursClock,
  fallback: ZoneFallback,
): 'always' | 'known' | 'no' {
  let within: 'always' | 'known' = 'always';
  for (const zoneClass of ZONE_CLASSES) {
    const ones = zonePlacesOf(one, zoneClass, fallback);
    const others = zonePlacesOf(other, zoneClass, fallback);
    if (others === 0) continue;
    if (ones === 0) within = 'known';
    else if ((ones & ~others) !== 0) return 'no';
  }
  return within;
}

/** The clock of the request's local days as a clock of hours (S8). */
export function requestClock(source: TimezoneSource | null): HoursClock {
  return source ?? 'device';
}
