import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import { openStore, type Actor, type AccessPort, type Store } from '@tact/store';
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
