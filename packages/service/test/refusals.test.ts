import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allEndpoints, permissionProblem, ROLES, type NamedEndpoint } from '@tact/api';
import { LIMITS, type AttemptRule } from '@tact/engine';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let organization: TestOrganization;

beforeAll(async () => {
  running = await startRunningService();
  organization = await running.newOrganization();
});
afterAll(() => running.stop());

const JSON_TYPE = { 'content-type': 'application/json' };
const UNKNOWN_ID = '0198c0de-0000-7000-8000-00000000ffff';
const QUESTION = { contact: { clientId: 'A', devices: [{ address: '+12125550123' }] }, channel: 'call' };

describe('a question is refused', () => {
  const cases = [
    ['a number that is no number', { contact: { clientId: 'A', devices: [{ address: '12' }] } }, 'number_invalid', '/contact/devices/0/address'],
    ['an unknown contact', { contact: { clientId: 'nobody' } }, 'contact_unknown', '/contact'],
    ['an unknown contact by id', { contact: { id: UNKNOWN_ID } }, 'contact_unknown', '/contact'],
    ['a device that the contact does not have', { device: { address: '+12125559999' } }, 'device_unknown', '/device/address'],
    ['a position that the contact does not have', { device: { position: 2 } }, 'device_unknown', '/device/position'],
    ['a channel that the device does not suit', { channel: 'email', device: { position: 1 } }, 'channel_unsuitable', '/channel'],
    ['no device for the channel', { channel: 'email' }, 'device_missing', '/channel'],
    ['an unknown zone', { contact: { ...QUESTION.contact, zone: 'Mars/Olympus' } }, 'zone_unknown', '/contact/zone'],
    ['an unknown country', { contact: { ...QUESTION.contact, country: 'Narnia' } }, 'address_invalid', '/contact/country'],
    ['an unknown account', { accountId: UNKNOWN_ID }, 'account_unknown', '/accountId'],
    ['an unknown campaign group', { campaignGroupId: UNKNOWN_ID }, 'campaign_group_unknown', '/campaignGroupId'],
    ['an instant outside of the zone table', { at: '2150-01-01T00:00:00Z' }, 'instant_out_of_range', '/at'],
  ] as const; // prettier-ignore

  test.each(cases)('for %s', async (_name, change, code, path) => {
    const response = await organization.send('POST', '/api/v1/decisions', {
      headers: JSON_TYPE,
      body: JSON.stringify({ ...QUESTION, ...change }),
    });
    expect(response.json).toMatchObject({ status: 422, code, path });
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  });

  test.each([
    ['another contact has', '+12125550132', 'device_of_another_contact'],
    ['nobody has, though a client id begins with it', '+12125550133', 'device_unknown'],
  ] as const)('for a device that %s', async (_name, address, code) => {
    const own = await running.newOrganization();
    const { contacts } = own.client;
    await contacts.create({ body: { clientId: 'one', devices: [{ address: '+12125550131' }] } });
    await contacts.create({ body: { clientId: 'two', devices: [{ address: '+12125550132' }] } });
    await contacts.create({ body: { clientId: '+12125550133', devices: [{ address: '+12125550134' }] } });
    const response = await own.send('POST', '/api/v1/decisions', {
      headers: JSON_TYPE,
      body: JSON.stringify({ contact: { clientId: 'one' }, device: { address }, channel: 'call' }),
    });
    expect(response.json).toMatchObject({ status: 422, code, path: '/device/address' });
  });
});

describe('a body is refused', () => {
  const post = (path: string, body: string, headers: Readonly<Record<string, string>> = JSON_TYPE) =>
    organization.send('POST', path, { headers, body });

  const rule = (times: unknown) => ({
    name: 'R', required: true, priority: 9,
    conditions: { country: 'any', regions: [], devices: 'any', deviceTypes: 'any', timezoneSource: 'device', strict: false, times },
  }); // prettier-ignore

  const cases: readonly (readonly [string, string, unknown, number, string, string?])[] = [
    ['an opt-out that ends before it starts', '/opt-outs', { clientId: 'A', reason: 'r', from: '2026-05-02', until: '2026-05-01' }, 422, 'span_invalid', '/until'],
    ['a day that no month has', '/opt-outs', { clientId: 'A', reason: 'r', until: '2026-02-30' }, 422, 'instant_invalid', '/until'],
    ['a window that ends before it starts', '/rules/contact-times', rule({ everyDay: [{ start: '10:00', end: '09:00' }] }), 422, 'rule_invalid', '/conditions/times'],
    ['a contact in an unknown zone', '/contacts', { clientId: 'Z', zone: 'Nowhere', devices: [] }, 422, 'zone_unknown', '/zone'],
    ['a contact with one device twice', '/contacts', { clientId: 'Z', devices: [{ address: '+12125550101' }, { address: '212 555 0101' }] }, 422, 'device_taken_twice', '/devices/1/address'],
    ['a contact with one position twice', '/contacts', { clientId: 'Z', devices: [{ address: '+12125550101', position: 2 }, { address: '+12125550102' }] }, 422, 'device_position_taken', '/devices/1'],
    ['a mistyped field', '/contacts', { clientId: 'Z', devices: [], langauge: 'en' }, 400, 'validation_failed', '/langauge'],
    ['an attribute that would be no data', '/contacts', JSON.parse('{"clientId":"Z","devices":[],"attributes":{"__proto__":1}}'), 400, 'validation_failed', '/attributes/__proto__'],
    ['a scope beyond the role', '/api-keys', { name: 'k', role: 'analyst', scopes: ['contacts:write'] }, 422, 'scope_beyond_role', '/scopes/0'],
    ['a key that has expired before it is made', '/api-keys', { name: 'k', role: 'analyst', expiresAt: '2020-01-01T00:00:00Z' }, 422, 'expiry_past', '/expiresAt'],
    ['a reservation that is held for a second', '/attempts', { ...QUESTION, expiresInSeconds: 1 }, 400, 'validation_failed', '/expiresInSeconds'],
    ['a reservation about another instant', '/attempts', { ...QUESTION, at: '2026-01-01T00:00:00Z' }, 400, 'validation_failed', '/at'],
    ['a list where an object belongs', '/opt-outs', [], 400, 'validation_failed', ''],
  ]; // prettier-ignore

  for (const [name, path, body, status, code, pointer] of cases)
    test(`for ${name}`, async () => {
      const response = await post(`/api/v1${path}`, JSON.stringify(body));
      expect([response.status, response.json['code'], response.json['path']]).toEqual([
        status,
        code,
        pointer,
      ]);
    });

  test('that is no JSON, with the place of the slip', async () => {
    const response = await post('/api/v1/opt-outs', '{"clientId":"A",\n "reason":"r",}');
    expect([response.status, response.json['code']]).toEqual([400, 'json_invalid']);
    expect(response.json['detail']).toBe('there is a comma before `}` at line 2, column 15; take it out');
  });

  test.each([
    ['no JSON at all', '', JSON_TYPE, 400, 'json_invalid'],
    ['another content type', 'clientId=A', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'content_type_unsupported'],
    ['text', '{}', { 'content-type': 'text/plain' }, 415, 'content_type_unsupported'],
    ['another encoding', '{}', { 'content-type': 'application/json; charset=latin1' }, 415, 'content_type_unsupported'],
    ['a compressed body', '{}', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 415, 'content_type_unsupported'],
    ['a stream where none is taken', '{}', { 'content-type': 'application/x-ndjson' }, 415, 'content_type_unsupported'],
    ['10 MB', ' '.repeat(10_000_000), JSON_TYPE, 413, 'body_too_large'],
  ] as const)('for %s', async (_name, body, headers, status, code) => {
    const response = await post('/api/v1/opt-outs', body, headers);
    expect([response.status, response.json['code']]).toEqual([status, code]);
  }); // prettier-ignore

  test('names every problem and not only the first', async () => {
    const response = await post('/api/v1/opt-outs', JSON.stringify({ reason: '', channels: ['fax'] }));
    expect(response.json['problems']).toMatchObject([
      { path: '/clientId' },
      { path: '/reason' },
      { path: '/channels/0' },
    ]);
  });
});

describe('a request is refused', () => {
  test.each([
    ['GET', '/api/v1/nothing', 404, 'route_unknown'],
    ['GET', '/nothing', 404, 'route_unknown'],
    ['PUT', '/api/v1/contacts', 405, 'method_not_allowed'],
    ['OPTIONS', '/api/v1/contacts', 405, 'method_not_allowed'],
    ['GET', '/api/v1/contacts?limit=0', 400, 'validation_failed'],
    ['GET', '/api/v1/contacts?limit=all', 400, 'validation_failed'],
    ['GET', '/api/v1/contacts?filter=x', 400, 'validation_failed'],
    ['GET', '/api/v1/contacts?limit=1&limit=2', 400, 'validation_failed'],
    ['GET', '/api/v1/contacts/not-an-id', 400, 'validation_failed'],
    ['GET', `/api/v1/contacts/${UNKNOWN_ID}`, 404, 'not_found'],
    ['GET', '/api/v1/contacts/%', 404, 'route_unknown'],
    ['POST', '/api/v1/decisions?record=false', 400, 'validation_failed'],
  ])('%s %s', async (method, path, status, code) => {
    const given = method === 'POST' ? { headers: JSON_TYPE, body: JSON.stringify(QUESTION) } : {};
    const response = await organization.send(method, path, given);
    expect([response.status, response.json['code']]).toEqual([status, code]);
  });

  test('with the methods that the route takes', async () => {
    const response = await organization.send('PUT', '/api/v1/contacts');
    expect(response.headers.get('allow')?.split(', ').toSorted()).toEqual(['GET', 'POST']);
  });

  test('from other pages: no answer allows another origin', async () => {
    const response = await organization.send('GET', '/api/v1/contacts', {
      headers: { origin: 'http://elsewhere' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a key opens nothing', () => {
  const withKey = async (headers: Readonly<Record<string, string>>) => {
    const response = await fetch(`${running.service.address}/api/v1/contacts`, { headers });
    const { code } = (await response.json()) as { code: string };
    return [response.status, code, response.headers.get('www-authenticate')];
  };

  test('that is missing, unknown, expired or revoked, each with its own code', async () => {
    const expired = await organization.newKey('administrator', { expiresAt: Date.now() - 1 });
    const challenge = 'Bearer realm="tact"';
    expect(await withKey({})).toEqual([401, 'api_key_missing', challenge]);
    expect(await withKey({ 'x-api-key': 'tact_nope' })).toEqual([401, 'api_key_unknown', challenge]);
    expect(await withKey({ 'x-api-key': expired })).toEqual([401, 'api_key_expired', challenge]);
    const created = await organization.client.apiKeys.create({ body: { name: 'k', role: 'analyst' } });
    expect((await fetch(`${running.service.address}/api/v1/contacts`, { headers: { authorization: `Bearer ${created.key ?? ''}` } })).status).toBe(200); // prettier-ignore
    await organization.client.apiKeys.revoke({ params: { id: created.id } });
    expect(await withKey({ 'x-api-key': created.key ?? '' })).toEqual([401, 'api_key_revoked', challenge]);
  });

  test('of another organization: its things are not found, and not changed', async () => {
    const other = await running.newOrganization();
    const { contacts, attempts, decisions, optOuts, apiKeys } = organization.client;
    const contact = await contacts.create({
      body: { clientId: 'mine', devices: [{ address: '+12125550199' }] },
    });
    const held = await attempts.reserve({ body: { contact: { clientId: 'mine' }, channel: 'call' } });
    const optOut = await optOuts.create({ body: { clientId: 'somebody', reason: 'r' } });
    const key = (await apiKeys.list()).items[0]?.id ?? '';
    const attempt = held.attempt?.id ?? '';
    const requests = [
      ['GET', `/contacts/${contact.id}`],
      ['PATCH', `/contacts/${contact.id}`, { version: 1, name: 'theirs' }],
      ['DELETE', `/contacts/${contact.id}`],
      ['GET', `/attempts/${attempt}`],
      ['POST', `/attempts/${attempt}/result`, { callResult: 'Busy' }],
      ['POST', `/attempts/${attempt}/release`],
      ['GET', `/decisions/${held.id}`],
      ['GET', `/opt-outs/${optOut.id}`],
      ['POST', `/opt-outs/${optOut.id}/lift`, { reason: 'r' }],
      ['DELETE', `/api-keys/${key}`],
    ] as const;
    for (const [method, path, body] of requests) {
      const given = body === undefined ? {} : { headers: JSON_TYPE, body: JSON.stringify(body) };
      const response = await other.send(method, `/api/v1${path}`, given);
      expect([path, response.status, response.json['code']]).toEqual([path, 404, 'not_found']);
    }
    expect((await contacts.get({ params: { id: contact.id } })).version).toBe(1);
    expect((await attempts.get({ params: { id: attempt } })).state).toBe('reserved');
    expect((await decisions.list({ query: { clientId: 'mine' } })).items).toHaveLength(1);
  });
});

describe('each role and scope', () => {
  /** A request that is allowed or not before its body is looked at. */
  async function answerTo({ endpoint }: NamedEndpoint, key: string): Promise<string> {
    const path = endpoint.path.replaceAll(/\{\w+\}/g, UNKNOWN_ID);
    const response = await organization.send(endpoint.method, path, {
      headers: { 'x-api-key': key, 'x-tact-request': '1', ...(endpoint.body === undefined ? {} : JSON_TYPE) },
      ...(endpoint.body === undefined ? {} : { body: '{"nothing":1}' }),
    });
    return response.status === 403 ? String(response.json['code']) : 'permitted';
  }

  const isOpen = (scope: NamedEndpoint['endpoint']['scope']): scope is 'public' | 'signed-in' =>
    scope === 'public' || scope === 'signed-in';
  /** A key has no session to end. */
  const isSignOut = ({ resource, name }: NamedEndpoint) => resource === 'session' && name === 'signOut';

  test.each(ROLES)('%s may do what the table says, and nothing else', async (role) => {
    const key = await organization.newKey(role);
    for (const named of allEndpoints) {
      const { scope } = named.endpoint;
      const problem = isOpen(scope) ? undefined : permissionProblem({ role, scopes: null }, scope);
      expect([named.endpoint.path, named.name, await answerTo(named, key)]).toEqual([
        named.endpoint.path,
        named.name,
        problem ?? (isSignOut(named) ? 'session_missing' : 'permitted'),
      ]);
    }
  });

  test('a key with scopes may do those and nothing else', async () => {
    const key = await organization.newKey('administrator', { scopes: ['contacts:read'] });
    for (const named of allEndpoints) {
      const { scope } = named.endpoint;
      if (isSignOut(named)) continue;
      const expected = isOpen(scope) || scope === 'contacts:read' ? 'permitted' : 'scope_missing';
      expect([scope, await answerTo(named, key)]).toEqual([scope, expected]);
    }
  });
});

describe('an idempotency key', () => {
  const create = (key: string, body: unknown, of = organization) =>
    of.send('POST', '/api/v1/contacts', {
      headers: { ...JSON_TYPE, 'idempotency-key': key },
      body: JSON.stringify(body),
    });

  test('makes the same request one, whatever its white space and the order of its fields', async () => {
    const first = await create('k-1', { clientId: 'K-1', devices: [] });
    const again = await create('k-1', { devices: [], clientId: 'K-1' });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.text).toBe(first.text);
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ]);
  });

  test('is refused for another request, and free for another organization', async () => {
    await create('k-2', { clientId: 'K-2', devices: [] });
    const other = await create('k-2', { clientId: 'K-3', devices: [] });
    expect([other.status, other.json['code']]).toEqual([409, 'idempotency_key_reused']);
    const elsewhere = await running.newOrganization();
    expect((await create('k-2', { clientId: 'K-3', devices: [] }, elsewhere)).status).toBe(201);
  });

  test('carries one of many simultaneous requests out', async () => {
    const many = await Promise.all(
      Array.from({ length: 8 }, () => create('k-4', { clientId: 'K-4', devices: [] })),
    );
    const statuses = new Set(many.map(({ status, json }) => (status === 409 ? json['code'] : status)));
    expect([...statuses].every((one) => one === 201 || one === 'idempotency_key_running')).toBe(true);
    const ids = new Set(many.filter(({ status }) => status === 201).map(({ json }) => json['id']));
    expect(ids.size).toBe(1);
  });

  test('is free again where the request was refused', async () => {
    const refused = await create('k-5', { clientId: 'K-5', zone: 'Nowhere', devices: [] });
    expect(refused.status).toBe(422);
    expect((await create('k-5', { clientId: 'K-5', devices: [] })).status).toBe(201);
  });

  test('never keeps the text of an API key', async () => {
    const ask = () =>
      organization.send('POST', '/api/v1/api-keys', {
        headers: { ...JSON_TYPE, 'idempotency-key': 'k-6' },
        body: JSON.stringify({ name: 'once', role: 'analyst' }),
      });
    const [first, again] = [await ask(), await ask()];
    expect(first.json['key']).toMatch(/^tact_/);
    expect(again.json).toEqual({ ...first.json, key: null });
  });

  test('must be usable, and is not taken with a stream', async () => {
    const long = await create('k'.repeat(129), { clientId: 'K-7', devices: [] });
    expect(long.json['code']).toBe('idempotency_key_invalid');
    const stream = await organization.send('POST', '/api/v1/decisions', {
      headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': 'k-8' },
      body: JSON.stringify(QUESTION),
    });
    expect([stream.status, stream.json['code']]).toEqual([400, 'idempotency_key_unsupported']);
  });
});

describe('a ruleset', () => {
  const conditions: AttemptRule = {
    scope: 'tenant', count: 9_999, direction: 'outbound', period: { kind: 'rolling', amount: 1, unit: 'minutes' }, countBy: 'any',
    using: 'client', channels: 'any', countedChannels: null, devices: 'any', deviceTypes: 'any', to: [], betweenTimes: null,
  }; // prettier-ignore

  test(`takes ${LIMITS.rulesMax} rules and refuses one more`, async () => {
    const own = await running.newOrganization();
    const actor = { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'bulk' } as const;
    // Priorities end at 999, so that one of the thousand is a list.
    const list = await own.client.suppressionLists.create({
      body: { name: 'L', type: 'device', required: true },
    });
    for (let priority = 1; priority < LIMITS.rulesMax; priority++) {
      const fields = {
        name: `R ${priority}`,
        required: true,
        priority,
        dispositionCode: null,
        conditions: { ...conditions },
      };
      await running.store.rules.create(own.id, 'attempt', fields, actor);
    }
    const [optional] = (await own.client.attemptRules.list({ query: { limit: 1 } })).items;
    expect((await own.client.decisions.ask({ body: QUESTION as never })).decision).toBe('allowed');
    const again = own.client.suppressionLists.create({ body: { name: 'M', type: 'device', required: true } });
    await expect(again).rejects.toMatchObject({ code: 'ruleset_full', status: 422 });
    const extra = await own.client.suppressionLists.create({
      body: { name: 'M', type: 'device', required: false },
    });
    const picked = own.client.campaignGroups.create({ body: { name: 'G', suppressionListIds: [extra.id] } });
    await expect(picked).rejects.toMatchObject({ code: 'ruleset_full' });

    await own.client.suppressionLists.delete({ params: { id: list.id } });
    const group = await own.client.campaignGroups.create({
      body: { name: 'G', suppressionListIds: [extra.id] },
    });
    const over = own.client.suppressionLists.create({ body: { name: 'N', type: 'device', required: true } });
    await expect(over).rejects.toMatchObject({ code: 'ruleset_full' });
    expect([optional?.priority, group.suppressionListIds]).toEqual([1, [extra.id]]);

    // What its dialing profile has picked counts too, whoever of the two is changed.
    const { campaignGroups, dialingProfiles } = own.client;
    const refused = { code: 'ruleset_full' };
    const full = await dialingProfiles.create({ body: { name: 'P', suppressionListIds: [extra.id] } });
    const named = { params: { id: group.id }, body: { version: 1, dialingProfileId: full.id } };
    await expect(campaignGroups.update(named)).rejects.toMatchObject(refused);
    const empty = await dialingProfiles.create({ body: { name: 'Q' } });
    await campaignGroups.update({ ...named, body: { version: 1, dialingProfileId: empty.id } });
    const params = { id: empty.id };
    const filled = { version: 1, suppressionListIds: [extra.id] };
    await expect(dialingProfiles.update({ params, body: filled })).rejects.toMatchObject(refused);
    const pick = { params: { ...params, ruleId: optional?.id ?? '' } };
    await expect(dialingProfiles.pickRule(pick)).rejects.toMatchObject(refused);
  });
});

test('nobody asks for the head alone: no route is carried out, and no key is looked up', async () => {
  const guarded = allEndpoints.filter(
    ({ endpoint }) => endpoint.method === 'GET' && endpoint.scope !== 'public',
  );
  for (const { endpoint } of guarded) {
    const path = endpoint.path.replaceAll(/\{\w+\}/g, '0');
    for (const key of [organization.key, 'no key'])
      expect([path, await headOf(path, key)]).toEqual([path, 405]);
  }
  expect(guarded.length).toBeGreaterThan(50);
  expect([await headOf('/api/v1/nothing'), await headOf('/api/v1/health')]).toEqual([404, 200]);
});

async function headOf(path: string, key = organization.key): Promise<number> {
  const { status, headers } = await organization.send('HEAD', path, { headers: { 'x-api-key': key } });
  if (status === 405) expect(headers.get('allow')).toContain('GET');
  return status;
}

/** What `JSON.stringify` and whatever else calls itself would break at, and what would hold the process: sent by anybody, also without a key. */
describe('a body that is deep or wide is refused like any other', () => {
  const deep = '['.repeat(50_000) + ']'.repeat(50_000);
  const wide = `{${Array.from({ length: 100_000 }, (_, index) => `"${index.toString(36)}":0`).join(',')}}`;

  test.each([
    ['/api/v1/session', deep, 'json_invalid'],
    ['/api/v1/session', wide, 'validation_failed'],
    ['/api/v1/session', `{"email":${wide}}`, 'validation_failed'],
    ['/api/v1/decisions', `{"contact":${deep},"channel":"call"}`, 'json_invalid'],
    ['/api/v1/decisions', `{"contact":${wide},"channel":"call"}`, 'validation_failed'],
    ['/api/v1/attempts/import', `{"attempts":[${deep}]}`, 'json_invalid'],
    ['/api/admin/opt-out/bulk', `{"phones":[${deep}],"reason":"x"}`, 'json_invalid'],
  ])('%s %.20s', async (path, body, code) => {
    const { status, json } = await organization.send('POST', path, {
      headers: { 'content-type': 'application/json', 'x-tact-request': '1', 'idempotency-key': 'deep' },
      body,
    });
    expect([status, json['code']]).toEqual([400, code]);
  });

  test.each(['/api/v1/decisions', '/api/v1/attempts/import'])(
    'and on a line of %s the others go on',
    async (path) => {
      const { status, text } = await organization.send('POST', path, {
        headers: { 'content-type': 'application/x-ndjson' },
        body: `${'['.repeat(32_000)}${']'.repeat(32_000)}\n{"channel":"pigeon"}\n`,
      });
      expect(status).toBe(200);
      expect(text).toContain('json_invalid');
      expect(text).toContain('validation_failed');
    },
  );
});
