import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let organization: TestOrganization;

beforeAll(async () => {
  running = await startRunningService();
});
afterAll(() => running.stop());
beforeEach(async () => {
  organization = await running.newOrganization();
});

const UNKNOWN_ID = '01900000-0000-7000-8000-000000000000';
const NEW_YORK = '+12125550123';
const TOLL_FREE = '+18005550123';

/** The zones that a decision about the number goes by, in the order of the answer. */
async function zonesOf(address: string, contact: object = {}): Promise<readonly string[]> {
  const { zones } = await organization.client.decisions.ask({
    body: { contact: { clientId: 'Z-1', devices: [{ address }], ...contact }, channel: 'call' },
  });
  return zones.map(({ zone, from }) => `${zone} ${from}`);
}

const create = (areaCode: string, timezone: string, exchange: string | null = null) =>
  organization.client.customTimezones.create({ body: { countryCode: '1', areaCode, exchange, timezone } });

const importCsv = (
  body: string,
  headers: Readonly<Record<string, string>> = { 'content-type': 'text/csv' },
) => organization.send('POST', '/api/v1/custom-timezones/import', { headers, body });

describe('a custom timezone', () => {
  test('is created, listed by its digits, changed and deleted', async () => {
    const { customTimezones } = organization.client;
    const made = await create('800', 'America/Chicago');
    expect(made).toMatchObject({
      countryCode: '1',
      areaCode: '800',
      exchange: null,
      prefix: '1800',
      timezone: 'America/Chicago',
      version: 1,
    });
    const params = { id: made.id };
    expect(await customTimezones.get({ params })).toEqual(made);
    const changed = await customTimezones.update({ params, body: { version: 1, exchange: '555' } });
    expect(changed).toMatchObject({ prefix: '1800555', timezone: 'America/Chicago', version: 2 });
    await expect(
      customTimezones.update({ params, body: { version: 1, exchange: null } }),
    ).rejects.toMatchObject({ code: 'version_conflict', problem: { currentVersion: 2 } });
    expect((await customTimezones.list()).items).toEqual([changed]);
    await customTimezones.delete({ params });
    await expect(customTimezones.get({ params })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('may be written with a plus and by an older name of the zone', async () => {
    const { customTimezones } = organization.client;
    const made = await customTimezones.create({
      body: { countryCode: '+44', areaCode: '844', timezone: 'GB' },
    });
    expect(made).toMatchObject({ countryCode: '44', prefix: '44844', timezone: 'GB' });
  });

  const refusals: readonly [name: string, body: object, code: string, path: string][] = [
    ['a zone that there is not', { countryCode: '1', areaCode: '800', timezone: 'America/Nowhere' }, 'zone_unknown', '/timezone'],
    ['a country by its letters', { countryCode: 'US', areaCode: '800', timezone: 'UTC' }, 'validation_failed', '/countryCode'],
    ['a country code that begins with a zero', { countryCode: '0', areaCode: '800', timezone: 'UTC' }, 'validation_failed', '/countryCode'],
    ['an area code that is none', { countryCode: '1', areaCode: '8x0', timezone: 'UTC' }, 'validation_failed', '/areaCode'],
    ['no area code', { countryCode: '1', timezone: 'UTC' }, 'validation_failed', '/areaCode'],
    ['more digits than a number has', { countryCode: '1', areaCode: '12345678', exchange: '1234567', timezone: 'UTC' }, 'prefix_invalid', '/exchange'],
    ['an area code with the zero that is dialled inside the country', { countryCode: '44', areaCode: '020', timezone: 'UTC' }, 'prefix_invalid', '/areaCode'],
    ['digits that have a zone already, cut otherwise', { countryCode: '1', areaCode: '21', exchange: '2', timezone: 'UTC' }, 'prefix_taken', ''],
  ]; // prettier-ignore
  test.each(refusals)('is refused: %s', async (_, body, code, path) => {
    await create('212', 'America/New_York');
    const refused = await organization.send('POST', '/api/v1/custom-timezones', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([refused.json['code'], refused.json['path'] ?? '']).toEqual([code, path]);
    expect((await organization.client.customTimezones.list()).items).toHaveLength(1);
  });

  test('of another organization does not exist, and decides nothing here', async () => {
    const other = await running.newOrganization();
    const { id } = await other.client.customTimezones.create({
      body: { countryCode: '1', areaCode: '212', timezone: 'Asia/Tokyo' },
    });
    const { customTimezones } = organization.client;
    const params = { id };
    const body = { version: 1, timezone: 'UTC' };
    for (const refused of [
      () => customTimezones.get({ params }),
      () => customTimezones.update({ params, body }),
      () => customTimezones.delete({ params }),
      () => customTimezones.delete({ params: { id: UNKNOWN_ID } }),
    ])
      await expect(refused()).rejects.toMatchObject({ code: 'not_found' });
    expect(await zonesOf(NEW_YORK)).toEqual(['America/New_York device']);
    const operator = organization.clientFor(await organization.newKey('operator'));
    await expect(
      operator.customTimezones.create({ body: { countryCode: '1', areaCode: '1', timezone: 'UTC' } }),
    ).rejects.toMatchObject({ code: 'role_insufficient' });
  });
});

describe('decisions after a change of the map (G2)', () => {
  test('go by it from the answer on: made, changed, cut finer, deleted', async () => {
    const { customTimezones } = organization.client;
    expect(await zonesOf(NEW_YORK)).toEqual(['America/New_York device']);
    const wide = await create('212', 'America/Chicago');
    expect(await zonesOf(NEW_YORK)).toEqual(['America/Chicago device']);
    const fine = await create('212', 'America/Denver', '555');
    expect(await zonesOf(NEW_YORK)).toEqual(['America/Denver device']);
    expect(await zonesOf('+12126660123')).toEqual(['America/Chicago device']);
    await customTimezones.update({ params: { id: fine.id }, body: { version: 1, timezone: 'Asia/Tokyo' } });
    expect(await zonesOf(NEW_YORK)).toEqual(['Asia/Tokyo device']);
    await customTimezones.delete({ params: { id: fine.id } });
    expect(await zonesOf(NEW_YORK)).toEqual(['America/Chicago device']);
    await customTimezones.delete({ params: { id: wide.id } });
    expect(await zonesOf(NEW_YORK)).toEqual(['America/New_York device']);
    await importCsv('country code,area code,timezone\n1,212,Europe/Paris\n');
    expect(await zonesOf(NEW_YORK)).toEqual(['Europe/Paris device']);
  });

  test('hold on another node, which had its own map in memory', async () => {
    const other = await running.another({});
    const ask = async () => {
      const response = await fetch(new URL('/api/v1/decisions', other.address), {
        method: 'POST',
        headers: { 'x-api-key': organization.key, 'content-type': 'application/json' },
        body: JSON.stringify({
          contact: { clientId: 'N', devices: [{ address: NEW_YORK }] },
          channel: 'call',
        }),
      });
      return ((await response.json()) as { zones: { zone: string }[] }).zones.map(({ zone }) => zone);
    };
    expect(await ask()).toEqual(['America/New_York']);
    await create('212', 'Asia/Tokyo');
    expect(await ask()).toEqual(['Asia/Tokyo']);
  });

  test('give a toll-free number a zone of its own, and the record says where from', async () => {
    expect(await zonesOf(TOLL_FREE)).toEqual(['America/New_York organization']);
    await create('800', 'America/Chicago');
    expect(await zonesOf(TOLL_FREE)).toEqual(['America/Chicago device']);
    const { items } = await organization.client.decisions.list();
    const { record } = await organization.client.decisions.get({ params: { id: items[0]?.id ?? '' } });
    expect(record).toMatchObject({ facts: { device: { geographic: true, zonesFrom: 'custom' } } });
  });

  test('reach the other devices that Strict looks at', async () => {
    const at = '2026-06-15T14:00:00Z';
    await organization.client.contactTimesRules.create({
      body: {
        name: 'Every known zone',
        required: true,
        priority: 1,
        conditions: {
          country: 'any',
          regions: [],
          devices: 'any',
          deviceTypes: 'any',
          timezoneSource: 'device',
          strict: true,
          times: { everyDay: [{ start: '09:00', end: '19:00' }] },
        },
      },
    });
    const ask = async () => {
      const devices = [{ address: NEW_YORK }, { address: '+12025550123' }];
      const body = { contact: { clientId: 'S', devices }, channel: 'call' as const, at };
      return (await organization.client.decisions.ask({ body })).decision;
    };
    expect(await ask()).toBe('allowed');
    // 14:00 in UTC is 23:00 in Tokyo.
    await create('202', 'Asia/Tokyo');
    expect(await ask()).toBe('blocked');
  });
});

describe('an import of CSV', () => {
  test('takes good rows, whatever the order of columns, and tells of each bad one', async () => {
    await create('213', 'America/Denver');
    const answer = await importCsv(
      [
        'Timezone;Exchange;Area code;Country code',
        'America/Chicago;;800;+1',
        'America/New_York;555;212;1',
        'America/Nowhere;;300;1',
        'UTC;x;3a;US',
        'UTC;;800;1',
        'America/Chicago;;213;1',
        'UTC;;1',
        '"Asia/Tokyo"x;;301;1',
        'UTC;123456789012;123456789012;1',
        '',
      ].join('\r\n'),
    );
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ created: 2, updated: 1, unchanged: 0, refused: 6 });
    const problems = answer.json['problems'] as { line: number; column: string; value: string }[];
    expect(problems.map(({ line, column, value }) => [line, column, value])).toEqual([
      [4, 'Timezone', 'America/Nowhere'],
      [5, 'Country code', 'US'],
      [5, 'Area code', '3a'],
      [5, 'Exchange', 'x'],
      [6, '', '1800'],
      [8, '', ''],
      [9, '', ''],
      [10, '', '1123456789012123456789012'],
    ]);
    expect(problems).toContainEqual(
      expect.objectContaining({ sentence: 'these digits stand on line 2 already; keep one of the two' }),
    );
    const { items } = await organization.client.customTimezones.list();
    expect(items.map(({ prefix, timezone }) => `${prefix} ${timezone}`)).toEqual([
      '1212555 America/New_York',
      '1213 America/Chicago',
      '1800 America/Chicago',
    ]);
  });

  test('is sent by the client too, and may be repeated with its idempotency key', async () => {
    const { customTimezones } = organization.client;
    const body = 'country_code,AreaCode,time zone\n1,212,UTC\n';
    const first = await customTimezones.import({ body, idempotencyKey: 'k' });
    expect(first).toEqual({ created: 1, updated: 0, unchanged: 0, refused: 0, problems: [] });
    expect(await customTimezones.import({ body, idempotencyKey: 'k' })).toEqual(first);
    expect(await customTimezones.import({ body })).toMatchObject({ created: 0, unchanged: 1 });
    await expect(
      customTimezones.import({ body: `${body}1,213,UTC\n`, idempotencyKey: 'k' }),
    ).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  const wholeFiles: readonly [name: string, body: string, says: RegExp][] = [
    ['without a row', '', /no row/],
    ['with no row but blank ones', '\n\n', /no row/],
    ['without the time zones', 'country code,area code\n1,212\n', /`timezone` is missing/],
    ['without a header', '1,212,,UTC\n', /`1` is not known/],
    ['with a column that is not known', 'country code,area code,exchang,timezone\n1,212,5,UTC\n', /`exchang` is not known/],
    ['with a column twice', 'country code,area code,timezone,timezone\n1,212,UTC,UTC\n', /stands twice/],
    ['with a quote that is never closed', 'country code,area code,timezone\n1,212,UTC\n1,"213,UTC\n', /never closed/],
  ]; // prettier-ignore
  test.each(wholeFiles)('is refused as a whole: %s', async (_, body, says) => {
    const refused = await importCsv(body);
    expect([refused.status, refused.json['code']]).toEqual([422, 'csv_invalid']);
    expect(refused.json['detail']).toMatch(says);
    expect((await organization.client.customTimezones.list()).items).toEqual([]);
  });

  test('is refused as another type, in another encoding, and larger than a file may be', async () => {
    const json = await importCsv('{}', { 'content-type': 'application/json' });
    expect([json.status, json.json['code']]).toEqual([415, 'content_type_unsupported']);
    const latin = Buffer.from([...Buffer.from('country code,area code,timezone\n1,212,'), 0xe9, 0x0a]);
    const encoded = await organization.send('POST', '/api/v1/custom-timezones/import', {
      headers: { 'content-type': 'text/csv' },
      body: latin,
    });
    expect(encoded.json['code']).toBe('content_type_unsupported');
    const long = await importCsv(`country code,area code,timezone\n${'1,212,UTC\n'.repeat(1_700_000)}`);
    expect([long.status, long.json['code']]).toEqual([413, 'body_too_large']);
    expect((await organization.client.customTimezones.list()).items).toEqual([]);
  });

  test('is not taken where a route wants JSON', async () => {
    const refused = await organization.send('POST', '/api/v1/custom-timezones', {
      headers: { 'content-type': 'text/csv' },
      body: 'country code,area code,timezone\n1,212,UTC\n',
    });
    expect([refused.status, refused.json['code']]).toEqual([415, 'content_type_unsupported']);
  });
});
