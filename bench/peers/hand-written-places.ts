import type { CountryCode, DeviceKey, RegionCode, Zone } from '@tact/engine';
import {
  countries,
  placeOfContact,
  placeOfNumber,
  regionsOf,
  zoneTable,
  type ContactPlaceResult,
} from '@tact/places';

/** What the hand-written function knows of a number by its first digits. */
export interface HandDevice {
  readonly geographic: boolean;
  readonly zones: readonly Zone[];
  /** Its region where only one is possible. */
  readonly onlyRegion: RegionCode | null;
}

/** What it knows of a postal code: one zone, or null where there are several. */
export interface HandPostalArea {
  readonly region: RegionCode | null;
  readonly zones: readonly Zone[] | null;
}

/**
 * By array: `+1` by area code and exchange, elsewhere (two digits of calling code) by the four digits that follow. An entry is made when a
 * number asks for it first, so that the data is the same as Tact's; afterwards it is one read.
 */
export function deviceOf(number: DeviceKey): HandDevice {
  const prefix = number.charCodeAt(1) === 49 ? digitsAt(number, 2, 6) : 1_000_000 + digitsAt(number, 1, 6);
  return DEVICES[prefix] ?? (DEVICES[prefix] = makeDevice(number));
}

const DEVICES: (HandDevice | undefined)[] = new Array<HandDevice | undefined>(2_000_000).fill(undefined);

function makeDevice(number: DeviceKey): HandDevice {
  const { geographic, zones, regions } = placeOfNumber(number);
  const [one, ...more] = zones;
  return {
    geographic,
    zones: one !== undefined && more.length === 0 ? zonesNamed(one) : zones.map((name) => zoneNamed(name)),
    onlyRegion: regions.length === 1 ? (regions[0] ?? null) : null,
  };
}

function digitsAt(text: string, from: number, count: number): number {
  let value = 0;
  for (let i = from; i < from + count; i++) value = value * 10 + text.charCodeAt(i) - 48;
  return value;
}

/**
 * The area of a postal code as an address has it, `90012` or `M5V 2T6`; undefined where the data has none. By array like the numbers: all
 * digits, or in Canada the first three characters.
 */
export function postalAreaOf(country: CountryCode, postalCode: string): HandPostalArea | undefined {
  const areas = POSTAL_AREAS.get(country);
  if (areas === undefined) return undefined;
  const index = country === 'CA' ? canadianIndex(postalCode) : digitsAt(postalCode, 0, postalCode.length);
  const area = (areas[index] ??= makePostalArea(country, postalCode));
  return area === NO_AREA ? undefined : area;
}

const NO_AREA: HandPostalArea = { region: null, zones: null };

const POSTAL_AREAS: ReadonlyMap<string, (HandPostalArea | undefined)[]> = new Map(
  ['US', 'CA', 'AU', 'FR'].map((country) => [country, new Array<undefined>(100_000).fill(undefined)]),
);

function canadianIndex(postalCode: string): number {
  return (
    (postalCode.charCodeAt(0) - 65) * 260 +
    (postalCode.charCodeAt(1) - 48) * 26 +
    postalCode.charCodeAt(2) -
    65
  );
}

function makePostalArea(country: CountryCode, postalCode: string): HandPostalArea {
  const found = placeOfContact({ country, postalCode });
  if (!found.ok) throw new Error(found.sentence);
  const { region, zone, zoneFrom } = found.place;
  if (region === null && zoneFrom !== 'postal-code') return NO_AREA;
  return { region, zones: zone === null ? null : zonesNamed(zone) };
}

/** The one zone of a region or, where the data does not tell, of its country; null where there are several. */
export function zonesOfRegion(region: RegionCode): readonly Zone[] | null {
  return REGION_ZONES.get(region) ?? null;
}

/** The one zone of a country; null where it has several, or where there is no country. */
export function zonesOfCountry(country: CountryCode | null): readonly Zone[] | null {
  return (country === null ? undefined : COUNTRY_ZONES.get(country)) ?? null;
}

/** A zone by its name, as a list of one. */
export function zonesNamed(name: string): readonly Zone[] {
  let zones = ZONES.get(name);
  if (zones === undefined) {
    zones = [zoneNamed(name)];
    ZONES.set(name, zones);
  }
  return zones;
}

const ZONES = new Map<string, readonly Zone[]>();
const COUNTRY_ZONES = new Map<string, readonly Zone[]>();
const REGION_ZONES = new Map<string, readonly Zone[]>();
for (const { code: country } of countries()) {
  keepZone(COUNTRY_ZONES, country, placeOfContact({ country }));
  for (const { code: region } of regionsOf(country))
    keepZone(REGION_ZONES, region, placeOfContact({ country, region }));
}

function keepZone(zones: Map<string, readonly Zone[]>, code: string, found: ContactPlaceResult): void {
  if (found.ok && found.place.zone !== null) zones.set(code, zonesNamed(found.place.zone));
}

function zoneNamed(name: string): Zone {
  const zone = zoneTable().get(name);
  if (zone === undefined) throw new Error(`\`${name}\` is not in the zone table`);
  return zone;
}
