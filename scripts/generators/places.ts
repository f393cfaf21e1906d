import { createRequire } from 'node:module';
import { dataFile, packageVersion, type DataFile } from './data-file.ts';
import { REGION_ZONES } from './region-zones.ts';
import { countryZones, haveSameOffsets } from './zone-spans.ts';
import { packedZones } from './zones.ts';

interface CountryRegions {
  readonly countryName: string;
  readonly countryShortCode: string;
  readonly regions: readonly { readonly name: string; readonly shortCode?: string }[];
}

const countries = createRequire(import.meta.url)(
  'country-region-data/data.json',
) as readonly CountryRegions[];

/** Names and codes that people write and the lists do not have. */
const MORE_NAMES: Readonly<Record<string, string>> = {
  US: 'USA;U.S.;U.S.A.;United States of America',
  GB: 'UK;U.K.;GBR;Great Britain;England;Scotland;Wales;Northern Ireland',
  CA: 'CAN',
  AU: 'AUS',
  MX: 'MEX;México',
  DE: 'DEU;Deutschland',
  FR: 'FRA',
  ES: 'ESP;España',
  IT: 'ITA;Italia',
  BR: 'BRA;Brasil',
  IN: 'IND',
  JP: 'JPN',
  CN: 'CHN',
  RU: 'RUS;Russia',
  KR: 'KOR;South Korea',
  KP: 'North Korea',
  NL: 'NLD;Holland;The Netherlands',
  IE: 'IRL;Republic of Ireland',
  NZ: 'NZL',
  ZA: 'ZAF',
  PR: 'PRI',
  TR: 'Turkey;Türkiye',
  CZ: 'Czechia;Czech Republic',
  VN: 'Vietnam',
  IR: 'Iran',
  TW: 'Taiwan',
  TZ: 'Tanzania',
  BO: 'Bolivia',
  VE: 'Venezuela',
  MD: 'Moldova',
  SY: 'Syria',
  LA: 'Laos',
  CI: 'Ivory Coast',
};

/**
 * `packages/places/data/places.json`: countries (code, zones, names) and their regions (code, zones, name). `zones` of a region is `=` where
 * the country's hold, `-` where the hand-made table does not know them.
 */
export function generatePlaces(): readonly DataFile[] {
  const namesOf = new Map(countries.map((country) => [country.countryShortCode, country]));
  const countryLines: string[] = [];
  const regionLines: string[] = [];
  for (const { code, name, zones } of countryZones()) {
    const listed = namesOf.get(code);
    const names = new Set([listed?.countryName ?? name, name, ...(MORE_NAMES[code]?.split(';') ?? [])]);
    countryLines.push([code, zones.join(' '), ...names].join('|'));
    regionLines.push(...regionsOf(code, listed?.regions ?? []));
  }
  const sources = [
    { source: 'country-region-data', version: packageVersion('country-region-data'), licence: 'MIT' },
    {
      source: 'IANA time zone database, by moment-timezone',
      version: packedZones.version,
      licence: 'public domain, MIT',
    },
    { source: 'scripts/generators/region-zones.ts', version: 'by hand', licence: 'Apache-2.0' },
  ];
  return [
    dataFile('packages/places/data/places.json', sources, { countries: countryLines, regions: regionLines }),
  ];
}

function regionsOf(country: string, regions: CountryRegions['regions']): readonly string[] {
  const table = REGION_ZONES[country];
  const zonesOf = regionZonesOf(country);
  const codes = regions.map((region) => codeOf(country, region.shortCode ?? ''));
  const unknown = [...zonesOf.keys()].filter((code) => code !== '*' && !codes.includes(code));
  if (unknown.length > 0) throw new Error(`\`${country}\` has no region \`${unknown.join(' ')}\``);
  const seen = new Set<string>();
  return regions.flatMap((region) => {
    const code = codeOf(country, region.shortCode ?? '');
    if (code === '' || seen.has(code)) return [];
    seen.add(code);
    const zones = zonesOf.get(code) ?? zonesOf.get('*');
    const text = zones?.join(' ') ?? (table === undefined || country === 'FR' ? '=' : '-');
    return [`${country}-${code}|${text}|${region.name}`];
  });
}

/** The second part of a code of ISO 3166-2. The list writes it in capitals, and without its country, but for some: `FI-01`, `Re`. */
function codeOf(country: string, shortCode: string): string {
  const code = shortCode.toUpperCase();
  return code.startsWith(`${country}-`) ? code.slice(country.length + 1) : code;
}

/** The zones of each region of the hand-made table; one zone only where they have had the same offsets since 2020. */
export function regionZonesOf(country: string): ReadonlyMap<string, readonly string[]> {
  const zonesOf = new Map<string, readonly string[]>();
  for (const [codes, zones] of Object.entries(REGION_ZONES[country] ?? {})) {
    const names = zones.split(' ');
    const kept = haveSameOffsets(names) ? names.slice(0, 1) : names;
    for (const code of codes.split(' ')) zonesOf.set(code, kept);
  }
  return zonesOf;
}
