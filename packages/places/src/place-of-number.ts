import type { CountryCode, DeviceKey, DevicePlace, DeviceType, RegionCode, ZoneName } from '@tact/engine';
import data from '../data/prefixes.json' with { type: 'json' };
import { countryOf } from './countries.ts';
import { customZonesOf, type CustomTimezones } from './custom-timezones.ts';
import {
  callingCodeOf,
  numberClass,
  type CallingCode,
  type NumberClass,
  type PlanType,
} from './numbering-plan.ts';
import { buildPrefixTrie, longestPrefix, type PrefixTrie } from './prefix-trie.ts';
import { sameName } from './zones.ts';

/** Where a device may be and what it is, as far as its number tells. */
export type NumberPlace = DevicePlace & { readonly type: DeviceType };

/**
 * Where a number may be (S16, S18). Zones, in this order:
 * 1. the custom timezone map, which makes any number geographic;
 * 2. none for a number that is nowhere: toll-free and the like, satellite phones, e-mail addresses;
 * 3. +1: the longest listed prefix; where that is the area code, all zones of its exchanges; an unknown area code: all zones of its
 *    country where the plan knows that, else of the states of the United States and of Canada;
 * 4. elsewhere a landline: its country's zone where it has one, else its area code's by a hand-made table, else all of the country;
 * 5. any number that may be mobile, or that the plan does not list: all zones of its country, or of the calling code's main one.
 *
 * The key is one that `parseNumber` or `parseEmail` made. About 0.1 µs; numbers of one exchange in +1 get one and the same answer.
 */
export function placeOfNumber(key: DeviceKey, custom?: CustomTimezones): NumberPlace {
  const callingCode = callingCodeOf(key);
  if (callingCode === null) return NOWHERE;
  const kind = numberClass(key, callingCode);
  // An e-mail address may start like a number: `+1@example.com`. It fits no pattern of the plan.
  if (kind === callingCode.unlisted && !isNumber(key)) return NOWHERE;
  const place = callingCode.digits === '1' ? northAmerican(key, kind) : elsewhere(key, kind, callingCode);
  const zones = custom === undefined ? undefined : customZonesOf(custom, key);
  return zones === undefined ? place : { ...place, geographic: true, zones, zonesFrom: 'custom' };
}

/** Digits, and what comes before them. */
function isNumber(key: DeviceKey): boolean {
  for (let at = 1; at < key.length; at++) if (key.charCodeAt(at) > 57) return false;
  return true;
}

const NONE: readonly never[] = [];

/** An e-mail address, or a calling code that no plan knows. */
const NOWHERE: NumberPlace = Object.freeze({
  country: null,
  regions: NONE,
  areaCode: null,
  geographic: false,
  zones: NONE,
  zonesFrom: 'none',
  type: 'other',
});

/**
 * Codes of +1 that are no places: toll-free (also those not yet in use), 900 premium, 5xx personal and machines, 6xx Canada's
 * non-geographic, 700 carriers', 710 government, 456 inbound. Source: the North American Numbering Plan.
 */
const NOT_PLACES = areaCodes(
  '800 822 833 844 855 866 877 880 881 882 883 884 885 886 887 888 889 900 500 521 522 523 524 525 526 527 528 529 532 533 ' +
    '538 542 543 544 545 546 547 549 550 552 553 554 556 566 569 577 578 588 589 600 622 633 644 655 677 688 700 710 456',
);

function areaCodes(texts: string): ReadonlySet<number> {
  return new Set(texts.split(' ').map(Number));
}

/** All texts of three digits, by their number: a decision need not cut one. */
const THREE_DIGITS: readonly string[] = Array.from({ length: 1_000 }, (_, code) =>
  String(code).padStart(3, '0'),
);

const NORTH_AMERICAN_LENGTH = 12;

/** The place of a number of +1. It depends on its class and its prefix alone, and nearly all numbers of a prefix have one class. */
function northAmerican(key: DeviceKey, kind: NumberClass): NumberPlace {
  const prefix = prefixOf(key);
  if (prefix === undefined || prefix.length < AREA_CODE_END || key.length !== NORTH_AMERICAN_LENGTH)
    return northAmericanPlace(key, kind, prefix);
  if (prefix.kind !== kind) {
    prefix.kind = kind;
    prefix.place = Object.freeze(northAmericanPlace(key, kind, prefix));
  }
  return prefix.place;
}

/** How many digits of +1 there are with the area code. */
const AREA_CODE_END = 4;

function northAmericanPlace(key: DeviceKey, kind: NumberClass, prefix: Prefix | undefined): NumberPlace {
  const code = digitAt(key, 2) * 100 + digitAt(key, 3) * 10 + digitAt(key, 4);
  const areaCode = THREE_DIGITS[code] ?? key.slice(2, 5);
  if (key.length !== NORTH_AMERICAN_LENGTH || isNowhere(kind.type) || NOT_PLACES.has(code)) {
    // Toll-free numbers and their like belong to all of +1, so to no country (S18).
    return { ...NOWHERE, areaCode };
  }
  const country = kind.country ?? prefix?.country ?? null;
  const isListed = prefix !== undefined && prefix.zones.length > 0;
  return {
    country,
    regions: prefix?.regions ?? NONE,
    areaCode,
    geographic: true,
    zones: isListed ? prefix.zones : country === null ? northAmericanZones() : zonesOfCountry(country),
    zonesFrom: isListed ? prefix.zonesFrom : country === null ? 'calling-code' : 'country',
    type: deviceType(kind.type),
  };
}

function digitAt(key: DeviceKey, at: number): number {
  return key.charCodeAt(at) - 48;
}

function elsewhere(key: DeviceKey, kind: NumberClass, callingCode: CallingCode): NumberPlace {
  const main = callingCode.mainCountry;
  const type = deviceType(kind.type);
  if (main === null) return { ...NOWHERE, type };
  // S18: the country of the calling code where that has one; +44 is Britain's, and Guernsey's, Jersey's and the Isle of Man's.
  if (isNowhere(kind.type)) return { ...NOWHERE, country: callingCode.onlyCountry, type };
  const first = callingCode.digits.length + 1;
  const areaCode = kind.areaCodeDigits === 0 ? null : key.slice(first, first + kind.areaCodeDigits);
  const ofCountry = zonesOfCountry(kind.country ?? main);
  const prefix = kind.type === 'FIXED_LINE' && ofCountry.length > 1 ? prefixOf(key) : undefined;
  return {
    country: kind.country,
    regions: prefix?.regions ?? NONE,
    areaCode,
    geographic: true,
    zones: prefix?.zones ?? ofCountry,
    zonesFrom: prefix?.zonesFrom ?? (kind.country === null ? 'calling-code' : 'country'),
    type,
  };
}

/** Numbers that say nothing of where the person is. VoIP and pagers stay: their user is somewhere in the country. */
function isNowhere(type: PlanType | null): boolean {
  switch (type) {
    case 'TOLL_FREE':
    case 'PREMIUM_RATE':
    case 'SHARED_COST':
    case 'PERSONAL_NUMBER':
    case 'UAN':
    case 'VOICEMAIL':
      return true;
    case 'FIXED_LINE':
    case 'MOBILE':
    case 'FIXED_LINE_OR_MOBILE':
    case 'VOIP':
    case 'PAGER':
    case null:
      return false;
  }
}

/** The device type that the numbering plan tells; in +1 and other countries that do not tell mobiles apart it is not known. */
function deviceType(type: PlanType | null): DeviceType {
  switch (type) {
    case 'FIXED_LINE':
      return 'landline';
    case 'MOBILE':
      return 'mobile';
    case 'FIXED_LINE_OR_MOBILE':
    case null:
      return 'unknown';
    case 'TOLL_FREE':
    case 'PREMIUM_RATE':
    case 'SHARED_COST':
    case 'VOIP':
    case 'PERSONAL_NUMBER':
    case 'PAGER':
    case 'UAN':
    case 'VOICEMAIL':
      return 'other';
  }
}

function zonesOfCountry(country: CountryCode): readonly ZoneName[] {
  return countryOf(country)?.zones ?? NONE;
}

let american: readonly ZoneName[] | undefined;

/** Where a number of +1 with an unknown area code may be: the states of the United States, and Canada. */
function northAmericanZones(): readonly ZoneName[] {
  american ??= [...zonesOfCountry('US' as CountryCode), ...zonesOfCountry('CA' as CountryCode)];
  return american;
}

/** What is known of numbers with one prefix. */
interface Prefix {
  readonly country: CountryCode | null;
  readonly regions: readonly RegionCode[];
  readonly zones: readonly ZoneName[];
  readonly zonesFrom: 'prefix' | 'area-code';
  /** How many digits it has. */
  readonly length: number;
  /** The class of its numbers that was asked for last, and their place; in +1 only. */
  kind: NumberClass | null;
  place: NumberPlace;
}

let loaded: { readonly trie: PrefixTrie; readonly prefixes: readonly Prefix[] } | undefined;

function prefixOf(key: DeviceKey): Prefix | undefined {
  loaded ??= load();
  return loaded.prefixes[longestPrefix(loaded.trie, key, 1)];
}

function load(): { readonly trie: PrefixTrie; readonly prefixes: readonly Prefix[] } {
  // Not frozen: every decision walks these lists, and a frozen one is walked some ten times slower.
  const zoneSets = data.zoneSets.map((text) => text.split(' ').map(sameName));
  const regionSets = data.regionSets.map((text) =>
    text === '' ? [] : text.split(' ').map((code) => code as RegionCode),
  );
  const prefixes: Prefix[] = [];
  const entries = data.prefixes.map((line): readonly [string, number] => {
    const [prefix = '', level = 'a', zones = '0', regions = '0'] = line.split(' ');
    const regionSet = regionSets[Number(regions)] ?? NONE;
    const entry: Prefix = {
      country: (regionSet[0]?.slice(0, 2) as CountryCode | undefined) ?? null,
      regions: regionSet,
      zones: zoneSets[Number(zones)] ?? NONE,
      zonesFrom: level === 'x' ? 'prefix' : 'area-code',
      length: prefix.length,
      kind: null,
      place: NOWHERE,
    };
    return [prefix, prefixes.push(entry) - 1];
  });
  return { trie: buildPrefixTrie(entries), prefixes };
}
