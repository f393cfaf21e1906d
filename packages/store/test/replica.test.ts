import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Instant, OrganizationId } from '@tact/engine';
import { openStore } from '../src/store.ts';
import type { Store } from '../src/ports.ts';
import { freshDatabase, openTestStore, TEST_ACTOR, type TestDatabase, type TestStore } from './database.ts';
import { addContact, importedAttempt, NOON, noonPlus, ruleFields } from './samples.ts';

/** A copy that is far behind: it has the schema and no rows. Whatever is read of it is seen by what is missing. */
let primary: TestStore;
let behind: TestDatabase;
let store: Store;
let organization: OrganizationId;

beforeAll(async () => {
  primary = await openTestStore();
  behind = await freshDatabase();
  const readOnly = new URL(behind.connectionString);
  readOnly.searchParams.set('options', '-c default_transaction_read_only=on');
  store = await openStore({
    connectionString: primary.connectionString,
    replicaConnectionString: readOnly.href,
    poolSize: 2,
  });
  organization = await primary.newOrganization();
  await addContact(store, organization, 'ann', '+12125550100');
  await store.rules.create(organization, 'attempt', ruleFields('rule', 1), TEST_ACTOR);
  await store.attempts.importMany(
    organization,
    [importedAttempt('ann', '+12125550100', NOON, { externalId: 'x' })],
    TEST_ACTOR,
  );
});
afterAll(async () => {
  await store.close();
  await behind.drop();
  await primary.close();
});

const all = {
  from: 0 as Instant,
  until: noonPlus(1e12),
  channel: null,
  direction: null,
  campaignGroupId: null,
  clientId: null,
  accountId: null,
  after: null,
  limit: 9,
  details: true,
} as const;

test('reports read attempts of the copy, in transactions that write nothing', async () => {
  expect(await store.reports.interactions(organization, all)).toEqual([]);
  expect(await primary.store.reports.interactions(organization, all)).toHaveLength(1);
});

test('everything else, the rules of a report among it, is read of the database', async () => {
  expect(await store.reports.ruleChanges(organization)).toHaveLength(
    (await primary.store.reports.ruleChanges(organization)).length,
  );
  expect(await store.organizations.listIds()).toEqual([organization]);
  const { items } = await store.attempts.list(organization, { limit: 9, cursor: null }, { clientId: null });
  expect(items).toHaveLength(1);
});

test('a copy that does not answer is told at the start', async () => {
  const opened = openStore({
    connectionString: primary.connectionString,
    replicaConnectionString: 'postgres://nobody@127.0.0.1:1/none',
  });
  await expect(opened).rejects.toThrow();
});
