import { describe, expect, test } from 'vitest';
import { Failure } from '../failure.ts';
import type { ColumnUse } from '@tact/service/without-http';
import { mapColumns } from './columns.ts';

/** The use of each column in short: `clientId`, `device 2 mobile`, `type 2`, `@name`, `-`. */
function usesOf(header: string, overrides: readonly string[] = [], ignoreUnknown = false): string {
  return mapColumns(header.split(','), { overrides, ignoreUnknown })
    .map(({ use }) => short(use))
    .join(',');
}

function short(use: ColumnUse): string {
  switch (use.kind) {
    case 'field':
      return use.field;
    case 'device':
      return `device ${use.position} ${use.type}`;
    case 'device-type':
      return `type ${use.position}`;
    case 'attribute':
      return `@${use.name}`;
    case 'account':
      return `account ${use.field}`;
    case 'ignored':
      return '-';
  }
}

describe('spellings', () => {
  test.each<[string, string]>([
    ['clientId,name', 'clientId,name'],
    ['client_id,First Name,LAST_NAME', 'clientId,firstName,lastName'],
    ['CUSTOMER_ID,tz,Country,State,ZIP', 'clientId,zone,country,region,postalCode'],
    [
      'c_client_id,c_tz_name,c_country_code_iso,c_state_code,c_postal_code',
      'clientId,zone,country,region,postalCode',
    ],
    ['id,time zone,province,postcode,lang', 'clientId,zone,region,postalCode,language'],
    ['Time_Zone,ID', 'zone,clientId'],
    ['id,Client ID', '@id,clientId'],
    ['id,Balance,Notes', 'clientId,@Balance,@Notes'],
    ['id,,x', 'clientId,-,@x'],
    ['id,Total amount (€),Straße,1st call,%', 'clientId,@Total_amount,@Stra_e,@_1st_call,@_'],
    ['id,a-b,a b,__proto__', 'clientId,@a_b,@a_b_2,@proto'],
  ])('%s', (header, uses) => expect(usesOf(header)).toBe(uses));

  test('unknown columns are left out where that is asked', () => {
    expect(usesOf('id,Balance', [], true)).toBe('clientId,-');
  });
});

describe('devices', () => {
  test.each<[string, string]>([
    ['id,phone', 'clientId,device 1 unknown'],
    ['id,Phone Number', 'clientId,device 1 unknown'],
    ['id,Phone 2,Phone 1', 'clientId,device 2 unknown,device 1 unknown'],
    ['id,phone1,phone_2,Phone3', 'clientId,device 1 unknown,device 2 unknown,device 3 unknown'],
    ['id,Home Phone,Work Phone,Mobile', 'clientId,device 1 unknown,device 2 unknown,device 3 mobile'],
    [
      'id,HomePhone,Cell,WhatsApp,E-Mail',
      'clientId,device 1 unknown,device 2 mobile,device 3 mobile,device 4 other',
    ],
    ['id,Email 1,Phone 1', 'clientId,device 1 other,device 2 unknown'],
    ['id,mobile,phone 1', 'clientId,device 2 mobile,device 1 unknown'],
    ['id,phone 1,phone 1 type', 'clientId,device 1 unknown,type 1'],
    ['id,Device1Type,Device1', 'clientId,type 1,device 1 unknown'],
    ['id,phone consent,mobile opt in', 'clientId,@phone_consent,@mobile_opt_in'],
    ['id,type', 'clientId,@type'],
  ])('%s', (header, uses) => expect(usesOf(header)).toBe(uses));

  test('an eleventh device is refused, and may be left out', () => {
    const header = ['id', ...Array.from({ length: 11 }, (_, index) => `phone ${index + 1}`)].join(',');
    expect(() => usesOf(header)).toThrow(/at most 10 devices, and `phone 11` is one more/);
    expect(usesOf(header, ['phone 11=ignore'])).toMatch(/device 10 unknown,-$/);
  });
});

describe('overrides', () => {
  test.each<[string, string[], string]>([
    ['nr,who', ['nr=clientId', 'WHO=name'], 'clientId,name'],
    ['id,phone,ref', ['ref=device1'], 'clientId,device 2 unknown,device 1 unknown'],
    ['id,kind,phone', ['kind=device1.type'], 'clientId,type 1,device 1 unknown'],
    ['id,state', ['state=attribute'], 'clientId,@state'],
    ['id,state', ['state=attribute:stage'], 'clientId,@stage'],
    [
      'id,ref,due',
      ['ref=account.reference', 'due=account.amount'],
      'clientId,account reference,account amount',
    ],
    ['id,a=b', ['a=b=ignore'], 'clientId,-'],
    ['id,key', ['key=clientId'], '@id,clientId'],
  ])('%s with %j', (header, overrides, uses) => expect(usesOf(header, overrides)).toBe(uses));

  test.each<[string[], RegExp]>([
    [['nothing=name'], /names no column/],
    [['name'], /names no column/],
    [['name=nonsense'], /names no field/],
    [['name=device11'], /names no field/],
  ])('%j is refused', (overrides, sentence) => {
    expect(() => usesOf('id,name', overrides)).toThrow(sentence);
    expect(() => usesOf('id,name', overrides)).toThrow(Failure);
  });

  test('a file without a client id is refused', () => {
    expect(() => usesOf('name,phone')).toThrow(/--map "Column=clientId"/);
  });
});
