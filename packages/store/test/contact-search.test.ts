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

/** More than are put in order for a name. */
const NAMESAKES = 20_100;

test('of a name that very many have, pages are found too: in order, each contact once, client ids and devices among them', async () => {
  const many = await testStore.newOrganization();
  await testStore.query(
    `insert into contacts (organization_id, id, client_id, name)
     select $1, gen_random_uuid(), 'M-' || lpad(n::text, 6, '0'), case when n % 2 = 0 then 'Ann Alike' else 'Otto Alike' end
     from generate_series(1, ${2 * NAMESAKES}) n`,
    [many],
  );
  await testStore.store.contacts.create(
    many,
    namedByClientId('Ann-by-client-id', '+12125550199'),
    TEST_ACTOR,
  );
  await testStore.query('analyze contacts');
  const { contacts } = testStore.store;
  const seen: string[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < 3; page++) {
    const found: Awaited<ReturnType<typeof contacts.search>> = await contacts.search(
      many,
      { limit: 200, cursor },
      'Ann',
      '+12125550199',
    );
    seen.push(...found.items.map(({ clientId }) => clientId));
    cursor = found.next;
  }
  const named = Array.from(
    { length: NAMESAKES },
    (_, index) => `M-${String(2 * (index + 1)).padStart(6, '0')}`,
  );
  expect(seen).toEqual(['Ann-by-client-id', ...named].slice(0, 600));
  const byLastName = await contacts.search(many, { limit: 2, cursor: null }, 'alike', 'nothing');
  expect(byLastName.items.map(({ clientId }) => clientId)).toEqual(['M-000001', 'M-000002']);
});

function namedByClientId(clientId: string, key: string) {
  return {
    clientId: clientId as ClientId,
    name: 'Somebody Else',
    zone: null,
    country: null,
    region: null,
    postalCode: null,
    language: null,
    attributes: {},
    devices: [{ position: 1, key: key as DeviceKey, type: 'unknown' as const }],
  };
}
