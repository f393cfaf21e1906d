import type { CountryCode, DevicePlace } from '@tact/engine';
import {
  countryCode,
  countryOf,
  parseEmail,
  parseNumber,
  placeOfNumber,
  placesVersions,
  regionOf,
} from '@tact/places';

/** What a number tells, as text and as JSON; or why it is no number. */
export type ExplainedPlace = { readonly text: string; readonly json: object } | { readonly problem: string };

/** Explains what a number tells of its place (S16). */
export function explainPlace(written: string, defaultCountry: string): ExplainedPlace {
  const country = countryCode(defaultCountry);
  if (country === null)
    return { problem: `\`${defaultCountry}\` is no country; use a code of two letters such as \`US\`` };
  const parsed = written.includes('@') ? parseEmail(written) : parseNumber(written, country);
  if (!parsed.ok) return { problem: parsed.sentence };
  const place = placeOfNumber(parsed.key);
  const versions = placesVersions();
  const lines: [string, string][] = [
    ['number', parsed.key],
    ['country', place.country === null ? 'not known' : nameOfCountry(place.country)],
    ['region', place.regions.length === 0 ? 'not known' : place.regions.map(nameOfRegion).join(', ')],
    ['area code', place.areaCode ?? 'not known'],
    ['type', place.type],
    ['time zones', place.zones.length === 0 ? 'none: the number is nowhere' : place.zones.join(', ')],
    ['zones from', ORIGIN[place.zonesFrom]],
    ['data', `numbers ${versions.numbers}, zones ${versions.zones}`],
  ];
  const text = lines.map(([name, value]) => `${name.padEnd(11)} ${value}\n`).join('');
  return { text, json: { key: parsed.key, ...place, versions } };
}

function nameOfCountry(code: CountryCode): string {
  return `${code} ${countryOf(code)?.name ?? ''}`.trim();
}

function nameOfRegion(code: DevicePlace['regions'][number]): string {
  return `${code} ${regionOf(code)?.name ?? ''}`.trim();
}

/** Where zones come from, as people read it. */
const ORIGIN: Readonly<Record<DevicePlace['zonesFrom'], string>> = {
  custom: 'your custom timezones',
  prefix: 'the exchange: the longest prefix that the data lists',
  'area-code': 'the area code: every zone that its exchanges lie in',
  country: 'the country: every zone of it, because the number tells no more',
  'calling-code': "the calling code: every zone of its main country, because the number's area is not known",
  none: 'nothing: the number belongs to no place, so the contact’s or the organization’s zone is taken',
};
