import type { CountryCode } from '@tact/engine';
import { parseNumber, placeOfContact, placeOfNumber } from '@tact/places';
import type { ContactFields } from '@tact/store';
import { people } from '../packages/service/src/demo/people.ts';
import { figure, type Bench } from './figure.ts';
import { roundsOf, sideBySide } from './measure.ts';

/** Numbers and addresses, beside one look-up in a hash table by the number's first digits. */
export const placesBench: Bench = async ({ smoke }) => {
  const count = smoke ? 64 : 8_192;
  const contacts: ContactFields[] = [];
  for (const { contact } of people({ seed: 3, numbers: 'any' })) {
    if (contacts.length === count) break;
    contacts.push(contact);
  }
  const keys = contacts.flatMap(({ devices }) => devices.map(({ key }) => key)).slice(0, count);
  const written = keys.map((key) =>
    key.startsWith('+1') ? `(${key.slice(2, 5)}) ${key.slice(5, 8)}-${key.slice(8)}` : key,
  );
  const byPrefix = new Map(keys.map((key) => [key.slice(0, 8), key]));
  const key = (index: number) => keys[index] ?? never();
  const lookUp = (index: number) => byPrefix.get(key(index).slice(0, 8));
  const rounds = roundsOf(smoke);
  const country = 'US' as CountryCode;
  const limit = (value: number) => ({ name: 'one look-up in a Map', value });
  const parsed = sideBySide(count, (index) => parseNumber(key(index), country), lookUp, rounds);
  const read = sideBySide(count, (index) => parseNumber(written[index] ?? never(), country), lookUp, rounds);
  const placed = sideBySide(count, (index) => placeOfNumber(key(index)), lookUp, rounds);
  const addressed = sideBySide(count, (index) => placeOfContact(contacts[index] ?? never()), lookUp, rounds);
  return Promise.resolve([
    figure('places', 'numbers read, E.164', parsed.subject, '/s', limit(parsed.limit)),
    figure('places', 'numbers read, as people write them', read.subject, '/s', limit(read.limit)),
    figure('places', 'places of numbers', placed.subject, '/s', limit(placed.limit)),
    figure('places', 'places of addresses', addressed.subject, '/s', limit(addressed.limit)),
  ]);
};

function never(): never {
  throw new RangeError('there is no such case');
}
