import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FindingJson } from '@tact/api';
import type { AttemptRule, ContactTimesRule } from '@tact/engine';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let organization: TestOrganization;

beforeAll(async () => {
  running = await startRunningService();
});
beforeEach(async () => {
  organization = await running.newOrganization();
});
afterAll(() => running.stop());

const hours = (start: string, end: string): ContactTimesRule => ({
  country: 'any',
  regions: [],
  devices: 'any',
  deviceTypes: 'any',
  timezoneSource: 'device',
  strict: false,
  times: { everyDay: [{ start, end }] },
});
const counting = (count: number): AttemptRule => ({
  scope: 'tenant',
  count,
  direction: 'outbound',
  period: { kind: 'today' },
  countBy: 'any',
  using: 'client',
  channels: 'any',
  countedChannels: null,
  devices: 'any',
  deviceTypes: 'any',
  to: [],
  betweenTimes: null,
});
const named = (name: string, priority: number, required = true) => ({ name, priority, required });
const rows = (findings: readonly FindingJson[]) =>
  findings.map(({ severity, code, rules }) => `${severity} ${code}: ${rules.map(({ name }) => name).join(' < ')}`); // prettier-ignore

describe('saving a rule', () => {
  test('says what deserves a look: on creation, on a check, on a change', async () => {
    const { attemptRules } = organization.client;
    const three = await attemptRules.create({ body: { ...named('Three', 1), conditions: counting(3) } });
    expect(three.findings).toEqual([]);

    const five = { ...named('Five', 2), conditions: counting(5) };
    const checked = await attemptRules.check({ body: five });
    expect(checked).toMatchObject({ valid: true, problems: [] });
    expect(checked.findings).toEqual([
      {
        code: 'covered',
        severity: 'warning',
        rules: [
          { kind: 'attempt', id: null, name: 'Five' },
          { kind: 'attempt', id: three.id, name: 'Three' },
        ],
        path: '/conditions',
        sentence: '`Five` adds nothing to `Three`, which blocks wherever it does',
      },
    ]);

    const created = await attemptRules.create({ body: five });
    expect(created.findings.map(({ rules }) => rules[0]?.id)).toEqual([created.id]);
    const changed = await attemptRules.update({
      params: { id: created.id },
      body: { version: created.version, conditions: counting(2) },
    });
    expect(rows(changed.findings)).toEqual(['warning covered: Three < Five']);
    expect(await attemptRules.get({ params: { id: created.id } })).not.toHaveProperty('findings');
  });

  test('checks a saved rule in its own place, not beside itself', async () => {
    const { attemptRules } = organization.client;
    await attemptRules.create({ body: { ...named('Three', 1), conditions: counting(3) } });
    const checked = await attemptRules.check({ body: { ...named('Three', 1), conditions: counting(4) } });
    expect(checked.findings).toEqual([]);
  });

  test('speaks only of the rule itself, and of an invalid one not at all', async () => {
    const { contactTimesRules, customRules } = organization.client;
    await contactTimesRules.create({ body: { ...named('Morning', 1), conditions: hours('08:00', '12:00') } });
    await contactTimesRules.create({
      body: { ...named('Afternoon', 2), conditions: hours('12:00', '20:00') },
    });
    const custom = (expression: string) => ({
      ...named('Own', 1),
      conditions: { description: '', expression, missingData: 'block' as const },
    });
    expect((await customRules.check({ body: custom('$vip == true') })).findings).toEqual([]);
    expect(rows((await customRules.check({ body: custom('false') })).findings)).toEqual([
      'error expression_never_true: Own',
    ]);
    const invalid = await customRules.check({ body: custom('$vip ==') });
    expect(invalid).toMatchObject({ valid: false, findings: [] });
  });
});

describe('the findings of the rules in force', () => {
  test('are those of requests without a group, and of a group with its picks', async () => {
    const { attemptRules, campaignGroups, contactTimesRules, ruleFindings } = organization.client;
    await contactTimesRules.create({ body: { ...named('Morning', 1), conditions: hours('08:00', '12:00') } });
    const evening = await contactTimesRules.create({
      body: { ...named('Evening', 2, false), conditions: hours('17:00', '20:00') },
    });
    const strict = await attemptRules.create({
      body: { ...named('Strict', 1, false), conditions: counting(1) },
    });
    await attemptRules.create({ body: { ...named('Lax', 2), conditions: counting(9) } });
    const group = await campaignGroups.create({
      body: { name: 'Late', ruleIds: [evening.id, strict.id], timezoneSource: 'device' },
    });

    expect(await ruleFindings.list({ query: {} })).toEqual({ items: [] });
    const { items } = await ruleFindings.list({ query: { campaignGroupId: group.id } });
    expect(rows(items)).toEqual([
      'error never_together: Morning < Evening',
      'note covered_in_group: Lax < Strict',
    ]);
  });

  test('of a group that does not exist are not found', async () => {
    await expect(
      organization.client.ruleFindings.list({
        query: { campaignGroupId: '0198c0de-0000-7000-8000-00000000ffff' },
      }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  test('are readable by an analyst, and name the organization’s own hours by where they are set', async () => {
    const { organization: settings } = organization.client;
    const { version } = await settings.get({});
    await settings.update({ body: { version, allowedHours: { everyDay: 'closed' } } });
    const analyst = organization.clientFor(await organization.newKey('analyst'));
    const { items } = await analyst.ruleFindings.list({ query: {} });
    expect(items).toEqual([
      {
        code: 'contact_times_never_open',
        severity: 'error',
        rules: [{ kind: 'contact-times', id: null, name: 'organization hours' }],
        path: '/allowedHours',
        sentence: 'the organization hours are closed on all days: no contact is ever allowed',
      },
    ]);
  });
});
