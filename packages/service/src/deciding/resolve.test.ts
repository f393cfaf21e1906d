import { describe, expect, test } from 'vitest';
import { placeOfStored } from './resolve.ts';

const stored = { zone: null, country: null, region: null, postalCode: null };

describe('a stored address that newer data does not know whole', () => {
  test.each<[name: string, address: Partial<Record<keyof typeof stored, string>>, place: object]>([
    [
      'keeps its country and postal code without its region, and the zone of those',
      { country: 'US', region: 'US-ZZ', postalCode: '10001' },
      {
        country: 'US',
        region: 'US-NY',
        postalCode: '10001',
        zone: 'America/New_York',
        zoneFrom: 'postal-code',
      },
    ],
    [
      'has the country’s one zone, without its region',
      { country: 'NO', region: 'NO-01' },
      { country: 'NO', region: null, postalCode: null, zone: 'Europe/Oslo', zoneFrom: 'country' },
    ],
    [
      'keeps its stated zone',
      { country: 'NO', region: 'NO-01', zone: 'Europe/London' },
      { country: 'NO', region: null, postalCode: null, zone: 'Europe/London', zoneFrom: 'stated' },
    ],
    [
      'keeps all of it where only its zone is not known',
      { country: 'US', region: 'US-NY', zone: 'Mars/Olympus' },
      { country: 'US', region: 'US-NY', postalCode: null, zone: 'Mars/Olympus', zoneFrom: 'stated' },
    ],
    [
      'is an address of which nothing is known, where its country is not known',
      { country: 'ZZ', region: 'ZZ-01' },
      { isUnreadable: true, country: null, region: null, postalCode: null, zone: null, zoneFrom: 'none' },
    ],
  ])('%s', (_, address, place) => {
    expect(placeOfStored({ ...stored, ...address })).toEqual(place);
  });

  test('and one that is known is read as it is', () => {
    expect(placeOfStored(undefined)).toEqual({ country: null, region: null, postalCode: null, zone: null, zoneFrom: 'none' });
  }); // prettier-ignore
});
