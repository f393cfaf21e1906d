import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { HOLIDAY_TYPES, holidaysOf, type HolidayType } from './holidays.ts';

async function datesOf(
  place: string,
  year: number,
  types: readonly HolidayType[] = ['public'],
): Promise<readonly string[]> {
  const [country = ''] = place.split('-');
  const found = await holidaysOf({ country, region: place === country ? null : place }, year, types);
  if (!found.found) throw new Error(`${found.unknown} unknown`);
  return found.dates.map(({ date, names }) => `${date} ${names.join(' / ')}`);
}

/** Those of one name, by their days alone. */
async function daysOf(place: string, year: number, name: RegExp, types?: readonly HolidayType[]) {
  return (await datesOf(place, year, types))
    .filter((line) => name.test(line))
    .map((line) => line.slice(5, 10));
}

describe('the holidays of a place', () => {
  test('are those of its laws, by date, with their substitute days', async () => {
    // New York General Construction Law § 24; the substitute days are the federal ones.
    expect(await datesOf('US-NY', 2027)).toEqual([
      "2027-01-01 New Year's Day",
      '2027-01-18 Martin Luther King Jr. Day',
      "2027-02-12 Lincoln's Birthday",
      "2027-02-15 Susan B. Anthony Day / Washington's Birthday",
      '2027-05-31 Memorial Day',
      '2027-06-18 Juneteenth (substitute day)',
      '2027-06-19 Juneteenth',
      '2027-07-04 Independence Day',
      '2027-07-05 Independence Day (substitute day)',
      '2027-09-06 Labor Day',
      '2027-10-11 Columbus Day',
      '2027-11-02 Election Day',
      '2027-11-11 Veterans Day',
      '2027-11-25 Thanksgiving Day',
      '2027-12-24 Christmas Day (substitute day)',
      '2027-12-25 Christmas Day',
      "2027-12-31 New Year's Day (substitute day)",
    ]);
  });

  test('are in English, and a part of the country has its own besides', async () => {
    const germany = await datesOf('DE', 2027);
    const bavaria = await datesOf('DE-BY', 2027);
    expect(germany).toContain('2027-10-03 National Holiday');
    expect(germany).not.toContain('2027-01-06 Epiphany');
    expect(bavaria).toContain('2027-01-06 Epiphany');
    expect(await datesOf('GB-SCT', 2027)).toContain('2027-11-30 St Andrew’s Day');
  });

  test.each<[string, string, number, RegExp, readonly HolidayType[], readonly string[]]>([
    ['begins at sunset', 'IL', 2026, /Passover \(Pesach\)/, ['public'], ['04-02']],
    ['lasts several days', 'SA', 2026, /al-Adha/, ['public'], ['05-26', '05-27', '05-28', '05-29']],
    ['ends at noon', 'TR', 2026, /al-Fitr/, ['public'], ['03-20', '03-21', '03-22']],
    ['lasts half a day', 'DE', 2026, /Shrove Tuesday/, ['observance'], ['02-17']],
    ['lasts 25 hours', 'AU', 2026, /Easter Sunday/, ['public'], ['04-05']],
    ['reaches into the next year', 'IL', 2027, /Hanukkah/, ['school'], ['12-25', '12-26', '12-27', '12-28', '12-29', '12-30', '12-31']],
    ['began in the year before', 'IL', 2028, /01-.*Hanukkah/, ['school'], ['01-01']],
  ])('one that %s', async (_, place, year, name, types, days) => {
    expect(await daysOf(place, year, name, types)).toEqual(days);
  }); // prettier-ignore

  test('of several kinds tell which', async () => {
    const found = await holidaysOf({ country: 'US', region: 'US-NY' }, 2027, HOLIDAY_TYPES);
    expect(found.found && found.dates.find(({ date }) => date === '2027-12-24')).toEqual({
      date: '2027-12-24',
      names: ['Christmas Day (substitute day)', 'Christmas Eve'],
      types: ['public', 'optional'],
    });
  });

  test.each([
    ['AQ', null, 'country'],
    ['constructor', null, 'country'],
    ['GB', 'GB-LND', 'region'],
    ['US', 'US-', 'region'],
    ['US', 'US-toString', 'region'],
  ])('are not known: %s %s', async (country, region, unknown) => {
    expect(await holidaysOf({ country, region }, 2027, ['public'])).toEqual({ found: false, unknown });
  });
});

test('the days do not depend on the time zone of the machine', async () => {
  const url = new URL('holidays.ts', import.meta.url).href;
  const program = `
    const { holidaysOf, HOLIDAY_TYPES } = await import(${JSON.stringify(url)});
    const found = [new Date(2027, 0, 1).getTimezoneOffset()];
    for (const [country, region] of [['US', 'US-NY'], ['IL', null], ['TR', null], ['AU', 'AU-NSW'], ['CN', null], ['KI', null]])
      found.push(await holidaysOf({ country, region }, 2027, HOLIDAY_TYPES));
    console.log(JSON.stringify(found));`;
  const run = promisify(execFile);
  const inZone = async (zone: string): Promise<readonly unknown[]> => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
      env: { ...process.env, TZ: zone },
    });
    return JSON.parse(stdout) as readonly unknown[];
  };
  const [east, west, utc] = await Promise.all(
    ['Pacific/Kiritimati', 'America/Los_Angeles', 'UTC'].map(inZone),
  );
  expect([east?.[0], west?.[0], utc?.[0]]).toEqual([-840, 480, 0]);
  expect(east?.slice(1)).toEqual(utc?.slice(1));
  expect(west?.slice(1)).toEqual(utc?.slice(1));
});
