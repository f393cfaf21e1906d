import type { CountryCode } from '@tact/engine';
import { expect, test } from 'vitest';
import { parseAddress } from './device-address.ts';

test.each([
  ['a number that names its country', '+1 212 555 0123', null, '+12125550123'],
  ['a number that names another country', '+44 20 7946 0123', 'US', '+442079460123'],
  ['a number in the default country', '020 7946 0123', 'GB', '+442079460123'],
  ['a number without a country', '(212) 555-0123', null, 'number_country_missing'],
  ['an e-mail address', ' Ana@Example.com ', null, 'ana@example.com'],
  ['an e-mail address that begins as a number does', '+1@example.com', 'US', '+1@example.com'],
  ['what has an `@` and is no e-mail address', '+12125550123@', 'US', 'email_invalid'],
  ['nothing', '', 'US', 'number_missing'],
])('%s', (_what, raw, country, expected) => {
  const read = parseAddress(raw, country as CountryCode | null);
  expect(read.ok ? read.key : read.code).toBe(expected);
});
