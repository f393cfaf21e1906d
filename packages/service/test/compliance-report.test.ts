import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  canonicalJson,
  HOUR_MS,
  type CampaignGroupId,
  type CountryCode,
  type Instant,
  type RegionCode,
} from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { InteractionFilter } from '@tact/store';
import { reportInForm } from '../src/proof/report-files.ts';
import { rulesetSourceOf } from '../src/deciding/ruleset-cache.ts';
import { createRuleHistory } from '../src/proof/rules-as-of.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let own: TestOrganization;
const ADDRESS = '+12125550123';
const HISTORY_DAY = '2026-02-03';
const iso = (at: number) => new Date(at).toISOString();
const now = Date.now();

beforeAll(async () => {
  running = await startRunningService();
  own = await running.newOrganization();
  await fill();
});
afterAll(() => running.stop());

/** Imported calls of a day in February, and calls of now: reserved, asked, against, without; and one inbound. */
async function fill(): Promise<void> {
  const { client } = own;
  await client.contacts.create({
    body: { clientId: 'C-1', name: 'Ann', devices: [{ address: ADDRESS }], country: 'US', region: 'NY' },
  });
  const row = (externalId: string, at: string, given = {}) => ({
    externalId,
    at,
    clientId: 'C-1',
    device: { address: ADDRESS },
    channel: 'call' as const,
    callResult: 'No Answer',
    ...given,
  });
  await client.attempts.import({
    body: {
      attempts: [
        row('h-1', `${HISTORY_DAY}T15:00:00Z`),
        row('h-2', `${HISTORY_DAY}T16:00:00Z`),
        row('h-3', `${HISTORY_DAY}T17:00:00Z`, { direction: 'inbound' }),
        row('h-4', '2026-02-04T15:00:00Z', { disposition: '=cmd' }),
      ],
    },
  });
  const question = { contact: { clientId: 'C-1' }, device: { address: ADDRESS }, channel: 'call' as const };
  const reserved = await client.attempts.reserve({ body: question });
  await client.attempts.report({
    params: { id: reserved.attempt?.id ?? '' },
    body: { callResult: 'Answer' },
  });
  await client.decisions.ask({ body: { ...question, channel: 'sms' } });
  await client.optOuts.create({
    body: { clientId: 'C-1', channels: ['whatsapp'], reason: 'no', source: 'call' },
  });
  await client.decisions.ask({ body: { ...question, channel: 'whatsapp' } });
  const [later, latest] = [iso(Date.now() + 1_000), iso(Date.now() + 2_000)];
  await client.attempts.import({
    body: {
      attempts: [row('n-1', later, { channel: 'sms' }), row('n-2', latest, { channel: 'whatsapp' })],
    },
  });
}

const get = (path: string) => own.send('GET', `/api/v1/reports/compliance${path}`);
const PERIOD = `from=2026-02-03&to=${iso(now + 26 * HOUR_MS).slice(0, 10)}`;

describe('the compliance report', () => {
  test('tells every interaction, in the order of time, with what it was made by', async () => {
    const { text, status } = await get(`.ndjson?${PERIOD}`);
    expect(status).toBe(200);
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    const told = rows.map((row) => [
      row['decision'],
      row['hours'],
      row['channel'],
      row['attemptsBefore24Hours'],
      row['attemptsBefore7Days'],
    ]);
    expect(told).toEqual([
      ['none', 'inside', 'call', '0', '0'],
      ['none', 'inside', 'call', '1', '1'],
      ['none', 'not-applicable', 'call', '2', '2'],
      ['none', 'inside', 'call', '2', '2'],
      ['reserved', 'inside', 'call', '0', '0'],
      ['asked', 'inside', 'sms', '1', '1'],
      ['against', 'inside', 'whatsapp', '2', '2'],
    ]);
    expect(rows[0]).toMatchObject({
      atUtc: '2026-02-03T15:00:00Z',
      atLocal: '2026-02-03T10:00',
      zone: 'America/New_York',
      zoneFrom: 'device',
      clientId: 'C-1',
      device: ADDRESS,
      rules: 'organization hours',
      judgedBy: 'first-known',
      region: 'US-NY',
    });
    expect(rows[4]).toMatchObject({ callResult: 'Answer', judgedBy: 'decision', agent: 'administrator' });
    expect(rows[4]?.['decisionId']).not.toBe('');
  });

  test('as CSV it can be taken up again after any row, and the parts are the whole', async () => {
    const whole = (await get(`.csv?${PERIOD}`)).text;
    const lines = whole.split('\r\n');
    expect(lines).toHaveLength(9);
    const third = lines[3]?.split(',')[0] ?? '';
    const rest = (await get(`.csv?${PERIOD}&after=${third}`)).text;
    expect([...lines.slice(0, 4), rest].join('\r\n')).toBe(whole);
    expect(whole).toContain("'=cmd");
    expect(whole).not.toMatch(/,[=+@-]/);
  });

  test('a long one is streamed, and tells the same', async () => {
    const parts = { store: running.store, zoneTable: zoneTable(), now: now as Instant };
    const from = (Date.parse(HISTORY_DAY) - HOUR_MS) as Instant;
    const ofAll = { channel: null, direction: null, campaignGroupId: null, clientId: null, accountId: null };
    const filter: InteractionFilter = { from, until: (now + 26 * HOUR_MS) as Instant, ...ofAll };
    for (const format of ['csv', 'ndjson'] as const) {
      const [looked, streamed] = [[], [2, 0]].map(([firstRows, streamedRowsMin]) => ({
        after: null,
        details: true,
        ...(firstRows === undefined ? {} : { firstRows }),
        ...(streamedRowsMin === undefined ? {} : { streamedRowsMin }),
      }));
      const texts = [looked, streamed].map(async (options) => {
        let text = '';
        if (options === undefined) throw new Error('there are two');
        const written = { ...options, header: false };
        for await (const { bytes } of reportInForm(format, parts, own.id, filter, written))
          text += Buffer.from(bytes).toString();
        return text;
      });
      const [first, second] = await Promise.all(texts);
      expect(first?.split('\n')).toHaveLength(8);
      expect(second).toBe(first);
    }
  });

  test('what was reserved has the clock of its record', async () => {
    const { text } = await get(`.ndjson?${PERIOD}&decision=reserved`);
    const { interactions } = running.store.reports;
    const all = { channel: null, direction: null, campaignGroupId: null, clientId: null, accountId: null };
    const request = {
      ...all,
      from: 0 as Instant,
      until: (now + 26 * HOUR_MS) as Instant,
      after: null,
      limit: 9,
      details: true,
    };
    const told = (await interactions(own.id, request)).find(({ decision }) => decision !== null);
    const row = JSON.parse(text) as Record<string, string>;
    expect(told?.decision?.zones).toEqual([
      { zone: 'America/New_York', from: 'device', local: row['atLocal'] },
    ]);
  });

  test.each([
    ['channel=sms', 1],
    ['direction=inbound', 1],
    ['decision=against', 1],
    ['hours=outside', 0],
    ['clientId=nobody', 0],
    ['accountId=01900000-0000-7000-8000-000000000000', 0],
  ])('with %s', async (filter, rows) => {
    const { text } = await get(`.csv?${PERIOD}&${filter}`);
    expect(text.split('\r\n')).toHaveLength(rows + 2);
  });

  test('by page it gives the same rows', async () => {
    const all: unknown[] = [];
    let cursor = '';
    do {
      const { json } = await get(`?${PERIOD}&limit=3${cursor}`);
      all.push(...(json['items'] as unknown[]));
      cursor = json['next'] === null ? '' : `&cursor=${json['next'] as string}`;
    } while (cursor !== '');
    expect(all).toHaveLength(7);
  });

  test('the summary counts by day, hour, state, rule and group', async () => {
    const { json } = await get(`/summary?from=2026-02-03&to=2026-02-04`);
    expect(json['total']).toEqual({
      interactions: 4,
      inside: 3,
      outside: 0,
      unknown: 0,
      withoutDecision: 3,
      againstDecision: 0,
    });
    const keys = (part: string) => (json[part] as { readonly key: string }[]).map(({ key }) => key);
    expect([keys('byDay'), keys('byHour'), keys('byRegion'), keys('byRule'), keys('byCampaignGroup')]).toEqual([
      ['2026-02-03', '2026-02-04'],
      ['10', '11', '12'],
      ['US-NY'],
      [],
      [''],
    ]); // prettier-ignore
    // A Tuesday and a Wednesday.
    expect(new Set(keys('byWeekHour').map((key) => key.slice(0, 1)))).toEqual(new Set(['2', '3']));
  });

  test('days are the organization’s, the last one whole; an instant as the end is out', async () => {
    const count = async (from: string, to: string) =>
      (await get(`.csv?from=${from}&to=${to}`)).text.split('\r\n').length - 2;
    expect(await count('2026-02-03', '2026-02-03')).toBe(3);
    expect(await count('2026-02-03T15:00:00Z', '2026-02-03T16:00:00Z')).toBe(1);
    expect(await count('2026-02-03T15:00:01Z', '2026-02-03T16:00:01Z')).toBe(1);
  });

  test.each([
    ['.csv?from=yesterday&to=2026-02-03', 400],
    ['.csv?from=2026-02-04&to=2026-02-03', 422],
    ['.csv?from=2026-02-31&to=2026-03-03', 422],
    ['?from=2026-02-03&to=2026-02-03&cursor=x', 400],
  ])('%s is refused', async (path, status) => {
    expect((await get(path)).status).toBe(status);
  });

  test('it is for those who may read the audit log', async () => {
    const key = await own.newKey('operator');
    const { status } = await own.send('GET', `/api/v1/reports/compliance.csv?${PERIOD}`, {
      headers: { 'x-api-key': key },
    });
    expect(status).toBe(403);
  });

  test('another organization sees nothing of it', async () => {
    const other = await running.newOrganization();
    const { text } = await other.send('GET', `/api/v1/reports/compliance.csv?${PERIOD}`);
    expect(text.split('\r\n')).toHaveLength(2);
  });
});

test('the rules of this moment, from the audit log, are the rules in force', async () => {
  const { client, id } = own;
  const times = {
    country: 'US' as CountryCode,
    regions: ['US-NY' as RegionCode],
    devices: 'any' as const,
    deviceTypes: 'any' as const,
    timezoneSource: 'device' as const,
    strict: false,
    times: { everyDay: [{ start: '09:00', end: '18:00' }] },
  };
  const rule = await client.contactTimesRules.create({
    body: { name: 'Office', required: false, priority: 2, conditions: times },
  });
  await client.contactTimesRules.create({
    body: { name: 'All', required: true, priority: 1, conditions: { ...times, regions: [] } },
  });
  const gone = await client.contactDates.create({ body: { label: 'Gone', date: '2027-01-02' } });
  await client.contactDates.create({ body: { label: 'Christmas', date: '2026-12-25' } });
  await client.contactDates.delete({ params: { id: gone.id } });
  const group = await client.campaignGroups.create({ body: { name: 'Late', timezoneSource: 'contact' } });
  await client.campaignGroups.pickRule({ params: { id: group.id, ruleId: rule.id } });
  await client.suppressionLists.create({ body: { name: 'Own', type: 'device', required: true } });
  // It is told of the organization, and changes nothing that rules read.
  await client.queue.pause();
  await client.queue.resume();
  const history = createRuleHistory(await running.store.reports.ruleChanges(id));
  for (const one of [null, group.id as CampaignGroupId]) {
    const inForce = await running.store.rules.rulesInForce(id, one);
    if (inForce === undefined) throw new Error('the group is there');
    const asOf = history.at(one, (Date.now() + 60_000) as Instant);
    expect(canonicalJson(asOf?.source)).toBe(canonicalJson(rulesetSourceOf(inForce)));
  }
});

test('the rules of two instants, and what changed between them', async () => {
  const other = await running.newOrganization();
  const { client } = other;
  const before = new Date().toISOString();
  const organization = await client.organization.get();
  await client.organization.update({
    body: { version: organization.version, allowedHours: { everyDay: [{ start: '09:00', end: '17:00' }] } },
  });
  await client.contactDates.create({ body: { label: 'Christmas', date: '2026-12-25' } });
  const after = new Date(Date.now() + 60_000).toISOString();
  const { differences, ...sides } = await client.rulesAsOf.diff({ query: { from: before, to: after } });
  expect(differences.map(({ change, kind, name }) => [change, kind, name])).toEqual([
    ['changed', 'organization', 'organization'],
    ['added', 'contactDates', 'Christmas'],
  ]);
  expect(await client.rulesAsOf.get({ query: { at: after } })).toEqual(sides.after);
  const question = { contact: { clientId: 'x', devices: [{ address: ADDRESS }] }, channel: 'call' as const };
  expect((await client.decisions.ask({ body: question })).ruleset).toBe(sides.after.fingerprint);
  expect((await client.rulesAsOf.diff({ query: { from: after, to: after } })).differences).toEqual([]);
  const nobody = '01900000-0000-7000-8000-000000000000';
  const { status } = await other.send('GET', `/api/v1/rules/as-of?at=${after}&campaignGroupId=${nobody}`);
  expect(status).toBe(422);
});
