import type { ContactPlace, CountryCode, RegionCode, ZoneName } from '@tact/engine';
import { countryCode, countryOf, regionCode, regionOf } from './countries.ts';
import { postalPlace } from './postal.ts';
import { zoneTable } from './zones.ts';

/** What is stated of a contact, as it was typed. An empty text is the same as none. */
export interface StatedAddress {
  readonly zone?: string | null;
  readonly country?: string | null;
  readonly region?: string | null;
  readonly postalCode?: string | null;
}

/** Why a stated address is refused; an address that says too little is not refused, it has no zone. */
export type AddressProblem =
  'timezone_unknown' | 'country_unknown' | 'country_missing' | 'region_unknown' | 'postal_code_invalid';

/** The place, or one sentence for whoever typed the address; the sentence quotes what was not understood. */
export type ContactPlaceResult =
  | { readonly ok: true; readonly place: ContactPlace }
  | { readonly ok: false; readonly code: AddressProblem; readonly sentence: string };

/** No country's postal code is longer, separators included. */
const POSTAL_CODE_MAX = 16;

/**
 * Where a contact is (S16). Its zone: the stated one; else the postal code's; else the region's, or, where no region is known, the
 * country's, where that has exactly one; else null. A postal code that reaches into several zones ends the search: its region or country
 * would only hide the doubt. The region is the stated one, else the postal code's (S20). The postal code is trimmed and upper-cased,
 * spaces inside it are kept as typed (seed A5.1).
 *
 * Refused are a zone, country or region that does not exist, a region without a country, a postal code of over 16 characters.
 */
export function placeOfContact(stated: StatedAddress): ContactPlaceResult {
  const zoneText = given(stated.zone);
  const countryText = given(stated.country);
  const regionText = given(stated.region);
  const postalCode = upperCase(given(stated.postalCode));
  if (zoneText !== null && zoneTable().get(zoneText) === undefined)
    return unknown('timezone_unknown', zoneText);
  if (postalCode !== null && postalCode.length > POSTAL_CODE_MAX)
    return unknown('postal_code_invalid', postalCode);
  const country = countryText === null ? null : countryCode(countryText);
  if (countryText !== null && country === null) return unknown('country_unknown', countryText);
  if (regionText !== null && country === null) return unknown('country_missing', regionText);
  const statedRegion = country === null || regionText === null ? null : regionCode(country, regionText);
  if (regionText !== null && statedRegion === null) return unknown('region_unknown', regionText);

  // A postal code tells zone and region: it is not looked up where both are stated.
  const areBothStated = zoneText !== null && statedRegion !== null;
  const postal =
    areBothStated || country === null || postalCode === null ? null : postalPlace(country, postalCode);
  const region = statedRegion ?? postal?.region ?? null;
  if (zoneText !== null)
    return {
      ok: true,
      place: { country, region, postalCode, zone: zoneText as ZoneName, zoneFrom: 'stated' },
    };
  const { zone, zoneFrom } = postal === null ? zoneOfArea(country, region) : zoneOfPostal(postal.zone);
  return { ok: true, place: { country, region, postalCode, zone, zoneFrom } };
}

type FoundZone = Pick<ContactPlace, 'zone' | 'zoneFrom'>;

const NO_ZONE: FoundZone = { zone: null, zoneFrom: 'none' };

function zoneOfPostal(zone: ZoneName | 'several'): FoundZone {
  return zone === 'several' ? NO_ZONE : { zone, zoneFrom: 'postal-code' };
}

function zoneOfArea(country: CountryCode | null, region: RegionCode | null): FoundZone {
  const ofRegion = region === null ? undefined : regionOf(region)?.zones;
  const zoneOfRegion = ofRegion?.[0];
  if (ofRegion !== undefined && zoneOfRegion !== undefined)
    return ofRegion.length === 1 ? { zone: zoneOfRegion, zoneFrom: 'region' } : NO_ZONE;
  const ofCountry = country === null ? undefined : countryOf(country)?.zones;
  const zoneOfCountry = ofCountry?.[0];
  return zoneOfCountry !== undefined && ofCountry?.length === 1
    ? { zone: zoneOfCountry, zoneFrom: 'country' }
    : NO_ZONE;
}

/** The text without spaces around it, or null. Nearly all texts have none. */
function given(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  if (isVisible(text.charCodeAt(0)) && isVisible(text.charCodeAt(text.length - 1))) return text;
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}

/** Of ASCII; there is no telling for others. */
function isVisible(character: number): boolean {
  return character > 32 && character < 127;
}

/** Texts of ASCII in capitals and digits are left as they are. */
function upperCase(text: string | null): string | null {
  if (text === null) return null;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 96) return text.toUpperCase();
  return text;
}

function unknown(code: AddressProblem, text: string): ContactPlaceResult {
  return { ok: false, code, sentence: sentenceOf(code, `\`${text.slice(0, 60)}\``) };
}

function sentenceOf(code: AddressProblem, quoted: string): string {
  switch (code) {
    case 'timezone_unknown':
      return `${quoted} is no time zone; use a name such as \`America/New_York\``;
    case 'country_unknown':
      return `${quoted} is no country; use a code of two letters such as \`US\`, or an English name`;
    case 'country_missing':
      return `region ${quoted} has no country; state the country too`;
    case 'region_unknown':
      return `${quoted} is no region of the country; use a code such as \`NY\`, or its name`;
    case 'postal_code_invalid':
      return `${quoted} is no postal code; write at most ${POSTAL_CODE_MAX} characters`;
  }
}
