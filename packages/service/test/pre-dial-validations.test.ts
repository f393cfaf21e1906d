import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { NewPreDialValidationJson } from '@tact/api';
import { createAddressGuard } from '../src/channels/address-guard.ts';
import type { Service } from '../src/main.ts';
import { channelParts } from './running-channels.ts';
import { startPreDialService, type PreDialReply } from './pre-dial-service.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let service: Service;
let strict: Service;
let own: TestOrganization;
const PATH = '/api/v1/pre-dial-validations';
const TOKEN = 'Bearer of-a-token-that-nobody-sees';

beforeAll(async () => {
  running = await startRunningService();
  const parts = channelParts();
  service = await running.another({ channels: parts });
  strict = await running.another({
    channels: { ...parts, guard: createAddressGuard({ allowsPrivate: false }) },
  });
});
afterAll(() => running.stop());
beforeEach(async () => {
  own = await running.newOrganization();
});

async function send(
  method: string,
  path: string,
  body?: unknown,
  to: Service = service,
  key: string | null = own.key,
) {
  const response = await fetch(new URL(path, to.address), {
    method,
    headers: {
      'x-api-key': key ?? '',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>;
  return { status: response.status, text, json };
}
const fields = (given: Partial<NewPreDialValidationJson> = {}): NewPreDialValidationJson => ({
  name: 'Payment office',
  required: false,
  priority: 1,
  url: 'https://example.com/may-we-dial',
  headers: [{ name: 'Authorization', value: TOKEN }],
  ...given,
});
const create = (given: Partial<NewPreDialValidationJson> = {}, to?: Service) =>
  send('POST', PATH, fields(given), to);
const codeOf = async (answered: ReturnType<typeof send>) => {
  const { status, json } = await answered;
  return status < 400 ? status : `${status} ${String(json['code'])} ${String(json['path'])}`;
};

describe('a pre-dial validation', () => {
  test('is created with defaults, read, listed, changed and deleted', async () => {
    const { status, json } = await create();
    expect(status).toBe(201);
    expect(json).toMatchObject({
      name: 'Payment office',
      required: false,
      priority: 1,
      url: 'https://example.com/may-we-dial',
      headerNames: ['authorization'],
      timeoutMs: 5_000,
      connectionsMax: 10,
      callResult: 'General Error',
      dispositionCode: null,
      version: 1,
    });
    const path = `${PATH}/${String(json['id'])}`;
    expect((await send('GET', path)).json).toEqual(json);
    expect((await send('GET', PATH)).json).toEqual({ items: [json], next: null });
    const changed = await send('PATCH', path, { version: 1, required: true, timeoutMs: 500 });
    expect(changed.json).toMatchObject({
      required: true,
      timeoutMs: 500,
      headerNames: ['authorization'],
      version: 2,
    });
    expect(await codeOf(send('PATCH', path, { version: 1, name: 'x' }))).toBe(
      '409 version_conflict /version',
    );
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('GET', path)).status).toBe(404);
  });

  const refusals: readonly (readonly [what: string, given: object, code: string | number])[] = [
    ['a name with signs', { name: 'Who?' }, '400 validation_failed /name'],
    ['a priority beyond 999', { priority: 1_000 }, '400 validation_failed /priority'],
    ['a time-out of none', { timeoutMs: 0 }, '400 validation_failed /timeoutMs'],
    ['a time-out longer than a claim allows', { timeoutMs: 20_001 }, '400 validation_failed /timeoutMs'],
    ['no connection', { connectionsMax: 0 }, '400 validation_failed /connectionsMax'],
    ['a call result that is none', { callResult: 'Gone' }, '400 validation_failed /callResult'],
    ['an address that is none', { url: 'example' }, '422 address_not_allowed /url'],
    ['an address with a password', { url: 'https://a:b@example.com/' }, '422 address_not_allowed /url'],
    ['a header that is its own', { headers: [{ name: 'Content-Type', value: 'text/plain' }] }, '422 pre_dial_validation_invalid /headers/0/name'],
    ['the id, which is its own', { headers: [{ name: 'idempotency-key', value: '1' }] }, '422 pre_dial_validation_invalid /headers/0/name'],
    ['a header twice', { headers: [{ name: 'x-a', value: '1' }, { name: 'X-A', value: '2' }] }, '422 pre_dial_validation_invalid /headers/1/name'],
    ['a header of two lines', { headers: [{ name: 'x-a', value: 'a\r\nx-b: c' }] }, '422 pre_dial_validation_invalid /headers/0/value'],
    ['a header that is no name', { headers: [{ name: 'x a', value: '1' }] }, '400 validation_failed /headers/0/name'],
    ['a header without a value', { headers: [{ name: 'x-a', value: '' }] }, '400 validation_failed /headers/0/value'],
    ['a field that there is not', { uri: 'x' }, '400 validation_failed /uri'],
  ]; // prettier-ignore
  test.each(refusals)('is refused: %s', async (_, given, code) => {
    expect(await codeOf(create(given))).toBe(code);
  });

  test.each([
    ['http://example.com/'],
    ['https://127.0.0.1/'],
    ['https://10.0.0.1/'],
    ['https://169.254.169.254/latest/meta-data'],
  ])('goes to no address within: %s', async (url) => {
    expect(await codeOf(create({ url }, strict))).toBe('422 address_not_allowed /url');
  });

  test('has a name and a priority of its own', async () => {
    expect((await create()).status).toBe(201);
    expect(await codeOf(create({ priority: 2 }))).toMatch(/^409 name_taken/);
    expect(await codeOf(create({ name: 'b' }))).toMatch(/^409 priority_taken/);
  });

  test('stamps codes that are defined', async () => {
    await own.client.dispositions.create({ body: { code: 'NO', name: 'refused' } });
    expect(await codeOf(create({ dispositionCode: 'ON' }))).toBe('422 disposition_unknown /dispositionCode');
    expect((await create({ dispositionCode: 'NO' })).json).toMatchObject({ dispositionCode: 'NO' });
  });

  test('is one of at most twenty', async () => {
    for (let priority = 1; priority <= 20; priority++)
      expect((await create({ name: `v${priority}`, priority, headers: [] })).status).toBe(201);
    expect(await codeOf(create({ name: 'v21', priority: 21 }))).toMatch(/^422 ruleset_full/);
  });

  test('needs the rights to it', async () => {
    const { json } = await create();
    for (const [role, read, write] of [
      ['operator', 200, 403],
      ['analyst', 200, 403],
    ] as const) {
      const { key } = await own.client.apiKeys.create({ body: { name: role, role } });
      expect((await send('GET', PATH, undefined, service, key)).status).toBe(read);
      expect((await send('POST', PATH, fields(), service, key)).status).toBe(write);
      expect((await send('DELETE', `${PATH}/${String(json['id'])}`, undefined, service, key)).status).toBe(
        write,
      );
    }
    // Who may change rules alone may not say where people's data is sent.
    const { key } = await own.client.apiKeys.create({
      body: { name: 'rules', role: 'administrator', scopes: ['rules:read', 'rules:write'] },
    });
    expect((await send('POST', PATH, fields({ name: 'b', priority: 2 }), service, key)).status).toBe(403);
  });
});

describe('headers', () => {
  test('come out nowhere: no answer, no audit entry, no row', async () => {
    const created = await create();
    const id = String(created.json['id']);
    const changed = await send('PATCH', `${PATH}/${id}`, {
      version: 1,
      headers: [{ name: 'x-token', value: `${TOKEN} too` }],
    });
    expect(changed.json).toMatchObject({ headerNames: ['x-token'] });
    const audit = await send('GET', '/api/v1/audit?entity=pre-dial-validation');
    const row = await running.store.preDialValidations.get(own.id, id);
    // As it is stored, and as it would be read by whoever takes the encoding off.
    const sealed = Buffer.from(row?.sealedHeaders ?? '', 'base64').toString('latin1');
    expect(sealed.length).toBeGreaterThan(TOKEN.length);
    const stored = `${JSON.stringify(row)} ${sealed}`;
    for (const text of [created.text, changed.text, audit.text, stored]) expect(text).not.toContain(TOKEN);
    expect(audit.json['items']).toMatchObject([
      { action: 'pre-dial-validation.update', after: { headersChanged: true, headerNames: ['x-token'] } },
      { action: 'pre-dial-validation.create', after: { headersChanged: true } },
    ]);
  });

  test('are sent again where the address changes', async () => {
    const path = `${PATH}/${String((await create()).json['id'])}`;
    const elsewhere = { version: 1, url: 'https://example.org/' };
    expect(await codeOf(send('PATCH', path, elsewhere))).toBe('422 secrets_missing /headers');
    expect((await send('PATCH', path, { ...elsewhere, headers: [] })).json).toMatchObject({
      headerNames: [],
    });
    expect((await send('PATCH', path, { version: 2, url: 'https://example.com/' })).status).toBe(200);
  });

  test('need a key to keep them', async () => {
    expect(await codeOf(create({}, running.service))).toMatch(/^503 secret_key_missing/);
    expect(await codeOf(create({ url: 'https://example.com/', headers: [] }, running.service))).toBe(201);
  });
});

describe('a campaign object picks it', () => {
  test.each(['campaign-groups', 'dialing-profiles', 'campaign-templates'])('%s', async (objects) => {
    const { json } = await create();
    const id = String(json['id']);
    const path = `/api/v1/${objects}`;
    const made = await send('POST', path, { name: 'o', preDialValidationIds: [id] });
    expect(made.json).toMatchObject({ preDialValidationIds: [id], version: 1 });
    const unknown = '01900000-0000-7000-8000-0000000000aa';
    expect(await codeOf(send('POST', path, { name: 'p', preDialValidationIds: [id, unknown] }))).toBe(
      '422 pre_dial_validation_unknown /preDialValidationIds/1',
    );
    const one = `${path}/${String(made.json['id'])}`;
    expect((await send('PATCH', one, { version: 1, name: 'q' })).json).toMatchObject({
      preDialValidationIds: [id],
    });
    expect(await codeOf(send('DELETE', `${PATH}/${id}`))).toMatch(/^409 still_used/);
    expect((await send('PATCH', one, { version: 2, preDialValidationIds: [] })).json).toMatchObject({
      preDialValidationIds: [],
    });
    expect((await send('DELETE', `${PATH}/${id}`)).status).toBe(204);
  });

  test('and a group takes it over from its template', async () => {
    const id = String((await create()).json['id']);
    const body = { name: 't', preDialValidationIds: [id] };
    const template = await send('POST', '/api/v1/campaign-templates', body);
    const templateId = template.json['id'];
    const group = await send('POST', '/api/v1/campaign-groups', { name: 'g', templateId });
    expect(group.json).toMatchObject({ preDialValidationIds: [id] });
    const without = { name: 'h', templateId, preDialValidationIds: [] };
    expect((await send('POST', '/api/v1/campaign-groups', without)).json).toMatchObject({
      preDialValidationIds: [],
    });
  });

  test('none of another organization', async () => {
    const id = String((await create()).json['id']);
    own = await running.newOrganization();
    expect((await send('GET', `${PATH}/${id}`)).status).toBe(404);
    expect((await send('GET', PATH)).json).toEqual({ items: [], next: null });
    expect(
      await codeOf(send('POST', '/api/v1/campaign-groups', { name: 'g', preDialValidationIds: [id] })),
    ).toBe('422 pre_dial_validation_unknown /preDialValidationIds/0');
  });
});

describe('a test', () => {
  const replies: readonly (readonly [what: string, reply: PreDialReply, told: object])[] = [
    ['yes', 200, { answer: 'yes', status: 200, sentence: 'answered with HTTP 200' }],
    ['no', 409, { answer: 'no', status: 409, sentence: 'answered with HTTP 409' }],
    ['another status', 500, { answer: 'none', status: 500, sentence: 'answered with HTTP 500' }],
    ['nothing', 'say nothing', { answer: 'none', status: null, sentence: 'did not answer: there was no answer within 300 ms' }],
  ]; // prettier-ignore
  test.each(replies)(
    'sends a sample that names nobody, and tells what was answered: %s',
    async (_, reply, told) => {
      const outside = await startPreDialService();
      outside.reply = () => reply;
      const { json } = await create({ url: outside.url, timeoutMs: 300 });
      const { status, json: tried } = await send('POST', `${PATH}/${String(json['id'])}/test`);
      expect([status, tried]).toEqual([200, { ...told, tookMs: expect.any(Number) as number }]);
      expect(outside.requests).toHaveLength(1);
      const [request] = outside.requests;
      expect(request?.headers).toMatchObject({ authorization: TOKEN, 'user-agent': 'tact' });
      expect(Object.keys(request?.json ?? {})).toEqual(['type', 'id', 'at']);
      expect(request?.json).toMatchObject({ type: 'test', id: request?.headers['idempotency-key'] });
      await outside.stop();
    },
  );

  test('tells nothing of where nobody listens but that', async () => {
    const { json } = await create({ url: 'http://127.0.0.1:1/', timeoutMs: 300 });
    const { json: tried } = await send('POST', `${PATH}/${String(json['id'])}/test`);
    expect(tried).toMatchObject({ answer: 'none', status: null });
    expect(String(tried['sentence'])).not.toContain('127.0.0.1');
  });

  test('needs the key that its headers were kept with', async () => {
    const { json } = await create();
    const tried = send('POST', `${PATH}/${String(json['id'])}/test`, undefined, running.service);
    expect(await codeOf(tried)).toMatch(/^503 secret_key_missing/);
  });

  test('is one of one’s own organization', async () => {
    const id = String((await create()).json['id']);
    own = await running.newOrganization();
    expect((await send('POST', `${PATH}/${id}/test`)).status).toBe(404);
  });
});
