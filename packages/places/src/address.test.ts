import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { placeOfContact } from './address.ts';
import { countries, regionsOf } from './countries.ts';
import { zoneTable } from './zones.ts';

/** Stated: zone, country, region, postal code. Found: country, region, zone, where the zone is from. `-` is nothing. */
type Row = readonly [
  stated: readonly [string, string, string, string],
  found: readonly [string, string, string, string],
  what: string,
];

const FOUND: readonly Row[] = [
  [['America/Chicago', '', '', ''], ['-', '-', 'America/Chicago', 'stated'], 'a stated zone alone'],
  [
    ['America/Chicago', 'US', 'NY', '10001'],
    ['US', 'US-NY', 'America/Chicago', 'stated'],
    'a stated zone goes before the address',
  ],
  [
    ['', 'US', '', '10001'],
    ['US', 'US-NY', 'America/New_York', 'postal-code'],
    'a ZIP Code; the region comes from it',
  ],
  [['', 'us', '', '10001-1234'], ['US', 'US-NY', 'America/New_York', 'postal-code'], 'nine digits'],
  [
    ['', 'US', 'CA', '10001'],
    ['US', 'US-CA', 'America/New_York', 'postal-code'],
    'the stated region stays, the ZIP Code gives the zone',
  ],
  [
    ['', 'US', 'TX', '79901'],
    ['US', 'US-TX', 'America/Denver', 'postal-code'],
    'El Paso, in a state with two zones',
  ],
  [['', 'US', '', '77002'], ['US', 'US-TX', 'America/Chicago', 'postal-code'], 'Houston'],
  [['', 'US', '', '32501'], ['US', 'US-FL', 'America/Chicago', 'postal-code'], 'Pensacola'],
  [['', 'US', '', '33101'], ['US', 'US-FL', 'America/New_York', 'postal-code'], 'Miami'],
  [['', 'US', '', '46601'], ['US', 'US-IN', '-', 'none'], 'South Bend: another time is near'],
  [['', 'US', 'TN', '37402'], ['US', 'US-TN', '-', 'none'], 'Chattanooga: another time is near'],
  [
    ['', 'US', '', '06390'],
    ['US', 'US-NY', 'America/New_York', 'postal-code'],
    'an island of New York with a code of Connecticut',
  ],
  [
    ['', 'US', '', '00901'],
    ['US', 'US-PR', 'America/Puerto_Rico', 'postal-code'],
    'Puerto Rico, stated as the United States',
  ],
  [['', 'PR', '', '00901'], ['PR', '-', 'America/Puerto_Rico', 'country'], 'Puerto Rico by itself'],
  [['', 'US', '', '09012'], ['US', 'US-AE', '-', 'none'], 'the armed forces are anywhere'],
  [
    ['', 'US', 'NY', '1001'],
    ['US', 'US-NY', 'America/New_York', 'region'],
    'a ZIP Code that lost its zero says nothing',
  ],
  [['', 'US', 'NY', ''], ['US', 'US-NY', 'America/New_York', 'region'], 'a state with one zone, by code'],
  [['', 'USA', 'new york', ''], ['US', 'US-NY', 'America/New_York', 'region'], 'by name'],
  [['', 'US', 'US-CA', ''], ['US', 'US-CA', 'America/Los_Angeles', 'region'], 'by the whole code'],
  [['', 'US', 'Texas', ''], ['US', 'US-TX', '-', 'none'], 'a state with two zones'],
  [['', 'US', 'AZ', ''], ['US', 'US-AZ', '-', 'none'], 'Arizona: the Navajo Nation keeps summer time'],
  [['', 'US', '', ''], ['US', '-', '-', 'none'], 'a country with many zones'],
  [['', 'CA', '', 'k1a 0b1'], ['CA', 'CA-ON', 'America/Toronto', 'postal-code'], 'Ottawa'],
  [['', 'CA', '', 'K1A-0B1'], ['CA', 'CA-ON', 'America/Toronto', 'postal-code'], 'with a dash'],
  [['', 'CA', '', 'K1A  0B1'], ['CA', 'CA-ON', 'America/Toronto', 'postal-code'], 'with two spaces'],
  [['', 'CA', '', 'K1A'], ['CA', 'CA-ON', 'America/Toronto', 'postal-code'], 'the first half'],
  [['', 'CA', '', 'K1A 0B'], ['CA', '-', '-', 'none'], 'a character too few'],
  [['', 'CA', '', 'KAA'], ['CA', '-', '-', 'none'], 'no form of a Canadian code'],
  [
    ['', 'CA', '', 'V6B1A1'],
    ['CA', 'CA-BC', 'America/Vancouver', 'postal-code'],
    'Vancouver, without the space',
  ],
  [['', 'CA', '', 'V1C 1A1'], ['CA', 'CA-BC', '-', 'none'], 'Cranbrook, in the Kootenay'],
  [['', 'CA', '', 'V1G 1A1'], ['CA', 'CA-BC', 'America/Dawson_Creek', 'postal-code'], 'Dawson Creek'],
  [['', 'CA', 'SK', 'S9V 1A1'], ['CA', 'CA-SK', '-', 'none'], 'Lloydminster'],
  [['', 'CA', '', 'P9N 1A1'], ['CA', 'CA-ON', '-', 'none'], 'Kenora'],
  [['', 'CA', '', 'X0A 1A1'], ['CA', 'CA-NU', '-', 'none'], 'Nunavut'],
  [['', 'CA', '', 'X1A 1A1'], ['CA', 'CA-NT', 'America/Edmonton', 'postal-code'], 'Yellowknife'],
  [['', 'CA', '', 'G4T 1A1'], ['CA', 'CA-QC', 'America/Halifax', 'postal-code'], 'the Magdalen Islands'],
  [['', 'CA', '', 'G0B 1A1'], ['CA', 'CA-QC', '-', 'none'], 'by their old code, which the mainland has too'],
  [['', 'CA', '', 'A1A 1A1'], ['CA', 'CA-NL', 'America/St_Johns', 'postal-code'], "St. John's"],
  [['', 'CA', '', 'A0P 1A1'], ['CA', 'CA-NL', '-', 'none'], 'Labrador'],
  [['', 'CA', 'Alberta', ''], ['CA', 'CA-AB', 'America/Edmonton', 'region'], 'a province with one zone'],
  [['', 'CA', 'ON', ''], ['CA', 'CA-ON', '-', 'none'], 'a province with several'],
  [['', 'GB', '', 'SW1A 1AA'], ['GB', '-', 'Europe/London', 'country'], 'Britain has one zone'],
  [['', 'uk', '', ''], ['GB', '-', 'Europe/London', 'country'], 'by the name that people use'],
  [
    ['', 'Germany', '', ''],
    ['DE', '-', 'Europe/Berlin', 'country'],
    'two zones that have always been alike count as one',
  ],
  [
    ['', 'Argentina', '', ''],
    ['AR', '-', 'America/Argentina/Buenos_Aires', 'country'],
    'twelve zones that have been alike since 2020',
  ],
  [['', 'RU', '', ''], ['RU', '-', '-', 'none'], 'Russia'],
  [['', 'RU', 'KLN', ''], ['RU', 'RU-KLN', 'Europe/Kaliningrad', 'region'], 'Kaliningrad'],
  [['', 'CN', '', ''], ['CN', '-', '-', 'none'], 'China keeps two times in Xinjiang'],
  [['', 'CN', 'Beijing', ''], ['CN', 'CN-BJ', 'Asia/Shanghai', 'region'], 'Beijing'],
  [['', 'FR', '', '75001'], ['FR', '-', 'Europe/Paris', 'country'], 'Paris'],
  [['', 'FR', '', '97400'], ['FR', 'FR-RE', 'Indian/Reunion', 'postal-code'], 'overseas, by the postal code'],
  [['', 'FR', 'Réunion', ''], ['FR', 'FR-RE', 'Indian/Reunion', 'region'], 'overseas, by the region'],
  [['', 'FR', '', '98700'], ['FR', 'FR-PF', '-', 'none'], 'Polynesia has three zones'],
  [['', 'FR', '', '97999'], ['FR', '-', '-', 'none'], 'overseas, but where is not known'],
  [['', 'ES', '', '35001'], ['ES', 'ES-GC', 'Atlantic/Canary', 'postal-code'], 'the Canary Islands'],
  [['', 'ES', '', '28001'], ['ES', '-', 'Europe/Madrid', 'postal-code'], 'Madrid'],
  [['', 'AU', '', '4000'], ['AU', 'AU-QLD', 'Australia/Brisbane', 'postal-code'], 'Brisbane'],
  [['', 'AU', 'NSW', '2880'], ['AU', 'AU-NSW', '-', 'none'], 'Broken Hill'],
  [['', 'AU', '', '0872'], ['AU', '-', '-', 'none'], 'a code of three states'],
  [['', 'BR', 'sao paulo', ''], ['BR', 'BR-SP', 'America/Sao_Paulo', 'region'], 'a name without its accents'],
  [['', 'BR', '', '53990-000'], ['BR', 'BR-PE', 'America/Noronha', 'postal-code'], 'Fernando de Noronha'],
  [['', '', '', '10001'], ['-', '-', '-', 'none'], 'a postal code without a country'],
  [['', '', '', ''], ['-', '-', '-', 'none'], 'nothing stated'],
  [[' ', ' ', ' ', ' '], ['-', '-', '-', 'none'], 'only spaces'],
];

const REFUSED: readonly (readonly [stated: readonly [string, string, string, string], code: string])[] = [
  [['EST', '', '', ''], 'timezone_unknown'],
  [['America/Atlantis', 'US', 'NY', ''], 'timezone_unknown'],
  [['Etc/GMT+3', '', '', ''], 'timezone_unknown'],
  [['', 'Narnia', '', ''], 'country_unknown'],
  [['', 'US', 'Narnia', ''], 'region_unknown'],
  [['', 'US', 'CA-ON', ''], 'region_unknown'],
  [['', '', 'NY', ''], 'country_missing'],
  [['', 'US', '', '12345678901234567'], 'postal_code_invalid'],
];

const stated = ([zone, country, region, postalCode]: Row[0]): Record<
  'zone' | 'country' | 'region' | 'postalCode',
  string
> => ({
  zone,
  country,
  region,
  postalCode,
});

describe('the place of a contact', () => {
  test.each(FOUND)('%j is in %j: %s', (given, expected) => {
    const result = placeOfContact(stated(given));
    if (!result.ok) throw new Error(result.sentence);
    const { country, region, zone, zoneFrom } = result.place;
    expect([country ?? '-', region ?? '-', zone ?? '-', zoneFrom]).toEqual(expected);
  });

  test.each(REFUSED)('%j is refused as %s', (given, code) => {
    const result = placeOfContact(stated(given));
    expect(result).toMatchObject({ ok: false, code });
    if (!result.ok) expect(result.sentence).toMatch(/^(`[^`]+`|region) .*; /);
  });

  test('the postal code is trimmed and upper-cased, spaces inside it stay', () => {
    const result = placeOfContact({ country: 'CA', postalCode: ' k1a  0b1 ' });
    expect(result).toMatchObject({ ok: true, place: { postalCode: 'K1A  0B1' } });
  });

  test('every country and region of the data has zones that the table has, or none', () => {
    const known = zoneTable();
    const places = countries().flatMap((country) => [country, ...regionsOf(country.code)]);
    expect(places.length).toBeGreaterThan(4000);
    expect(places.flatMap(({ zones }) => zones).filter((zone) => known.get(zone) === undefined)).toEqual([]);
    expect(countries().filter(({ zones }) => zones.length === 0)).toEqual([]);
  });

  test('no text throws, and a zone is one that the table has', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.stringMatching(/^\d{3,9}$/),
      fc.constant(''),
    );
    const country = fc.constantFrom('US', 'CA', 'AU', 'FR', 'BR', 'GB', 'CN', 'XX', '');
    fc.assert(
      fc.property(fc.constantFrom('', 'UTC', 'x'), country, text, text, (zone, code, region, postalCode) => {
        const result = placeOfContact({ zone, country: code, region, postalCode });
        if (!result.ok || result.place.zone === null) return;
        expect(zoneTable().get(result.place.zone)).toBeDefined();
      }),
      { numRuns: 10_000 },
    );
  });
});
