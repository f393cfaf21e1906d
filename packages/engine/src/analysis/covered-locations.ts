import { matchesWildcard, type LocationEntry } from '../location.ts';
import { byCodePoints, type RulesetSource } from '../ruleset.ts';
import type { LocationRule } from '../rules/location.ts';
import type { Cover, Coverable, Covering } from './covered-rules.ts';
import { deviceBitsOf, devicesWithin, type DeviceBits } from './device-classes.ts';

interface Location extends Coverable, Pick<LocationRule, 'determineBy' | 'locations' | 'unknownLocation'> {
  readonly devices: DeviceBits;
  /** Its entries by what they name; null: any country. */
  readonly index: EntryIndex | null;
}

/** Location entries by what they name besides the postal code: the postal codes, undefined for an entry without one. */
export type EntryIndex = ReadonlyMap<string, readonly (string | undefined)[]>;

/**
 * Location rules whose every entry lies within an entry of another that goes by the same place. Sound. Complete for entries that say what they
 * name in the same parts: that New York lies in the United States is not worked out where an entry does not name the country.
 */
export function locationCovering(source: RulesetSource, optional: ReadonlySet<string>): Covering<Location> {
  const items = source.location
    .map((rule, index) => ({ rule, index }))
    .toSorted(
      (one, other) => one.rule.priority - other.rule.priority || byCodePoints(one.rule.name, other.rule.name),
    )
    .map(({ rule, index }) => coverable(rule, index, optional));
  const everywhere = items.filter(({ index }) => index === null);
  const byEntry = new Map<string, Set<Location>>();
  for (const item of items) {
    for (const key of item.index?.keys() ?? []) {
      const naming = byEntry.get(key) ?? new Set();
      byEntry.set(key, naming.add(item));
    }
  }
  return {
    items,
    candidatesFor({ locations }) {
      const first = locations === 'any-country' ? undefined : locations[0];
      const keys = first === undefined ? [] : keysOfParts(first);
      return new Set([...everywhere, ...keys.flatMap((key) => [...(byEntry.get(key) ?? [])])]);
    },
    cover,
  };
}

/** Whether every place of one list of entries lies in another, as far as their parts tell. */
export function areEntriesWithin(entries: readonly LocationEntry[], index: EntryIndex): boolean {
  return entries.every((entry) =>
    keysOfParts(entry).some((key) =>
      index
        .get(key)
        ?.some((postalCode) => postalCode === undefined || isPostalWithin(entry.postalCode, postalCode)),
    ),
  );
}

/** An index of entries. */
export function entryIndexOf(entries: readonly LocationEntry[]): EntryIndex {
  return new Map(
    [...Map.groupBy(entries, keyOf)].map(([key, some]) => [key, some.map(({ postalCode }) => postalCode)]),
  );
}

function coverable(
  rule: RulesetSource['location'][number],
  index: number,
  optional: ReadonlySet<string>,
): Location {
  const { id, name, dispositionCode, determineBy, locations, unknownLocation } = rule;
  return {
    rule: { kind: 'location', id, name },
    path: `/location/${index}`,
    dispositionCode,
    isOptional: optional.has(id),
    isDeletable: true,
    determineBy,
    locations,
    unknownLocation,
    devices: deviceBitsOf(rule),
    index: locations === 'any-country' ? null : entryIndexOf(locations),
  };
}

function cover(inner: Location, outer: Location): Cover {
  if (!devicesWithin(inner.devices, outer.devices)) return 'no';
  if (outer.index === null) return 'always';
  if (inner.locations === 'any-country' || inner.determineBy !== outer.determineBy) return 'no';
  if (!areEntriesWithin(inner.locations, outer.index)) return 'no';
  return inner.unknownLocation === 'block' && outer.unknownLocation === 'pass' ? 'known' : 'always';
}

function keyOf({ country, region, areaCode }: LocationEntry): string {
  return [country ?? '', region ?? '', areaCode ?? ''].join(' ');
}

/** The keys of all entries that name some of the same parts, and so hold at least the same places. */
function keysOfParts({ country, region, areaCode }: LocationEntry): readonly string[] {
  const choices = (part: string | undefined) => (part === undefined ? [''] : [part, '']);
  return choices(country).flatMap((one) =>
    choices(region).flatMap((two) => choices(areaCode).map((three) => [one, two, three].join(' '))),
  );
}

/** A `*` of the inner pattern is met by a `*` of the outer one only, so what the inner one matches the outer one matches too. */
function isPostalWithin(inner: string | undefined, outer: string): boolean {
  return inner !== undefined && matchesWildcard(outer.toUpperCase(), inner.toUpperCase());
}
