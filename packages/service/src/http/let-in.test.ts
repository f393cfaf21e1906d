import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { endpoints } from '@tact/api';
import type { Instant, OrganizationId } from '@tact/engine';
import type { AccessPort, Principal } from '@tact/store';
import { createApp, type AppParts } from './app.ts';
import { answer, type Router } from './router.ts';

/** The key as it stands in the database at this moment. */
interface StoredKey {
  revokedAt: Instant | null;
  role: Principal['role'];
  scopes: Principal['scopes'];
}

let close: () => Promise<unknown> = () => Promise.resolve();
afterEach(() => close());

/** A service with one route, and that key to it. */
async function startApp(key: StoredKey, register: (router: Router) => void) {
  let lookUps = 0;
  const findApiKey: AccessPort['findApiKey'] = () => {
    lookUps++;
    const { role, scopes, revokedAt } = key;
    const common = { id: 'k', name: 'key', role, scopes };
    const times = { createdAt: 0 as Instant, expiresAt: null, revokedAt, lastUsedAt: null };
    return Promise.resolve({
      key: { ...common, ...times, prefix: 'tact_' },
      principal: { ...common, kind: 'api-key', organizationId: 'o' as OrganizationId },
      rulesetEpoch: 1,
    });
  };
  const { app, router } = createApp({
    store: { access: { findApiKey }, signIn: {} },
    clock: () => 1,
    logger: pino({ level: 'silent' }),
    metrics: { countRequest: () => undefined },
    isStopping: () => false,
  } as unknown as AppParts);
  register(router);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  close = () => {
    app.server.closeAllConnections();
    return app.close();
  };
  return { address, lookUps: () => lookUps };
}

/** A service whose stream of a job goes on for ever, ten parts a second. */
async function startStreaming(key: StoredKey) {
  let isEnded = false;
  const { address, lookUps } = await startApp(key, (router) => {
    router.streamRoute(endpoints.jobs.events, () =>
      Promise.resolve(
        (async function* () {
          try {
            for (let part = 0; ; part++) {
              yield `data: ${part}\n\n`;
              await sleep(100);
            }
          } finally {
            isEnded = true;
          }
        })(),
      ),
    );
  });
  const path = endpoints.jobs.events.path.replace('{id}', '00000000-0000-4000-8000-000000000000');
  const { status, body } = await fetch(`${address}${path}`, { headers: { 'x-api-key': 'tact_one' } });
  if (status !== 200 || body === null) throw new Error(`answered with ${status}`);
  return { reader: body.getReader(), lookUps, isEnded: () => isEnded };
}

describe('a stream that is open', () => {
  test('is looked at again once a second, and goes on for whoever may have it', async () => {
    const { reader, lookUps } = await startStreaming({ revokedAt: null, role: 'analyst', scopes: null });
    for (let part = 0; part < 25; part++) expect((await reader.read()).done).toBe(false);
    expect(lookUps()).toBeGreaterThanOrEqual(3);
    expect(lookUps()).toBeLessThan(25);
  });

  test.each<[what: string, change: Partial<StoredKey>]>([
    ['its key was revoked', { revokedAt: 5 as Instant }],
    ['its right is gone', { scopes: ['contacts:read'] }],
  ])('ends soon after %s', async (_what, change) => {
    const key: StoredKey = { revokedAt: null, role: 'analyst', scopes: null };
    const { reader, isEnded } = await startStreaming(key);
    await reader.read();
    Object.assign(key, change);
    let parts = 0;
    const rest = async () => {
      while (!(await reader.read()).done) parts++;
    };
    // Cut, not ended: nobody takes it for the whole.
    await expect(rest()).rejects.toThrow();
    expect(parts).toBeLessThan(15);
    expect(isEnded()).toBe(true);
  });
});

describe('a body that drips in', () => {
  const { method, path, example } = endpoints.contactDates.create;
  const [half, rest] = [JSON.stringify(example).slice(0, 10), JSON.stringify(example).slice(10)];

  /** Sends half of a body, waits for longer than nobody is looked up again, changes the key, and sends the rest. */
  async function dripped(change: Partial<StoredKey>) {
    const key: StoredKey = { revokedAt: null, role: 'administrator', scopes: null };
    let carriedOut = 0;
    const { address, lookUps } = await startApp(key, (router) => {
      router.route(endpoints.contactDates.create, () => {
        carriedOut++;
        return Promise.resolve(answer(201, { ...example, id: 'd', createdAt: 'now', createdBy: 'k' }));
      });
    });
    const body = async function* () {
      yield half;
      await sleep(1_200);
      Object.assign(key, change);
      yield rest;
    };
    const headers = { 'x-api-key': 'tact_one', 'content-type': 'application/json' };
    const { status } = await fetch(`${address}${path}`, {
      method,
      headers,
      body: Readable.from(body()),
      duplex: 'half',
    });
    return { status, carriedOut, lookUps: lookUps() };
  }

  test('is carried out for whoever may still send it', async () => {
    expect(await dripped({})).toEqual({ status: 201, carriedOut: 1, lookUps: 2 });
  });

  test.each<[what: string, change: Partial<StoredKey>, status: number]>([
    ['its key was revoked meanwhile', { revokedAt: 5 as Instant }, 401],
    ['its right is gone meanwhile', { scopes: ['contacts:read'] }, 403],
  ])('is not where %s', async (_what, change, status) => {
    expect(await dripped(change)).toEqual({ status, carriedOut: 0, lookUps: 2 });
  });
});
