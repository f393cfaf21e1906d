import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AttemptRule, ContactTimesRule } from '@tact/engine';
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

const NINE_TO_SEVEN = [{ start: '09:00', end: '19:00' }];
const HOURS: ContactTimesRule = {
  country: 'any',
  regions: [],
  devices: 'any',
  deviceTypes: 'any',
  timezoneSource: 'device',
  strict: false,
  times: {
    perDay: {
      monday: NINE_TO_SEVEN,
      tuesday: NINE_TO_SEVEN,
      wednesday: NINE_TO_SEVEN,
      thursday: NINE_TO_SEVEN,
      friday: NINE_TO_SEVEN,
      saturday: [{ start: '10:00', end: '14:00' }],
      sunday: 'closed',
    },
  },
};
const ONE_IN_24_HOURS: AttemptRule = {
  scope: 'tenant',
  count: 1,
  direction: 'outbound',
  period: { kind: 'rolling', amount: 24, unit: 'hours' },
  countBy: 'any',
  using: 'client',
  channels: 'any',
  countedChannels: null,
  devices: 'any',
  deviceTypes: 'any',
  to: [],
  betweenTimes: null,
};
/** A Friday noon in New York; the clocks go forward on the Sunday. */
const FRIDAY_NOON = '2026-03-06T17:00:00Z';
const NUMBER = '+12125550123';
const ASKED = {
  contact: { clientId: 'W-1', devices: [{ address: NUMBER }] },
  channel: 'call',
  at: FRIDAY_NOON,
} as const;

/** An attempt that is told of afterwards. */
const TOLD = {
  externalId: 'told',
  clientId: 'W-1',
  device: { address: NUMBER },
  channel: 'call',
} as const;

async function setHours(): Promise<void> {
  await organization.client.contactTimesRules.create({
    body: { name: 'Hours', required: true, priority: 1, conditions: HOURS },
  });
}

async function spans(body: object = {}): Promise<readonly string[]> {
  const found = await organization.client.windows.find({ body: { ...ASKED, ...body } });
  return found.spans.map(({ from, until }) => `${from} ${until}`);
}

/** Each hour of the week by its own decision, which is recorded: the windows say the same. */
async function allowedHours(): Promise<readonly number[]> {
  const hours = Array.from({ length: 7 * 24 }, (_, hour) => hour);
  const response = await organization.send('POST', '/api/v1/decisions', {
    headers: { 'content-type': 'application/x-ndjson' },
    body: hours
      .map((hour) => JSON.stringify({ ...ASKED, at: instantOf(Date.parse(FRIDAY_NOON) + hour * 3_600_000) }))
      .join('\n'),
  });
  const answers = response.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly decision: string });
  return hours.filter((hour) => answers[hour]?.decision === 'allowed');
}

function instantOf(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

describe('the windows of a week', () => {
  test('are those of its hours, across a change of the clock, on the clock there too', async () => {
    await setHours();
    const found = await organization.client.windows.find({ body: { ...ASKED, days: 4 } });
    const { ruleset, versions, zones } = await organization.client.decisions.ask({ body: ASKED });
    const zone = 'America/New_York';
    expect(found).toEqual({
      from: FRIDAY_NOON,
      until: '2026-03-10T17:00:00Z',
      spans: [
        {
          from: FRIDAY_NOON,
          until: '2026-03-07T00:00:00Z',
          local: [{ zone, from: '2026-03-06T12:00', until: '2026-03-06T19:00' }],
        },
        {
          from: '2026-03-07T15:00:00Z',
          until: '2026-03-07T19:00:00Z',
          local: [{ zone, from: '2026-03-07T10:00', until: '2026-03-07T14:00' }],
        },
        {
          from: '2026-03-09T13:00:00Z',
          until: '2026-03-09T23:00:00Z',
          local: [{ zone, from: '2026-03-09T09:00', until: '2026-03-09T19:00' }],
        },
        {
          from: '2026-03-10T13:00:00Z',
          until: '2026-03-10T17:00:00Z',
          local: [{ zone, from: '2026-03-10T09:00', until: '2026-03-10T13:00' }],
        },
      ],
      closed: expect.any(Array) as unknown,
      unknownFrom: null,
      zones,
      ruleset,
      versions,
    });
  });

  test('name the rule that decides in each closed span, as a decision anywhere in it does', async () => {
    const { client } = organization;
    await setHours();
    await client.contactDates.create({ body: { label: 'Inventory', date: '2026-03-09' } });
    await client.attemptRules.create({
      body: { name: 'One a day', required: true, priority: 1, conditions: ONE_IN_24_HOURS },
    });
    await organization.client.attempts.import({
      body: { attempts: [{ ...TOLD, at: FRIDAY_NOON, callResult: 'Busy' }] },
    });
    const at = '2026-03-06T17:00:01Z';
    const { closed } = await client.windows.find({ body: { ...ASKED, at, days: 4 } });
    expect(closed.map(({ from, until, rule }) => `${from} ${until} ${rule}`)).toEqual([
      '2026-03-06T17:00:01Z 2026-03-07T00:00:00Z One a day',
      '2026-03-07T00:00:00Z 2026-03-07T15:00:00Z Hours',
      '2026-03-07T15:00:00Z 2026-03-07T17:00:00Z One a day',
      '2026-03-07T19:00:00Z 2026-03-09T04:00:00Z Hours',
      '2026-03-09T04:00:00Z 2026-03-10T04:00:00Z Inventory',
      '2026-03-10T04:00:00Z 2026-03-10T13:00:00Z Hours',
    ]);
    for (const { from, until, ruleId, rule, code } of closed)
      for (const ms of [Date.parse(from), Date.parse(until) - 1_000]) {
        const { deciding } = await client.decisions.ask({ body: { ...ASKED, at: instantOf(ms) } });
        expect([deciding?.ruleId, deciding?.rule, deciding?.code]).toEqual([ruleId, rule, code]);
      }
  });

  test('leave out what an attempt, a contact date, an entry and an opt-out that begin later take', async () => {
    const { client } = organization;
    await setHours();
    await client.attemptRules.create({
      body: { name: 'One in 24 hours', required: true, priority: 1, conditions: ONE_IN_24_HOURS },
    });
    const attempt = {
      externalId: 'a',
      clientId: 'W-1',
      device: { address: NUMBER },
      channel: 'call',
    } as const;
    const imported = await client.attempts.import({
      body: { attempts: [{ ...attempt, at: '2026-03-06T15:30:00Z', callResult: 'Busy' }] },
    });
    expect(imported).toMatchObject({ imported: 1 });
    await client.contactDates.create({ body: { label: 'Inventory', date: '2026-03-11' } });
    const list = await client.suppressionLists.create({
      body: { name: 'L', type: 'device', required: true },
    });
    await client.suppressionLists.addEntries({
      params: { id: list.id },
      body: { entries: [{ value: NUMBER, from: '2026-03-12T15:00:00Z', until: '2026-03-12T20:00:00Z' }] },
    });
    await client.optOuts.create({ body: { clientId: 'W-1', reason: 'r', from: '2026-03-13T14:00:00Z' } });

    expect(await spans()).toEqual([
      '2026-03-07T15:30:00Z 2026-03-07T19:00:00Z',
      '2026-03-09T13:00:00Z 2026-03-09T23:00:00Z',
      '2026-03-10T13:00:00Z 2026-03-10T23:00:00Z',
      '2026-03-12T13:00:00Z 2026-03-12T15:00:00Z',
      '2026-03-12T20:00:00Z 2026-03-12T23:00:00Z',
      '2026-03-13T13:00:00Z 2026-03-13T14:00:00Z',
    ]);
    // On the hour from Friday 17:00Z: Saturday 16:00Z is hour 23, Monday 13:00Z hour 68, and so on.
    const hoursOf = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);
    expect(await allowedHours()).toEqual([
      ...hoursOf(23, 3),
      ...hoursOf(68, 10),
      ...hoursOf(92, 10),
      ...hoursOf(140, 2),
      ...hoursOf(147, 3),
      ...hoursOf(164, 1),
    ]);
  });

  test('are none where nothing opens, and one where nothing closes', async () => {
    expect(await spans({ days: 31 })).toEqual([`${FRIDAY_NOON} 2026-04-06T17:00:00Z`]);
    await organization.client.optOuts.create({ body: { clientId: 'W-1', reason: 'r', from: FRIDAY_NOON } });
    expect(await spans()).toEqual([]);
  });

  test('begin now where no instant is named, and nothing is recorded', async () => {
    const before = Date.now();
    const { at, ...now } = ASKED;
    expect(at).toBe(FRIDAY_NOON);
    const found = await organization.client.windows.find({ body: now });
    expect(Date.parse(found.from)).toBeGreaterThanOrEqual(before - 2_000);
    expect(Date.parse(found.until) - Date.parse(found.from)).toBe(7 * 86_400_000);
    expect((await organization.client.decisions.list()).items).toEqual([]);
    expect((await organization.client.attempts.list()).items).toEqual([]);
  });

  test('of a number in two zones lie in the hours of both, and are shown on both clocks', async () => {
    await setHours();
    const contact = { clientId: 'W-2', devices: [{ address: '+18505550123' }] };
    const { spans } = await organization.client.windows.find({ body: { ...ASKED, contact, days: 1 } });
    expect(spans).toEqual([
      {
        from: FRIDAY_NOON,
        until: '2026-03-07T00:00:00Z',
        local: [
          { zone: 'America/Chicago', from: '2026-03-06T11:00', until: '2026-03-06T18:00' },
          { zone: 'America/New_York', from: '2026-03-06T12:00', until: '2026-03-06T19:00' },
        ],
      },
      {
        from: '2026-03-07T16:00:00Z',
        until: '2026-03-07T17:00:00Z',
        local: [
          { zone: 'America/Chicago', from: '2026-03-07T10:00', until: '2026-03-07T11:00' },
          { zone: 'America/New_York', from: '2026-03-07T11:00', until: '2026-03-07T12:00' },
        ],
      },
    ]);
  });
});

describe('a question that cannot be asked', () => {
  test.each<[string, object, string, string]>([
    ['about nobody', { contact: { clientId: 'nobody' } }, 'contact_unknown', '/contact'],
    ['about no number', { device: { address: '12' } }, 'number_invalid', '/device/address'],
    ['by e-mail to a number', { channel: 'email' }, 'device_missing', '/channel'],
    ['about an instant that no table has', { at: '2120-01-01T00:00:00Z' }, 'instant_out_of_range', '/at'],
    ['about days that no table has', { at: '2099-12-25T00:00:00Z' }, 'instant_out_of_range', '/days'],
    ['about no day at all', { days: 0 }, 'validation_failed', '/days'],
    ['about more days than a month has', { days: 32 }, 'validation_failed', '/days'],
    ['for no campaign group', { campaignGroupId: '01900000-0000-7000-8000-000000000000' }, 'campaign_group_unknown', '/campaignGroupId'],
  ])('%s: the problem of a decision', async (_, given, code, path) => {
    const { json } = await organization.send('POST', '/api/v1/windows', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...ASKED, ...given }),
    });
    const [problem] = (json['problems'] ?? [{ path: json['path'] }]) as readonly { readonly path: unknown }[];
    expect([json['code'], problem?.path]).toEqual([code, path]);
  }); // prettier-ignore
});

test('who may read decisions may find windows', async () => {
  const body = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(ASKED) };
  const statusWith = async (...scopes: readonly string[]) => {
    const key = await organization.newKey('analyst', { scopes });
    const { headers } = body;
    const sent = { ...body, headers: { ...headers, 'x-api-key': key } };
    return (await organization.send('POST', '/api/v1/windows', sent)).status;
  };
  expect(await statusWith('decisions:read')).toBe(200);
  expect(await statusWith('rules:read', 'decisions:write')).toBe(403);
});
