import { describe, expect, test } from 'vitest';
import { answerOf, at, commonOf, contactOf, country, deviceOf, regions, situation, TOLL_FREE, zoneNames } from '../../test/samples.ts'; // prettier-ignore
import type { ContactPlace, DevicePlace } from '../device.ts';
import { openWeekOf, type WeekTimes } from '../time/window.ts';
import type { ZoneName } from '../time/zone.ts';
import type { RuleName } from '../verdict.ts';
import {
  compile,
  compileHours,
  problemsOf,
  schema,
  weekTimesSchema,
  type ContactTimesRule,
} from './contact-times.ts';

const NAME: RuleName = {
  kind: 'contact-times',
  ruleId: commonOf('day').id,
  rule: 'day',
  dispositionCode: 'LATER',
};
const DAY: WeekTimes = { everyDay: [{ start: '09:00', end: '19:00' }] };
const livesIn = (zone: string): ContactPlace => contactOf({ zone: zone as ZoneName, zoneFrom: 'stated' });
const numberIn = (...names: readonly string[]): DevicePlace => deviceOf({ zones: zoneNames(...names) });

function ruleOf(own: Partial<ContactTimesRule> = {}): ContactTimesRule {
  return {
    country: 'any',
    regions: [],
    devices: 'any',
    deviceTypes: 'any',
    timezoneSource: 'device',
    strict: false,
    times: DAY,
    ...own,
  };
}

const IN = 'pass inside_contact_times';
const OUT = 'block outside_contact_times';
const UNKNOWN = 'error zone_unknown';

describe('contact times', () => {
  // 2026-01-15: 09:00 is 14:00Z in New York, 17:00Z in Los Angeles, 09:00Z in London. 19:00 is 00:00Z in New York, 19:00Z in London.
  const newYork = { device: numberIn('America/New_York') };
  const both = { device: numberIn('America/New_York', 'America/Los_Angeles') };
  const londoner = { contact: livesIn('Europe/London') };
  type Row = [name: string, rule: Partial<ContactTimesRule>, facts: Parameters<typeof situation>[0], at: string, verdict: string, opens: string]; // prettier-ignore
  const rows: readonly Row[] = [
    ['a millisecond before the start', {}, { facts: newYork }, '2026-01-15T13:59:59.999Z', OUT, '2026-01-15T14:00:00Z'],
    ['the start', {}, { facts: newYork }, '2026-01-15T14:00:00Z', IN, 'now'],
    ['a millisecond before the end', {}, { facts: newYork }, '2026-01-15T23:59:59.999Z', IN, 'now'],
    ['the end', {}, { facts: newYork }, '2026-01-16T00:00:00Z', OUT, '2026-01-16T14:00:00Z'],
    ['a start in the gap of the night', { times: { everyDay: [{ start: '02:30', end: '05:00' }] } }, { facts: newYork }, '2026-03-08T06:30:00Z', OUT, '2026-03-08T07:00:00Z'],
    ['a repeated hour', { times: { everyDay: [{ start: '01:00', end: '01:30' }] } }, { facts: newYork }, '2026-11-01T05:30:00Z', OUT, '2026-11-01T06:00:00Z'],
    ['of several zones every one must be inside: the western one is not yet', {}, { facts: both }, '2026-01-15T16:59:59.999Z', OUT, '2026-01-15T17:00:00Z'],
    ['... all are', {}, { facts: both }, '2026-01-15T17:00:00Z', IN, 'now'],
    ['... the eastern one is no more', {}, { facts: both }, '2026-01-16T00:00:00Z', OUT, '2026-01-16T14:00:00Z'],
    ['a zone that the table does not have', {}, { facts: { device: numberIn('Mars/Olympus') } }, '2026-01-15T15:00:00Z', UNKNOWN, 'never'],
    ['never open', { times: { everyDay: 'closed' } }, { facts: newYork }, '2026-01-15T15:00:00Z', OUT, 'never'],
    ['source device: not the contact’s clock', {}, { facts: { ...newYork, ...londoner } }, '2026-01-15T22:00:00Z', IN, 'now'],
    ['source contact: not the number’s clock', { timezoneSource: 'contact' }, { facts: { ...newYork, ...londoner } }, '2026-01-15T22:00:00Z', OUT, '2026-01-16T09:00:00Z'],
    ['source contact, whose zone is not known', { timezoneSource: 'contact' }, { facts: newYork }, '2026-01-15T15:00:00Z', UNKNOWN, 'never'],
    ['source contact then device: the contact', { timezoneSource: 'contact-then-device' }, { facts: { ...newYork, ...londoner } }, '2026-01-15T10:00:00Z', IN, 'now'],
    ['source contact then device: else the device', { timezoneSource: 'contact-then-device' }, { facts: newYork }, '2026-01-15T10:00:00Z', OUT, '2026-01-15T14:00:00Z'],
    ['source contact and device, before the safe window', { timezoneSource: 'contact-and-device' }, { facts: { ...newYork, ...londoner } }, '2026-01-15T13:59:59.999Z', OUT, '2026-01-15T14:00:00Z'],
    ['source contact and device, the safe window', { timezoneSource: 'contact-and-device' }, { facts: { ...newYork, ...londoner } }, '2026-01-15T14:00:00Z', IN, 'now'],
    ['source contact and device, after the safe window', { timezoneSource: 'contact-and-device' }, { facts: { ...newYork, ...londoner } }, '2026-01-15T19:00:00Z', OUT, '2026-01-16T09:00:00Z'],
    ['not strict: the other device is not asked', {}, { facts: { ...newYork, otherDevices: [numberIn('America/Los_Angeles')] } }, '2026-01-15T14:00:00Z', IN, 'now'],
    ['strict: every zone known for the record', { strict: true }, { facts: { ...newYork, otherDevices: [numberIn('America/Los_Angeles')] } }, '2026-01-15T14:00:00Z', OUT, '2026-01-15T17:00:00Z'],
    ['strict: the contact’s too, whatever the source', { strict: true }, { facts: { ...newYork, ...londoner } }, '2026-01-15T20:00:00Z', OUT, '2026-01-16T09:00:00Z'],
    ['strict: nothing known, the organization’s', { strict: true }, { facts: { device: TOLL_FREE } }, '2026-01-15T14:00:00Z', IN, 'now'],
    ['another device: the rule is absent', { devices: [2] }, { facts: newYork }, '2026-01-15T05:00:00Z', 'absent', 'now'],
    ['another type: the rule is absent', { deviceTypes: ['landline'] }, { facts: newYork }, '2026-01-15T05:00:00Z', 'absent', 'now'],
    ['another country: the rule is absent', { country: country('CA') }, { facts: newYork }, '2026-01-15T05:00:00Z', 'absent', 'now'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, rule, given, instant, verdict, opens) => {
    expect(answerOf(compile(ruleOf(rule), NAME), situation(given), at(instant))).toEqual([verdict, opens]);
  });

  test('that block say where, what the clock shows, and what the day allows', () => {
    const rule = compile(ruleOf(), NAME);
    const verdict = rule.evaluate(situation({ facts: both }), at('2026-01-15T14:30:00Z'));
    expect(verdict).toEqual({
      ...NAME,
      verdict: 'block',
      reason: {
        code: 'outside_contact_times',
        facts: { zone: 'America/Los_Angeles', localMs: Date.UTC(2026, 0, 15, 6, 30), windows: '09:00-19:00' },
      },
    });
  });

  test('that pass say in how many zones, the same value each time', () => {
    const rule = compile(ruleOf(), NAME);
    const one = rule.evaluate(situation({ facts: newYork }), at('2026-01-15T18:00:00Z'));
    const two = rule.evaluate(situation({ facts: both }), at('2026-01-15T18:00:00Z'));
    expect(one).toEqual({ ...NAME, verdict: 'pass', reason: { code: 'inside_contact_times', facts: { zones: 1 } } });
    expect(two).toEqual({ ...NAME, verdict: 'pass', reason: { code: 'inside_contact_times', facts: { zones: 2 } } });
    expect(rule.evaluate(situation({ facts: newYork }), at('2026-01-15T18:01:00Z'))).toBe(one);
  }); // prettier-ignore

  test.each<[name: string, rule: Partial<ContactTimesRule>, device: DevicePlace, at: string, passesUntil: string]>([
    ['the end of the window', {}, numberIn('America/New_York'), '2026-01-15T14:30:00Z', '2026-01-16T00:00:00Z'],
    ['the end in the first zone that closes', {}, numberIn('America/New_York', 'America/Los_Angeles'), '2026-01-15T18:00:00Z', '2026-01-16T00:00:00Z'],
    ['... whichever stands first', {}, numberIn('America/Los_Angeles', 'America/New_York'), '2026-01-15T18:00:00Z', '2026-01-16T00:00:00Z'],
    ['no end, at all times', { times: { everyDay: 'any' } }, numberIn('America/New_York'), '2026-01-15T14:30:00Z', 'never'],
    ['no end, on another device', { devices: [2] }, numberIn('America/New_York'), '2026-01-15T14:30:00Z', 'never'],
  ])('pass until %s', (_, own, device, instant, passesUntil) => {
    const until = compile(ruleOf(own), NAME).passesUntil(situation({ facts: { device } }), at(instant));
    expect(until).toBe(passesUntil === 'never' ? Infinity : at(passesUntil));
  }); // prettier-ignore

  test('recur by the clock', () => {
    expect(compile(ruleOf(), NAME).recurs).toBe(true);
  });

  test('that apply to nothing block nothing', () => {
    const rule = compileHours(openWeekOf({ everyDay: 'closed' }), NAME, 'limits', () => false);
    expect(answerOf(rule, situation(), at('2026-01-15T14:00:00Z'))).toEqual(['absent', 'now']);
  });
});

describe('contact times match by place (S18)', () => {
  const US = { country: country('US') };
  const newYork = { country: country('US'), regions: regions('US-NY') };
  const stateless = { ...US, regions: [] };
  const somewhere = { country: null, regions: [] };
  const canada = { country: country('CA'), regions: regions('CA-ON') };
  const lives = (code: string | null, region: string | null = null) =>
    contactOf({ country: code === null ? null : country(code), region: region === null ? null : (regions(region)[0] ?? null) }); // prettier-ignore
  const unknown = lives(null);
  const ofUS = US;
  const ofNewYork = { ...US, regions: regions('US-NY') };
  const ofTwo = { ...US, regions: regions('US-NY', 'US-NJ') };
  const ofPuertoRico = { country: country('PR') };
  const puertoRico = { ...ofPuertoRico, regions: [] };
  const svalbard = { country: country('SJ'), regions: [] };
  const asRegion = (...names: readonly string[]) => ({ ...US, regions: regions(...names) });
  type Row = [
    name: string,
    rule: Partial<ContactTimesRule>,
    device: Partial<DevicePlace>,
    contact: ContactPlace,
    isFor: boolean,
  ];
  const rows: readonly Row[] = [
    ['any country, nothing known', {}, somewhere, unknown, true],
    ['any country, anywhere', {}, canada, lives('GB'), true],
    ['the device in the country', ofUS, newYork, lives('CA'), true],
    ['the contact in the country', ofUS, canada, lives('US'), true],
    ['both in the country', ofUS, newYork, lives('US'), true],
    ['neither in the country', ofUS, canada, lives('GB'), false],
    ['neither place known', ofUS, somewhere, unknown, true],
    ['no address: judged by its device alone, which is out', ofUS, canada, unknown, false],
    ['no address: judged by its device alone, which is in', ofUS, newYork, unknown, true],
    ['the device’s country not known, the contact elsewhere', ofUS, somewhere, lives('CA'), false],
    ['the device’s country not known, the contact in it', ofUS, somewhere, lives('US'), true],
    ['a number of several countries that names regions of this one', ofUS, { ...somewhere, regions: regions('US-NY') }, unknown, true],
    ['a number of several countries that names regions of another', ofUS, { ...somewhere, regions: regions('CA-ON') }, unknown, false],
    ['a number of several countries that names regions of two', ofUS, { ...somewhere, regions: regions('CA-ON', 'US-NY') }, unknown, true],
    ['... of which neither is this one', { country: country('GB') }, { ...somewhere, regions: regions('CA-ON', 'US-NY') }, unknown, false],
    ['... while the contact is elsewhere', ofUS, { ...somewhere, regions: regions('CA-ON', 'US-NY') }, lives('GB'), false],
    ['the device in the region', ofNewYork, newYork, unknown, true],
    ['the device in another region', ofNewYork, { ...US, regions: regions('US-CA') }, unknown, false],
    ['the device in one of the regions', ofTwo, newYork, unknown, true],
    ['an area code of two regions, one of them wanted: cannot tell', ofNewYork, { ...US, regions: regions('US-NY', 'US-NJ') }, unknown, true],
    ['... while the contact is elsewhere', ofNewYork, { ...US, regions: regions('US-NY', 'US-NJ') }, lives('US', 'US-CA'), false],
    ['... and the contact is there', ofNewYork, { ...US, regions: regions('US-NY', 'US-NJ') }, lives('US', 'US-NY'), true],
    ['an area code of two regions, both wanted', ofTwo, { ...US, regions: regions('US-NY', 'US-NJ') }, lives('US', 'US-CA'), true],
    ['the country known on both sides, the region on neither', ofNewYork, stateless, lives('US'), true],
    ['the country of the number, the contact in another country', ofNewYork, stateless, lives('CA'), false],
    ['the region of the contact, the device in another one', ofNewYork, { ...US, regions: regions('US-CA') }, lives('US', 'US-NY'), true],
    ['the device in another country, the contact’s region not known', ofNewYork, canada, lives('US'), false],
    ['the regions of a number of several countries', ofNewYork, { ...somewhere, regions: regions('US-NY') }, unknown, true],
    ['... none of them wanted', ofNewYork, { ...somewhere, regions: regions('US-CA') }, unknown, false],
    ['... another country’s', ofNewYork, { ...somewhere, regions: regions('CA-ON') }, unknown, false],
    ['regions of two countries, none of them wanted', ofNewYork, { ...somewhere, regions: regions('CA-ON', 'US-NJ') }, unknown, false],
    ['... one of them wanted: cannot tell', ofNewYork, { ...somewhere, regions: regions('CA-ON', 'US-NY') }, unknown, true],
    // Puerto Rico is the country PR and the region US-PR; a number tells the one, a postal code the other.
    ['a country of its own is a region of the country, too', ofUS, puertoRico, lives('GB'), true],
    ['... and of no other country', { country: country('CA') }, puertoRico, unknown, false],
    ['... by its region', { ...US, regions: regions('US-PR') }, puertoRico, lives('GB'), true],
    ['... and no other region', ofNewYork, puertoRico, unknown, false],
    ['a region that is a country of its own', ofPuertoRico, asRegion('US-PR'), lives('GB'), true],
    ['... of a number that tells no country', ofPuertoRico, { ...somewhere, regions: regions('US-PR') }, lives('GB'), true],
    ['... where the contact lives', ofPuertoRico, canada, lives('US', 'US-PR'), true],
    ['another region of the same country', ofPuertoRico, newYork, unknown, false],
    ['one of two regions, one is a country of its own: cannot tell', ofPuertoRico, asRegion('US-PR', 'US-VI'), unknown, true],
    ['... while the contact is elsewhere', ofPuertoRico, asRegion('US-PR', 'US-VI'), lives('GB'), false],
    ['... which is in the country, whichever it is', ofUS, { ...somewhere, regions: regions('US-PR', 'US-VI') }, lives('GB'), true],
    ['... of several countries: cannot tell', ofUS, { ...somewhere, regions: regions('CA-ON', 'US-PR') }, unknown, true],
    ['... of several countries, while the contact is elsewhere', ofUS, { ...somewhere, regions: regions('CA-ON', 'US-PR') }, lives('GB'), false],
    ['... neither of which is wanted', { country: country('GB') }, { ...somewhere, regions: regions('CA-ON', 'US-PR') }, unknown, false],
    ['a country of its own that is two regions of another, one of them wanted: cannot tell', { country: country('NO'), regions: regions('NO-21') }, svalbard, unknown, true],
    ['... while the contact is elsewhere', { country: country('NO'), regions: regions('NO-21') }, svalbard, lives('GB'), false],
    ['... both wanted', { country: country('NO'), regions: regions('NO-21', 'NO-22') }, svalbard, lives('GB'), true],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, own, place, contact, isFor) => {
    const rule = compile(ruleOf({ times: { everyDay: 'closed' }, ...own }), NAME);
    const given = situation({ facts: { device: deviceOf(place), contact } });
    expect(rule.evaluate(given, at('2026-01-15T14:00:00Z')) !== null).toBe(isFor);
  });
});

describe('what is wrong with contact times', () => {
  const perDay: WeekTimes = {
    perDay: { monday: 'any', tuesday: 'any', wednesday: 'any', thursday: 'any', friday: 'any', saturday: 'closed', sunday: 'closed' },
  }; // prettier-ignore
  type Row = [name: string, rule: Partial<ContactTimesRule>, problems: readonly (readonly [path: string, sentence: string])[]]; // prettier-ignore
  const rows: readonly Row[] = [
    ['nothing', {}, []],
    ['nothing, with regions of the country', { country: country('US'), regions: regions('US-NY') }, []],
    ['nothing, with days of their own', { times: perDay }, []],
    ['nothing, strict with the same times', { strict: true }, []],
    ['strict with days of their own (S17)', { strict: true, times: perDay }, [['/times', 'a strict rule has the same times on all days, because the weekday can differ between its zones']]],
    ['regions of any country', { regions: regions('US-NY') }, [['/regions', 'regions belong to one country; choose it, or leave the regions out']]],
    ['a region of another country', { country: country('US'), regions: regions('US-NY', 'CA-ON') }, [['/regions', '`CA-ON` is not a region of `US`']]],
    ['an end before its start (S14)', { times: { everyDay: [{ start: '10:00', end: '09:00' }] } }, [['/times', 'the window ends at `09:00`, which is not after its start `10:00`']]],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, rule, problems) => {
    expect(problemsOf(ruleOf(rule))).toEqual(problems.map(([path, sentence]) => ({ path, sentence })));
  });
});

describe('the shape of contact times', () => {
  const window = {
    type: 'object',
    additionalProperties: false,
    required: ['start', 'end'],
    properties: {
      start: { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' },
      end: { type: 'string', pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$' },
    },
  };
  const day = {
    oneOf: [{ enum: ['closed', 'any'] }, { type: 'array', minItems: 1, maxItems: 24, items: window }],
  };
  const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

  test('a week is one day’s times for all, or seven days with their own', () => {
    const either = (key: string, shape: object) => ({
      type: 'object',
      additionalProperties: false,
      required: [key],
      properties: { [key]: shape },
    });
    expect(weekTimesSchema).toEqual({
      oneOf: [
        either('everyDay', day),
        either('perDay', {
          type: 'object',
          additionalProperties: false,
          required: days,
          properties: Object.fromEntries(days.map((name) => [name, day])),
        }),
      ],
    });
  });

  test('a rule states every field, and no other', () => {
    expect(schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['country', 'regions', 'devices', 'deviceTypes', 'timezoneSource', 'strict', 'times'],
      properties: {
        country: { oneOf: [{ const: 'any' }, { type: 'string', pattern: '^[A-Z]{2}$' }] },
        regions: {
          type: 'array',
          maxItems: 500,
          uniqueItems: true,
          items: { type: 'string', pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$' },
        },
        timezoneSource: { enum: ['device', 'contact', 'contact-then-device', 'contact-and-device'] },
        strict: { type: 'boolean' },
        times: weekTimesSchema,
      },
    });
  });
});
