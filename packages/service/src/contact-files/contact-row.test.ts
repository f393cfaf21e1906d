import { describe, expect, test } from 'vitest';
import { CsvScanner } from '@tact/files';
import { columnsOf } from './columns.ts';
import { contactReader, type ReadRow, type RowSettings } from './contact-row.ts';

const US: RowSettings = { defaultCountry: 'US', addressCountry: null };

/** Reads one row of a file with this header. */
function read(header: string, line: string, settings: RowSettings = US): ReadRow {
  const choice = { chosen: new Map(), ignoreUnknown: false, findsAccounts: false };
  const { columns } = columnsOf(header.split(','), choice);
  const reader = contactReader(columns, settings);
  for (const row of new CsvScanner(',').rowsOf(Buffer.from(`${line}\n`), true)) return reader(row);
  throw new Error('the line holds no row');
}

/** The contact of a row that must be good. */
function contactOf(header: string, line: string, settings: RowSettings = US) {
  const result = read(header, line, settings);
  if (!result.ok) throw new Error(result.problems.map(({ reason }) => reason).join('; '));
  return result.contact;
}

/** Column and reason of each problem of a row that must be bad. */
function problemsOf(header: string, line: string, settings: RowSettings = US): string[] {
  const result = read(header, line, settings);
  return result.ok ? [] : result.problems.map(({ column, value, reason }) => `${column}=${value}: ${reason}`);
}

test('a whole row becomes a contact with everything normalised', () => {
  expect(
    contactOf(
      'client id,first name,last name,tz,country,state,zip,language,phone 1,mobile,e-mail,balance,note',
      ' A-1 ,Ada,Sample,America/New_York,usa,new york,10001,en,(212) 555-0123,+1 646 555 0199,Ada@Example.com,12.50,',
    ),
  ).toEqual({
    clientId: 'A-1',
    name: 'Ada Sample',
    zone: 'America/New_York',
    country: 'US',
    region: 'US-NY',
    postalCode: '10001',
    language: 'en',
    attributes: { balance: '12.50' },
    devices: [
      { position: 1, key: '+12125550123', type: 'unknown' },
      { position: 2, key: '+16465550199', type: 'mobile' },
      { position: 3, key: 'ada@example.com', type: 'other' },
    ],
  });
});

describe('devices', () => {
  test.each<[string, string, string, string]>([
    ['in the country of the default', 'id,phone', 'A,212 555 0123', '1 +12125550123 unknown'],
    ['in the country of the row', 'id,phone,country', 'A,020 7946 0123,GB', '1 +442079460123 unknown'],
    [
      'an empty cell leaves its place free',
      'id,phone 1,phone 2',
      'A,,+12125550123',
      '2 +12125550123 unknown',
    ],
    [
      'the same twice is kept once',
      'id,phone,mobile',
      'A,2125550123,+1 212 555 0123',
      '1 +12125550123 unknown',
    ],
    ['the type that the row states', 'id,phone,phone type', 'A,2125550123,Cell', '1 +12125550123 mobile'],
    ['a home phone may be a mobile', 'id,phone,phone type', 'A,2125550123,home', '1 +12125550123 unknown'],
  ])('%s', (_, header, line, devices) => {
    expect(
      contactOf(header, line)
        .devices.map(({ position, key, type }) => `${position} ${key} ${type}`)
        .join(),
    ).toBe(devices);
  });

  test('a contact without a device is a contact', () => {
    expect(contactOf('id,phone', 'A,').devices).toEqual([]);
  });
});

describe('addresses', () => {
  test.each<[string, string, string, RowSettings, (string | null)[]]>([
    ['region by name', 'id,country,state', 'A,US,California', US, ['US', 'US-CA', null]],
    ['a country alone', 'id,country', 'A,Germany', US, ['DE', null, null]],
    ['no country: none is guessed', 'id,zip', 'A,10115', US, [null, null, '10115']],
    [
      'no country, but one was stated for all',
      'id,zip,state',
      'A,10001,NY',
      { defaultCountry: 'US', addressCountry: 'US' },
      ['US', 'US-NY', '10001'],
    ],
    [
      'a stated one for all is not put on rows without an address',
      'id,zip',
      'A,',
      { defaultCountry: 'US', addressCountry: 'US' },
      [null, null, null],
    ],
  ])('%s', (_, header, line, settings, place) => {
    const { country, region, postalCode } = contactOf(header, line, settings);
    expect([country, region, postalCode]).toEqual(place);
  });
});

describe('rows that are left out, each with every reason', () => {
  test.each<[string, string, string[]]>([
    ['id,phone', ',2125550123', ['id=: there is no client id; every contact needs one']],
    ['id,phone', `${'x'.repeat(65)},`, [`id=${'x'.repeat(65)}: a client id has at most 64 characters`]],
    [
      'id,phone',
      '1.23E+10,',
      [
        'id=1.23E+10: a spreadsheet has rounded this number, and its digits are lost; export the list again with the column as text',
      ],
    ],
    [
      'id,phone',
      'A,1.2125E+10',
      [
        'phone=1.2125E+10: a spreadsheet has rounded this number, and its digits are lost; export the list again with the column as text',
      ],
    ],
    ['id,phone', 'A,12', ['phone=12: the number has too few digits; write it in full, with its area code']],
    ['id,email', 'A,ada@', ['email=ada@: this is no e-mail address; write one such as `ana@example.com`']],
    ['id,tz', 'A,Eastern', ['tz=Eastern: `Eastern` is no time zone; use a name such as `America/New_York`']],
    ['id,state', 'A,NY', ['state=NY: region `NY` has no country; state the country too']],
    [
      'id,country,state',
      'A,US,ON',
      ['state=ON: `ON` is no region of the country; use a code such as `NY`, or its name'],
    ],
    [
      'id,phone,phone type',
      'A,2125550123,pager',
      ['phone type=pager: `pager` is no device type; there are landline, mobile, other'],
    ],
    [
      'id,tz,phone',
      'A,Mars,12',
      [
        'tz=Mars: `Mars` is no time zone; use a name such as `America/New_York`',
        'phone=12: the number has too few digits; write it in full, with its area code',
      ],
    ],
    [
      'id,name',
      'A,"Ada" Sample',
      ['=: text follows a closing quote; quote the whole field, and double the quotes inside it'],
    ],
  ])('%s | %s', (header, line, problems) => expect(problemsOf(header, line)).toEqual(problems));
});

test.each([
  ['half of a surrogate pair', '\ud83d'],
  ['a zero character', '\u0000'],
])('a cell with %s is told of, whatever it is read as: it would end the whole import', (_, character) => {
  const header = ['id', 'name', 'language', 'note', 'account', 'phone'];
  const { columns } = columnsOf(header, { chosen: new Map(), ignoreUnknown: false, findsAccounts: true });
  const cells = ['A', 'B', 'C', 'D', 'E', '2125550123'].map((text, index) =>
    index < 5 ? `${text}${character}${text}` : text,
  );
  const row = {
    line: 2,
    problem: null,
    fieldCount: cells.length,
    text: (index: number) => cells[index] ?? '',
  };
  const result = contactReader(columns, US)(row);
  const told = result.ok ? [] : result.problems.map(({ column, code }) => `${column} ${code}`);
  expect(told.toSorted()).toEqual(
    header
      .slice(0, 5)
      .map((name) => `${name} text_invalid`)
      .toSorted(),
  );
});
