import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../src/index.ts';
import { openTestStore, type TestStore } from './database.ts';
import { addCampaign, newClaim, numberAt } from './queue-samples.ts';
import { noonPlus } from './samples.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openTestStore();
});
afterAll(() => testStore.close());

const APPLICATION_NAME = 'tact claim plan test';
/** Records that wait for their first attempt. A plan that looks through the queue reads all of them. */
const WAITING = 3_000;
/** Claims after which a plan is kept for good. */
const CLAIMS_UNTIL_KEPT = 8;

test('a claim that was planned on an empty queue reads what it takes, and what comes first before everything else', async () => {
  const own = await testStore.newOrganization();
  await testStore.query('alter table tact.queue_items set (autovacuum_enabled = off)');
  const given = { connectionString: testStore.connectionString, applicationName: APPLICATION_NAME };
  const store = await openStore({ ...given, poolSize: 1 });
  const small = await addCampaign(store, own, 'small', 2);
  for (let claim = 0; claim < CLAIMS_UNTIL_KEPT; claim++)
    await store.queue.claim(own, small.id, newClaim(), 1);

  const deep = await addCampaign(testStore.store, own, 'deep', WAITING);
  const later = [numberAt(0), numberAt(4)];
  await testStore.query(
    `update tact.queue_items set scheduled_at = $2, comes_first_at = $2
     where campaign_id = $1 and contact_id in (select contact_id from tact.devices where device_key = any ($3))`,
    [deep.id, new Date(noonPlus(1_000)), later],
  );
  const before = await rowsRead();
  const claimed = await store.queue.claim(own, deep.id, newClaim(2_000), 10);
  await store.close();
  await sessionsEnd();

  // Both are due a second later than everybody else, and come first all the same.
  const keys = claimed.map(({ contact }) => contact.devices[0]?.key);
  expect(claimed).toHaveLength(10);
  expect(keys).toEqual(expect.arrayContaining(later));
  expect((await rowsRead()) - before).toBeLessThan(200);
});

/** Waits until the session is gone: it reports what it has read when it ends. */
async function sessionsEnd(): Promise<void> {
  for (;;) {
    const rows = await testStore.query('select from pg_stat_activity where application_name = $1', [
      APPLICATION_NAME,
    ]);
    if (rows.length === 0) return;
    await sleep(20);
  }
}

/** Rows of the queue that scans have read so far. */
async function rowsRead(): Promise<number> {
  const rows = await testStore.query<{ fetched: number }>(
    `select (coalesce(idx_tup_fetch, 0) + seq_tup_read)::int as fetched from pg_stat_user_tables
     where schemaname = 'tact' and relname = 'queue_items'`,
  );
  return rows[0]?.fetched ?? 0;
}
