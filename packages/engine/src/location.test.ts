import { describe, expect, test } from 'vitest';
import { country, regions } from '../test/samples.ts';
import type { RegionCode } from './device.ts';
import { isInAny, matchesWildcard, regionMembership, type KnownPlace, type LocationEntry, type Membership } from './location.ts'; // prettier-ignore

const US = country('US');
const NEW_YORK = 'US-NY' as RegionCode;
const CALIFORNIA = 'US-CA' as RegionCode;
const known: KnownPlace = { country: US, regions: [NEW_YORK], areaCode: '212', postalCode: '10001' };
const nothing: KnownPlace = { country: null, regions: [], areaCode: null, postalCode: null };

describe('a place lies in locations', () => {
  type Row = [name: string, entries: readonly LocationEntry[], place: KnownPlace, membership: Membership];
  const rows: readonly Row[] = [
    ['no location', [], known, 'out'],
    ['its country', [{ country: US }], known, 'in'],
    ['another country', [{ country: country('CA') }], known, 'out'],
    ['a country, of a place that is not known', [{ country: US }], nothing, 'unknown'],
    ['its region', [{ region: NEW_YORK }], known, 'in'],
    ['another region', [{ region: CALIFORNIA }], known, 'out'],
    ['a region, of a place that is not known', [{ region: NEW_YORK }], nothing, 'unknown'],
    ['a region, where only its country is known', [{ region: NEW_YORK }], { ...nothing, country: US }, 'unknown'],
    ['a region, where another country is known', [{ region: NEW_YORK }], { ...nothing, country: country('GB') }, 'out'],
    ['a region, of a number that may be in two', [{ region: NEW_YORK }], { ...known, regions: regions('US-NY', 'US-NJ') }, 'unknown'],
    ['its area code', [{ areaCode: '212' }], known, 'in'],
    ['another area code', [{ areaCode: '213' }], known, 'out'],
    ['an area code that is not known', [{ areaCode: '212' }], nothing, 'unknown'],
    ['its postal code', [{ postalCode: '10001' }], known, 'in'],
    ['another postal code', [{ postalCode: '10002' }], known, 'out'],
    ['a postal code that is not known', [{ postalCode: '*' }], nothing, 'unknown'],
    ['a postal code in lower case', [{ postalCode: 'sw1a 1aa' }], { ...known, postalCode: 'SW1A 1AA' }, 'in'],
    ['a pattern in upper case', [{ postalCode: 'SW1A*' }], { ...known, postalCode: 'sw1a 1aa' }, 'in'],
    ['parts of one entry are and-ed (S20): all in', [{ country: US, region: NEW_YORK, areaCode: '212', postalCode: '100*' }], known, 'in'],
    ['... one out', [{ country: US, region: NEW_YORK, areaCode: '718' }], known, 'out'],
    ['... one not known', [{ country: US, areaCode: '212' }], { ...known, areaCode: null }, 'unknown'],
    ['... one not known and one out', [{ country: country('CA'), areaCode: '212' }], { ...known, areaCode: null }, 'out'],
    ['entries are or-ed (S20): the second', [{ country: country('CA') }, { country: US }], known, 'in'],
    ['... in wins over unknown', [{ areaCode: '212' }, { country: US }], { ...known, areaCode: null }, 'in'],
    ['... unknown wins over out', [{ areaCode: '212' }, { country: country('CA') }], { ...known, areaCode: null }, 'unknown'],
    ['... none', [{ country: country('CA') }, { areaCode: '718' }], known, 'out'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, entries, place, membership) => {
    expect(isInAny(entries, place)).toBe(membership);
  });
});

describe('a place that has two codes lies where either of them lies', () => {
  const place = (code: string | null, ...codes: readonly string[]): KnownPlace => ({
    ...nothing,
    country: code === null ? null : country(code),
    regions: regions(...codes),
  });
  const [pr, usPr] = [country('PR'), 'US-PR' as RegionCode];
  type Row = [name: string, entry: LocationEntry, place: KnownPlace, membership: Membership];
  const rows: readonly Row[] = [
    ['a number of Puerto Rico, and the region of the United States', { country: US, region: usPr }, place('PR'), 'in'],
    ['... the region alone', { region: usPr }, place('PR'), 'in'],
    ['... the United States', { country: US }, place('PR'), 'in'],
    ['... another region of them', { country: US, region: NEW_YORK }, place('PR'), 'out'],
    ['... the area code is asked too', { region: usPr, areaCode: '787' }, { ...place('PR'), areaCode: '939' }, 'out'],
    ['an address of Puerto Rico in the United States, and the country', { country: pr }, place('US', 'US-PR'), 'in'],
    ['... of an unknown country', { country: pr }, place(null, 'US-PR'), 'in'],
    ['a number of Åland, and the region of Finland', { region: 'FI-01' as RegionCode }, place('AX'), 'in'],
    ['an address of Åland, and the country', { country: country('AX') }, place('FI', 'FI-01'), 'in'],
    ['a region as records wrote it before, and its code', { region: 'RO-B' as RegionCode }, place('RO', 'RO-RO-B'), 'in'],
    ['... another region of the country', { region: 'RO-AB' as RegionCode }, place('RO', 'RO-RO-B'), 'out'],
    ['... the country', { country: country('RO') }, place('RO', 'RO-RO-B'), 'in'],
    ['an address in New York, and Puerto Rico', { country: pr }, place('US', 'US-NY'), 'out'],
    ['an address that names no region is in the country that it names', { country: pr }, place('US'), 'out'],
    ['one of two regions, one of them Puerto Rico', { country: pr }, place('US', 'US-NY', 'US-PR'), 'unknown'],
    ['a number of Svalbard or Jan Mayen, and Svalbard', { region: 'NO-21' as RegionCode }, place('SJ'), 'unknown'],
    ['... Norway', { country: country('NO') }, place('SJ'), 'in'],
    ['an address in Jan Mayen, and the country', { country: country('SJ') }, place('NO', 'NO-22'), 'in'],
    ['a number of Réunion, and the region of France', { country: country('FR'), region: 'FR-RE' as RegionCode }, place('RE'), 'in'],
    ['a number of Hong Kong, and the region of China', { region: 'CN-HK' as RegionCode }, place('HK'), 'in'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, entry, somewhere, membership) => {
    expect(isInAny([entry], somewhere)).toBe(membership);
  });

  test('whichever of two regions it is, where both are named', () => {
    const both = [{ region: 'NO-21' as RegionCode }, { region: 'NO-22' as RegionCode }];
    expect(isInAny(both, place('SJ'))).toBe('in');
  });
});

describe('a place lies in regions', () => {
  const wanted = regions('US-NY', 'US-CA');
  type Row = [name: string, place: Pick<KnownPlace, 'country' | 'regions'>, membership: Membership];
  const rows: readonly Row[] = [
    ['one of them', { country: US, regions: regions('US-CA') }, 'in'],
    ['all possible ones are wanted', { country: US, regions: regions('US-NY', 'US-CA') }, 'in'],
    ['some possible ones are wanted', { country: US, regions: regions('US-NY', 'US-NJ') }, 'unknown'],
    ['none of the possible ones is wanted', { country: US, regions: regions('US-TX', 'US-NJ') }, 'out'],
    ['only the country is known', { country: US, regions: [] }, 'unknown'],
    ['another country is known', { country: country('CA'), regions: [] }, 'out'],
    ['a country whose code only begins alike', { country: country('U'), regions: [] }, 'out'],
    ['nothing is known', { country: null, regions: [] }, 'unknown'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, place, membership) => {
    expect(regionMembership(wanted, place.country, place.regions)).toBe(membership);
  });

  test('of several countries: of the one that is known some may be meant', () => {
    expect(regionMembership(regions('CA-ON', 'US-NY'), US, [])).toBe('unknown');
  });
});

describe('`*` stands for zero or more characters', () => {
  test.each<[pattern: string, text: string, matches: boolean]>([
    ['10001', '10001', true],
    ['10001', '100011', false],
    ['1000', '10001', false],
    ['', '', true],
    ['', '1', false],
    ['*', '', true],
    ['*', '10001', true],
    ['**', '10001', true],
    ['10*', '10001', true],
    ['10*', '10', true],
    ['10*', '1', false],
    ['10*', '20010', false],
    ['*01', '10001', true],
    ['*01', '01', true],
    ['*01', '10010', false],
    ['1*1', '10001', true],
    ['1*1', '11', true],
    ['1*1', '1', false],
    ['aba*bab', 'abab', false],
    ['aba*bab', 'ababab', true],
    ['1*0*1', '10001', true],
    ['1*0*1', '11111', false],
    ['1*0*1', '101', true],
    ['1*0*0*1', '101', false],
    ['1*0*0*1', '1001', true],
    ['1*00*00*1', '10001', false],
    ['1*00*00*1', '1000x001', true],
    ['1*23*1', '1231', true],
    ['1*23*31', '1231', false],
    ['*00*', '10001', true],
    ['*02*', '10001', false],
    ['a*b', 'a.b', true],
    ['a.b', 'axb', false],
  ])('%s and %s: %s', (pattern, text, matches) => {
    expect(matchesWildcard(pattern, text)).toBe(matches);
  });

  test('no pattern takes long', () => {
    expect(matchesWildcard('*a'.repeat(8_000), 'a'.repeat(8_000))).toBe(true);
    expect(matchesWildcard(`${'*a'.repeat(8_000)}b`, 'a'.repeat(20_000))).toBe(false);
  });
});
