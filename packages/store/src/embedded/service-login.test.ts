import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeOrganization, runAsOwner } from '../../test/database.ts';
import { removeDataDirectory } from '../../test/embedded-process.ts';
import { migrate } from '../migrate.ts';
import { mayMigrate } from '../may-migrate.ts';
import { ensurePartitions } from '../partitions.ts';
import { openStore } from '../store.ts';
import { startEmbedded, type EmbeddedDatabase } from './index.ts';

let home: string;
let folder: string;
let database: EmbeddedDatabase | undefined;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tact-login-'));
  await chmod(home, 0o755);
  folder = join(home, 'data');
});
afterEach(async () => {
  await database?.stop();
  database = undefined;
  await removeDataDirectory(folder);
  await rm(home, { recursive: true, force: true });
});

async function started(): Promise<EmbeddedDatabase> {
  database = await startEmbedded({ dataDirectory: folder });
  await migrate(database.connectionString);
  await ensurePartitions(database.connectionString, Date.now());
  return database;
}

/** What the service's login is answered: `done`, or the code of PostgreSQL's error. */
async function tried(address: string, statement: string): Promise<string> {
  const client = new pg.Client({ connectionString: address, options: '-c search_path=tact' });
  await client.connect();
  try {
    await client.query(statement);
    return 'done';
  } catch (error) {
    return error instanceof pg.DatabaseError ? String(error.code) : String(error);
  } finally {
    await client.end();
  }
}

const NO_RIGHT = '42501';

test('the service works by a login that cannot become who owns the tables, nor get at what is not granted', async () => {
  const { serviceConnectionString, connectionString } = await started();
  const store = await openStore({ connectionString: serviceConnectionString, poolSize: 2 });
  await makeOrganization(store);
  expect(await store.organizations.listIds()).toHaveLength(1);
  await store.close();
  expect([await mayMigrate(connectionString), await mayMigrate(serviceConnectionString)]).toEqual([
    true,
    false,
  ]);
  const answers = [
    ['select from contacts', 'done'],
    ['reset role; select from contacts', 'done'],
    ['reset role; delete from decisions', NO_RIGHT],
    ['reset role; alter table contacts no force row level security', NO_RIGHT],
    ['set role tact_owner', NO_RIGHT],
    ['set session authorization tact_owner', NO_RIGHT],
    ['grant tact_owner to tact_app', NO_RIGHT],
    ['alter role tact_app bypassrls', NO_RIGHT],
    ['alter role tact_app superuser', NO_RIGHT],
    ['create role another login superuser', NO_RIGHT],
    ['create table mine (x int)', NO_RIGHT],
    ['create schema mine', NO_RIGHT],
    ['create extension postgres_fdw', NO_RIGHT],
    ['create database mine', NO_RIGHT],
    ['select rolpassword from pg_authid', NO_RIGHT],
    ["select pg_read_file('postgresql.conf')", NO_RIGHT],
    ["copy (select 1) to '/tmp/tact'", NO_RIGHT],
    ["copy organizations from program 'true'", NO_RIGHT],
    ["select lo_import('/etc/passwd')", NO_RIGHT],
    ['alter system set fsync = off', NO_RIGHT],
    ['select pg_reload_conf()', NO_RIGHT],
  ] as const;
  for (const [statement, answer] of answers)
    expect([statement, await tried(serviceConnectionString, statement)]).toEqual([statement, answer]);
});

test('a folder that was made before there was such a login gets it at its next start, and keeps it', async () => {
  const first = await started();
  await runAsOwner(first.connectionString, 'alter role tact_app nologin password null');
  await first.stop();
  const file = join(folder, 'database.json');
  const { servicePassword, ...older } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  expect(servicePassword).toMatch(/^[\w-]{32}$/);
  await writeFile(file, JSON.stringify(older), { mode: 0o600 });

  const second = await started();
  expect(await tried(second.serviceConnectionString, 'select from contacts')).toBe('done');
  await second.stop();
  const third = await started();
  const passwordOf = (address: string) => new URL(address).password;
  expect(passwordOf(third.serviceConnectionString)).toBe(passwordOf(second.serviceConnectionString));
  expect(passwordOf(third.serviceConnectionString)).not.toBe(passwordOf(third.connectionString));
});
