import type { CountryCode, RegionCode } from './device.ts';

/** A place as codes say it: a country, and the regions of it that are possible; none: the region is not told. */
export interface CodedPlace {
  readonly country: CountryCode | null;
  readonly regions: readonly RegionCode[];
}

/**
 * Countries that are regions of another one, too: Puerto Rico is `PR` and `US-PR`. A number tells the one, a postal code the other, and a rule may
 * name either. Source: ISO 3166-1 and 3166-2, as far as our places have both codes; `MH`, `FM` and `PW` are regions of the United States
 * Postal Service, `XK` is the numbering plan's for five districts of `RS`. `FI-FI-01` is how our
 * places wrote Åland until engine 0.1.5: records of questions from then are asked again by backtests.
 */
const CODED_TWICE = [
  'AS US-AS',
  'FM US-FM',
  'GU US-GU',
  'MH US-MH',
  'MP US-MP',
  'PR US-PR',
  'PW US-PW',
  'VI US-VI',
  'BL FR-BL',
  'GF FR-GF',
  'GP FR-GP',
  'MF FR-MF',
  'MQ FR-MQ',
  'NC FR-NC',
  'PF FR-PF',
  'PM FR-PM',
  'RE FR-RE',
  'TF FR-TF',
  'WF FR-WF',
  'YT FR-YT',
  'HK CN-HK',
  'MO CN-MO',
  'SJ NO-21 NO-22',
  'AC SH-AC',
  'TA SH-TA',
  'AX FI-01',
  'XK RS-25 RS-26 RS-27 RS-28 RS-29',
];

const byCountry = new Map<string, CodedPlace>();
const byRegion = new Map<string, CodedPlace>();
for (const line of CODED_TWICE) {
  const [country = '', ...regions] = line.split(' ');
  byCountry.set(country, {
    country: regions[0]?.slice(0, 2) as CountryCode,
    regions: regions as readonly string[] as readonly RegionCode[],
  });
  for (const region of regions) byRegion.set(region, { country: country as CountryCode, regions: [] });
}

/** The same place by its other codes; undefined for a place that has none. Of several possible regions each is to be asked by itself. */
export function otherCodesOf(
  country: CountryCode | null,
  regions: readonly RegionCode[],
): CodedPlace | undefined {
  const [region] = regions;
  const ofRegion =
    regions.length === 1 && region !== undefined ? (byRegion.get(region) ?? written(region)) : undefined;
  return ofRegion ?? (country === null ? undefined : byCountry.get(country));
}

/** The longest code of ISO 3166-2: two letters, a hyphen, three more. */
const CODE_LENGTH_MAX = 6;

/** `FI-01` of `FI-FI-01`: the codes of five countries were written so in records before engine 0.1.5. */
function written(region: RegionCode): CodedPlace | undefined {
  if (region.length <= CODE_LENGTH_MAX) return undefined;
  const country = region.slice(0, 2) as CountryCode;
  return region.startsWith(`${country}-${country}-`)
    ? { country, regions: [region.slice(3) as RegionCode] }
    : undefined;
}

/** The parts of a country that have a country code of their own, in the order of the alphabet: `AS`, `FM` and so on of `US`. */
export function partsCodedApart(country: string): readonly string[] {
  return [...byCountry].flatMap(([part, whole]) => (whole.country === country ? [part] : [])).toSorted();
}

/** The place that a country code names as a region of another country; undefined where it names none. */
export function regionsOfCountry(country: string): CodedPlace | undefined {
  return byCountry.get(country);
}

/** The countries that are regions called so, without their own country: `US-PR` for `PR`. Numbers of regions are left out: each country has its own. */
export function regionsCodedApart(
  state: string,
): readonly { readonly region: string; readonly country: string }[] {
  if (!/^[A-Z]+$/.test(state)) return [];
  return [...byRegion].flatMap(([region, { country }]) =>
    region.slice(3) === state && country !== null ? [{ region, country }] : [],
  );
}

/** Whether some of several possible regions has other codes. */
export function isAnyCodedTwice(regions: readonly RegionCode[]): boolean {
  for (let i = 0; i < regions.length; i++) if (byRegion.has(regions[i] as RegionCode)) return true;
  return false;
}
