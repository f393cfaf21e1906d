import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClientId, DeviceKey, OrganizationId } from '@tact/engine';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';

/** Contacts are searched by their indexes, under row-level security, with many of them there. */
let testStore: TestStore;
let app: pg.Client;
let organizationId: OrganizationId;

const CONTACTS = 4_000;

beforeAll(async () => {
  testStore = await openTestStore();
  organizationId = await testStore.newOrganization();
  const contacts = Array.from({ length: CONTACTS }, (_, index) => ({
    clientId: `C-${index}` as ClientId,
    name: `First${index % 97} Last${index}`,
    zone: null,
    country: null,
    region: null,
    postalCode: null,
    language: null,
    attributes: {},
    devices: [
      {
        position: 1,
        key: `+1212555${String(index).padStart(4, '0')}` as DeviceKey,
        type: 'unknown' as const,
      },
    ],
  }));
  for (let from = 0; from < CONTACTS; from += 1_000)
    await testStore.store.contacts.upsertMany(organizationId, contacts.slice(from, from + 1_000), TEST_ACTOR);
  await testStore.query('analyze contacts');
  app = new pg.Client({
    connectionString: testStore.connectionString,
    options: '-c role=tact_app -c search_path=tact,public',
  });
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await testStore.close();
});

test.each([
  ['contacts_by_name', 'name_lower', 'first12 last1'],
  ['contacts_by_last_name', 'last_name_lower', 'last399'],
])('%s answers a search by it', async (index, column, search) => {
  await app.query('begin');
  try {
    await app.query(`select set_config('tact.organization', $1, true)`, [organizationId]);
    const { rows } = await app.query<{ 'QUERY PLAN': string }>(
      `explain select id from contacts where organization_id = '${organizationId}'
         and ${column} >= '${search}' and ${column} < '${search}' || U&'\\+10FFFF'`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain(index);
    expect(plan).toMatch(new RegExp(`Index Cond:.*${column} >=`));
  } finally {
    await app.query('rollback');
  }
});

test('a page of many that fit is the first by client id, and the next goes on behind it', async () => {
  const { contacts } = testStore.store;
  const first = await contacts.search(organizationId, { limit: 3, cursor: null }, 'FIRST12', 'first12');
  const second = await contacts.search(
    organizationId,
    { limit: 3, cursor: first.next },
    'FIRST12',
    'first12',
  );
  const all = Array.from({ length: CONTACTS }, (_, index) => index)
    .filter((index) => index % 97 === 12)
    .map((index) => `C-${index}`)
    .toSorted();
  expect([...first.items, ...second.items].map(({ clientId }) => clientId)).toEqual(all.slice(0, 6));
});
