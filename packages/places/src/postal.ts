import type { CountryCode, RegionCode, ZoneName } from '@tact/engine';
import data from '../data/postal-codes.json' with { type: 'json' };
import { buildPrefixTrie, longestPrefix, type PrefixTrie } from './prefix-trie.ts';
import { sameName } from './zones.ts';

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
  // Contacts mostly live in one country.
  if (last?.country !== country) last = { country, codes: allCodes().get(country) };
  const { codes } = last;
  if (codes === undefined) return null;
  return codes.kind === 'digits' ? placeOfDigits(codes, postalCode) : placeOfText(codes, postalCode);
}

/** The codes of a country where they are digits. */
interface DigitCodes {
  readonly kind: 'digits';
  /** How many digits a code has. */
  readonly lengths: readonly number[];
  readonly trie: PrefixTrie;
  readonly places: readonly PostalPlace[];
}

/** The codes of a country where they have letters too. */
interface TextCodes {
  readonly kind: 'text';
  readonly form: RegExp;
  readonly places: ReadonlyMap<string, PostalPlace>;
  /** The lengths that prefixes have, the longest first. */
  readonly prefixLengths: readonly number[];
}

/** Most codes are typed without separators: they are looked up as they are. */
function placeOfDigits({ lengths, trie, places }: DigitCodes, postalCode: string): PostalPlace | null {
  const isPlain = isDigits(postalCode);
  const code = isPlain ? postalCode : postalCode.replaceAll(SEPARATORS, '');
  if (!lengths.includes(code.length) || !(isPlain || isDigits(code))) return null;
  return places[longestPrefix(trie, code, 0)] ?? null;
}

function placeOfText({ form, places, prefixLengths }: TextCodes, postalCode: string): PostalPlace | null {
  const isPlain = form.test(postalCode);
  const code = isPlain ? postalCode : postalCode.toUpperCase().replaceAll(SEPARATORS, '');
  if (!(isPlain || form.test(code))) return null;
  for (const length of prefixLengths) {
    const found = places.get(code.slice(0, length));
    if (found !== undefined) return found;
  }
  return null;
}

function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return false;
  }
  return true;
}

const SEPARATORS = /[\s-]/g;

/** How many digits a postal code has, without separators. A text of another form says nothing: it may have lost a leading zero. */
const DIGITS: Readonly<Record<string, readonly number[]>> = {
  US: [5, 9],
  AU: [4],
  BR: [8],
  CN: [6],
  ES: [5],
  FR: [5],
  NZ: [4],
  PT: [4, 7],
  UA: [5],
};

/** What a postal code with letters looks like, also as most people write it; its prefixes end before the space. */
const FORMS: Readonly<Record<string, RegExp>> = { CA: /^[A-Z]\d[A-Z](?: ?\d[A-Z]\d)?$/ };

/** The country that was asked for last. */
let last: { readonly country: CountryCode; readonly codes: DigitCodes | TextCodes | undefined } | undefined;
let loaded: ReadonlyMap<string, DigitCodes | TextCodes> | undefined;

function allCodes(): ReadonlyMap<string, DigitCodes | TextCodes> {
  loaded ??= load();
  return loaded;
}

function load(): ReadonlyMap<string, DigitCodes | TextCodes> {
  const byCountry = new Map<string, Map<string, PostalPlace>>();
  for (const line of data.postalCodes) {
    const [country = '', prefix = '', region = '-', zone = '?'] = line.split(' ');
    const place: PostalPlace = {
      region: region === '-' ? null : (`${country}-${region}` as RegionCode),
      zone: zone === '?' ? 'several' : sameName(zone),
    };
    const ofCountry = byCountry.get(country) ?? new Map<string, PostalPlace>();
    byCountry.set(country, ofCountry.set(prefix, Object.freeze(place)));
  }
  return new Map(Array.from(byCountry, ([country, places]) => [country, codesOf(country, places)]));
}

function codesOf(country: string, places: ReadonlyMap<string, PostalPlace>): DigitCodes | TextCodes {
  const prefixes = [...places.keys()];
  const lengths = DIGITS[country];
  if (lengths !== undefined) {
    const trie = buildPrefixTrie(prefixes.map((prefix, index) => [prefix, index]));
    return { kind: 'digits', lengths, trie, places: [...places.values()] };
  }
  const form = FORMS[country];
  if (form === undefined) throw new Error(`postal codes of \`${country}\` have no form; state one`);
  const prefixLengths = [...new Set(prefixes.map(({ length }) => length))].toSorted(
    (one, other) => other - one,
  );
  return { kind: 'text', form, places, prefixLengths };
}
