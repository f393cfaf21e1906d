import pg from 'pg';
import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isMigrated, migrate } from '../src/migrate.ts';
import { ensurePartitions } from '../src/partitions.ts';
import {
  freshDatabase,
  makeOrganization,
  openTestStore,
  runAsOwner,
  TEST_ACTOR,
  type TestDatabase,
} from './database.ts';
import { importedAttempt, NOON, noonPlus } from './samples.ts';

const files = (await readdir(new URL('../sql/', import.meta.url)))
  .filter((name) => name.endsWith('.sql'))
  .toSorted();

describe('migrations', () => {
  let database: TestDatabase;
  let address: string;
  beforeEach(async () => {
    database = await freshDatabase('empty');
    address = database.connectionString;
  });
  afterEach(() => database.drop());

  test('run once, in the order of their numbers; the second time nothing is left', async () => {
    expect(await isMigrated(address)).toBe(false);
    expect(await migrate(address)).toEqual(files);
    expect(await isMigrated(address)).toBe(true);
    expect(await migrate(address)).toEqual([]);
  });

  test('run by four programs at once, each runs once', async () => {
    const ran = await Promise.all([migrate(address), migrate(address), migrate(address), migrate(address)]);
    expect(ran.flat()).toEqual(files);
    expect(await isMigrated(address)).toBe(true);
  });

  test('go on where an older version stopped', async () => {
    await migrate(address);
    await runAsOwner(address, 'drop schema tact cascade');
    expect(await migrate(address)).toEqual(files);
  });

  const refused: readonly [name: string, change: string, says: RegExp][] = [
    [
      'a database of a newer version',
      `insert into migrations (number, name, checksum) values (999999, '999999-future.sql', 'x')`,
      /`999999-future\.sql`, which this version of tact does not know; use a newer version/,
    ],
    [
      'a file that is not the one that the database was made with',
      `update migrations set checksum = 'x' where number = 2`,
      /`000002-contacts-and-rules\.sql` is not the file that this database was made with/,
    ],
  ];
  test.each(refused)('refuse %s, and change nothing', async (_, change, says) => {
    await migrate(address);
    await runAsOwner(address, change);
    await expect(migrate(address)).rejects.toMatchObject({
      name: 'MigrationError',
      message: expect.stringMatching(says),
    });
    expect(await isMigrated(address)).toBe(false);
  });

  test('that fail leave nothing behind, and say which file', async () => {
    await runAsOwner(address, 'create schema tact; create table tact.opt_outs (x int)');
    await expect(migrate(address)).rejects.toThrow(
      /^`000003-suppression\.sql` failed: relation "opt_outs" already exists/,
    );
    const rows = await runAsOwner(address, `select name from migrations order by number`);
    expect(rows).toEqual(files.slice(0, 2).map((name) => ({ name })));
    expect(await runAsOwner(address, `select to_regclass('tact.suppression_lists') as found`)).toEqual([
      { found: null },
    ]);
    await runAsOwner(address, 'drop table tact.opt_outs');
    expect(await migrate(address)).toEqual(files.slice(2));
  });
});

/** Partitions that lack an index of their table, or the same rights. */
const INVALID_OR_LACKING_INDEXES = `
  select p.inhrelid::regclass::text as name from pg_inherits p join pg_class parent on parent.oid = p.inhparent and parent.relkind = 'p'
  where (select count(*) from pg_index i where i.indrelid = p.inhrelid and i.indisvalid)
    <> (select count(*) from pg_index i where i.indrelid = p.inhparent)`;

describe('partitions', () => {
  test('are made once around a day, and rows go to their month; others to the default', async () => {
    const testStore = await openTestStore();
    try {
      const { connectionString, store, query } = testStore;
      const { made } = await ensurePartitions(connectionString, NOON);
      expect(made).toHaveLength(3 * 18);
      expect(made).toEqual(
        expect.arrayContaining(['attempts_2025_01', 'decisions_2026_03', 'attempt_events_2026_06']),
      );
      expect(made.some((name) => name.endsWith('2024_12') || name.endsWith('2026_07'))).toBe(false);
      expect(await ensurePartitions(connectionString, NOON)).toEqual({ made: [], waiting: [] });
      expect((await ensurePartitions(connectionString, noonPlus(31 * 86_400_000))).made).toHaveLength(3);

      const own = await makeOrganization(store);
      const [monthStart, old] = [Date.UTC(2026, 2), Date.UTC(2020, 0)].map((ms) => ms - NOON);
      const instants = [monthStart ?? 0, (monthStart ?? 0) - 1, 0, old ?? 0];
      const batch = instants.map((ms, i) => importedAttempt(`c${i}`, '+1', noonPlus(ms)));
      await store.attempts.importMany(own, batch, TEST_ACTOR);
      const rows = await query(
        'select client_id, tableoid::regclass::text as name from attempts order by client_id',
      );
      expect(rows.map(({ name }) => String(name))).toEqual([
        'attempts_2026_03',
        'attempts_2026_02',
        'attempts_2026_03',
        'attempts_default',
      ]);
    } finally {
      await testStore.close();
    }
  });

  test('rows of a month that had none move out of the default into it', async () => {
    const testStore = await openTestStore();
    try {
      const { connectionString, store, query } = testStore;
      const own = await makeOrganization(store);
      const batch = [0, 1, -90 * 86_400_000, -5000 * 86_400_000].map((ms, i) =>
        importedAttempt(`c${i}`, '+1', noonPlus(ms)),
      );
      await store.attempts.importMany(own, batch, TEST_ACTOR);
      const before = await query('select * from attempts order by client_id');
      expect((await ensurePartitions(connectionString, NOON)).made).toHaveLength(3 * 18);
      expect(await ensurePartitions(connectionString, NOON)).toEqual({ made: [], waiting: [] });
      expect(await query('select * from attempts order by client_id')).toEqual(before);
      const places = await query('select tableoid::regclass::text as name from attempts order by client_id');
      expect(places.map(({ name }) => String(name))).toEqual([
        'attempts_2026_03',
        'attempts_2026_03',
        'attempts_2025_12',
        'attempts_default',
      ]);
      expect(await query(INVALID_OR_LACKING_INDEXES)).toEqual([]);
    } finally {
      await testStore.close();
    }
  });

  test('the application sees a partition only through its table', async () => {
    const testStore = await openTestStore();
    try {
      await ensurePartitions(testStore.connectionString, NOON);
      const [row] = await testStore.query(
        `select count(*)::int as count from pg_class c where c.relispartition and c.relkind = 'r'
         and has_table_privilege('tact_app', c.oid, 'select, insert, update, delete')`,
      );
      expect(row).toEqual({ count: 0 });
    } finally {
      await testStore.close();
    }
  });

  test('a backup holds up no month for long, and nobody waits behind the month; it is made once the backup is over', async () => {
    const testStore = await openTestStore();
    const backup = new pg.Client({ connectionString: testStore.connectionString });
    await backup.connect();
    try {
      const { connectionString, query } = testStore;
      await ensurePartitions(connectionString, NOON);
      await backup.query(
        'begin; lock table tact.attempts_default, tact.decisions_default in access share mode',
      );
      const month = noonPlus(31 * 86_400_000);
      const waiting = ['attempts_2026_07', 'attempt_events_2026_07', 'decisions_2026_07'].map((name) => ({
        name,
        neededAtMs: Date.UTC(2026, 6),
      }));
      const tried = ensurePartitions(connectionString, month);
      await expect.poll(() => query(`select from pg_locks where not granted`)).toHaveLength(1);
      expect(await query('select from attempts_default')).toEqual([]);
      expect(await tried).toEqual({ made: [], waiting });
      // Nothing half done is left, and what could not be had is not kept from those who come.
      expect(await query(`select from pg_class where relname like '%\\_2026\\_07'`)).toEqual([]);
      await backup.query('rollback');
      expect(await ensurePartitions(connectionString, month)).toEqual({
        made: waiting.map(({ name }) => name),
        waiting: [],
      });
    } finally {
      await backup.end();
      await testStore.close();
    }
  });

  test('of three programs at once none fails, and each is made once', async () => {
    const database = await freshDatabase();
    try {
      const both = await Promise.all([1, 2, 3].map(() => ensurePartitions(database.connectionString, NOON)));
      expect(both.flatMap(({ made }) => made)).toHaveLength(3 * 18);
    } finally {
      await database.drop();
    }
  });
});

test('partitions are made by two services at once as by one: each once, whole, and nobody waits for ever', async () => {
  const database = await freshDatabase('empty');
  try {
    const address = database.connectionString;
    await migrate(address);
    const all = await Promise.all([0, 1, 2].map(() => ensurePartitions(address, Date.UTC(2031, 4, 9))));
    const made = all.flatMap((one) => one.made);
    expect(new Set(made).size).toBe(made.length);
    // Three tables, 14 months behind, this one, and 3 ahead.
    expect(made).toHaveLength(3 * 18);
    const rows = await runAsOwner<{ name: string }>(
      address,
      `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where c.relkind in ('r', 'p') and c.relname like '%\\_20%'`,
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual(made.toSorted());
    expect(await ensurePartitions(address, Date.UTC(2031, 4, 9))).toEqual({ made: [], waiting: [] });
  } finally {
    await database.drop();
  }
});
