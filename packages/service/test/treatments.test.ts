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

const JSON_TYPE = { 'content-type': 'application/json' };
const UNKNOWN_ID = '01900000-0000-7000-8000-000000000000';
const CLOSED: ContactTimesRule = {
  country: 'any',
  regions: [],
  devices: 'any',
  deviceTypes: 'any',
  timezoneSource: 'device',
  strict: false,
  times: { everyDay: 'closed' },
};
const COUNTING: AttemptRule = {
  scope: 'tenant',
  count: 1,
  direction: 'outbound',
  period: { kind: 'today' },
  countBy: { dispositions: ['PTP'] },
  using: 'client',
  channels: 'any',
  countedChannels: null,
  devices: 'any',
  deviceTypes: 'any',
  to: [],
  betweenTimes: null,
};

const code = (text: string) => organization.client.dispositions.create({ body: { code: text, name: text } });
const closed = (dispositionCode: string | null = null) =>
  organization.client.contactTimesRules.create({
    body: { name: 'Never', required: true, priority: 1, dispositionCode, conditions: CLOSED },
  });
const question = {
  contact: { clientId: 'T', devices: [{ address: '+12125550123' }] },
  channel: 'call',
} as const;
const treatmentNow = async () => {
  const { treatment } = await organization.client.decisions.ask({ body: question });
  return treatment?.name ?? null;
};
const post = (path: string, body: object) =>
  organization.send('POST', `/api/v1/${path}`, { headers: JSON_TYPE, body: JSON.stringify(body) });

describe('a disposition', () => {
  test('is created, listed by code, changed and deleted; its code stays', async () => {
    const { dispositions } = organization.client;
    const made = await dispositions.create({ body: { code: 'LATE', name: 'Too late', description: 'why' } });
    expect(made).toMatchObject({ code: 'LATE', name: 'Too late', description: 'why', version: 1 });
    const params = { id: made.id };
    const changed = await dispositions.update({ params, body: { version: 1, description: null } });
    expect(changed).toMatchObject({ code: 'LATE', name: 'Too late', description: null, version: 2 });
    expect(await dispositions.get({ params })).toEqual(changed);
    const renamed = await organization.send('PATCH', `/api/v1/dispositions/${made.id}`, {
      headers: JSON_TYPE,
      body: JSON.stringify({ version: 2, code: 'EARLY' }),
    });
    expect(renamed.json['code']).toBe('validation_failed');
    await expect(code('LATE')).rejects.toMatchObject({ code: 'name_taken' });
    await expect(dispositions.update({ params, body: { version: 1 } })).rejects.toMatchObject({
      code: 'version_conflict',
      problem: { currentVersion: 2 },
    });
    expect((await dispositions.list()).items).toEqual([changed]);
    const other = await running.newOrganization();
    await expect(other.client.dispositions.get({ params })).rejects.toMatchObject({ code: 'not_found' });
    await expect(other.client.dispositions.delete({ params })).rejects.toMatchObject({ code: 'not_found' });
    await dispositions.delete({ params });
    expect((await dispositions.list()).items).toEqual([]);
    expect((await post('dispositions', { code: '', name: 'x' })).json['path']).toBe('/code');
  });

  test('that a rule stamps is not deleted', async () => {
    const { id } = await code('LATE');
    await closed('LATE');
    await expect(organization.client.dispositions.delete({ params: { id } })).rejects.toMatchObject({
      code: 'still_used',
      message: expect.stringContaining('the rule `Never`') as string,
    });
  });
});

describe('the codes of rules', () => {
  test('are free as long as no disposition is defined, and checked from then on', async () => {
    const rule = await closed('ANY');
    await code('LATE');
    const { contactTimesRules } = organization.client;
    const body = { name: 'Other', required: true, priority: 2, conditions: CLOSED };
    await expect(
      contactTimesRules.create({ body: { ...body, dispositionCode: 'LAET' } }),
    ).rejects.toMatchObject({
      code: 'disposition_unknown',
      status: 422,
      problem: { path: '/dispositionCode' },
    });
    const check = await contactTimesRules.check({ body: { ...body, dispositionCode: 'LAET' } });
    expect(check).toMatchObject({ valid: false, problems: [{ path: '/dispositionCode' }] });
    await contactTimesRules.create({ body: { ...body, dispositionCode: 'LATE' } });
    // An older rule can still be changed; only a new code is looked at.
    const params = { id: rule.id };
    const changed = await contactTimesRules.update({ params, body: { version: 1, required: false } });
    expect(changed).toMatchObject({ dispositionCode: 'ANY', required: false });
    await expect(
      contactTimesRules.update({ params, body: { version: 2, dispositionCode: 'LAET' } }),
    ).rejects.toMatchObject({ code: 'disposition_unknown' });
    await contactTimesRules.update({ params, body: { version: 2, dispositionCode: 'LATE' } });
    await contactTimesRules.update({ params, body: { version: 3, dispositionCode: null } });
  });

  test('that attempts are counted by are checked too: a mistyped one would count nothing', async () => {
    await code('LATE');
    const body = { name: 'Promises', required: true, priority: 1, conditions: COUNTING };
    await expect(organization.client.attemptRules.create({ body })).rejects.toMatchObject({
      code: 'disposition_unknown',
      problem: { path: '/conditions/countBy/dispositions/0' },
    });
    await code('PTP');
    expect((await organization.client.attemptRules.create({ body })).conditions).toEqual(COUNTING);
  });

  test('of a custom rule are told of by its check', async () => {
    await code('LATE');
    const conditions = { description: '', expression: 'true', missingData: 'block' } as const;
    const body = { name: 'C', required: true, priority: 1, conditions, dispositionCode: 'X' };
    const check = await organization.client.customRules.check({ body });
    expect(check).toMatchObject({ valid: false, problems: [{ path: '/dispositionCode', line: null }] });
  });
});

describe('a treatment', () => {
  test('is created with defaults, changed as its action needs, listed and deleted', async () => {
    const { treatments } = organization.client;
    const made = await treatments.create({ body: { name: 'Done', callResults: ['Busy'], action: 'none' } });
    expect(made).toMatchObject({
      callResults: ['Busy'],
      dispositionCodes: [],
      action: 'none',
      retriesMax: null,
      intervalMinutes: null,
      incrementMinutes: null,
      at: null,
      assignee: null,
      nextAction: 'stop',
      version: 1,
    });
    const params = { id: made.id };
    const changed = await treatments.update({
      params,
      body: { version: 1, action: 'retry-in', retriesMax: 3, intervalMinutes: 30, incrementMinutes: 0 },
    });
    expect(changed).toMatchObject({ name: 'Done', action: 'retry-in', retriesMax: 3, version: 2 });
    await expect(treatments.update({ params, body: { version: 1 } })).rejects.toMatchObject({
      code: 'version_conflict',
    });
    const at = '2026-12-24T08:00:00Z';
    const later = { version: 2, action: 'retry-at', retriesMax: null, intervalMinutes: null, incrementMinutes: null, at } as const; // prettier-ignore
    expect(await treatments.update({ params, body: later })).toMatchObject({ at, version: 3 });
    expect((await treatments.list()).items).toHaveLength(1);
    const other = await running.newOrganization();
    for (const refused of [
      () => other.client.treatments.get({ params }),
      () => other.client.treatments.update({ params, body: { version: 3 } }),
      () => other.client.treatments.delete({ params }),
      () => treatments.get({ params: { id: UNKNOWN_ID } }),
    ])
      await expect(refused()).rejects.toMatchObject({ code: 'not_found' });
    await treatments.delete({ params });
    await expect(treatments.get({ params })).rejects.toMatchObject({ code: 'not_found' });
  });

  const base = { name: 'T', callResults: ['Busy'] };
  const refusals: readonly [name: string, body: object, code: string, path: string][] = [
    ['nothing that leads to it', { name: 'T', action: 'none' }, 'treatment_invalid', '/callResults'],
    ['no action', base, 'validation_failed', '/action'],
    ['a call result that there is not', { ...base, callResults: ['Bussy'], action: 'none' }, 'validation_failed', '/callResults/0'],
    ['retries without a number', { ...base, action: 'redial' }, 'treatment_invalid', '/retriesMax'],
    ['a retry without an interval', { ...base, action: 'retry-in', retriesMax: 1 }, 'treatment_invalid', '/intervalMinutes'],
    ['an interval that its action does not use', { ...base, action: 'next-in-chain', intervalMinutes: 5 }, 'treatment_invalid', '/intervalMinutes'],
    ['an increment that its action does not use', { ...base, action: 'redial', retriesMax: 1, incrementMinutes: 5 }, 'treatment_invalid', '/incrementMinutes'],
    ['an action at no instant', { ...base, action: 'next-in-chain-at' }, 'treatment_invalid', '/at'],
    ['an instant on a day that there is not', { ...base, action: 'retry-at', at: '2026-02-30T00:00:00Z' }, 'validation_failed', '/at'],
    ['more retries than make sense', { ...base, action: 'redial', retriesMax: 1001 }, 'validation_failed', '/retriesMax'],
    ['a code that is not defined', { ...base, dispositionCodes: ['LATE', 'X'], action: 'none' }, 'disposition_unknown', '/dispositionCodes/1'],
    ['what leads to another one', { name: 'T', callResults: ['Silence', 'No Answer'], action: 'none' }, 'trigger_taken', ''],
    ['the name of another one', { name: 'first', callResults: ['Busy'], action: 'none' }, 'name_taken', ''],
  ]; // prettier-ignore
  test.each(refusals)('is refused with %s', async (_, body, expected, path) => {
    await code('LATE');
    await organization.client.treatments.create({
      body: { name: 'first', callResults: ['No Answer'], action: 'none' },
    });
    const refused = await post('treatments', body);
    expect([refused.json['code'], refused.json['path'] ?? '']).toEqual([expected, path]);
  });
});

describe('a blocked answer names what it leads to (S4)', () => {
  test('the treatment of its disposition first, then that of its call result, from each change on', async () => {
    const { treatments } = organization.client;
    const rule = await closed('LATE');
    expect(await treatmentNow()).toBeNull();
    const byResult = await treatments.create({
      body: { name: 'by result', callResults: ['Cancel Record'], action: 'none' },
    });
    expect(await treatmentNow()).toBe('by result');
    const byCode = await treatments.create({
      body: { name: 'by code', dispositionCodes: ['LATE'], action: 'none' },
    });
    expect(await treatmentNow()).toBe('by code');
    await treatments.update({ params: { id: byCode.id }, body: { version: 1, name: 'renamed' } });
    expect(await treatmentNow()).toBe('renamed');
    await organization.client.contactTimesRules.update({
      params: { id: rule.id },
      body: { version: 1, dispositionCode: null },
    });
    expect(await treatmentNow()).toBe('by result');
    await treatments.delete({ params: { id: byResult.id } });
    expect(await treatmentNow()).toBeNull();
  });

  test('and an allowed one leads to nothing; a reservation says the same', async () => {
    const { attempts, treatments } = organization.client;
    await treatments.create({
      body: { name: 'all', callResults: ['Cancel Record', 'Do Not Call'], action: 'none' },
    });
    expect(await treatmentNow()).toBeNull();
    expect((await attempts.reserve({ body: question })).treatment).toBeNull();
    await closed();
    expect((await attempts.reserve({ body: question })).treatment).toMatchObject({ name: 'all' });
  });

  test('nothing of it is in the record, which is recomputed without it (S31)', async () => {
    const { decisions, treatments } = organization.client;
    await closed();
    await treatments.create({ body: { name: 'all', callResults: ['Cancel Record'], action: 'none' } });
    const { id, treatment } = await decisions.ask({ body: question });
    expect(treatment?.name).toBe('all');
    const { record } = await decisions.get({ params: { id } });
    expect(JSON.stringify(record)).not.toContain('treatment');
  });
});
