import { describe, expect, test } from 'vitest';
import type { ContactPlace, DevicePlace } from './device.ts';
import type { ClientId } from './ids.ts';
import { fieldsRead, isOfCampaigns, neverHasValue, type FieldSources } from './own-fields.ts';
import type { AttributeValue } from './request.ts';

const ADDRESS = {
  country: 'US',
  region: 'US-NY',
  postalCode: '10001',
  zone: 'America/New_York',
  zoneFrom: 'region',
} as ContactPlace;
const NUMBER = {
  country: 'CA',
  regions: ['CA-QC'],
  areaCode: '514',
  geographic: true,
  zones: ['America/Toronto'],
  zonesFrom: 'area-code',
} as unknown as DevicePlace;

function sources(given: Partial<FieldSources> = {}): FieldSources {
  return {
    request: {
      channel: 'call',
      clientId: 'A-1' as ClientId,
      device: { position: 2, type: 'mobile' },
      accountId: null,
      campaignGroupId: null,
    },
    contact: ADDRESS,
    device: NUMBER,
    isEmail: false,
    callingCode: '1',
    campaign: null,
    requestAttributes: {},
    contactAttributes: {},
    ...given,
  };
}

const read = (name: string, given?: Partial<FieldSources>): AttributeValue | undefined =>
  fieldsRead([name], sources(given))[name];

describe('attributes', () => {
  const rows: readonly [string, Record<string, AttributeValue>, Record<string, AttributeValue>, AttributeValue][] = [
    ['of the request go first', { x: 1 }, { x: 2 }, 1],
    ['of the contact where the request has none', {}, { x: 2 }, 2],
    ['null in the request is no value', { x: null }, { x: 2 }, 2],
    ['false, zero and the empty text are values', { x: false }, { x: true }, false],
    ['zero is a value', { x: 0 }, { x: 2 }, 0],
    ['the empty text is a value', { x: '' }, { x: 'y' }, ''],
    ['nobody has it', {}, {}, null],
    ['minus zero comes back from a record as zero', { x: -0 }, {}, 0],
    ['what is not finite has no value: JSON has no word for it', { x: Infinity }, { x: 1 }, 1],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, requestAttributes, contactAttributes, expected) => {
    expect(read('x', { requestAttributes, contactAttributes })).toBe(expected);
  });

  test('are own members only', () => {
    for (const name of ['constructor', 'toString', '__proto__']) {
      const fields = fieldsRead([name], sources());
      expect([Object.hasOwn(fields, name), fields[name]]).toEqual([true, null]);
    }
  });

  test('only those that are asked for are given, each of them', () => {
    const requestAttributes = { a: 1, b: 2 };
    expect(fieldsRead(['b', 'c'], sources({ requestAttributes }))).toEqual({ b: 2, c: null });
    expect(fieldsRead([], sources({ requestAttributes }))).toEqual({});
  });
});

describe("the record's own fields (seed A12)", () => {
  test.each<[string, AttributeValue]>([
    ['c_client_id', 'A-1'],
    ['c_country_code_iso', 'US'],
    ['c_state_code', 'NY'],
    ['c_postal_code', '10001'],
    ['c_tz_name', 'America/New_York'],
    ['cd_country_code', '1'],
    ['cd_country_code_iso', 'CA'],
    ['cd_state_code', 'QC'],
    ['cd_area_code', '514'],
    ['cd_tz_name', 'America/Toronto'],
    ['cd_device_index', 2],
    ['cd_device_type', 'mobile'],
    ['contact_info_type', 4],
    ['group_id', null],
  ])('%s is %j, whatever attributes there are', (name, expected) => {
    const attributes = { [name]: 'an attribute' };
    expect(read(name, { requestAttributes: attributes, contactAttributes: attributes })).toBe(expected);
  });

  test('what may be one of several has no value', () => {
    const device = { ...NUMBER, regions: ['CA-NT', 'CA-NU'], zones: ['America/Edmonton', 'America/Iqaluit'] };
    for (const name of ['cd_state_code', 'cd_tz_name'])
      expect(read(name, { device: device as unknown as DevicePlace })).toBeNull();
  });

  test('an e-mail address is of its own type, and has no calling code, however it begins', () => {
    expect(read('contact_info_type', { isEmail: true })).toBe(10);
    expect(read('cd_country_code', { isEmail: true })).toBeNull();
  });

  const RECORD = { recordId: 'r-1', attempts: 0, chainPosition: 2 };
  test.each<[name: string, inCampaign: AttributeValue, ofNoRecord: AttributeValue]>([
    ['campaign_id', 'k-1', 'k-1'],
    ['record_id', 'r-1', null],
    ['chain_id', 'r-1', null],
    ['chain_n', 2, null],
    ['attempts', 0, null],
  ])('%s is what the campaign knows, and nothing where none asks', (name, inCampaign, ofNoRecord) => {
    const requestAttributes = { [name]: 'an attribute' };
    const given = { requestAttributes, contactAttributes: requestAttributes };
    expect(read(name, { ...given, campaign: { campaignId: 'k-1', record: RECORD } })).toBe(inCampaign);
    expect(read(name, { ...given, campaign: { campaignId: 'k-1', record: null } })).toBe(ofNoRecord);
    expect(read(name, given)).toBeNull();
    expect([isOfCampaigns(name), neverHasValue(name)]).toEqual([true, false]);
  });

  test('those that records here do not have stay without a value', () => {
    const names = ['agent_id', 'cd_number', 'contact_info', 'call_result'];
    const requestAttributes = Object.fromEntries(names.map((name) => [name, 'an attribute']));
    for (const name of names) {
      expect(neverHasValue(name)).toBe(true);
      expect(read(name, { requestAttributes })).toBeNull();
    }
    expect(['c_state_code', 'c_client_id', 'anything else'].some(neverHasValue)).toBe(false);
    expect(['c_state_code', 'agent_id', 'anything else'].some(isOfCampaigns)).toBe(false);
  });
});
