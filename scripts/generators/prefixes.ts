import { AREA_ZONES, MEANT_ZONES, MORE_ZONES, OVERLAYS } from './area-zones.ts';
import { dataFile, type DataFile } from './data-file.ts';
import { listedPlaces, listedZones, prefixSource } from './prefix-source.ts';
import { regionZonesOf } from './places.ts';
import { americanRegions } from './american-regions.ts';

/** What is known of the numbers with one prefix: an area code's (`a`) or only some of its exchanges' (`x`). */
interface PrefixEntry {
  readonly prefix: string;
  readonly level: 'a' | 'x';
  readonly zones: readonly string[];
  readonly regions: readonly string[];
}

/**
 * `packages/places/data/prefixes.json`: prefixes of numbers (with the calling code) and where those numbers are: the zones of +1 by
 * libphonenumber's list, corrected where it is known to be wrong; the regions of the United States and Canada; and the landlines of other
 * countries with several zones, by hand.
 */
export function generatePrefixes(): readonly DataFile[] {
  const entries = [...northAmerica(), ...handMade()].sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
  const zoneSets = new NumberedSets();
  const regionSets = new NumberedSets();
  const prefixes = entries.map(
    ({ prefix, level, zones, regions }) =>
      `${prefix} ${level} ${zoneSets.numberOf(zones)} ${regionSets.numberOf(regions)}`,
  );
  const sources = [
    prefixSource(),
    { source: 'scripts/generators/area-zones.ts', version: 'by hand', licence: 'Apache-2.0' },
  ];
  const content = { zoneSets: zoneSets.sets, regionSets: regionSets.sets, prefixes };
  return [dataFile('packages/places/data/prefixes.json', sources, content)];
}

class NumberedSets {
  readonly sets: string[] = [];

  numberOf(members: readonly string[]): number {
    const text = members.join(' ');
    const known = this.sets.indexOf(text);
    return known === -1 ? this.sets.push(text) - 1 : known;
  }
}

/** Area codes first, with the zones of all their exchanges; then the exchanges that differ from their area code. */
function northAmerica(): readonly PrefixEntry[] {
  const zonesByPrefix = listedZones();
  const placesByPrefix = listedPlaces();
  const areas = new Map<string, PrefixEntry>();
  const listed = [...zonesByPrefix.keys(), ...placesByPrefix.keys()].filter((prefix) =>
    /^1\d{3}/.test(prefix),
  );
  for (const area of [...new Set(listed.map((prefix) => prefix.slice(1, 4)))].sort()) {
    const prefix = `1${area}`;
    const regions = americanRegions(area, placesByPrefix);
    const own = [...zonesByPrefix].filter(([key]) => key.startsWith(prefix));
    const zones = own.flatMap(([key, names]) =>
      correctedZones(names, regionsAt(key, regions, placesByPrefix)),
    );
    areas.set(area, { prefix, level: 'a', zones: sorted([...zones, ...words(MORE_ZONES[area])]), regions });
  }
  for (const [overlay, older] of Object.entries(OVERLAYS)) {
    const [entry, other] = [areas.get(overlay), areas.get(older)];
    if (other === undefined) throw new Error(`area code \`${older}\` is not in the data`);
    const regions = entry?.regions ?? other.regions;
    areas.set(overlay, {
      prefix: `1${overlay}`,
      level: 'a',
      zones: sorted([...(entry?.zones ?? []), ...other.zones]),
      regions,
    });
  }
  return [...areas.values(), ...exchanges(areas, zonesByPrefix, placesByPrefix)];
}

/** `1`, three digits of the area code, three of the exchange. */
const EXCHANGE_LENGTH = 7;
const TOWN = /, ([A-Z]{2})$/;

/**
 * Exchanges that either list names in full, and shorter prefixes for which the list of places names a town (`1812 42`, Evansville). Another
 * shorter prefix of the list of zones does not decide: the list is packed, so that `1208 3` stands for exchanges that are listed there and
 * for those that nobody has listed.
 */
function exchanges(
  areas: ReadonlyMap<string, PrefixEntry>,
  zonesByPrefix: ReadonlyMap<string, readonly string[]>,
  placesByPrefix: ReadonlyMap<string, string>,
): readonly PrefixEntry[] {
  const kept = new Map<string, PrefixEntry>();
  const named = new Set([...zonesByPrefix.keys(), ...placesByPrefix.keys()]);
  const isNamed = (prefix: string): boolean =>
    prefix.length >= EXCHANGE_LENGTH || (prefix.length > 4 && TOWN.test(placesByPrefix.get(prefix) ?? ''));
  const whole = [...named].filter((prefix) => prefix.startsWith('1') && isNamed(prefix));
  for (const prefix of whole.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
    const area = areas.get(prefix.slice(1, 4));
    if (area === undefined) throw new Error(`prefix \`${prefix}\` has no area code`);
    const above = longestBefore(prefix, kept) ?? area;
    const names = zonesByPrefix.get(prefix) ?? longestBefore(prefix, zonesByPrefix);
    const regions = regionsAt(prefix, area.regions, placesByPrefix);
    const zones = names === undefined ? area.zones : sorted(correctedZones(names, regions));
    if (same(zones, above.zones) && same(regions, above.regions)) continue;
    kept.set(prefix, { prefix, level: 'x', zones, regions });
  }
  return [...kept.values()];
}

/** What the longest prefix has that is shorter than this one and longer than an area code. */
function longestBefore<Value>(prefix: string, values: ReadonlyMap<string, Value>): Value | undefined {
  for (let length = prefix.length - 1; length > 4; length--) {
    const value = values.get(prefix.slice(0, length));
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The region that the place's name ends in; where that is none of the area code's own, those too. */
function regionsAt(
  prefix: string,
  ofArea: readonly string[],
  placesByPrefix: ReadonlyMap<string, string>,
): readonly string[] {
  const ending = TOWN.exec(placesByPrefix.get(prefix) ?? '')?.[1];
  const own = ofArea.find((region) => region.endsWith(`-${ending ?? '?'}`));
  if (ending === undefined || prefix.length === 4) return ofArea;
  if (own !== undefined) return [own];
  const country = ofArea[0]?.slice(0, 2);
  return country === undefined ? [] : sorted([...ofArea, `${country}-${ending}`]);
}

/** The listed zones as they are meant in the regions where the numbers are: see `MEANT_ZONES`. */
function correctedZones(names: readonly string[], regions: readonly string[]): readonly string[] {
  if (regions.length === 0) return names;
  const found = names.flatMap((name) =>
    regions.flatMap((region) => {
      const meant = words(MEANT_ZONES[region]?.[name]);
      if (meant.length > 0) return meant;
      return region.startsWith('US-') || zonesOfRegion(region).includes(name) ? [name] : [];
    }),
  );
  return found.length > 0 ? found : regions.flatMap(zonesOfRegion);
}

function zonesOfRegion(region: string): readonly string[] {
  return regionZonesOf(region.slice(0, 2)).get(region.slice(3)) ?? [];
}

function handMade(): readonly PrefixEntry[] {
  return Object.entries(AREA_ZONES).flatMap(([callingCode, table]) =>
    Object.entries(table).flatMap(([areas, zones]) =>
      words(areas).map((area): PrefixEntry => {
        const prefix = callingCode + (area === '*' ? '' : area);
        return { prefix, level: 'a', zones: words(zones), regions: [] };
      }),
    ),
  );
}

function words(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(' ');
}

function sorted(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.join(' ') === b.join(' ');
}
