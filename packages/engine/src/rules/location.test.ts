import { describe, expect, test } from 'vitest';
import { answerOf, at, contactOf, country, deviceOf, regions, requestOf, situation, TOLL_FREE } from '../../test/samples.ts'; // prettier-ignore
import type { RegionCode } from '../device.ts';
import { locationEntrySchema } from '../location.ts';
import type { RuleName } from '../verdict.ts';
import { compile, problemsOf, schema, type LocationRule } from './location.ts';
import { deviceTypesSchema, devicesSchema } from './selection.ts';

const NAME: RuleName = { kind: 'location', ruleId: null, rule: 'nowhere', dispositionCode: 'NO' };
const NOW = at('2026-03-10T16:00:00Z');
const [US, CA, NY] = [country('US'), country('CA'), 'US-NY' as RegionCode];

function ruleOf(own: Partial<LocationRule> = {}): LocationRule {
  return {
    determineBy: 'device',
    locations: [{ country: US }],
    unknownLocation: 'block',
    devices: 'any',
    deviceTypes: 'any',
    ...own,
  };
}

const BLOCK = 'block location';
const PASS = 'pass other_location';
const UNKNOWN = 'error location_unknown';

describe('a location rule', () => {
  const lives = { contact: contactOf({ country: US, region: NY, postalCode: '10001' }) };
  const ofManyStates = { device: deviceOf({ regions: regions('US-NY', 'US-NJ') }) };
  type Row = [name: string, rule: Partial<LocationRule>, given: Parameters<typeof situation>[0], verdict: string]; // prettier-ignore
  const rows: readonly Row[] = [
    ['the number’s country', {}, {}, BLOCK],
    ['another country', { locations: [{ country: CA }] }, {}, PASS],
    ['several entries are or-ed', { locations: [{ country: CA }, { country: US }] }, {}, BLOCK],
    ['the parts of one are and-ed', { locations: [{ country: US, areaCode: '213' }] }, {}, PASS],
    ['... both hold', { locations: [{ country: US, areaCode: '212' }] }, {}, BLOCK],
    ['the number’s region', { locations: [{ region: NY }] }, {}, BLOCK],
    ['one of several possible regions', { locations: [{ region: NY }] }, { facts: ofManyStates }, UNKNOWN],
    ['... let pass', { locations: [{ region: NY }], unknownLocation: 'pass' }, { facts: ofManyStates }, PASS],
    ['each of its possible regions is among them', { locations: [{ region: NY }, { region: 'US-NJ' as RegionCode }], unknownLocation: 'pass' }, { facts: ofManyStates }, BLOCK],
    ['none of its possible regions is among them', { locations: [{ region: 'US-TX' as RegionCode }] }, { facts: ofManyStates }, PASS],
    ['its possible regions tell the country', { unknownLocation: 'pass' }, { facts: { device: deviceOf({ country: null, regions: regions('US-NY', 'US-NJ') }) } }, BLOCK],
    ['a number of nowhere', {}, { facts: { device: TOLL_FREE } }, UNKNOWN],
    ['a number of nowhere, let pass', { unknownLocation: 'pass' }, { facts: { device: TOLL_FREE } }, PASS],
    ['what is in stays in, whatever else is not known', { locations: [{ country: US }, { region: 'US-NJ' as RegionCode }], unknownLocation: 'pass' }, { facts: ofManyStates }, BLOCK],
    ['any country', { locations: 'any-country' }, {}, BLOCK],
    ['any country, of a number of nowhere', { locations: 'any-country', unknownLocation: 'pass' }, { facts: { device: TOLL_FREE } }, BLOCK],
    ['by contact: the address', { determineBy: 'contact', locations: [{ postalCode: '10*' }] }, { facts: lives }, BLOCK],
    ['by contact: another postal code', { determineBy: 'contact', locations: [{ postalCode: '11*' }] }, { facts: lives }, PASS],
    ['by contact: not the number’s country', { determineBy: 'contact', locations: [{ country: CA }] }, { facts: { ...lives, device: deviceOf({ country: CA }) } }, PASS],
    ['by contact, without an address: the number’s', { determineBy: 'contact' }, {}, BLOCK],
    ['by contact: an address is never mixed with the number’s place', { determineBy: 'contact', locations: [{ region: NY }] }, { facts: { contact: contactOf({ country: US }) } }, UNKNOWN],
    ['by contact: a region alone is an address', { determineBy: 'contact', locations: [{ region: NY }] }, { facts: { contact: contactOf({ region: NY }) } }, BLOCK],
    ['by contact: a postal code alone is an address', { determineBy: 'contact' }, { facts: { contact: contactOf({ postalCode: '1' }) } }, UNKNOWN],
    ['by contact: an address that cannot be read is not the number’s place', { determineBy: 'contact', locations: [{ country: CA }] }, { facts: { contact: contactOf({ isUnreadable: true }) } }, UNKNOWN],
    ['by contact: an address has no area code', { determineBy: 'contact', locations: [{ country: US, areaCode: '212' }] }, { facts: lives }, UNKNOWN],
    ['by device: a number has no postal code', { locations: [{ postalCode: '10*' }] }, { facts: lives }, UNKNOWN],
    ['by device: not the address', { locations: [{ country: CA }] }, { facts: { contact: contactOf({ country: CA }) } }, PASS],
    ['on another device', { devices: [2] }, {}, 'absent'],
    ['on another type of device', { deviceTypes: ['landline'] }, {}, 'absent'],
    ['on this device', { devices: [1], deviceTypes: ['mobile'] }, {}, BLOCK],
    ['on a device of unknown type', { deviceTypes: ['landline'] }, { request: requestOf({ device: { position: 1, type: 'unknown' } }) }, BLOCK],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, own, given, verdict) => {
    const opens = verdict === PASS || verdict === 'absent' ? 'now' : 'never';
    expect(answerOf(compile(ruleOf(own), NAME), situation(given), NOW)).toEqual([verdict, opens]);
  });

  test('says where it looked', () => {
    const evaluate = (own: Partial<LocationRule>, given: Parameters<typeof situation>[0]) =>
      compile(ruleOf(own), NAME).evaluate(situation(given), NOW);
    const place = { country: 'US', region: 'US-NY', areaCode: '212', postalCode: null };
    expect(evaluate({}, {})).toEqual({ ...NAME, verdict: 'block', reason: { code: 'location', facts: place } });
    expect(evaluate({ locations: [{ region: NY }] }, { facts: ofManyStates })).toEqual({
      ...NAME,
      verdict: 'error',
      reason: { code: 'location_unknown', facts: { ...place, region: null } },
    });
    expect(evaluate({ determineBy: 'contact', locations: [{ country: CA }] }, { facts: lives })).toEqual({
      ...NAME,
      verdict: 'pass',
      reason: { code: 'other_location', facts: { ...place, areaCode: null, postalCode: '10001' } },
    });
  }); // prettier-ignore

  test('does not change by waiting', () => {
    const rule = compile(ruleOf(), NAME);
    expect(rule.passesUntil(situation(), NOW)).toBe(Infinity);
    expect(rule.recurs).toBe(false);
  });
});

describe('a location rule cannot be saved', () => {
  test.each<[rule: Partial<LocationRule>, path: string, sentence: string]>([
    [{ determineBy: 'contact', locations: [{ country: US }, { areaCode: '212' }] }, '/locations/1/areaCode', 'an area code belongs to a device; determine the location by device'],
    [{ locations: [{ postalCode: '1*' }] }, '/locations/0/postalCode', 'a postal code belongs to a contact; determine the location by contact'],
    [{ locations: [{ country: CA, region: NY }] }, '/locations/0/region', '`US-NY` is not a region of `CA`'],
  ])('%j', (own, path, sentence) => {
    expect(problemsOf(ruleOf(own))).toEqual([{ path, sentence }]);
  }); // prettier-ignore

  test.each<Partial<LocationRule>>([
    { locations: 'any-country' },
    { determineBy: 'contact', locations: [{ postalCode: '1*' }, { country: US, region: NY }] },
    { locations: [{ areaCode: '212' }, { region: NY }, { country: US }] },
  ])('but %j can', (own) => {
    expect(problemsOf(ruleOf(own))).toEqual([]);
  });

  test('without a location', () => {
    expect(schema).toEqual({
      type: 'object',
      additionalProperties: false,
      required: ['determineBy', 'locations', 'unknownLocation', 'devices', 'deviceTypes'],
      properties: {
        determineBy: { enum: ['device', 'contact'] },
        locations: {
          oneOf: [
            { const: 'any-country' },
            { type: 'array', minItems: 1, maxItems: 500, items: locationEntrySchema },
          ],
        },
        unknownLocation: { enum: ['block', 'pass'] },
        devices: devicesSchema,
        deviceTypes: deviceTypesSchema,
      },
    });
  });
});
