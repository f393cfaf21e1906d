import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Instant } from '@tact/engine';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { addCampaign, newClaim } from './queue-samples.ts';
import { NOON, noonPlus } from './samples.ts';

let testStore: TestStore;
beforeAll(async () => {
  testStore = await openTestStore();
});
afterAll(() => testStore.close());

test('of all organizations those are found that have something due, and those that have anything open', async () => {
  const { store } = testStore;
  const { queue } = store;
  const idle = await testStore.newOrganization();
  const due = await testStore.newOrganization();
  const later = await testStore.newOrganization();
  const paused = await testStore.newOrganization();
  const drafted = await testStore.newOrganization();
  const campaign = await addCampaign(store, due, 'due', 2);
  await addCampaign(store, later, 'later', 1, { startsAt: noonPlus(3_600_000) });
  await addCampaign(store, paused, 'paused', 1);
  await queue.setPaused(paused, true, TEST_ACTOR);
  const ended = await addCampaign(store, drafted, 'ended', 1, { endsAt: noonPlus(1) });

  const found = await queue.organizationsDue(noonPlus(60_000));
  expect(new Set(found.due)).toEqual(new Set([due]));
  expect(found.nextDueAt).toBe(noonPlus(3_600_000));
  expect(await queue.pauses()).toEqual({ organizations: 5, paused: 1 });
  // A paused organization, and a campaign whose time is over, are still looked after; an idle one is not.
  const open = await queue.organizationsOpen();
  expect(new Set(open)).toEqual(new Set([due, later, paused, drafted]));
  expect(open).toHaveLength(4);
  expect(open).not.toContain(idle);

  // What is under way keeps an organization open, when no campaign of it runs any more.
  await queue.claim(due, campaign.id, newClaim(), 2);
  await store.campaigns.setStatus(due, campaign.id, 'completed', TEST_ACTOR);
  expect((await queue.organizationsDue(noonPlus(60_000))).due).toEqual([]);
  expect(await queue.organizationsOpen()).toContain(due);
  await store.campaigns.setStatus(drafted, ended.id, 'completed', TEST_ACTOR);
  while ((await queue.recover(drafted, noonPlus(60_000), TEST_ACTOR)) > 0);
  expect(await queue.organizationsOpen()).not.toContain(drafted);
});

test('looking over all organizations leaves nothing open behind it', async () => {
  await addCampaign(testStore.store, await testStore.newOrganization(), 'shown', 1);
  const app = new pg.Client({ connectionString: testStore.connectionString });
  await app.connect();
  try {
    await app.query('begin; set local role tact_app; set local search_path = tact');
    const { rowCount } = await app.query('select from organizations_due(now())');
    expect(rowCount).toBeGreaterThan(0);
    expect((await app.query('select from organizations_open()')).rowCount).toBeGreaterThan(0);
    for (const table of ['organizations', 'campaigns', 'queue_items'])
      expect([table, (await app.query(`select from ${table}`)).rowCount]).toEqual([table, 0]);
  } finally {
    await app.end();
  }
});

test('what is due in ten milliseconds is no more due than what is due in a year', async () => {
  const { store } = testStore;
  const own = await testStore.newOrganization();
  await addCampaign(store, own, 'soon', 1, { startsAt: noonPlus(10) });
  expect((await store.queue.organizationsDue(NOON)).due).not.toContain(own);
  expect((await store.queue.organizationsDue((NOON + 10) as Instant)).due).toContain(own);
});
