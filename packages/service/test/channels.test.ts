import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runAsOwner } from '@tact/store/testing';
import type { Instant } from '@tact/engine';
import type { NewChannelJson } from '@tact/api';
import type { Service } from '../src/main.ts';
import { channelParts, dispatchThrough } from './running-channels.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';
import { startStubProvider, type StubProvider } from './stub-provider.ts';

let running: RunningService;
let service: Service;
let stub: StubProvider;
let own: TestOrganization;
const parts = channelParts();

beforeAll(async () => {
  running = await startRunningService();
  stub = await startStubProvider();
  service = await running.another({ channels: parts });
});
afterAll(async () => {
  await stub.stop();
  await running.stop();
});
beforeEach(async () => {
  own = await running.newOrganization();
});

const SECRET = 'my secret of sixteen characters';
const FIRST = '+12125550101';
const ACCOUNT = `AC${'0'.repeat(32)}`;
const FROM = '+12125550199';

/** Sends to a service that has been given what channels need, or to another one. */
async function send(method: string, path: string, body?: unknown, to: Service = service) {
  const response = await fetch(new URL(path, to.address), {
    method,
    headers: { 'x-api-key': own.key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>;
  return { status: response.status, text, json };
}
const create = (body: Partial<NewChannelJson>, to?: Service) =>
  send('POST', '/api/v1/channels', { name: 'Channel', channel: 'sms', ...body }, to);
const webhook = (given: object = {}) => ({ webhook: { url: `${stub.url}/hook`, secret: SECRET, ...given } });
const twilio = (given: object = {}) => ({
  twilio: { baseUrl: stub.url, accountSid: ACCOUNT, from: FROM, authToken: SECRET, ...given },
});
const smtp = (given: object = {}) => ({
  channel: 'email' as const,
  smtp: { host: '127.0.0.1', port: 25, security: 'starttls' as const, from: 'a@example.com', ...given },
});
const codeOf = async (answered: ReturnType<typeof create>) => {
  const { status, json } = await answered;
  return status < 400 ? status : `${status} ${String(json['code'])} ${String(json['path'])}`;
};

describe('a channel configuration', () => {
  test('is created with defaults, read, listed, changed and deleted', async () => {
    const { status, json } = await create(twilio());
    expect(status).toBe(201);
    expect(json).toMatchObject({
      name: 'Channel',
      kind: 'twilio',
      enabled: true,
      concurrencyMax: 10,
      twilio: { baseUrl: stub.url, accountSid: ACCOUNT, from: FROM, contentSid: null, timeoutMs: 15_000 },
      webhook: null,
      secretNames: ['authToken'],
    });
    const path = `/api/v1/channels/${String(json['id'])}`;
    expect((await send('GET', path)).json).toEqual(json);
    expect((await send('GET', '/api/v1/channels')).json).toEqual({ items: [json], next: null });
    const changed = await send('PATCH', path, { version: 1, name: 'Text', twilio: { timeoutMs: 500 } });
    expect(changed.json).toMatchObject({
      name: 'Text',
      version: 2,
      twilio: { from: FROM, timeoutMs: 500 },
      secretNames: ['authToken'],
    });
    expect(await codeOf(send('PATCH', path, { version: 1, name: 'x' }))).toMatch(/^409 version_conflict/);
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('GET', path)).status).toBe(404);
  });

  const refusals: readonly (readonly [what: string, body: () => object, code: string | number])[] = [
    ['no kind', () => ({}), '422 channel_invalid '],
    ['two kinds', () => ({ ...webhook(), ...twilio() }), '422 channel_invalid '],
    ['a kind that does not reach people so', () => ({ ...smtp(), channel: 'sms' }), '422 channel_invalid /channel'],
    ['an address without encryption outside', () => webhook({ url: 'ftp://example.com' }), '422 address_not_allowed /webhook/url'],
    ['an address with a password', () => webhook({ url: 'https://a:b@example.com/' }), '422 address_not_allowed /webhook/url'],
    ['a secret that can be guessed', () => webhook({ secret: 'short' }), '400 validation_failed /webhook/secret'],
    ['a number that is none', () => twilio({ from: '+0' }), '422 channel_invalid /twilio/from'],
    ['no sender', () => twilio({ from: null }), '422 channel_invalid /twilio/from'],
    ['two senders', () => twilio({ messagingServiceSid: `MG${'1'.repeat(32)}` }), '422 channel_invalid /twilio/from'],
    ['a template of SMS', () => twilio({ contentSid: `HX${'1'.repeat(32)}` }), '422 channel_invalid /twilio/contentSid'],
    ['a call by a messaging service', () => ({ ...twilio({ from: null, messagingServiceSid: `MG${'1'.repeat(32)}` }), channel: 'call' }), '422 channel_invalid /twilio/from'],
    ['a user without a password', () => smtp({ user: 'me' }), '422 channel_invalid /smtp/password'],
    ['a password without a user', () => smtp({ password: SECRET }), '422 channel_invalid /smtp/password'],
    ['half of DKIM', () => smtp({ dkimDomain: 'example.com' }), '422 channel_invalid /smtp/dkimPrivateKey'],
    ['a sender that is no e-mail address', () => smtp({ from: 'office' }), '422 channel_invalid /smtp/from'],
    ['a host that is none', () => smtp({ host: 'a b' }), '422 channel_invalid /smtp/host'],
    ['a field that there is not', () => webhook({ uri: 'x' }), '400 validation_failed /webhook/uri'],
  ]; // prettier-ignore
  test.each(refusals)('is refused: %s', async (_, body, code) => {
    expect(await codeOf(create(body()))).toBe(code);
  });

  test('is one of a channel that is in use', async () => {
    expect((await create(webhook())).status).toBe(201);
    expect(await codeOf(create({ name: 'b', ...webhook() }))).toMatch(/^409 channel_in_use/);
    expect((await create({ name: 'b', enabled: false, ...webhook() })).status).toBe(201);
    expect(await codeOf(create({ name: 'b', channel: 'call', ...webhook() }))).toMatch(/^409 name_taken/);
  });

  test('needs the rights to it', async () => {
    for (const [role, read, write] of [
      ['operator', 200, 403],
      ['analyst', 200, 403],
    ] as const) {
      const key = await own.newKey(role);
      const client = own.clientFor(key);
      expect([(await client.channels.list()).items, read]).toEqual([[], 200]);
      expect(
        (
          await own.send('POST', '/api/v1/channels', {
            headers: { 'x-api-key': key, 'content-type': 'application/json' },
            body: '{}',
          })
        ).status,
      ).toBe(write);
    }
  });
});

describe('secrets', () => {
  test('are in no answer, no audit entry, no log and no column in clear', async () => {
    const { json } = await create(webhook());
    const path = `/api/v1/channels/${String(json['id'])}`;
    await send('PATCH', path, { version: 1, webhook: { secret: `${SECRET} anew` } });
    await create({ name: 'x', webhook: { url: 'ftp://x', secret: SECRET } });
    await create({ name: 'x', channel: 'call', ...webhook({ secret: 'short secret' }) });
    const shown = [
      await send('GET', path),
      await send('GET', '/api/v1/channels'),
      await send('POST', `${path}/test`),
      await send('GET', '/api/v1/audit?limit=200'),
    ].map(({ text }) => text);
    const rows = await runAsOwner(
      running.connectionString,
      'select * from channels where organization_id = $1',
      [own.id],
    );
    const audited = await runAsOwner(
      running.connectionString,
      'select * from audit_log where organization_id = $1',
      [own.id],
    );
    expect(
      [...shown, ...running.log, JSON.stringify([rows, audited])].filter((text) =>
        /my secret|short secret/.test(text),
      ),
    ).toEqual([]);
    expect(shown[3]).toContain('"secretsChanged":true');
  });

  test('are sent again where the address changes: they never reach another one by mistake', async () => {
    const { json } = await create(webhook());
    const path = `/api/v1/channels/${String(json['id'])}`;
    const elsewhere = `${stub.url}/elsewhere`;
    expect(await codeOf(send('PATCH', path, { version: 1, webhook: { url: elsewhere } }))).toBe(
      '422 secrets_missing /webhook/secret',
    );
    expect(
      (await send('PATCH', path, { version: 1, webhook: { url: elsewhere, secret: SECRET } })).status,
    ).toBe(200);
  });

  test('of one row do not open in another: it reaches nobody', async () => {
    await create(webhook());
    const other = await running.newOrganization();
    await runAsOwner(
      running.connectionString,
      `insert into channels (organization_id, id, name, channel, kind, enabled, concurrency_max, settings, sealed_secrets, secret_names)
       select $2, id, name, channel, kind, enabled, concurrency_max, settings, sealed_secrets, secret_names from channels where organization_id = $1`,
      [own.id, other.id],
    );
    expect(await service.channels.adapterOf(own.id, 'sms')).not.toBeNull();
    expect(await service.channels.adapterOf(other.id, 'sms')).toBeNull();
  });

  test('that were saved with another key are not used, and can be sent anew', async () => {
    const { json } = await create(webhook());
    const stranger = await running.another({ channels: channelParts() });
    expect(await stranger.channels.adapterOf(own.id, 'sms')).toBeNull();
    const path = `/api/v1/channels/${String(json['id'])}`;
    expect((await send('POST', `${path}/test`, undefined, stranger)).json).toEqual({
      works: false,
      sentence: 'its secrets cannot be opened with the keys of this process',
    });
    expect((await send('PATCH', path, { version: 1, webhook: { secret: SECRET } }, stranger)).status).toBe(
      200,
    );
    expect(await stranger.channels.adapterOf(own.id, 'sms')).not.toBeNull();
  });

  test('are not taken by a service without a key, nor a channel whose way in nobody knows', async () => {
    const bare = await running.another({ channels: { guard: parts.guard } });
    expect(await codeOf(create(webhook(), bare))).toMatch(/^503 secret_key_missing/);
    expect(await codeOf(create(twilio(), bare))).toMatch(/^422 public_address_missing/);
    expect(await codeOf(create({ channel: 'call', simulated: { seed: 1 } }, bare))).toBe(201);
  });
});

test('private addresses are refused where the service is not told otherwise', async () => {
  const { secretBox, publicUrl } = parts;
  const strict = await running.another({ channels: { secretBox, publicUrl } });
  for (const url of [
    'https://127.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'http://example.com/',
    'https://[::1]/',
  ])
    expect(await codeOf(create(webhook({ url }), strict))).toBe('422 address_not_allowed /webhook/url');
  expect(await codeOf(create(smtp({ host: '10.0.0.1' }), strict))).toBe('422 address_not_allowed /smtp/host');
  expect(await codeOf(create(smtp({ host: 'smtp.example.com', security: 'none' }), strict))).toBe(
    '422 address_not_allowed /smtp/host',
  );
  // A name that leads inside is found out when it is connected to.
  const { json } = await create(webhook({ url: 'https://localhost:1/' }), strict);
  const test = await send('POST', `/api/v1/channels/${String(json['id'])}/test`, undefined, strict);
  expect(test.json).toEqual({
    works: false,
    sentence: 'the name stands for an address of a private network',
  });
});

describe('the adapter of a channel', () => {
  const ann = { clientId: 'ann', address: FIRST, channel: 'sms' } as const;
  beforeEach(async () => {
    await own.client.contacts.create({ body: { clientId: 'ann', devices: [{ address: FIRST }] } });
  });

  test('is the same while the configuration is, and another one after a change', async () => {
    const { json } = await create(webhook());
    const first = await service.channels.adapterOf(own.id, 'sms');
    expect(await service.channels.adapterOf(own.id, 'sms')).toBe(first);
    const path = `/api/v1/channels/${String(json['id'])}`;
    await send('PATCH', path, { version: 1, concurrencyMax: 3 });
    const second = await service.channels.adapterOf(own.id, 'sms');
    expect([second === first, second?.concurrencyMax]).toEqual([false, 3]);
    await send('PATCH', path, { version: 2, enabled: false });
    expect(await service.channels.adapterOf(own.id, 'sms')).toBeNull();
  });

  test('of the simulated carrier reaches nobody, and its result comes back, labelled', async () => {
    await create({ channel: 'sms', simulated: { seed: 1 } });
    const quick = await running.another({
      channels: {
        ...parts,
        timers: {
          now: () => Date.now() as Instant,
          after: (_ms, work) => {
            const timer = setTimeout(work, 1);
            return () => {
              clearTimeout(timer);
            };
          },
        },
      },
    });
    const sent = await dispatchThrough(quick, running, own, ann);
    expect(sent).toMatchObject({
      done: { state: 'confirmed', providerReference: expect.stringMatching(/^simulated:/) },
    });
    const id = 'attemptId' in sent ? sent.attemptId : '';
    await expect.poll(() => own.client.attempts.get({ params: { id } })).toMatchObject({ state: 'finished' });
    const [event] = await runAsOwner<{ actor: { readonly name: string } }>(
      running.connectionString,
      'select actor from attempt_events where attempt_id = $1',
      [id],
    );
    expect(event?.actor.name).toBe('simulated: Channel');
  });
});
