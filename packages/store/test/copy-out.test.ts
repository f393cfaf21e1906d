import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import { openDatabase, type Database } from '../src/database.ts';
import { openTestStore, type TestStore } from './database.ts';

/** A COPY holds a snapshot until its last row is taken: whoever does not take them must not keep it for good. */
let testStore: TestStore;
let database: Database;
let own: OrganizationId;
beforeAll(async () => {
  testStore = await openTestStore();
  own = await testStore.newOrganization();
  database = openDatabase({ connectionString: testStore.connectionString, applicationName: 'tact copy' });
});
afterAll(async () => {
  await database.close();
  await testStore.close();
});

/** 200 MB, more than fits between two programs: a row a block. */
function copied(lastsMsMax?: number): AsyncGenerator<number> {
  let rows = 0;
  return database.copyOut(own, {
    query: `select repeat('x', 10000) from generate_series(1, 20000)`,
    take: () => rows++,
    rest: () => undefined,
    lastsMsMax,
  });
}

const underWay = async () =>
  (
    await testStore.query(
      `select from pg_stat_activity where datname = current_database() and application_name = 'tact copy' and state = 'active'`,
    )
  ).length;

test('rows that are all taken come whole, also in the last moment', async () => {
  let last = -1;
  for await (const row of copied(60_000)) last = row;
  expect(last).toBe(19_999);
  await expect.poll(underWay).toBe(0);
});

test('whoever leaves early leaves nothing behind in the database', async () => {
  for await (const row of copied()) {
    if (row === 0) expect(await underWay()).toBe(1);
    if (row > 3) break;
  }
  await expect.poll(underWay, { timeout: 10_000 }).toBe(0);
});

test('a reader who stops taking rows is cut when the time is up, and told', async () => {
  const rows = copied(500);
  await rows.next();
  expect(await underWay()).toBe(1);
  await expect.poll(underWay, { timeout: 10_000 }).toBe(0);
  const taken = async () => {
    for (;;) if ((await rows.next()).done === true) return;
  };
  await expect(taken()).rejects.toThrow();
});
