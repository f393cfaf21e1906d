import { describe, expect, test } from 'vitest';
import type { AttemptRule, ContactTimesRule, CountryCode, LocationRule, RegionCode } from '@tact/engine';
import { saysAttempt } from './attempt-words.ts';
import { saysContactTimes, saysLocation } from './place-words.ts';

const ANY = { devices: 'any', deviceTypes: 'any' } as const;
const US = 'US' as CountryCode;
const CALIFORNIA = 'US-CA' as RegionCode;

const ATTEMPT: AttemptRule = {
  ...ANY,
  scope: 'tenant',
  count: 2,
  direction: 'outbound',
  period: { kind: 'today' },
  countBy: 'any',
  using: 'device',
  channels: ['call'],
  countedChannels: null,
  to: [],
  betweenTimes: null,
};
const HOURS: ContactTimesRule = {
  ...ANY,
  country: 'any',
  regions: [],
  timezoneSource: 'contact-and-device',
  strict: false,
  times: { everyDay: [{ start: '09:00', end: '19:00' }] },
};
const PLACES: LocationRule = {
  ...ANY,
  determineBy: 'device',
  locations: [{ country: US }],
  unknownLocation: 'block',
};

describe('the sentence of an attempt rule', () => {
  test.each<readonly [string, Partial<AttemptRule>, string]>([
    ['nothing limits it', {}, 'No contact with a device by call after 2 outbound attempts with any result today'],
    ['positions', { devices: [1, 3] }, 'No contact with a device by call on device 1, 3 after 2 outbound attempts with any result today'],
    ['types', { deviceTypes: ['mobile', 'landline'] }, 'No contact with a device by call on devices of type mobile, landline after 2 outbound attempts with any result today'],
    ['other attempts count', { countedChannels: ['sms'] }, 'No contact with a device by call after 2 outbound attempts by SMS with any result today'],
    ['attempts of any channel count', { countedChannels: 'any' }, 'No contact with a device by call after 2 outbound attempts by any channel with any result today'],
    ['places', { to: [{ region: CALIFORNIA }, { areaCode: '212' }] }, 'No contact with a device by call after 2 outbound attempts with any result to US-CA; area code 212 today'],
    ['times of the day', { betweenTimes: { start: '08:00', end: '12:30' } }, 'No contact with a device by call after 2 outbound attempts with any result today between 08:00 and 12:30'],
    ['one group', { scope: 'campaign-group' }, 'No contact with a device by call after 2 outbound attempts with any result today, counting the same campaign group only'],
  ])('%s', (_, change, sentence) => {
    expect(saysAttempt({ ...ATTEMPT, ...change })).toBe(sentence);
  });
}); // prettier-ignore

describe('the sentence of contact times', () => {
  test.each<readonly [string, Partial<ContactTimesRule>, string]>([
    ['both clocks', {}, 'Any country: 09:00-19:00, on the clocks of contact and device'],
    ['one clock', { timezoneSource: 'device' }, 'Any country: 09:00-19:00, on the device’s clock'],
    ['devices, strictly', { country: US, regions: [CALIFORNIA], devices: [2], deviceTypes: ['mobile'], strict: true }, 'US CA: 09:00-19:00, on the clocks of contact and device, on device 2 of type mobile, strict'],
  ])('%s', (_, change, sentence) => {
    expect(saysContactTimes({ ...HOURS, ...change })).toBe(sentence);
  });
}); // prettier-ignore

describe('the sentence of a location rule', () => {
  test.each<readonly [string, Partial<LocationRule>, string]>([
    ['nothing limits it', {}, 'Not to US (by device)'],
    ['types', { deviceTypes: ['landline'] }, 'Not to US (by device), on devices of type landline'],
    ['unknown places pass', { determineBy: 'contact', unknownLocation: 'pass' }, 'Not to US (by contact), a place that is not known passes'],
  ])('%s', (_, change, sentence) => {
    expect(saysLocation({ ...PLACES, ...change })).toBe(sentence);
  });
}); // prettier-ignore
