import { expect, test } from 'vitest';
import type { CountryCode, RegionCode } from '@tact/engine';
import { countries, regionCode, regionOf, regionsOf } from './countries.ts';

test('every region has a code of ISO 3166-2, which a rule can name, begins with its country, and is found by it', () => {
  const all = countries().flatMap(({ code }) => regionsOf(code));
  expect(all.length).toBeGreaterThan(3_000);
  const odd = all.filter(
    ({ country, code }) => !code.startsWith(`${country}-`) || !/^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(code),
  );
  expect(odd).toEqual([]);
  expect(all.filter(({ country, code }) => regionCode(country, code) !== code)).toEqual([]);
});

test.each([
  ['FI', 'FI-01', 'FI-01'],
  ['FI', '01', 'FI-01'],
  ['FI', 'fi-01', 'FI-01'],
  ['DK', 'Hovedstaden', 'DK-84'],
  ['RO', 'B', 'RO-B'],
  ['RO', 'RO', null],
  ['GT', 'RE', 'GT-RE'],
  // As they were written before, in contacts that were saved then.
  ['FI', 'FI-FI-01', 'FI-01'],
  ['RO', ' ro-ro-ab ', 'RO-AB'],
  ['RO', 'FI-FI-01', null],
  ['US', 'US-US-NY', 'US-NY'],
])('in %s the text `%s` names %s', (country, text, code) => {
  expect(regionCode(country as CountryCode, text)).toBe(code);
});

test('a region has the zones of its country where that has one', () => {
  expect(regionOf('FI-01' as RegionCode)).toMatchObject({ country: 'FI', zones: ['Europe/Helsinki'] });
});
