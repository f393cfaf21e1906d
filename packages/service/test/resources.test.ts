import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiError } from '@tact/api';
import type { AttemptRule } from '@tact/engine';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let organization: TestOrganization;

beforeAll(async () => {
  running = await startRunningService();
  organization = await running.newOrganization();
});
afterAll(() => running.stop());

const SEVEN_IN_SEVEN: AttemptRule = {
  scope: 'tenant',
  count: 7,
  direction: 'outbound',
  period: { kind: 'local-days', days: 7 },
  countBy: 'any',
  using: 'client',
  channels: ['call'],
  countedChannels: null,
  devices: 'any',
  deviceTypes: 'any',
  to: [],
  betweenTimes: null,
};

const UNKNOWN_ID = '0198c0de-0000-7000-8000-00000000ffff';

describe('contacts', () => {
  test('are created, read, changed, listed and deleted', async () => {
    const { contacts } = organization.client;
    const created = await contacts.create({
      body: {
        clientId: 'A-1',
        name: 'Ada',
        country: 'usa',
        region: 'new york',
        attributes: { vip: true, score: 3 },
        devices: [
          { address: '(212) 555-0123', type: 'mobile' },
          { address: 'Ada@Example.com', position: 4 },
        ],
      },
    });
    expect(created).toMatchObject({
      country: 'US',
      region: 'US-NY',
      zone: null,
      devices: [
        { position: 1, address: '+12125550123', type: 'mobile' },
        { position: 4, address: 'ada@example.com', type: 'unknown' },
      ],
      version: 1,
    });
    expect(await contacts.get({ params: { id: created.id } })).toEqual(created);
    expect(await contacts.getByClientId({ params: { clientId: 'A-1' } })).toEqual(created);

    const changed = await contacts.update({
      params: { id: created.id },
      body: { version: 1, zone: 'America/Chicago', name: null },
    });
    expect(changed).toMatchObject({
      zone: 'America/Chicago',
      name: null,
      devices: created.devices,
      version: 2,
    });

    for (const search of ['A-', '+1 212 555 0123', 'ada@EXAMPLE.com'])
      expect((await contacts.list({ query: { search } })).items.map(({ id }) => id)).toEqual([created.id]);
    expect((await contacts.list({ query: { search: 'zzz' } })).items).toEqual([]);

    await contacts.delete({ params: { id: created.id } });
    await expect(contacts.get({ params: { id: created.id } })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('are put by client id: new, then replaced', async () => {
    const devices = [{ address: '+442079460123' }];
    const put = (body: { readonly name?: string; readonly devices: { address: string }[] }) =>
      organization.send('PUT', '/api/v1/contacts/by-client-id/P%2F1', {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const first = await put({ name: 'One', devices });
    expect([first.status, first.json['clientId'], first.json['version']]).toEqual([201, 'P/1', 1]);
    const second = await put({ devices });
    expect([second.status, second.json['name'], second.json['id']]).toEqual([200, null, first.json['id']]);
  });

  test('read numbers in their own country first', async () => {
    const contact = await organization.client.contacts.create({
      body: { clientId: 'GB-1', country: 'GB', devices: [{ address: '020 7946 0123' }] },
    });
    expect(contact.devices[0]?.address).toBe('+442079460123');
  });
});

describe('accounts', () => {
  test('belong to a contact; an amount without a currency is in the organization’s', async () => {
    const { accounts, contacts } = organization.client;
    const contact = await contacts.create({
      body: { clientId: 'B-1', devices: [{ address: '+12125550111' }] },
    });
    const account = await accounts.create({
      body: { contactId: contact.id, reference: 'L-1', amount: '10.50' },
    });
    expect(account).toMatchObject({ status: 'new', amount: '10.50', currency: 'USD', version: 1 });
    const paused = await accounts.update({
      params: { id: account.id },
      body: { version: 1, status: 'paused' },
    });
    expect(paused).toMatchObject({ status: 'paused', amount: '10.50', version: 2 });
    const { items } = await accounts.list({ query: { contactId: contact.id } });
    expect(items).toEqual([paused]);
    expect(await accounts.get({ params: { id: account.id } })).toEqual(paused);
    expect(paused.clientId).toBe('B-1');
    await accounts.delete({ params: { id: account.id } });
    await expect(accounts.get({ params: { id: account.id } })).rejects.toMatchObject({ code: 'not_found' });
    await expect(accounts.create({ body: { contactId: UNKNOWN_ID, reference: 'x' } })).rejects.toMatchObject({
      code: 'contact_unknown',
      problem: { path: '/contactId' },
    });
  });
});

describe('accounts that are looked for', () => {
  const search = async (text: string, limit = 200) => {
    const { accounts } = organization.client;
    const found: (string | null)[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Awaited<ReturnType<typeof accounts.search>> = await accounts.search({
        body: { search: text, limit, ...(cursor === '' ? {} : { cursor }) },
      });
      found.push(...page.items.map(({ reference, clientId }) => `${clientId ?? ''} ${reference}`));
      cursor = page.next;
    }
    return found;
  };
  beforeAll(async () => {
    const { accounts, contacts } = organization.client;
    for (const [clientId, references] of [
      ['S-1', ['X-2', 'X-10', 'S-1']],
      ['S-10', ['X-1', 'x-1', 'S-11']],
    ] as const) {
      const contact = await contacts.create({ body: { clientId, devices: [{ address: '+12125550112' }] } });
      for (const reference of references)
        await accounts.create({ body: { contactId: contact.id, reference } });
    }
  });

  test.each([
    ['the beginning of a reference, in its capitals', 'X-1', ['S-10 X-1', 'S-1 X-10']],
    [
      'a whole client id, and a reference that begins so',
      'S-1',
      ['S-1 S-1', 'S-10 S-11', 'S-1 X-10', 'S-1 X-2'],
    ],
    ['nothing of a part of a client id', 'S-', ['S-1 S-1', 'S-10 S-11']],
    ['no wildcard', '%', []],
  ])('are found by %s', async (_, text, found) => {
    expect(await search(text)).toEqual(found);
    expect(await search(text, 1)).toEqual(found);
  });
});

describe('opt-outs', () => {
  test('hold for a client id that is stored nowhere, and are lifted with a reason, once', async () => {
    const { optOuts, decisions } = organization.client;
    const ask = () =>
      decisions.ask({
        body: { contact: { clientId: 'O-1', devices: [{ address: '+12125550144' }] }, channel: 'call' },
      });
    expect((await ask()).decision).toBe('allowed');
    const optOut = await optOuts.create({ body: { clientId: 'O-1', reason: 'asked', until: '2099-12-30' } });
    expect(optOut).toMatchObject({ channels: 'any', contactOnly: false, source: 'api', until: '2099-12-30' });
    expect(await ask()).toMatchObject({
      decision: 'blocked',
      deciding: { kind: 'opt-out' },
      callResult: 'Do Not Call',
    });
    expect(await optOuts.get({ params: { id: optOut.id } })).toEqual(optOut);

    const lifted = await optOuts.lift({ params: { id: optOut.id }, body: { reason: 'in writing' } });
    expect(lifted).toMatchObject({ liftReason: 'in writing' });
    expect(lifted.liftedAt).not.toBeNull();
    expect((await ask()).decision).toBe('allowed');
    await expect(
      optOuts.lift({ params: { id: optOut.id }, body: { reason: 'again' } }),
    ).rejects.toMatchObject({ code: 'already_lifted', status: 409 });
    const active = await optOuts.list({ query: { clientId: 'O-1', active: 'true' } });
    const ended = await optOuts.list({ query: { clientId: 'O-1', active: 'false' } });
    expect([active.items.length, ended.items.length]).toEqual([0, 1]);
  });
});

describe('rules', () => {
  test('are created, checked, changed, deleted, and keep their versions', async () => {
    const { attemptRules } = organization.client;
    const body = { name: 'Seven in seven days', required: true, priority: 1, conditions: SEVEN_IN_SEVEN };
    const rule = await attemptRules.create({ body });
    expect(rule).toMatchObject({ name: 'Seven in seven days', dispositionCode: null, version: 1 });
    expect(rule.conditions).toEqual(body.conditions);
    await expect(attemptRules.create({ body: { ...body, priority: 2 } })).rejects.toMatchObject({
      code: 'name_taken',
    });
    await expect(attemptRules.create({ body: { ...body, name: 'Other' } })).rejects.toMatchObject({
      code: 'priority_taken',
    });
    expect(await attemptRules.check({ body })).toEqual({ valid: true, problems: [], findings: [] });

    const changed = await attemptRules.update({
      params: { id: rule.id },
      body: { version: 1, required: false, dispositionCode: 'SEVEN' },
    });
    expect(changed).toMatchObject({ required: false, dispositionCode: 'SEVEN', version: 2 });
    expect(changed.conditions).toEqual(rule.conditions);
    await expect(
      attemptRules.update({ params: { id: rule.id }, body: { version: 1, required: true } }),
    ).rejects.toMatchObject({ code: 'version_conflict', problem: { currentVersion: 2 } });

    await attemptRules.delete({ params: { id: rule.id } });
    const versions = await attemptRules.versions({ params: { id: rule.id } });
    expect(versions.items.map(({ version, deleted }) => [version, deleted])).toEqual(
      expect.arrayContaining([
        [1, false],
        [2, false],
      ]),
    );
    expect(versions.items.some(({ deleted }) => deleted)).toBe(true);
    await expect(attemptRules.versions({ params: { id: UNKNOWN_ID } })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('what the engine finds wrong is told with a pointer, and saved nowhere', async () => {
    const { contactTimesRules } = organization.client;
    const conditions = {
      country: 'US',
      regions: ['US-ZZ'],
      devices: 'any',
      deviceTypes: 'any',
      timezoneSource: 'device',
      strict: false,
      times: { everyDay: [{ start: '19:00', end: '09:00' }] },
    };
    const send = (path: string) =>
      organization.send('POST', `/api/v1/rules/contact-times${path}`, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Bad', required: true, priority: 1, conditions }),
      });
    const check = await send('/check');
    const problems = [
      expect.objectContaining({ path: '/conditions/times' }),
      expect.objectContaining({ path: '/conditions/regions' }),
    ];
    expect(check.json).toEqual({ valid: false, problems, findings: [] });
    const saved = await send('');
    expect([saved.status, saved.json['code'], saved.json['path']]).toEqual([
      422,
      'rule_invalid',
      '/conditions/times',
    ]);
    expect(saved.json['problems']).toEqual(problems);
    expect((await contactTimesRules.list()).items).toEqual([]);
  });

  test('of a required kind decide from the answer on', async () => {
    const own = await running.newOrganization();
    const ask = () =>
      own.client.decisions.ask({
        body: { contact: { clientId: 'R-1', devices: [{ address: '+12125550123' }] }, channel: 'call' },
      });
    expect((await ask()).decision).toBe('allowed');
    const rule = await own.client.contactTimesRules.create({
      body: {
        name: 'Never',
        required: true,
        priority: 1,
        conditions: {
          country: 'any',
          regions: [],
          devices: 'any',
          deviceTypes: 'any',
          timezoneSource: 'device',
          strict: false,
          times: { everyDay: 'closed' },
        },
      },
    });
    expect(await ask()).toMatchObject({ decision: 'blocked', deciding: { ruleId: rule.id, rule: 'Never' } });
    const { items } = await own.client.contactTimesRules.list();
    const { findings, ...kept } = rule;
    expect(findings.map(({ code }) => code)).toContain('contact_times_never_open');
    expect(items).toEqual([kept]);
    expect(await own.client.contactTimesRules.get({ params: { id: rule.id } })).toEqual(kept);
    await own.client.contactTimesRules.delete({ params: { id: rule.id } });
    expect((await ask()).decision).toBe('allowed');
  });
});

describe('suppression lists', () => {
  test('take entries in any written form, all or none', async () => {
    const { suppressionLists, decisions } = organization.client;
    const list = await suppressionLists.create({
      body: { name: 'Complaints', type: 'device', required: true },
    });
    expect(list).toMatchObject({ channels: 'any', expires: null, registry: null, size: 0 });
    const bad = suppressionLists.addEntries({
      params: { id: list.id },
      body: { entries: [{ value: '+12125550177' }, { value: '12' }] },
    });
    await expect(bad).rejects.toMatchObject({
      code: 'number_invalid',
      problem: { path: '/entries/1/value' },
    });
    const { items } = await suppressionLists.addEntries({
      params: { id: list.id },
      body: { entries: [{ value: '212.555.0177', reason: 'letter', until: '2098-01-01' }] },
    });
    expect(items).toMatchObject([{ value: '+12125550177', reason: 'letter', until: '2098-01-01' }]);
    expect((await suppressionLists.get({ params: { id: list.id } })).size).toBe(1);
    expect((await suppressionLists.listEntries({ params: { id: list.id } })).items).toEqual(items);
    const ask = () =>
      decisions.ask({
        body: { contact: { clientId: 'S-1', devices: [{ address: '+12125550177' }] }, channel: 'sms' },
      });
    expect(await ask()).toMatchObject({ decision: 'blocked', deciding: { rule: 'Complaints' } });
    await suppressionLists.removeEntry({ params: { id: list.id, entryId: items[0]?.id ?? '' } });
    expect((await ask()).decision).toBe('allowed');
    const changed = await suppressionLists.update({
      params: { id: list.id },
      body: {
        version: (await suppressionLists.get({ params: { id: list.id } })).version,
        channels: ['call'],
      },
    });
    expect(changed.channels).toEqual(['call']);
    await suppressionLists.delete({ params: { id: list.id } });
    await expect(suppressionLists.get({ params: { id: list.id } })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('of a registry keep age, version and coverage', async () => {
    const registry = { ageHoursMax: 744, versionAt: '2026-11-01T00:00:00Z', coverage: ['+1212'] };
    const list = await organization.client.suppressionLists.create({
      body: { name: 'National', type: 'device', required: false, registry },
    });
    expect(list.registry).toEqual(registry);
  });
});

describe('campaign groups', () => {
  test('pick rules and lists that are there', async () => {
    const { campaignGroups, suppressionLists } = organization.client;
    const list = await suppressionLists.create({ body: { name: 'Picked', type: 'client', required: false } });
    const group = await campaignGroups.create({
      body: { name: 'Early', timezoneSource: 'contact-and-device', suppressionListIds: [list.id] },
    });
    expect(group).toMatchObject({ ruleIds: [], suppressionListIds: [list.id], version: 1 });
    const changed = await campaignGroups.update({
      params: { id: group.id },
      body: { version: 1, suppressionListIds: [], timezoneSource: null },
    });
    expect(changed).toMatchObject({ timezoneSource: null, suppressionListIds: [], version: 2 });
    expect(await campaignGroups.get({ params: { id: group.id } })).toEqual(changed);
    expect((await campaignGroups.list()).items).toEqual([changed]);
    const picksUnknown = [
      [{ ruleIds: [UNKNOWN_ID] }, 'rule_unknown'],
      [{ suppressionListIds: [UNKNOWN_ID] }, 'suppression_list_unknown'],
    ] as const;
    for (const [picks, code] of picksUnknown)
      await expect(campaignGroups.create({ body: { name: 'Bad', ...picks } })).rejects.toMatchObject({
        code,
      });
    await campaignGroups.delete({ params: { id: group.id } });
    await expect(campaignGroups.get({ params: { id: group.id } })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('the organization', () => {
  test('is read and changed; what is not named stays', async () => {
    const own = await running.newOrganization();
    const before = await own.client.organization.get();
    const changed = await own.client.organization.update({
      body: { version: before.version, zone: 'Europe/Berlin', defaultCountry: 'Germany', limits: LIMITS },
    });
    expect(changed).toMatchObject({ zone: 'Europe/Berlin', defaultCountry: 'DE', limits: LIMITS });
    expect(changed.allowedHours).toEqual(before.allowedHours);
    await expect(
      own.client.organization.update({ body: { version: before.version, name: 'x' } }),
    ).rejects.toMatchObject({ code: 'version_conflict', problem: { currentVersion: changed.version } });
  });
  const LIMITS = { attemptsPerDayMax: 2, attemptsPerWeekMax: null, intervalHoursMin: 1 };
});

describe('keys, users and the audit log', () => {
  test('a key is shown once, works, and opens nothing once it is revoked', async () => {
    const { apiKeys } = organization.client;
    const created = await apiKeys.create({
      body: {
        name: 'Dialer',
        role: 'operator',
        scopes: ['contacts:read'],
        expiresAt: '2099-01-01T00:00:00Z',
      },
    });
    const { key, ...shown } = created;
    expect(key).toMatch(/^tact_[A-Za-z0-9_-]{43}$/);
    const { items } = await apiKeys.list({ query: { limit: 200 } });
    expect(items.find(({ id }) => id === created.id)).toEqual(shown);
    expect(JSON.stringify(items)).not.toContain(key);
    const dialer = organization.clientFor(key ?? '');
    await dialer.contacts.list();
    expect((await apiKeys.revoke({ params: { id: created.id } })).revokedAt).not.toBeNull();
    await expect(dialer.contacts.list()).rejects.toMatchObject({ code: 'api_key_revoked', status: 401 });
  });

  test('users are listed without their passwords', async () => {
    await running.store.users.createUser(
      organization.id,
      { email: 'ada@example.com', role: 'administrator', passwordHash: 'secret-hash' },
      { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'api' },
    );
    const { items } = await organization.client.users.list();
    expect(items).toMatchObject([{ email: 'ada@example.com', role: 'administrator' }]);
    expect(JSON.stringify(items)).not.toContain('secret-hash');
  });

  test('every change names who made it, by which request', async () => {
    const own = await running.newOrganization();
    const response = await own.send('POST', '/api/v1/opt-outs', {
      headers: { 'content-type': 'application/json', 'x-request-id': 'the-request' },
      body: JSON.stringify({ clientId: 'Z-1', reason: 'asked' }),
    });
    expect(response.headers.get('x-request-id')).toBe('the-request');
    const { items } = await own.client.audit.list();
    expect(items[0]).toMatchObject({
      actor: { kind: 'api-key', name: 'administrator', requestId: 'the-request', source: 'api' },
      entityId: response.json['id'],
    });
    const filtered = await own.client.audit.list({ query: { entity: items[0]?.entity ?? '' } });
    expect(filtered.items.every(({ entity }) => entity === items[0]?.entity)).toBe(true);
  });
});

describe('pages', () => {
  test('give every item once, in order', async () => {
    const own = await running.newOrganization();
    for (const number of [5, 3, 1, 4, 2])
      await own.client.contacts.create({ body: { clientId: `C-${number}`, devices: [] } });
    const seen: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const query: { limit: number; cursor?: string } = cursor === null ? { limit: 2 } : { limit: 2, cursor };
      const page = await own.client.contacts.list({ query });
      seen.push(...page.items.map(({ clientId }) => clientId));
      cursor = page.next;
      pages++;
    } while (cursor !== null);
    expect([seen, pages]).toEqual([['C-1', 'C-2', 'C-3', 'C-4', 'C-5'], 3]);
    await expect(own.client.contacts.list({ query: { cursor: 'not one of ours' } })).rejects.toThrow(
      ApiError,
    );
    await expect(own.client.contacts.list({ query: { cursor: 'not one of ours' } })).rejects.toMatchObject({
      code: 'cursor_invalid',
    });
  });
});
