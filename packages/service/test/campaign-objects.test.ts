import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AttemptRule, CampaignHours, ContactTimesRule, CountryCode, LocationRule } from '@tact/engine';
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
const SEVEN_A_DAY: AttemptRule = {
  scope: 'tenant',
  count: 7,
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
};
const ALWAYS = { description: '', expression: 'true', missingData: 'block' } as const;
const NOT_TO_CANADA: LocationRule = {
  determineBy: 'device',
  locations: [{ country: 'CA' as CountryCode }],
  unknownLocation: 'block',
  devices: 'any',
  deviceTypes: 'any',
};
const TEN_TO_SIX: CampaignHours = {
  timezoneSource: 'device',
  times: { everyDay: [{ start: '10:00', end: '18:00' }] },
};
const NINE_TO_NOON: CampaignHours = {
  timezoneSource: 'contact',
  times: { everyDay: [{ start: '09:00', end: '12:00' }] },
};

let priority = 0;
/** A rule that blocks wherever it applies; optional. */
const closedRule = (name: string, required = false) =>
  organization.client.contactTimesRules.create({
    body: { name, required, priority: ++priority, conditions: CLOSED },
  });

/** The reasons why a number in New York may not be called, at 09:30 its time unless said otherwise. */
async function blockedBy(
  campaignGroupId: string | null,
  at = '2026-06-15T13:30:00Z',
): Promise<readonly string[]> {
  const contact = { clientId: 'C-1', devices: [{ address: '+12125550123' }] };
  const body = { contact, channel: 'call' as const, campaignGroupId, at };
  const { deciding, blocking } = await organization.client.decisions.ask({ body });
  return deciding === null ? [] : [deciding, ...blocking].map(({ rule }) => rule);
}

describe('the hours of a campaign group', () => {
  test('hold for its requests from the answer on, on their own clock, and for no others (A7.5)', async () => {
    const { campaignGroups } = organization.client;
    const group = await campaignGroups.create({ body: { name: 'g', campaignHours: TEN_TO_SIX } });
    const other = await campaignGroups.create({ body: { name: 'h' } });
    expect(group).toMatchObject({ campaignHours: TEN_TO_SIX, dialingProfileId: null, templateId: null });
    expect(await blockedBy(group.id)).toEqual(['campaign hours']);
    expect(await blockedBy(group.id, '2026-06-15T14:00:00Z')).toEqual([]);
    expect(await blockedBy(group.id, '2026-06-15T22:00:00Z')).toEqual(['campaign hours']);
    expect(await blockedBy(other.id)).toEqual([]);
    expect(await blockedBy(null)).toEqual([]);
    const params = { id: group.id };
    await campaignGroups.update({ params, body: { version: 1, campaignHours: null } });
    expect(await blockedBy(group.id)).toEqual([]);
    await campaignGroups.update({ params, body: { version: 2, campaignHours: TEN_TO_SIX } });
    expect(await blockedBy(group.id)).toEqual(['campaign hours']);
    await campaignGroups.update({ params, body: { version: 3, name: 'renamed' } });
    expect(await campaignGroups.get({ params })).toMatchObject({ campaignHours: TEN_TO_SIX });
  });

  const refusals: readonly [name: string, hours: unknown, code: string, path: string][] = [
    ['that end before they start', { timezoneSource: 'device', times: { everyDay: [{ start: '18:00', end: '10:00' }] } }, 'hours_invalid', '/campaignHours/times'],
    ['without a clock', { times: { everyDay: 'any' } }, 'validation_failed', '/campaignHours/timezoneSource'],
    ['on a clock that there is not', { timezoneSource: 'office', times: { everyDay: 'any' } }, 'validation_failed', '/campaignHours/timezoneSource'],
    ['that are no hours', { timezoneSource: 'device', times: '10-18' }, 'validation_failed', '/campaignHours/times'],
  ]; // prettier-ignore
  test.each(refusals)('are refused: %s', async (_, campaignHours, code, path) => {
    for (const resource of ['campaign-groups', 'campaign-templates']) {
      const body = JSON.stringify({ name: 'g', campaignHours });
      const refused = await organization.send('POST', `/api/v1/${resource}`, { headers: JSON_TYPE, body });
      expect([resource, refused.json['code'], refused.json['path']]).toEqual([resource, code, path]);
    }
  });
});

describe('a dialing profile', () => {
  test('is created, changed on its version, listed and deleted', async () => {
    const { dialingProfiles } = organization.client;
    const rule = await closedRule('r');
    const made = await dialingProfiles.create({ body: { name: 'p', ruleIds: [rule.id] } });
    expect(made).toMatchObject({ name: 'p', ruleIds: [rule.id], suppressionListIds: [], version: 1 });
    const params = { id: made.id };
    const changed = await dialingProfiles.update({ params, body: { version: 1, ruleIds: [] } });
    expect(changed).toMatchObject({ name: 'p', ruleIds: [], version: 2 });
    await expect(dialingProfiles.update({ params, body: { version: 1, name: 'x' } })).rejects.toMatchObject({
      code: 'version_conflict',
      problem: { currentVersion: 2 },
    });
    await expect(dialingProfiles.create({ body: { name: 'p' } })).rejects.toMatchObject({
      code: 'name_taken',
    });
    expect((await dialingProfiles.list()).items).toEqual([changed]);
    await dialingProfiles.delete({ params });
    await expect(dialingProfiles.get({ params })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('puts its rules and lists to every request of the groups that name it, from each answer on (G2)', async () => {
    const { campaignGroups, dialingProfiles, suppressionLists } = organization.client;
    const [one, two] = [await closedRule('one'), await closedRule('two')];
    const list = await suppressionLists.create({ body: { name: 'l', type: 'device', required: false } });
    await suppressionLists.addEntries({
      params: { id: list.id },
      body: { entries: [{ value: '+12125550123' }] },
    });
    const profile = await dialingProfiles.create({ body: { name: 'p', ruleIds: [one.id] } });
    const params = { id: profile.id };
    const group = await campaignGroups.create({ body: { name: 'g', dialingProfileId: profile.id } });
    const without = await campaignGroups.create({ body: { name: 'h' } });
    expect(await blockedBy(group.id)).toEqual(['one']);
    expect([await blockedBy(without.id), await blockedBy(null)]).toEqual([[], []]);
    await dialingProfiles.update({
      params,
      body: { version: 1, ruleIds: [one.id, two.id], suppressionListIds: [list.id] },
    });
    expect(await blockedBy(group.id)).toEqual(['l', 'one', 'two']);
    await dialingProfiles.unpickRule({ params: { ...params, ruleId: one.id } });
    expect(await blockedBy(group.id)).toEqual(['l', 'two']);
    const withProfile = await campaignGroups.update({
      params: { id: without.id },
      body: { version: 1, dialingProfileId: profile.id },
    });
    expect(await blockedBy(withProfile.id)).toEqual(['l', 'two']);
    await campaignGroups.update({ params: { id: without.id }, body: { version: 2, dialingProfileId: null } });
    expect(await blockedBy(without.id)).toEqual([]);
  });

  test('holds on another node, which had the rules of the group in memory', async () => {
    const { campaignGroups, dialingProfiles } = organization.client;
    const profile = await dialingProfiles.create({ body: { name: 'p' } });
    const group = await campaignGroups.create({ body: { name: 'g', dialingProfileId: profile.id } });
    const other = await running.another({});
    const ask = async () => {
      const response = await fetch(new URL('/api/v1/decisions', other.address), {
        method: 'POST',
        headers: { 'x-api-key': organization.key, ...JSON_TYPE },
        body: JSON.stringify({
          contact: { clientId: 'N', devices: [{ address: '+12125550123' }] },
          channel: 'call',
          campaignGroupId: group.id,
        }),
      });
      return ((await response.json()) as { decision: string }).decision;
    };
    expect(await ask()).toBe('allowed');
    const rule = await closedRule('r');
    await dialingProfiles.pickRule({ params: { id: profile.id, ruleId: rule.id } });
    expect(await ask()).toBe('blocked');
  });

  test('that a group names is not deleted, and the refusal names the group', async () => {
    const { campaignGroups, dialingProfiles } = organization.client;
    const profile = await dialingProfiles.create({ body: { name: 'p' } });
    await campaignGroups.create({ body: { name: 'Evening', dialingProfileId: profile.id } });
    await expect(dialingProfiles.delete({ params: { id: profile.id } })).rejects.toMatchObject({
      code: 'still_used',
      message: expect.stringContaining('the campaign group `Evening`') as string,
    });
  });
});

describe('a campaign group that is made from a template', () => {
  test('gets a copy of its picks, hours and timezone source, and keeps it when the template changes or goes (S5)', async () => {
    const { campaignGroups, campaignTemplates } = organization.client;
    const [one, two] = [await closedRule('one'), await closedRule('two')];
    const template = await campaignTemplates.create({
      body: { name: 't', ruleIds: [one.id], timezoneSource: 'contact', campaignHours: TEN_TO_SIX },
    });
    const params = { id: template.id };
    const group = await campaignGroups.create({ body: { name: 'g', templateId: template.id } });
    expect(group).toMatchObject({
      ruleIds: [one.id],
      timezoneSource: 'contact',
      campaignHours: TEN_TO_SIX,
      templateId: template.id,
    });
    expect(await blockedBy(group.id)).toEqual(['one', 'campaign hours']);
    await campaignTemplates.update({
      params,
      body: { version: 1, ruleIds: [two.id], campaignHours: null, timezoneSource: null },
    });
    await campaignTemplates.pickRule({ params: { id: template.id, ruleId: one.id } });
    expect(await campaignGroups.get({ params: { id: group.id } })).toEqual(group);
    expect(await blockedBy(group.id)).toEqual(['one', 'campaign hours']);
    await campaignTemplates.delete({ params });
    expect(await campaignGroups.get({ params: { id: group.id } })).toEqual(group);
  });

  test('has otherwise what the request gives itself, also null and none', async () => {
    const { campaignGroups, campaignTemplates } = organization.client;
    const rule = await closedRule('one');
    const template = await campaignTemplates.create({
      body: { name: 't', ruleIds: [rule.id], timezoneSource: 'contact', campaignHours: TEN_TO_SIX },
    });
    const group = await campaignGroups.create({
      body: {
        name: 'g',
        templateId: template.id,
        ruleIds: [],
        timezoneSource: null,
        campaignHours: NINE_TO_NOON,
      },
    });
    expect(group).toMatchObject({ ruleIds: [], timezoneSource: null, campaignHours: NINE_TO_NOON });
  });

  test('is created, changed on its version, listed and deleted as a template', async () => {
    const { campaignTemplates } = organization.client;
    const made = await campaignTemplates.create({ body: { name: 't' } });
    expect(made).toMatchObject({ ruleIds: [], timezoneSource: null, campaignHours: null, version: 1 });
    const params = { id: made.id };
    const changed = await campaignTemplates.update({
      params,
      body: { version: 1, campaignHours: TEN_TO_SIX },
    });
    expect((await campaignTemplates.list()).items).toEqual([changed]);
    await expect(campaignTemplates.update({ params, body: { version: 1 } })).rejects.toMatchObject({
      code: 'version_conflict',
    });
    await campaignTemplates.delete({ params });
    await expect(campaignTemplates.get({ params })).rejects.toMatchObject({ code: 'not_found' });
  });
});

/** The three kinds of campaign objects; each route is the same for all. */
const RESOURCES = ['campaign-groups', 'dialing-profiles', 'campaign-templates'] as const;

describe.each(RESOURCES)('rules on %s', (resource) => {
  const send = (method: string, path: string, body?: object) =>
    organization.send(method, `/api/v1/${resource}${path}`, {
      ...(body === undefined ? {} : { headers: JSON_TYPE, body: JSON.stringify(body) }),
    });
  const create = async (body: object = {}) =>
    String((await send('POST', '', { name: 'o', ...body })).json['id']);

  test('are picked and taken out one by one; a second time changes nothing', async () => {
    const [one, two] = [await closedRule('one'), await closedRule('two')];
    const id = await create({ ruleIds: [one.id] });
    const picked = await send('PUT', `/${id}/rules/${two.id}`);
    expect([picked.status, picked.json['ruleIds'], picked.json['version']]).toEqual([
      200,
      [one.id, two.id].toSorted(),
      2,
    ]);
    expect((await send('PUT', `/${id}/rules/${two.id}`)).json).toEqual(picked.json);
    const taken = await send('DELETE', `/${id}/rules/${one.id}`);
    expect([taken.json['ruleIds'], taken.json['version']]).toEqual([[two.id], 3]);
    const again = await send('DELETE', `/${id}/rules/${one.id}`);
    expect([again.status, again.json['code']]).toEqual([404, 'not_found']);
  });

  test('of every kind are picked', async () => {
    const { attemptRules, customRules, locationRules } = organization.client;
    const body = { required: false, priority: 1 };
    const rules = [
      await attemptRules.create({ body: { ...body, name: 'a', conditions: SEVEN_A_DAY } }),
      await customRules.create({ body: { ...body, name: 'c', conditions: ALWAYS } }),
      await locationRules.create({ body: { ...body, name: 'l', conditions: NOT_TO_CANADA } }),
    ];
    const id = await create({ ruleIds: rules.map((rule) => rule.id) });
    expect((await send('GET', `/${id}`)).json['ruleIds']).toHaveLength(3);
  });

  test('that are required need no pick, and are not taken out', async () => {
    const rule = await closedRule('must');
    const id = await create({ ruleIds: [rule.id] });
    await organization.client.contactTimesRules.update({
      params: { id: rule.id },
      body: { version: 1, required: true },
    });
    const refused = await send('DELETE', `/${id}/rules/${rule.id}`);
    expect([refused.status, refused.json['code']]).toEqual([409, 'rule_required']);
    const other = await closedRule('must too', true);
    expect((await send('DELETE', `/${id}/rules/${other.id}`)).json['code']).toBe('rule_required');
  });

  test('that are not there, or another organization’s, are refused; so are objects that are', async () => {
    const own = await create();
    const rule = await closedRule('mine');
    const mine = organization;
    organization = await running.newOrganization();
    const foreignRule = await closedRule('foreign');
    const foreign = await create();
    organization = mine;
    for (const ruleId of [UNKNOWN_ID, foreignRule.id]) {
      const picked = await send('PUT', `/${own}/rules/${ruleId}`);
      expect([picked.status, picked.json['code']]).toEqual([422, 'rule_unknown']);
      expect((await send('DELETE', `/${own}/rules/${ruleId}`)).json['code']).toBe('not_found');
      const created = await send('POST', '', { name: 'x', ruleIds: [rule.id, ruleId] });
      expect([created.json['code'], created.json['path']]).toEqual(['rule_unknown', '/ruleIds/1']);
    }
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['PUT', `/rules/${rule.id}`],
      ['DELETE', `/rules/${rule.id}`],
    ] as const)
      expect([method, path, (await send(method, `/${foreign}${path}`)).json['code']]).toEqual([
        method,
        path,
        'not_found',
      ]);
    const patched = await send('PATCH', `/${foreign}`, { version: 1, name: 'y' });
    expect(patched.json['code']).toBe('not_found');
    expect((await send('PUT', `/${own}/rules/no-uuid`)).json['code']).toBe('validation_failed');
  });

  test('and lists that are picked must be there; the field that is wrong is named', async () => {
    const refused = await send('POST', '', { name: 'x', suppressionListIds: [UNKNOWN_ID] });
    expect([refused.json['code'], refused.json['path']]).toEqual([
      'suppression_list_unknown',
      '/suppressionListIds/0',
    ]);
    const unknownField = await send('POST', '', { name: 'x', rules: [] });
    expect(unknownField.json['code']).toBe('validation_failed');
  });

  test('hold the rule: it is not deleted, and its uses name who has it', async () => {
    const rule = await closedRule('held');
    const id = await create({ ruleIds: [rule.id] });
    const { contactTimesRules } = organization.client;
    const params = { id: rule.id };
    await expect(contactTimesRules.delete({ params })).rejects.toMatchObject({ code: 'still_used' });
    const kind = resource.slice(0, -1);
    expect((await contactTimesRules.uses({ params })).items).toEqual([
      { kind, id, name: 'o', through: null },
    ]);
    await send('DELETE', `/${id}`);
    await contactTimesRules.delete({ params });
    await expect(contactTimesRules.uses({ params })).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('a campaign group is refused with a profile or a template that is not there', async () => {
  const mine = organization;
  const other = await running.newOrganization();
  const profile = await other.client.dialingProfiles.create({ body: { name: 'p' } });
  const template = await other.client.campaignTemplates.create({ body: { name: 't' } });
  const group = await mine.client.campaignGroups.create({ body: { name: 'g' } });
  for (const id of [profile.id, UNKNOWN_ID]) {
    const dialingProfileId = { code: 'dialing_profile_unknown', problem: { path: '/dialingProfileId' } };
    await expect(
      mine.client.campaignGroups.create({ body: { name: 'x', dialingProfileId: id } }),
    ).rejects.toMatchObject(dialingProfileId);
    await expect(
      mine.client.campaignGroups.update({
        params: { id: group.id },
        body: { version: 1, dialingProfileId: id },
      }),
    ).rejects.toMatchObject(dialingProfileId);
  }
  for (const id of [template.id, UNKNOWN_ID])
    await expect(
      mine.client.campaignGroups.create({ body: { name: 'x', templateId: id } }),
    ).rejects.toMatchObject({ code: 'campaign_template_unknown', problem: { path: '/templateId' } });
});

test('where a rule is used: a group that has it by its profile stands there with the profile', async () => {
  const { campaignGroups, contactTimesRules, dialingProfiles } = organization.client;
  const rule = await closedRule('r');
  const profile = await dialingProfiles.create({ body: { name: 'p', ruleIds: [rule.id] } });
  const group = await campaignGroups.create({ body: { name: 'g', dialingProfileId: profile.id } });
  const first = await contactTimesRules.uses({ params: { id: rule.id }, query: { limit: 1 } });
  expect(first.items).toEqual([
    { kind: 'campaign-group', id: group.id, name: 'g', through: { id: profile.id, name: 'p' } },
  ]);
  const cursor = first.next ?? '';
  const second = await contactTimesRules.uses({ params: { id: rule.id }, query: { limit: 1, cursor } });
  expect(second).toEqual({
    items: [{ kind: 'dialing-profile', id: profile.id, name: 'p', through: null }],
    next: null,
  });
});
