import fc from 'fast-check';
import type { DeviceKey } from '@tact/engine';
import { describe, expect, test } from 'vitest';
import data from '../data/prefixes.json' with { type: 'json' };
import { makeCustomTimezones, type CustomTimezone, type CustomTimezones } from './custom-timezones.ts';
import { placeOfNumber } from './place-of-number.ts';
import { zoneTable } from './zones.ts';

const place = (number: string, custom?: CustomTimezones): ReturnType<typeof placeOfNumber> =>
  placeOfNumber(number as DeviceKey, custom);

/** Zones are written without `America/`, `Europe/`… where that leaves no doubt; `-` is null or none. */
type Row = readonly [
  number: string,
  country: string,
  regions: string,
  areaCode: string,
  type: string,
  zonesFrom: string,
  zones: string,
  what: string,
];

const NORTH_AMERICA: readonly Row[] = [
  ['+12125550123', 'US', 'US-NY', '212', 'unknown', 'area-code', 'America/New_York', 'New York'],
  ['+13125550123', 'US', 'US-IL', '312', 'unknown', 'area-code', 'America/Chicago', 'Chicago'],
  ['+12135550123', 'US', 'US-CA', '213', 'unknown', 'area-code', 'America/Los_Angeles', 'Los Angeles'],
  [
    '+13105550123',
    'US',
    'US-CA',
    '310',
    'unknown',
    'area-code',
    'America/Los_Angeles',
    'a code of which only exchanges are listed',
  ],
  [
    '+12120550123',
    'US',
    'US-NY',
    '212',
    'unknown',
    'area-code',
    'America/New_York',
    'an exchange that is not in use',
  ],
  [
    '+18125550123',
    'US',
    'US-IN',
    '812',
    'unknown',
    'area-code',
    'America/Chicago America/New_York',
    'a split code: all its zones',
  ],
  [
    '+18124230123',
    'US',
    'US-IN',
    '812',
    'unknown',
    'prefix',
    'America/Chicago',
    'a listed exchange of it (Evansville)',
  ],
  [
    '+19305550123',
    'US',
    'US-IN',
    '930',
    'unknown',
    'area-code',
    'America/Chicago America/New_York',
    'an overlay of the split code',
  ],
  [
    '+15745550123',
    'US',
    'US-IN',
    '574',
    'unknown',
    'area-code',
    'America/Chicago America/New_York',
    'a split code',
  ],
  [
    '+15748960123',
    'US',
    'US-IN',
    '574',
    'unknown',
    'prefix',
    'America/Chicago',
    'a listed exchange of it (Knox)',
  ],
  [
    '+18505550123',
    'US',
    'US-FL',
    '850',
    'unknown',
    'area-code',
    'America/Chicago America/New_York',
    'a split code',
  ],
  [
    '+18504330123',
    'US',
    'US-FL',
    '850',
    'unknown',
    'prefix',
    'America/Chicago',
    'a listed exchange of it (Pensacola)',
  ],
  [
    '+14485550123',
    'US',
    'US-FL',
    '448',
    'unknown',
    'area-code',
    'America/Chicago America/New_York',
    'its overlay',
  ],
  [
    '+12089990123',
    'US',
    'US-ID',
    '208',
    'unknown',
    'area-code',
    'America/Boise America/Denver America/Los_Angeles',
    'Idaho, no listed exchange',
  ],
  [
    '+12087720123',
    'US',
    'US-ID',
    '208',
    'unknown',
    'prefix',
    'America/Los_Angeles',
    'a listed exchange of it (Hayden)',
  ],
  [
    '+12505550123',
    'CA',
    'CA-BC',
    '250',
    'unknown',
    'area-code',
    'America/Creston America/Dawson_Creek America/Edmonton America/Fort_Nelson America/Vancouver',
    'British Columbia, no listed exchange',
  ],
  [
    '+12507820123',
    'CA',
    'CA-BC',
    '250',
    'unknown',
    'prefix',
    'America/Creston America/Dawson_Creek America/Edmonton America/Fort_Nelson',
    'Dawson Creek, which the list gives the time of Edmonton',
  ],
  [
    '+17785550123',
    'CA',
    'CA-BC',
    '778',
    'unknown',
    'area-code',
    'America/Creston America/Dawson_Creek America/Edmonton America/Fort_Nelson America/Vancouver',
    'its overlay',
  ],
  ['+16045550123', 'CA', 'CA-BC', '604', 'unknown', 'area-code', 'America/Vancouver', 'Vancouver'],
  [
    '+18675550123',
    'CA',
    'CA-NT CA-NU CA-YT',
    '867',
    'unknown',
    'area-code',
    'America/Atikokan America/Cambridge_Bay America/Dawson America/Edmonton America/Iqaluit America/Rankin_Inlet America/Resolute America/Whitehorse',
    'the north, no listed exchange',
  ],
  ['+18678730123', 'CA', 'CA-NT', '867', 'unknown', 'prefix', 'America/Edmonton', 'Yellowknife'],
  [
    '+18676450123',
    'CA',
    'CA-NU',
    '867',
    'unknown',
    'prefix',
    'America/Rankin_Inlet America/Resolute',
    'Rankin Inlet, no longer the time of Winnipeg',
  ],
  [
    '+18676670123',
    'CA',
    'CA-YT',
    '867',
    'unknown',
    'prefix',
    'America/Dawson America/Whitehorse',
    'Whitehorse, no longer the time of Vancouver',
  ],
  [
    '+18075550123',
    'CA',
    'CA-ON',
    '807',
    'unknown',
    'area-code',
    'America/Atikokan America/Toronto America/Winnipeg',
    'north-west Ontario',
  ],
  [
    '+14185550123',
    'CA',
    'CA-QC',
    '418',
    'unknown',
    'area-code',
    'America/Blanc-Sablon America/Halifax America/Toronto',
    'east Quebec',
  ],
  ['+12045550123', 'CA', 'CA-MB', '204', 'unknown', 'area-code', 'America/Winnipeg', 'Manitoba'],
  [
    '+19025550123',
    'CA',
    'CA-NS CA-PE',
    '902',
    'unknown',
    'area-code',
    'America/Halifax',
    'a code of two provinces',
  ],
  [
    '+19023680123',
    'CA',
    'CA-PE',
    '902',
    'unknown',
    'prefix',
    'America/Halifax',
    'a listed exchange of it (Charlottetown)',
  ],
  [
    '+12735550123',
    'CA',
    '-',
    '273',
    'unknown',
    'country',
    '23',
    'a code of Canada that the list of zones does not have yet',
  ],
  ['+13575550123', '-', '-', '357', 'unknown', 'calling-code', '52', 'a code that nobody knows yet'],
  ['+17875550123', 'PR', '-', '787', 'unknown', 'area-code', 'America/Puerto_Rico', 'Puerto Rico'],
  ['+18765550123', 'JM', '-', '876', 'mobile', 'area-code', 'America/Jamaica', 'Jamaica'],
  ['+16715550123', 'GU', '-', '671', 'unknown', 'area-code', 'Pacific/Guam', 'Guam'],
  ['+18005550123', '-', '-', '800', 'other', 'none', '-', 'toll-free'],
  ['+18335550123', '-', '-', '833', 'other', 'none', '-', 'toll-free'],
  ['+18225550123', '-', '-', '822', 'other', 'none', '-', 'toll-free, not yet in use'],
  ['+19005550123', '-', '-', '900', 'other', 'none', '-', 'premium'],
  ['+15005550123', '-', '-', '500', 'other', 'none', '-', 'personal'],
  ['+16005550123', '-', '-', '600', 'other', 'none', '-', 'non-geographic of Canada'],
  [
    '+13101234',
    '-',
    '-',
    '310',
    'other',
    'none',
    '-',
    'seven digits: a company number of all Canada, not Los Angeles',
  ],
];

const ELSEWHERE: readonly Row[] = [
  ['+442079460958', 'GB', '-', '20', 'landline', 'country', 'Europe/London', 'London'],
  ['+447400123456', 'GB', '-', '-', 'mobile', 'country', 'Europe/London', 'a mobile of Britain'],
  ['+448081570123', '-', '-', '-', 'other', 'none', '-', 'toll-free of +44, which several countries share'],
  ['+447012345678', '-', '-', '-', 'other', 'none', '-', 'a personal number of +44'],
  ['+498001234567', 'DE', '-', '-', 'other', 'none', '-', 'toll-free of a calling code that one country has'],
  ['+441481960194', 'GG', '-', '1481', 'landline', 'country', 'Europe/Guernsey', 'Guernsey, inside +44'],
  [
    '+447700900123',
    '-',
    '-',
    '-',
    'unknown',
    'calling-code',
    'Europe/London',
    'a range that no country has: those of the main one',
  ],
  ['+493012345678', 'DE', '-', '30', 'landline', 'country', 'Europe/Berlin', 'Berlin'],
  ['+4915123456789', 'DE', '-', '-', 'mobile', 'country', 'Europe/Berlin', 'a mobile of Germany'],
  ['+33142685300', 'FR', '-', '1', 'landline', 'country', 'Europe/Paris', 'Paris'],
  ['+33612345678', 'FR', '-', '-', 'mobile', 'country', 'Europe/Paris', 'a mobile of France'],
  ['+33912345678', 'FR', '-', '-', 'other', 'country', 'Europe/Paris', 'VoIP: somewhere in France'],
  [
    '+262262123456',
    'RE',
    '-',
    '262',
    'landline',
    'country',
    'Indian/Reunion',
    'an overseas part with its own calling code',
  ],
  ['+61298765432', 'AU', '-', '2', 'landline', 'area-code', 'Australia/Sydney', 'Sydney'],
  [
    '+61731234567',
    'AU',
    '-',
    '7',
    'landline',
    'area-code',
    'Australia/Brisbane',
    'Brisbane, which the list gives the time of Sydney',
  ],
  [
    '+61755551234',
    'AU',
    '-',
    '7',
    'landline',
    'area-code',
    'Australia/Brisbane Australia/Sydney',
    'the Gold Coast, with Tweed Heads',
  ],
  [
    '+61891234567',
    'AU',
    '-',
    '8',
    'landline',
    'area-code',
    'Australia/Eucla Australia/Perth',
    'Western Australia',
  ],
  ['+61412345678', 'AU', '-', '-', 'mobile', 'country', '11', 'a mobile of Australia: all its zones'],
  ['+551132345678', 'BR', '-', '11', 'landline', 'area-code', 'America/Sao_Paulo', 'São Paulo'],
  [
    '+558132345678',
    'BR',
    '-',
    '81',
    'landline',
    'area-code',
    'America/Noronha America/Recife',
    'Recife, which shares its code with Noronha',
  ],
  ['+5511987654321', 'BR', '-', '-', 'mobile', 'country', '16', 'a mobile of Brazil'],
  ['+74951234567', 'RU', '-', '495', 'landline', 'area-code', 'Europe/Moscow', 'Moscow'],
  ['+74012123456', 'RU', '-', '401', 'landline', 'area-code', 'Europe/Kaliningrad', 'Kaliningrad'],
  ['+79161234567', 'RU', '-', '-', 'mobile', 'country', '27', 'a mobile of Russia'],
  [
    '+77172123456',
    'KZ',
    '-',
    '7172',
    'landline',
    'country',
    '7',
    'a landline of Kazakhstan, which shares +7',
  ],
  ['+77011234567', 'KZ', '-', '-', 'mobile', 'country', '7', 'a mobile of Kazakhstan'],
  ['+78005553535', '-', '-', '-', 'other', 'none', '-', 'toll-free of +7, which has two countries'],
  ['+525512345678', 'MX', '-', '55', 'unknown', 'country', '12', 'Mexico does not tell mobiles apart'],
  ['+919812345678', 'IN', '-', '-', 'mobile', 'country', 'Asia/Kolkata', 'a mobile of India'],
  ['+911123456789', 'IN', '-', '11', 'landline', 'country', 'Asia/Kolkata', 'New Delhi'],
  ['+81312345678', 'JP', '-', '3', 'landline', 'country', 'Asia/Tokyo', 'Tokyo'],
  ['+819012345678', 'JP', '-', '-', 'mobile', 'country', 'Asia/Tokyo', 'a mobile of Japan'],
  ['+815012345678', 'JP', '-', '-', 'other', 'country', 'Asia/Tokyo', 'VoIP: somewhere in Japan'],
  ['+861012345678', 'CN', '-', '10', 'landline', 'area-code', 'Asia/Shanghai', 'Beijing'],
  ['+8613812345678', 'CN', '-', '-', 'mobile', 'country', 'Asia/Shanghai Asia/Urumqi', 'a mobile of China'],
  ['+34922123456', 'ES', '-', '-', 'landline', 'area-code', 'Atlantic/Canary', 'Tenerife'],
  ['+34912345678', 'ES', '-', '-', 'landline', 'area-code', 'Europe/Madrid', 'Madrid'],
  ['+351292123456', 'PT', '-', '-', 'landline', 'area-code', 'Atlantic/Azores', 'the Azores'],
  ['+881612345678', '-', '-', '-', 'mobile', 'none', '-', 'a satellite phone is nowhere'],
  ['+80012345678', '-', '-', '-', 'other', 'none', '-', 'international freephone'],
  ['ana@example.com', '-', '-', '-', 'other', 'none', '-', 'an e-mail address'],
  ['+1@example.com', '-', '-', '-', 'other', 'none', '-', 'an e-mail address that starts like a number'],
];

const list = (values: readonly string[]): string => (values.length === 0 ? '-' : values.join(' '));

describe('the place of a number', () => {
  test.each([...NORTH_AMERICA, ...ELSEWHERE])(
    '%s: country %s, regions %s, area code %s, %s, zones by %s: %s (%s)',
    (...row) => {
      const [number, country, regions, areaCode, type, zonesFrom, zones] = row;
      const found = place(number);
      const isCount = /^\d+$/.test(zones);
      expect({
        country: found.country ?? '-',
        regions: list(found.regions),
        areaCode: found.areaCode ?? '-',
        type: found.type,
        zonesFrom: found.zonesFrom,
        zones: isCount ? String(found.zones.length) : list([...found.zones].sort()),
      }).toEqual({ country, regions, areaCode, type, zonesFrom, zones });
      expect(found.geographic).toBe(zonesFrom !== 'none');
    },
  );

  test('an unknown code of +1 is in every zone of the states and of Canada, and in none of the territories', () => {
    const { zones } = place('+13575550123');
    for (const zone of [
      'America/New_York',
      'America/Phoenix',
      'America/Adak',
      'Pacific/Honolulu',
      'America/St_Johns',
      'America/Vancouver',
    ]) {
      expect(zones).toContain(zone);
    }
    for (const zone of ['America/Puerto_Rico', 'Pacific/Guam', 'Pacific/Pago_Pago', 'America/Jamaica']) {
      expect(zones).not.toContain(zone);
    }
  });

  test('a mobile is in every zone of its country', () => {
    expect(place('+61412345678').zones).toEqual(
      expect.arrayContaining(['Australia/Perth', 'Australia/Lord_Howe', 'Australia/Brisbane']),
    );
    expect(place('+79161234567').zones).toEqual(
      expect.arrayContaining(['Europe/Kaliningrad', 'Asia/Kamchatka']),
    );
  });

  test('no listed area code is one of the codes that are no places', () => {
    const listed = data.prefixes
      .map((line) => line.split(' ')[0] ?? '')
      .filter((prefix) => /^1\d{3}$/.test(prefix));
    expect(listed.length).toBeGreaterThan(400);
    expect(listed.filter((prefix) => !place(`+${prefix}2345678`).geographic)).toEqual([]);
  });

  test('any number has zones exactly where it is geographic, and the zone table has them all', () => {
    const known = zoneTable();
    fc.assert(
      fc.property(
        fc.oneof(fc.stringMatching(/^\+[1-9]\d{6,14}$/), fc.stringMatching(/^\+1[2-9]\d{9}$/)),
        (number) => {
          const found = place(number);
          expect(found.zones.length > 0).toBe(found.geographic);
          expect(found.zones.filter((zone) => known.get(zone) === undefined)).toEqual([]);
          expect(found.regions.every((region) => region.startsWith(`${found.country ?? ''}-`))).toBe(true);
        },
      ),
      { numRuns: 20_000 },
    );
  });
});

const CUSTOM: readonly (readonly [map: string, number: string, zones: string, what: string])[] = [
  ['1800 America/New_York', '+18005550123', 'America/New_York', 'a toll-free number becomes geographic'],
  ['1800 America/New_York', '+18775550123', '-', 'another toll-free number does not'],
  ['1212 America/Chicago', '+12125550123', 'America/Chicago', 'the map goes before the list'],
  [
    '1212 America/Chicago, 1212555 America/Denver',
    '+12125550123',
    'America/Denver',
    'the longest prefix wins',
  ],
  ['1212555 America/Denver, 1212 America/Chicago', '+12125550123', 'America/Denver', 'in any order'],
  ['1212555 America/Denver', '+12124440123', 'America/New_York', 'without a match the list holds'],
  ['+44 (7400) Asia/Kolkata', '+447400123456', 'Asia/Kolkata', 'a prefix as people write it; a mobile'],
  ['8816 Asia/Tokyo', '+881612345678', 'Asia/Tokyo', 'a satellite phone'],
  ['1 America/Chicago', 'ana@example.com', '-', 'an e-mail address matches no prefix'],
];

describe('the custom timezone map', () => {
  test.each(CUSTOM)('with `%s`, %s is in %s: %s', (lines, number, zones) => {
    const entries = lines.split(', ').map((line): CustomTimezone => {
      const at = line.lastIndexOf(' ');
      return { prefix: line.slice(0, at), zone: line.slice(at + 1) };
    });
    const made = makeCustomTimezones(entries, zoneTable());
    if (!made.ok) throw new Error(made.sentence);
    const found = place(number, made.map);
    expect(list(found.zones)).toBe(zones);
    expect(found.geographic).toBe(zones !== '-');
    expect(found.zonesFrom === 'custom').toBe(zones !== list(place(number).zones));
  });
});

describe('numbers of one prefix', () => {
  test('have one place, made once', () => {
    expect(place('+12125550123')).toBe(place('+12125559876'));
    expect(place('+12125550123')).not.toBe(place('+13125550123'));
    expect(Object.isFrozen(place('+12125550123'))).toBe(true);
  });

  test('have each its own where they are of another class, whichever was asked for before', () => {
    // In the area code 242 of the Bahamas some are mobile, some are not, and some fit no range.
    const numbers = ['+12423571234', '+12423221234', '+12423571234', '+12421234567', '+12423221234'];
    expect(numbers.map((number) => place(number).type)).toEqual(['mobile', 'landline', 'mobile', 'unknown', 'landline']); // prettier-ignore
  });

  test('of another length is nowhere, and does not change the others', () => {
    expect([place('+12125550123'), place('+1212555012'), place('+12125550123')].map(({ geographic }) => geographic)).toEqual([true, false, true]); // prettier-ignore
  });

  test('an e-mail address that begins like one is nowhere', () => {
    for (const key of ['+1@example.com', '+12125550123@example.com', '+442071838750@example.com'])
      expect(place(key)).toEqual({ country: null, regions: [], areaCode: null, geographic: false, zones: [], zonesFrom: 'none', type: 'other' }); // prettier-ignore
  });
});
