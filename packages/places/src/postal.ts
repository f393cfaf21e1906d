import type { CountryCode, RegionCode, ZoneName } from '@tact/engine';
import data from '../data/postal-codes.json' with { type: 'json' };

/** What a postal code tells. */
export interface PostalPlace {
  readonly region: RegionCode | null;
  /** `several`: the code reaches into more than one zone, or the data is in doubt; so the address has no one zone. */
  readonly zone: ZoneName | 'several';
}

/**
 * Region and zone of a postal code, by the longest prefix that the data knows; null where it knows none, or where the text is no postal code
 * of the country. Spaces, dashes and case do not matter. Known: the United States (ZIP Codes of 5 or 9 digits), Canada, Australia, Brazil,
 * China, France, New Zealand, Portugal, Spain, Ukraine; countries with one zone need none.
 */
export function postalPlace(country: CountryCode, postalCode: string): PostalPlace | null {
  const places = loadedPlaces().get(country);
  const upper = postalCode.toUpperCase();
  const code = SEPARATOR.test(upper) ? upper.replaceAll(SEPARATORS, '') : upper;
  if (places === undefined || FORMS[country]?.test(code) !== true) return null;
  let found: PostalPlace | null = null;
  let prefix = 0;
  for (let at = 0; at < Math.min(code.length, PREFIX_MAX); at++) {
    prefix = withCharacter(prefix, code.charCodeAt(at));
    found = places.get(prefix) ?? found;
  }
  return found;
}

const SEPARATOR = /[\s-]/;
const SEPARATORS = /[\s-]/g;

/** A prefix as a number, with one character more: digits and capital letters are below 128, so five of them fit. */
function withCharacter(prefix: number, character: number): number {
  return prefix * 128 + character;
}

const PREFIX_MAX = 5;

/** What a postal code looks like, without separators. A text of another form says nothing: it may have lost a leading zero. */
const FORMS: Readonly<Record<string, RegExp>> = {
  US: /^\d{5}(?:\d{4})?$/,
  CA: /^[A-Z]\d[A-Z](?:\d[A-Z]\d)?$/,
  AU: /^\d{4}$/,
  BR: /^\d{8}$/,
  CN: /^\d{6}$/,
  ES: /^\d{5}$/,
  FR: /^\d{5}$/,
  NZ: /^\d{4}$/,
  PT: /^\d{4}(?:\d{3})?$/,
  UA: /^\d{5}$/,
};

let loaded: ReadonlyMap<string, ReadonlyMap<number, PostalPlace>> | undefined;

/** By country, then by prefix as a number. */
function loadedPlaces(): ReadonlyMap<string, ReadonlyMap<number, PostalPlace>> {
  loaded ??= load();
  return loaded;
}

function load(): ReadonlyMap<string, ReadonlyMap<number, PostalPlace>> {
  const places = new Map<string, Map<number, PostalPlace>>();
  for (const line of data.postalCodes) {
    const [country = '', prefix = '', region = '-', zone = '?'] = line.split(' ');
    const place: PostalPlace = {
      region: region === '-' ? null : (`${country}-${region}` as RegionCode),
      zone: zone === '?' ? 'several' : (zone as ZoneName),
    };
    const ofCountry = places.get(country) ?? new Map<number, PostalPlace>();
    const key = Array.from(prefix, (one) => one.charCodeAt(0)).reduce(withCharacter, 0);
    places.set(country, ofCountry.set(key, Object.freeze(place)));
  }
  return places;
}
