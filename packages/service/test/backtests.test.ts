import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, type AttemptRule } from '@tact/engine';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let own: TestOrganization;
const now = Date.now();
const day = (at: number) => new Date(at).toISOString().slice(0, 10);
const PERIOD = { from: day(now - 20 * DAY_MS), to: day(now + DAY_MS) };
const JSON_TYPE = { 'content-type': 'application/json' };
const DEVICE = '+12125550123';

beforeAll(async () => {
  running = await startRunningService();
});
afterAll(() => running.stop());
beforeEach(async () => {
  own = await running.newOrganization();
});

const ONE_A_DAY: AttemptRule = {
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
const NEW_RULE = {
  kind: 'attempt' as const,
  name: 'One a day',
  required: true,
  priority: 1,
  conditions: ONE_A_DAY,
};

/** Calls on C-1: so many, six hours apart, the last one a day ago. */
async function calls(count: number): Promise<void> {
  const { client } = own;
  await client.contacts.put({
    params: { clientId: 'C-1' },
    body: { name: 'Ann', country: 'US', region: 'NY', devices: [{ address: DEVICE }] },
  });
  const attempts = Array.from({ length: count }, (_, n) => ({
    externalId: `x-${n}`,
    at: new Date(now - DAY_MS - (count - 1 - n) * 6 * HOUR_MS).toISOString(),
    clientId: 'C-1',
    device: { address: DEVICE },
    channel: 'call' as const,
    callResult: 'No Answer',
  }));
  await client.attempts.import({ body: { attempts } });
}

/** Begins one, and follows its events to the end. */
async function backtested(proposal: object) {
  const body = { ...PERIOD, ...proposal };
  const begun = await own.client.backtests.create({ body });
  const { text, status } = await own.send('GET', `/api/v1/backtests/${begun.id}/events`);
  expect([status, text.startsWith('event: backtest\n')]).toEqual([200, true]);
  return own.client.backtests.get({ params: { id: begun.id } });
}

describe('a backtest', () => {
  test('says what a new rule would have blocked, with the newest examples', async () => {
    await calls(8);
    const found = await backtested({ rules: [NEW_RULE] });
    expect(found).toMatchObject({
      state: 'finished',
      done: 1,
      attempts: 8,
      blockedQuestions: 0,
      blockedMore: 7,
      allowedMore: 0,
      rules: [{ kind: 'attempt', rule: 'One a day', change: 'blocked', count: 7 }],
    });
    const examples = found.rules[0]?.examples ?? [];
    expect(examples).toHaveLength(5);
    expect(examples[0]).toMatchObject({
      of: 'attempt',
      at: new Date(now - DAY_MS).toISOString().replace('.000Z', 'Z'),
      zone: 'America/New_York',
      clientId: 'C-1',
      device: DEVICE,
      sentence: expect.stringContaining('attempt') as unknown,
    });
    expect((await own.client.backtests.list()).items.map(({ id }) => id)).toEqual([found.id]);
    const { items } = await own.client.audit.list({ query: { entity: 'backtest' } });
    expect(items.map(({ action }) => action)).toEqual(['backtest.create']);
  });

  test('says what would have been allowed where only a rule that goes had blocked', async () => {
    await calls(1);
    const { name, required, priority } = NEW_RULE;
    const { id } = await own.client.attemptRules.create({
      body: {
        name,
        required,
        priority,
        conditions: { ...ONE_A_DAY, period: { kind: 'rolling', amount: 5, unit: 'days' } },
      },
    });
    const question = { contact: { clientId: 'C-1' }, channel: 'call' as const };
    expect((await own.client.decisions.ask({ body: question })).decision).toBe('blocked');
    const gone = await backtested({ removedRuleIds: [id] });
    expect(gone).toMatchObject({ attempts: 1, blockedQuestions: 1, blockedMore: 0, allowedMore: 1 });
    expect(gone.rules[0]).toMatchObject({
      change: 'allowed',
      ruleId: id,
      examples: [{ of: 'blocked-question', device: DEVICE }],
    });
    // Something else blocks it as well.
    const hours = { allowedHours: { everyDay: 'closed' } };
    expect(await backtested({ removedRuleIds: [id], ...hours })).toMatchObject({
      allowedMore: 0,
      blockedMore: 1,
    });
  });

  test('shows no number to a key that may not see contacts', async () => {
    await calls(2);
    const { id } = await backtested({ rules: [NEW_RULE] });
    const key = await own.newKey('administrator', { scopes: ['audit:read'] });
    const { rules } = await own.clientFor(key).backtests.get({ params: { id } });
    expect(rules[0]?.examples[0]).toMatchObject({ clientId: null, device: '…23' });
  });

  test('goes on where a process that is gone left it', async () => {
    await calls(3);
    const plan = {
      organizationId: own.id,
      from: now - 20 * DAY_MS,
      until: now,
      proposal: {
        rules: [],
        removedRuleIds: [],
        allowedHours: { everyDay: 'closed' },
        limits: null,
      },
    };
    const actor = { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'api' } as const;
    const begun = await running.store.backtests.create(own.id, plan, actor);
    const client = new pg.Client({ connectionString: running.connectionString });
    await client.connect();
    try {
      // As a process left it that had looked at everything up to C-0 and found one thing.
      const tally = {
        attempts: 5,
        blockedQuestions: 0,
        skipped: 0,
        blockedMore: 1,
        allowedMore: 0,
        rules: [],
      };
      const progress = { ranges: [{ after: 'C-0', upTo: null }], marks: [], tally, done: 0.5 };
      await client.query(
        `update tact.backtests set state = 'running', runner = gen_random_uuid(), leased_until = now() - interval '1 second', progress = $2 where id = $1`,
        [begun.id, JSON.stringify(progress)],
      );
    } finally {
      await client.end();
    }
    await own.send('GET', `/api/v1/backtests/${begun.id}/events`);
    expect(await own.client.backtests.get({ params: { id: begun.id } })).toMatchObject({
      state: 'finished',
      attempts: 8,
      blockedMore: 4,
    });
  });

  test('that waits is stopped, and goes on when it is taken up again', async () => {
    await calls(2);
    const client = new pg.Client({ connectionString: running.connectionString });
    await client.connect();
    try {
      // Another one of the organization runs elsewhere, so that this one has to wait.
      await client.query(
        `insert into tact.backtests (organization_id, id, plan, state, created_by, runner, leased_until)
          values ($1, gen_random_uuid(), '{}', 'running', '{}', gen_random_uuid(), now() + interval '1 hour')`,
        [own.id],
      );
      const { id } = await own.client.backtests.create({ body: { ...PERIOD, rules: [NEW_RULE] } });
      const params = { id };
      expect(await own.client.backtests.stop({ params })).toMatchObject({ state: 'stopped', attempts: 0 });
      expect(await own.client.backtests.resume({ params })).toMatchObject({ state: 'queued' });
      await client.query(`delete from tact.backtests where organization_id = $1 and state = 'running'`, [
        own.id,
      ]);
      await own.send('GET', `/api/v1/backtests/${id}/events`);
      expect(await own.client.backtests.get({ params })).toMatchObject({ state: 'finished', attempts: 2 });
      for (const step of ['stop', 'resume'])
        expect((await own.send('POST', `/api/v1/backtests/${id}/${step}`)).json['code']).toBe('job_ended');
      const { items } = await own.client.audit.list({ query: { entity: 'backtest', entityId: id } });
      expect(items.map(({ action }) => action)).toEqual([
        'backtest.resume',
        'backtest.stop',
        'backtest.create',
      ]);
    } finally {
      await client.end();
    }
  });

  const refused: readonly [name: string, body: object, code: string][] = [
    ['a period that ends before it begins', { from: '2026-02-02', to: '2026-02-01' }, 'instant_invalid'],
    [
      'a rule that could not be saved',
      { ...PERIOD, rules: [{ ...NEW_RULE, conditions: { ...ONE_A_DAY, devices: [1] } }] },
      'rule_invalid',
    ],
    ['a kind that is none', { ...PERIOD, rules: [{ ...NEW_RULE, kind: 'x' }] }, 'validation_failed'],
  ];
  test.each(refused)('refuses %s', async (_, body, code) => {
    const sent = await own.send('POST', '/api/v1/backtests', {
      headers: JSON_TYPE,
      body: JSON.stringify(body),
    });
    expect(sent.json['code']).toBe(code);
  });
});

describe('the effect of a rule that is not saved', () => {
  test('tells what it would have blocked, and of a looser one what it would have allowed', async () => {
    await calls(4);
    const { name, required, priority, conditions } = NEW_RULE;
    const rule = { name, required, priority, conditions };
    const strict = await own.client.attemptRules.effect({ body: rule });
    expect(strict).toMatchObject({ days: 30, isWhole: true, attempts: 4, blockedMore: 3, allowedMore: 0 });
    const { id } = await own.client.attemptRules.create({ body: rule });
    const loose = { ...rule, conditions: { ...ONE_A_DAY, count: 2 }, replaces: id, days: 7 };
    const looser = await own.client.attemptRules.effect({ body: loose });
    // Before the rule was there nothing was blocked, so the looser one blocks what it would have.
    expect(looser).toMatchObject({ days: 7, attempts: 4, blockedMore: 2, allowedMore: 0 });
    const optional = await own.client.attemptRules.effect({
      body: { ...rule, name: 'Other', required: false },
    });
    expect(optional).toMatchObject({ blockedMore: 0 });
  });

  test('is told for every kind, and refused where the rule could not be saved', async () => {
    await calls(2);
    const common = { name: 'Rule', required: true, priority: 1 };
    const custom = {
      description: '',
      expression: 'AttemptsOnContact(24H) < 1',
      missingData: 'block' as const,
    };
    expect(await own.client.customRules.effect({ body: { ...common, conditions: custom } })).toMatchObject({
      blockedMore: 1,
      rules: [{ kind: 'custom' }],
    });
    const bad = { ...common, conditions: { ...custom, expression: 'AttemptsOn(' } };
    const sent = await own.send('POST', '/api/v1/rules/custom/effect', {
      headers: JSON_TYPE,
      body: JSON.stringify(bad),
    });
    expect(sent.json['code']).toBe('rule_invalid');
  });
});

describe('the forecast of a campaign', () => {
  test('counts in each hour who is callable, as the windows of each contact say', async () => {
    const { client } = own;
    const organization = await client.organization.get();
    await client.organization.update({
      body: { version: organization.version, allowedHours: { everyDay: [{ start: '09:00', end: '12:00' }] } },
    });
    const zones = ['America/New_York', 'America/Los_Angeles', 'Europe/London'];
    for (const [n, zone] of zones.entries())
      await client.contacts.put({
        params: { clientId: `F-${n}` },
        body: { zone, country: 'US', devices: [{ address: `+1 212 555 010${n}` }] },
      });
    await client.contacts.put({
      params: { clientId: 'F-9' },
      body: { country: 'US', devices: [{ address: 'a@b.com' }] },
    });
    const list = await client.contactLists.create({ body: { name: 'List' } });
    const records = ['F-0', 'F-1', 'F-2', 'F-9'].map((clientId) => ({ clientId }));
    await client.contactLists.addRecords({ params: { id: list.id }, body: { records } });
    const group = await client.campaignGroups.create({ body: { name: 'Group' } });
    const { id } = await client.campaigns.create({
      body: { name: 'C', channel: 'call', contactListId: list.id, campaignGroupId: group.id },
    });
    const forecast = await client.campaigns.forecast({ params: { id }, query: { hours: 48 } });
    expect(forecast).toMatchObject({ contacts: 4, isWhole: true, never: 1, refused: 1, unknown: 0 });
    expect(forecast.hours).toHaveLength(48);
    // Hours are those of the clock on the wall; of the first one, what is left counts.
    const [first] = forecast.hours;
    expect(first?.fromLocal).toMatch(/:00$/);
    const from = Date.parse(first?.from ?? '');
    expect([from <= Date.parse(forecast.from), from + HOUR_MS > Date.parse(forecast.from)]).toEqual([
      true,
      true,
    ]);
    const counts = new Array<number>(48).fill(0);
    for (const clientId of ['F-0', 'F-1', 'F-2']) {
      const { spans } = await client.windows.find({
        body: {
          contact: { clientId },
          channel: 'call',
          campaignGroupId: group.id,
          at: forecast.from,
          days: 2,
        },
      });
      for (let hour = 0; hour < 48; hour++) {
        const [starts, ends] = [from + hour * HOUR_MS, from + (hour + 1) * HOUR_MS];
        if (spans.some((span) => Date.parse(span.from) < ends && Date.parse(span.until) > starts))
          counts[hour] = (counts[hour] ?? 0) + 1;
      }
    }
    expect(forecast.hours.map(({ callable }) => callable)).toEqual(counts);
    expect(counts.some((count) => count > 0)).toBe(true);
    const question = { channel: 'call', campaignGroupId: group.id, hours: 48 } as const;
    const ofList = await client.contactLists.forecast({ params: { id: list.id }, query: question });
    expect(ofList).toMatchObject({ contacts: 4, isWhole: true, never: 1, refused: 1 });
    expect(ofList.hours.map(({ callable }) => callable)).toEqual(counts);
  });

  test('of a list alone goes by the rules of every request, or those of a group, and by the channel', async () => {
    const { client } = own;
    await client.contacts.put({
      params: { clientId: 'L-1' },
      body: { country: 'US', devices: [{ address: '+1 212 555 0101' }, { address: 'a@b.com' }] },
    });
    const list = await client.contactLists.create({ body: { name: 'Alone' } });
    await client.contactLists.addRecords({
      params: { id: list.id },
      body: { records: [{ clientId: 'L-1' }] },
    });
    const closed = await client.campaignGroups.create({
      body: {
        name: 'Closed',
        campaignHours: { timezoneSource: 'device', times: { everyDay: 'closed' } },
      },
    });
    const params = { id: list.id };
    const always = { contacts: 1, never: 0, refused: 0 };
    for (const [query, expected] of [
      [{ hours: 3 }, always],
      [{ hours: 3, channel: 'email' }, always],
      [
        { hours: 3, channel: 'email', devices: 1 },
        { contacts: 1, never: 1, refused: 1 },
      ],
      [
        { hours: 3, campaignGroupId: closed.id },
        { contacts: 1, never: 1, refused: 0 },
      ],
    ] as const) {
      const found = await client.contactLists.forecast({ params, query });
      expect(found, JSON.stringify(query)).toMatchObject(expected);
      expect(found.hours).toHaveLength(3);
    }
    const path = `/api/v1/contact-lists/${list.id}/forecast?campaignGroupId=${list.id}`;
    const refused = await own.send('GET', path);
    expect([refused.status, refused.json['code']]).toEqual([422, 'campaign_group_unknown']);
  });
});
