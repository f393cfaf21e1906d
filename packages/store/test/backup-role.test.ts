import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, type TestStore } from './database.ts';
import { addContact } from './samples.ts';

const role = `tact_test_${randomBytes(6).toString('hex')}`;
let database: TestStore;

beforeAll(async () => {
  database = await openTestStore();
  await addContact(database.store, await database.newOrganization(), 'ann');
});
afterAll(async () => {
  await database.query(`drop role if exists ${role}`);
  await database.close();
});

/** What a role with these attributes reads of every protected table, as `pg_dump` reads it: all rows or an error. */
async function readsAs(attributes: string): Promise<Readonly<Record<string, number | string>>> {
  await database.query(`drop role if exists ${role}`);
  await database.query(`create role ${role} login password 'of the role' ${attributes}`);
  const address = new URL(database.connectionString);
  [address.username, address.password] = [role, 'of the role'];
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  try {
    await client.query('set row_security = off');
    return await countsOf(async (table) => {
      const counting = client.query<{ count: number }>(`select count(*)::int from tact.${table}`);
      return counting.then(
        ({ rows }) => rows[0]?.count ?? NaN,
        (error: unknown) => (error as Error).message.replace(/ for table .*/, ''),
      );
    });
  } finally {
    await client.end();
  }
}

async function countsOf<Count>(count: (table: string) => Promise<Count>): Promise<Record<string, Count>> {
  const tables = await database.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'tact'::regnamespace and relforcerowsecurity order by 1`,
  );
  const counts: Record<string, Count> = {};
  for (const { name } of tables) counts[name] = await count(name);
  return counts;
}

test('the role that docs/operating/running.md makes for backups reads every row of every protected table', async () => {
  const all = await countsOf(async (table) => {
    const [row] = await database.query<{ count: number }>(`select count(*)::int from tact.${table}`);
    return row?.count ?? NaN;
  });
  expect(all).toMatchObject({ organizations: 1, contacts: 1, audit_log: 2 });
  expect(await readsAs('bypassrls in role pg_read_all_data')).toEqual(all);
});

test('a role that row-level security binds is refused, and so gives no dump that looks whole', async () => {
  const read = await readsAs('in role pg_read_all_data');
  expect(new Set(Object.values(read))).toEqual(
    new Set(['query would be affected by row-level security policy']),
  );
});
