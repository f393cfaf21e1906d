import type { CountryCode, RegionCode, ZoneName } from '@tact/engine';
import data from '../data/places.json' with { type: 'json' };
import { sameName } from './zones.ts';

/** A country and its zones. One zone also where it has several that have had the same offsets since 2020 (S16). */
export interface Country {
  readonly code: CountryCode;
  readonly name: string;
  readonly zones: readonly ZoneName[];
}

/** A part of a country, by ISO 3166-2. `zones` is empty where the data does not tell. */
export interface Region {
  readonly code: RegionCode;
  readonly country: CountryCode;
  readonly name: string;
  readonly zones: readonly ZoneName[];
}

interface Places {
  readonly countries: ReadonlyMap<string, Country>;
  readonly countryOfName: ReadonlyMap<string, CountryCode>;
  readonly regions: ReadonlyMap<string, Region>;
  /** By `COUNTRY name`. */
  readonly regionOfName: ReadonlyMap<string, RegionCode>;
}

/** The country with this code of ISO 3166-1 (and `XK`, `AC`, `TA`, which numbering plans use); undefined where there is none. */
export function countryOf(code: CountryCode): Country | undefined {
  return places().countries.get(code);
}

/** The region with this whole code of ISO 3166-2, such as `US-NY`; undefined where there is none. */
export function regionOf(code: RegionCode): Region | undefined {
  return places().regions.get(code);
}

/** All countries in the order of their codes, for lists on screens. */
export function countries(): readonly Country[] {
  return [...places().countries.values()];
}

/** All regions of a country in the source's order, for lists on screens; empty where it has none. */
export function regionsOf(country: CountryCode): readonly Region[] {
  return [...places().regions.values()].filter((region) => region.country === country);
}

/**
 * The country that a text names: a two-letter code or an English name, in any case, with or without accents (`gb`, `UK`, `Germany`, and
 * three letters for the largest countries). Null where it names none.
 */
export function countryCode(text: string): CountryCode | null {
  const { countries: known, countryOfName } = places();
  // Most texts are codes already.
  const code = (known.get(text) ?? known.get(text.trim().toUpperCase()))?.code;
  return code ?? countryOfName.get(plain(text)) ?? null;
}

/**
 * The region of a country that a text names: its code (`NY`, `US-NY`) or its name, in any case, with or without accents. Also `FI-FI-01`: until
 * engine 0.1.5 the codes of five countries (DK, FI, MA, PH, RO) were written so, and what was saved then may state one.
 */
export function regionCode(country: CountryCode, text: string): RegionCode | null {
  const { regions, regionOfName } = places();
  const stated = regions.get(text);
  if (stated?.country === country) return stated.code;
  const written = text.trim().toUpperCase();
  const upper = written.startsWith(`${country}-${country}-`) ? written.slice(country.length + 1) : written;
  const whole = regions.get(upper);
  if (whole !== undefined) return whole.country === country ? whole.code : null;
  return regions.get(`${country}-${upper}`)?.code ?? regionOfName.get(`${country} ${plain(text)}`) ?? null;
}

/** A name without case, accents and punctuation. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

let loaded: Places | undefined;

function places(): Places {
  loaded ??= load();
  return loaded;
}

function load(): Places {
  const known = new Map<string, Country>();
  const countryOfName = new Map<string, CountryCode>();
  for (const line of data.countries) {
    const [code = '', zones = '', ...names] = line.split('|');
    const country = { code: code as CountryCode, name: names[0] ?? code, zones: zoneNames(zones) };
    known.set(code, Object.freeze(country));
    for (const name of names) countryOfName.set(plain(name), country.code);
  }
  const regions = new Map<string, Region>();
  const regionOfName = new Map<string, RegionCode>();
  for (const line of data.regions) {
    const [code = '', zones = '', name = ''] = line.split('|');
    const country = code.slice(0, 2) as CountryCode;
    const ofCountry = zones === '=' ? (known.get(country)?.zones ?? []) : null;
    const region = {
      code: code as RegionCode,
      country,
      name,
      zones: ofCountry ?? zoneNames(zones === '-' ? '' : zones),
    };
    regions.set(code, Object.freeze(region));
    regionOfName.set(`${country} ${plain(name)}`, region.code);
  }
  return { countries: known, countryOfName, regions, regionOfName };
}

function zoneNames(text: string): readonly ZoneName[] {
  return text === '' ? [] : text.split(' ').map(sameName);
}
