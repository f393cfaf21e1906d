import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createClient } from '@tact/api';
import type { Instant } from '@tact/engine';
import type { Store } from '@tact/store';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** A database that takes eleven seconds for each commit, by the clock of its service: what it allowed may hold no more. */
let running: RunningService;
let own: TestOrganization;
let late: ReturnType<typeof createClient>;
let address: string;
let aheadMs = 0;

beforeAll(async () => {
  running = await startRunningService();
  const { decisions } = running.store;
  const store: Store = {
    ...running.store,
    decisions: {
      ...decisions,
      async commit(...asked) {
        const results = await decisions.commit(...asked);
        aheadMs += 11_000;
        return results;
      },
    },
  };
  ({ address } = await running.another({ store, clock: () => (Date.now() + aheadMs) as Instant }));
});
afterAll(() => running.stop());
beforeEach(async () => {
  own = await running.newOrganization();
  late = createClient({ baseUrl: address, apiKey: own.key });
});

const about = (clientId: string) => ({
  contact: { clientId, devices: [{ address: '+12125550123' }] },
  channel: 'call' as const,
});

test('a reservation is an error, and is given back', async () => {
  await expect(late.attempts.reserve({ body: about('C-1') })).rejects.toMatchObject({
    status: 503,
    code: 'database_unavailable',
  });
  const { items } = await own.client.attempts.list({ query: { clientId: 'C-1' } });
  expect(items.map(({ state }) => state)).toEqual(['released']);
});

test('a question about now is an error, alone and on its line of a batch; one about another instant is answered', async () => {
  await expect(late.decisions.ask({ body: about('C-2') })).rejects.toMatchObject({
    code: 'database_unavailable',
  });
  const at = new Date(Date.now() - 60_000).toISOString();
  expect(await late.decisions.ask({ body: { ...about('C-2'), at } })).toMatchObject({ decision: 'allowed' });
  const response = await fetch(`${address}/api/v1/decisions`, {
    method: 'POST',
    headers: { 'x-api-key': own.key, 'content-type': 'application/x-ndjson' },
    body: `${JSON.stringify(about('C-3'))}\n${JSON.stringify({ ...about('C-3'), at })}\n`,
  });
  const lines = (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(lines).toMatchObject([
    { line: 1, error: { code: 'database_unavailable' } },
    { decision: 'allowed' },
  ]);
});

test('what is blocked is answered, however late', async () => {
  await own.client.optOuts.create({ body: { clientId: 'C-4', reason: 'test' } });
  expect(await late.decisions.ask({ body: about('C-4') })).toMatchObject({ decision: 'blocked' });
});
