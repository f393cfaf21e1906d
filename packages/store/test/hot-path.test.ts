import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import {
  bigIntegerArray,
  booleanArray,
  instantArray,
  integerArray,
  smallIntegerArray,
  textArray,
  uuidArray,
} from '../src/deciding/binary-arrays.ts';
import { ensurePartitions, openStore, type Store } from '../src/index.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import {
  accountFields,
  addContact,
  contactFields,
  device,
  importedAttempt,
  listFields,
  loadOne,
  NOON,
  noonPlus,
  optOutFields,
  queryOf,
} from './samples.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openTestStore();
});
afterAll(() => testStore.close());

describe('arrays in binary form arrive as what they were', () => {
  const arrays: readonly [type: string, array: Buffer, values: readonly unknown[]][] = [
    ['text[]', textArray([]), []],
    [
      'text[]',
      textArray(['', 'a "b" \\ {c},d', 'NULL', null, 'é漢🙂', ' \n\t']),
      ['', 'a "b" \\ {c},d', 'NULL', null, 'é漢🙂', ' \n\t'],
    ],
    [
      'uuid[]',
      uuidArray(['01900000-0000-7000-8000-00000000abcd', null]),
      ['01900000-0000-7000-8000-00000000abcd', null],
    ],
    ['bigint[]', bigIntegerArray([0, -1, 2 ** 53 - 1, null]), ['0', '-1', '9007199254740991', null]],
    ['integer[]', integerArray([0, -(2 ** 31), 2 ** 31 - 1, null]), [0, -(2 ** 31), 2 ** 31 - 1, null]],
    ['smallint[]', smallIntegerArray([0, -1, 32_767, null]), [0, -1, 32_767, null]],
    ['boolean[]', booleanArray([true, false, null]), [true, false, null]],
    [
      'timestamptz[]',
      instantArray([0, Date.UTC(1999, 11, 31, 23, 59, 59, 999), Date.UTC(2026, 10, 21, 2, 15, 0, 1), null]),
      [new Date(0), new Date('1999-12-31T23:59:59.999Z'), new Date('2026-11-21T02:15:00.001Z'), null],
    ],
  ];
  test.each(arrays)('%s %#', async (type, array, values) => {
    const client = new pg.Client({ connectionString: testStore.connectionString });
    await client.connect();
    try {
      const { rows } = await client.query<{ same: unknown }>(`select $1::${type} as same`, [array]);
      expect(rows[0]?.same).toEqual(values);
    } finally {
      await client.end();
    }
  });
});

/** Rows of the organization that no question asks for. A plan that reads the organization reads all of them. */
const OTHERS = 2_000;
const TABLES = ['contacts', 'devices', 'accounts', 'attempts', 'opt_outs', 'suppression_entries', 'guards'];

test('statements that were planned on empty tables read what they are asked for, not the organization', async () => {
  const organization = await testStore.newOrganization();
  await ensurePartitions(testStore.connectionString, NOON);
  await withoutAnalyzing();
  const store = await openStore({
    connectionString: testStore.connectionString,
    applicationName: APPLICATION_NAME,
    poolSize: 1,
  });
  const clientId = 'one';
  const key = device('+12125550000');
  const list = await store.suppression.create(organization, listFields('list'), TEST_ACTOR);
  const query = queryOf(clientId);
  const scope = { byAccount: true, suppressionListIds: [list.id], since: noonPlus(-1_000) };
  // The one hot connection plans here, and keeps its plans.
  await loadOne(store, organization, query, scope);
  const writer = await openStore({
    connectionString: testStore.connectionString,
    applicationName: APPLICATION_NAME,
  });
  const accountId = await fill(writer, organization, clientId, key);
  const entries = Array.from({ length: OTHERS }, (_, i) => ({ ...NO_SPAN, value: `+1646${i}` }));
  await writer.suppression.addEntries(organization, list.id, entries, TEST_ACTOR);
  await writer.close();
  await sessionsEnd(2);
  const before = await rowsRead();
  const { facts } = await loadOne(store, organization, { ...query, accountId }, scope);
  await store.close();
  await sessionsEnd(0);
  expect(facts.attempts).toHaveLength(1);
  expect(facts.contact?.clientId).toBe(clientId);
  expect(facts.account?.id).toBe(accountId);
  const after = await rowsRead();
  for (const table of TABLES) {
    expect({ table, isFew: (after.get(table) ?? 0) - (before.get(table) ?? 0) < 20 }).toEqual({
      table,
      isFew: true,
    });
  }
});

/** The server analyzes by itself when it gets to it; here the plans are to be those of the empty tables. */
async function withoutAnalyzing(): Promise<void> {
  await testStore.query(`
    do $$
    declare one regclass;
    begin
      for one in select oid from pg_class where relnamespace = 'tact'::regnamespace and relkind = 'r' loop
        execute format('alter table %s set (autovacuum_enabled = off)', one);
      end loop;
    end $$`);
}

const NO_SPAN = { from: null, until: null, reason: null };

/** A contact with an attempt and some accounts, among many others; gives one account. */
async function fill(store: Store, organization: OrganizationId, clientId: string, key: string) {
  const contactId = await addContact(store, organization, clientId, key);
  const others = Array.from({ length: OTHERS }, (_, i) => [`other-${i}`, `+1917${i}`] as const);
  await store.contacts.upsertMany(
    organization,
    others.map(([id, device]) => contactFields(id, device)),
    TEST_ACTOR,
  );
  await store.attempts.importMany(
    organization,
    [[clientId, key] as const, ...others].map(([id, device]) => importedAttempt(id, device, NOON)),
    TEST_ACTOR,
  );
  for (const [id] of others.slice(0, 50))
    await store.optOuts.create(organization, optOutFields(id), NOON, TEST_ACTOR);
  for (let i = 0; i < 50; i++)
    await store.accounts.create(organization, accountFields(contactId), TEST_ACTOR);
  return (await store.accounts.create(organization, accountFields(contactId), TEST_ACTOR)).id;
}

const APPLICATION_NAME = 'tact plan test';

/** Waits until at most so many sessions are left: a session reports what it has read when it ends. */
async function sessionsEnd(left: number): Promise<void> {
  for (;;) {
    const rows = await testStore.query('select from pg_stat_activity where application_name = $1', [
      APPLICATION_NAME,
    ]);
    if (rows.length <= left) return;
    await sleep(20);
  }
}

/** Rows that scans have read so far, by table; a partition counts for its table. */
async function rowsRead(): Promise<ReadonlyMap<string, number>> {
  const rows = await testStore.query<{ name: string; fetched: number }>(`
    select regexp_replace(relname, '_(\\d{4}_\\d\\d|default)$', '') as name,
      sum(coalesce(idx_tup_fetch, 0) + seq_tup_read)::int as fetched
    from pg_stat_user_tables where schemaname = 'tact' group by 1`);
  return new Map(rows.map(({ name, fetched }) => [name, fetched]));
}
