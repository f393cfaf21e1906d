import { createRequire } from 'node:module';

interface CountryRegions {
  readonly countryShortCode: string;
  readonly regions: readonly { readonly name: string; readonly shortCode?: string }[];
}

const countries = createRequire(import.meta.url)(
  'country-region-data/data.json',
) as readonly CountryRegions[];

/** How libphonenumber writes some regions. */
const SPELLINGS: Readonly<Record<string, string>> = {
  'Washington State': 'US-WA',
  'Washington D.C.': 'US-DC',
  'British Colombia': 'CA-BC',
};

/** Regions by name and by postal abbreviation. The territories are countries of their own here, with their own area codes. */
const regionByName = new Map<string, string>(Object.entries(SPELLINGS));
const TERRITORIES: readonly string[] = ['AS', 'FM', 'GU', 'MH', 'MP', 'PW', 'PR', 'VI', 'AA', 'AE', 'AP'];
for (const code of ['US', 'CA']) {
  for (const { name, shortCode = '' } of countries.find((country) => country.countryShortCode === code)
    ?.regions ?? []) {
    if (code === 'US' && TERRITORIES.includes(shortCode)) continue;
    regionByName.set(name, `${code}-${shortCode}`);
    regionByName.set(shortCode, `${code}-${shortCode}`);
  }
}

/** The regions of an area code of +1, from the text of the code itself or, where it has none, from those of all its exchanges. */
export function americanRegions(
  area: string,
  placesByPrefix: ReadonlyMap<string, string>,
): readonly string[] {
  const own = placesByPrefix.get(`1${area}`);
  const texts =
    own === undefined
      ? [...placesByPrefix].filter(([prefix]) => prefix.startsWith(`1${area}`)).map(([, text]) => text)
      : [own];
  const regions = texts
    .flatMap((text) => text.split('/'))
    .map((part) => regionByName.get(/, ([A-Z]{2})$/.exec(part)?.[1] ?? part));
  return [...new Set(regions.filter((region) => region !== undefined))].sort();
}
