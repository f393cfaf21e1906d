import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '@tact/store';
import { freshDatabase, type TestDatabase } from '@tact/store/testing';
import { createClock } from '../src/deciding/clock.ts';
import { firstRun } from '../src/first-run.ts';

let database: TestDatabase;
let stores: readonly Store[];

beforeAll(async () => {
  database = await freshDatabase();
  const { connectionString } = database;
  stores = await Promise.all(Array.from({ length: 5 }, () => openStore({ connectionString, poolSize: 2 })));
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await database.drop();
});

test('several processes at their first start make one organization, one administrator and one key', async () => {
  const settings = { adminEmail: 'ada@example.com', adminPassword: null, bootstrapKey: null };
  const options = {
    connectionString: database.connectionString,
    systemZone: 'America/Denver',
    isOwn: () => true,
  };
  const runs = await Promise.all(stores.map((store) => firstRun(store, createClock(), settings, options)));
  const [store] = stores;
  const ids = (await store?.organizations.listIds()) ?? [];
  expect(ids).toHaveLength(1);
  expect(runs.filter(({ organization }) => organization !== null)).toHaveLength(1);
  expect(runs.filter(({ administrator }) => administrator !== null)).toHaveLength(1);
  expect(runs.filter(({ apiKey }) => apiKey !== null)).toHaveLength(1);
  for (const id of ids) {
    const page = { limit: 10, cursor: null };
    expect((await store?.users.listUsers(id, page))?.items).toHaveLength(1);
    expect((await store?.access.listApiKeys(id, page))?.items).toHaveLength(1);
  }
});
