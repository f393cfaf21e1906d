import { describe, expect, test } from 'vitest';
import { parseNumber, placeOfContact, placeOfNumber } from '@tact/places';
import { people, type PeopleSettings, type Person } from './people.ts';
import { homeRegions } from './regions.ts';

function take(count: number, settings: PeopleSettings): readonly Person[] {
  const taken: Person[] = [];
  for (const person of people(settings)) {
    if (taken.length === count) break;
    taken.push(person);
  }
  return taken;
}

/** 555-0100 to 555-0199; and what the British regulator keeps for drama. */
const FICTIONAL =
  /^\+1\d{3}55501\d\d$|^\+44(7700900|1(13|14|15|16|17|21|31|41|51|61)4960|2079460|1914980|2920180|2896496|1632960)\d{3}$/;

test('the same seed makes the same people, another seed others', () => {
  expect(take(200, { seed: 1, numbers: 'any' })).toEqual(take(200, { seed: 1, numbers: 'any' }));
  expect(take(200, { seed: 2, numbers: 'any' })).not.toEqual(take(200, { seed: 1, numbers: 'any' }));
});

test('people come from all states, provinces and the United Kingdom', () => {
  const regions = new Set(take(20_000, { seed: 1, numbers: 'any' }).map(({ contact }) => contact.region));
  expect([...regions].toSorted()).toEqual(
    homeRegions()
      .map(({ region }) => region)
      .toSorted(),
  );
  const countOf = (country: string) => homeRegions().filter((home) => home.country === country).length;
  expect([countOf('US'), countOf('CA')]).toEqual([51, 13]);
});

describe.each(['any', 'fictional'] as const)('with %s numbers', (numbers) => {
  const taken = take(3_000, { seed: 3, numbers });

  test('every number is one that the plan has, written as its key', () => {
    for (const { contact } of taken)
      for (const { key } of contact.devices) expect(parseNumber(key, null)).toEqual({ ok: true, key });
  });

  test('everybody has two devices, an address that exists, and a client id of their own', () => {
    for (const { contact } of taken) {
      expect(new Set(contact.devices.map(({ key }) => key)).size).toBe(2);
      expect(placeOfContact(contact).ok).toBe(true);
    }
    expect(new Set(taken.map(({ contact }) => contact.clientId)).size).toBe(taken.length);
  });

  test('landlines in America and Canada are in the area of the address', () => {
    for (const { contact } of taken) {
      const [landline] = contact.devices;
      if (contact.country === 'GB' || landline === undefined) continue;
      expect(placeOfNumber(landline.key).regions).toContain(contact.region);
    }
  });

  test('about six in ten state a zone', () => {
    const stated = taken.filter(({ contact }) => contact.zone !== null).length / taken.length;
    expect(stated).toBeGreaterThan(0.5);
    expect(stated).toBeLessThan(0.65);
  });
});

test('fictional numbers are nobody’s', () => {
  for (const { contact } of take(3_000, { seed: 4, numbers: 'fictional' }))
    for (const { key } of contact.devices) expect(key).toMatch(FICTIONAL);
});
