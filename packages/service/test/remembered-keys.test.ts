import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import { openStore, type Actor, type AccessPort, type Store } from '@tact/store';
import { hashPassword } from '../src/password.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** Keys that were looked up are remembered for what rests on a commit (ADR 0025). Whatever is revoked opens nothing from its acknowledgement on. */
let running: RunningService;
let own: TestOrganization;
/** What another node has: its own connections, and nothing of the service's memory. */
let elsewhere: Store;
let lookUps = 0;

const ACTOR: Actor = { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'api' };
const ROUTES = ['/api/v1/attempts', '/api/v1/decisions'] as const;

beforeAll(async () => {
  const counted = (access: AccessPort): AccessPort => ({
    ...access,
    findApiKey(keyHash) {
      lookUps++;
      return access.findApiKey(keyHash);
    },
  });
  const bare = await startRunningService();
  const store = { ...bare.store, access: counted(bare.store.access) };
  const service = await bare.another({ store });
  running = { ...bare, service };
  elsewhere = await openStore({ connectionString: bare.connectionString });
});
afterAll(async () => {
  await elsewhere.close();
  await running.stop();
});
beforeEach(async () => {
  own = await running.newOrganization();
  lookUps = 0;
});

let number = 0;
/** Asks with a key; each question is about somebody else. */
async function ask(key: string, path: string, given: { readonly body?: string } = {}) {
  const address = `+1212555${String(1_000 + (number++ % 9_000))}`;
  const contact = { clientId: `somebody ${number}`, zone: 'America/New_York', devices: [{ address }] };
  const response = await fetch(new URL(path, running.service.address), {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: given.body ?? JSON.stringify({ contact, channel: 'call' }),
  });
  const json = (await response.json()) as { readonly code?: string; readonly decision?: string };
  return { status: response.status, code: json.code ?? json.decision };
}

async function revoke(id: OrganizationId): Promise<void> {
  const { items } = await elsewhere.access.listApiKeys(id, { limit: 10, cursor: null });
  const operator = items.find(({ role }) => role === 'operator');
  await elsewhere.access.revokeApiKey(id, operator?.id ?? '', ACTOR);
}

describe.each(ROUTES)('%s', (path) => {
  test('looks a key up once, and again where rules have changed', async () => {
    const key = await own.newKey('operator');
    for (let i = 0; i < 5; i++) expect((await ask(key, path)).code).toBe('allowed');
    expect(lookUps).toBe(1);
    const { version } = await own.client.organization.get({});
    await own.client.organization.update({ body: { version, allowedHours: { everyDay: 'closed' } } });
    lookUps = 0;
    expect((await ask(key, path)).code).toBe('blocked');
    expect(lookUps).toBe(1);
    expect((await ask(key, path)).code).toBe('blocked');
    expect(lookUps).toBe(1);
  });

  test('a key that another node revoked opens nothing: neither a decision nor what is wrong with a question', async () => {
    const key = await own.newKey('operator');
    expect((await ask(key, path)).code).toBe('allowed');
    await revoke(own.id);
    const questions = [
      undefined,
      '{"contact":{"clientId":"nobody"},"channel":"call"}',
      '{"contact":{"clientId":"x","devices":[{"address":"no number"}]},"channel":"call"}',
      '{"contact":{"clientId":"x"},"channel":"call","campaignGroupId":"none"}',
      '{"channel":"pigeon"}',
    ];
    for (const body of questions)
      expect(await ask(key, path, body === undefined ? {} : { body })).toEqual({
        status: 401,
        code: 'api_key_revoked',
      });
  });

  test('a remembered key that still holds is told what is wrong with its question', async () => {
    const key = await own.newKey('operator');
    await ask(key, path);
    const body = '{"contact":{"clientId":"nobody"},"channel":"call"}';
    expect((await ask(key, path, { body })).code).toBe('contact_unknown');
  });

  test('of a stream of questions none is allowed after the revocation was acknowledged', async () => {
    for (let round = 0; round < 10; round++) {
      const organization = await running.newOrganization();
      const key = await organization.newKey('operator');
      await ask(key, path);
      let isRevoked = false;
      const late: (string | undefined)[] = [];
      const lanes = Array.from({ length: 8 }, async () => {
        for (let i = 0; i < 8; i++) {
          const beganAfter = isRevoked;
          const { code } = await ask(key, path);
          if (beganAfter) late.push(code);
        }
      });
      await revoke(organization.id).then(() => (isRevoked = true));
      await Promise.all(lanes);
      late.push((await ask(key, path)).code);
      expect(new Set(late)).toEqual(new Set(['api_key_revoked']));
    }
  });
});

/** A body that is sent line by line, and not ended before `end`. */
function openBody() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) });
  return {
    body,
    line: (value: unknown) => controller?.enqueue(new TextEncoder().encode(`${JSON.stringify(value)}\n`)),
    end: () => controller?.close(),
  };
}

function stream(path: string, headers: Readonly<Record<string, string>>, body: ReadableStream<Uint8Array>) {
  return fetch(new URL(path, running.service.address), {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...headers },
    body,
    duplex: 'half',
  });
}

describe('a batch that is streamed', () => {
  const question = (clientId: string) => ({
    contact: { clientId, zone: 'America/New_York', devices: [{ address: '+12125550101' }] },
    channel: 'call',
  });

  /** Asks before the end of `headers`' right and after it, in one stream; gives what each line was answered. */
  async function askAround(headers: Readonly<Record<string, string>>, end: () => Promise<unknown>) {
    const { body, line, end: endBody } = openBody();
    const answered = stream('/api/v1/decisions', headers, body);
    line(question('before'));
    const reader = (await answered).body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader?.read())?.value ?? '';
    await end();
    line(question('after'));
    line({ channel: 'pigeon' });
    endBody();
    for (let next = await reader?.read(); next?.done === false; next = await reader?.read())
      text += next.value;
    return text
      .trimEnd()
      .split('\n')
      .map(
        (one) =>
          JSON.parse(one) as { readonly decision?: string; readonly error?: { readonly code: string } },
      )
      .map(({ decision, error }) => decision ?? error?.code);
  }

  test('decides nothing more once its key is revoked', async () => {
    const key = await own.newKey('operator');
    expect(await askAround({ 'x-api-key': key }, () => revoke(own.id))).toEqual([
      'allowed',
      'api_key_revoked',
      'validation_failed',
    ]);
    const { items } = await own.client.decisions.list();
    expect(items.map(({ clientId }) => clientId)).toEqual(['before']);
  });

  test('decides nothing more once its session has ended', async () => {
    const passwordHash = await hashPassword('correct horse battery staple');
    const email = `${own.id}@example.com`;
    const { id } = await elsewhere.users.createUser(own.id, { email, role: 'operator', passwordHash }, ACTOR);
    await elsewhere.users.createUser(
      own.id,
      { email: `a${email}`, role: 'administrator', passwordHash },
      ACTOR,
    );
    const signedIn = await fetch(new URL('/api/v1/session', running.service.address), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tact-request': '1' },
      body: JSON.stringify({ email, password: 'correct horse battery staple' }),
    });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const remove = () => own.client.users.remove({ params: { id } });
    expect(await askAround({ cookie, 'x-tact-request': '1' }, remove)).toEqual([
      'allowed',
      'session_ended',
      'validation_failed',
    ]);
  });

  test('imports nothing more once its key is revoked, says so, and keeps what it has', async () => {
    const key = await own.newKey('operator');
    await own.client.contacts.create({
      body: { clientId: 'imported', zone: 'America/New_York', devices: [{ address: '+12125550101' }] },
    });
    const row = (externalId: string) => ({
      clientId: 'imported',
      device: { address: '+12125550101' },
      channel: 'call',
      at: '2026-01-05T15:00:00Z',
      callResult: 'Busy',
      externalId,
    });
    const { body, line, end } = openBody();
    const answered = stream('/api/v1/attempts/import', { 'x-api-key': key }, body);
    const imported = async () =>
      (await own.client.attempts.list({ query: { clientId: 'imported' } })).items.length;
    line(row('1'));
    await expect.poll(imported).toBe(1);
    await revoke(own.id);
    line(row('2'));
    const response = await answered;
    end();
    expect([response.status, ((await response.json()) as { readonly code: string }).code]).toEqual([
      401,
      'api_key_revoked',
    ]);
    expect(await imported()).toBe(1);
  });
});
