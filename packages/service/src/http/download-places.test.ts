import { once } from 'node:events';
import { connect } from 'node:net';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { endpoints } from '@tact/api';
import type { OrganizationId } from '@tact/engine';
import { CommandError } from '../command-error.ts';
import { createApp, type AppParts } from './app.ts';
import { createDownloadPlaces } from './download-places.ts';

const [a, b, c] = ['a', 'b', 'c'] as OrganizationId[] as [OrganizationId, OrganizationId, OrganizationId];

test('an organization gets so many places, all together so many, and each is given back once', () => {
  const places = createDownloadPlaces({ max: 3, ofOrganizationMax: 2 });
  const refused = (own: OrganizationId) => {
    try {
      places.take(own)();
      return null;
    } catch (error) {
      return error instanceof CommandError && [error.code, error.details.retryAfterSeconds];
    }
  };
  const [first] = [places.take(a), places.take(a)];
  expect(refused(a)).toEqual(['downloads_too_many', 30]);
  const other = places.take(b);
  expect(refused(c)).toEqual(['downloads_too_many', 30]);
  first();
  first();
  expect([refused(a), refused(c)]).toEqual([null, null]);
  places.take(a);
  expect(refused(c)).toEqual(['downloads_too_many', 30]);
  other();
  expect(refused(c)).toBe(null);
});

let close: () => Promise<unknown> = () => Promise.resolve();
afterEach(() => close());

/** A service with a report that goes on for ever, or fails before it begins, and one place for it. */
async function startApp() {
  const principal = {
    id: 'k',
    name: 'key',
    role: 'administrator',
    scopes: null,
    kind: 'api-key',
    organizationId: a,
  };
  const key = {
    ...principal,
    createdAt: 0,
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    prefix: 'tact_',
  };
  const state = { fails: true, ended: 0 };
  const { app, router } = createApp({
    store: { access: { findApiKey: () => Promise.resolve({ key, principal, rulesetEpoch: 1 }) }, signIn: {} },
    clock: () => 1,
    logger: pino({ level: 'silent' }),
    metrics: { countRequest: () => undefined },
    isStopping: () => false,
    downloadPlaces: createDownloadPlaces({ max: 1 }),
  } as unknown as AppParts);
  router.download(
    endpoints.reports.complianceCsv,
    () => {
      if (state.fails) throw new CommandError('instant_invalid', 'no');
      const chunks = (async function* () {
        try {
          for (;;) yield await Promise.resolve(Buffer.alloc(65_536));
        } finally {
          state.ended++;
        }
      })();
      return Promise.resolve({ fileName: 'x.csv', chunks });
    },
    { isLong: true },
  );
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  close = () => {
    app.server.closeAllConnections();
    return app.close();
  };
  const path = `${endpoints.reports.complianceCsv.path}?from=2026-11-01&to=2026-11-02`;
  const headers = { authorization: 'Bearer tact_x' };
  const status = async () => {
    const controller = new AbortController();
    const answer = await fetch(new URL(path, address), { headers, signal: controller.signal });
    const told = [answer.status, answer.headers.get('retry-after')] as const;
    controller.abort();
    return told;
  };
  /** A reader who takes nothing of what comes. */
  const reader = async () => {
    const socket = connect(Number(address.port), address.hostname);
    socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: ${headers.authorization}\r\n\r\n`);
    await once(socket, 'readable');
    return socket;
  };
  return { state, status, reader };
}

test('a place is held while somebody reads, however slowly, and is free again when the connection is gone', async () => {
  const { state, status, reader } = await startApp();
  // One that fails before it begins holds none.
  expect([await status(), await status()]).toEqual([
    [422, null],
    [422, null],
  ]);
  state.fails = false;
  const socket = await reader();
  expect(await status()).toEqual([503, '30']);
  expect(state.ended).toBe(0);
  socket.destroy();
  await expect.poll(() => state.ended).toBe(1);
  expect(await status()).toEqual([200, null]);
  await expect.poll(() => state.ended).toBe(2);
  expect(await status()).toEqual([200, null]);
});
