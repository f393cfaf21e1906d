import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import { startEmbedded, type EmbeddedDatabase } from '../src/embedded/index.ts';
import { migrate } from '../src/migrate.ts';
import type { Store } from '../src/ports.ts';
import { openStore } from '../src/store.ts';
import { makeOrganization, runAsOwner } from './database.ts';
import { removeDataDirectory } from './embedded-process.ts';

/**
 * Which transactions may have recorded what nobody sees yet, asked by a login that owns nothing: also those whose client is done, and which only
 * PostgreSQL keeps. On a server of its own, because its settings hold for all of its databases.
 */
let home: string;
let database: EmbeddedDatabase;
let store: Store;
let own: OrganizationId;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tact-recording-'));
  await chmod(home, 0o755);
  await start();
  await migrate(database.connectionString);
  await open();
  own = await makeOrganization(store);
});
afterAll(async () => {
  await store.close();
  await database.stop();
  await removeDataDirectory(join(home, 'data'));
  await rm(home, { recursive: true, force: true });
});

async function start(): Promise<void> {
  database = await startEmbedded({
    dataDirectory: join(home, 'data'),
    settings: { max_prepared_transactions: '2' },
  });
}

async function open(): Promise<void> {
  store = await openStore({ connectionString: database.serviceConnectionString, poolSize: 2 });
}

const asOwner = (text: string) => runAsOwner(database.connectionString, text);
const decision =
  () => `insert into tact.decisions (organization_id, id, at, client_id, device_key, channel, allowed, ruleset, record, salt)
  values ('${own}', gen_random_uuid(), now(), 'c', '+1', 'call', true, 'sha256:x', '{}', gen_random_uuid())`;
const seen = async () => (await asOwner('select from tact.decisions')).length;
const recording = async () => (await store.proof.recording(own, 0)).transactions.length;

test('one that is committed is not among them', async () => {
  await asOwner(decision());
  expect([await seen(), await recording()]).toEqual([1, 0]);
});

test('one whose commit waits for a standby that is away is, until it is seen', async () => {
  const standby = async (names: string) => {
    await asOwner(`alter system set synchronous_standby_names = '${names}'`);
    await asOwner('select pg_reload_conf()');
  };
  await standby('away');
  const waiting = asOwner(decision());
  const waits = `select from pg_stat_activity where wait_event = 'SyncRep'`;
  await expect.poll(async () => (await asOwner(waits)).length, { timeout: 10_000 }).toBe(1);
  expect([await seen(), await recording()]).toEqual([1, 1]);
  await standby('');
  await waiting;
  expect([await seen(), await recording()]).toEqual([2, 0]);
});

test('one that is prepared and belongs to no connection any more is, until it is seen', async () => {
  await asOwner(`begin; ${decision()}; prepare transaction 'late'`);
  expect([await seen(), await recording()]).toEqual([2, 1]);
  await asOwner(`commit prepared 'late'`);
  expect([await seen(), await recording()]).toEqual([3, 0]);
});

test('one that was running when it was asked for is found by its name once it is prepared, or by one of prepared ones, also when the server comes back', async () => {
  const names = async () => (await store.proof.recording(own, 0)).transactions;
  const client = new pg.Client({ connectionString: database.connectionString });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('begin');
  await client.query(decision());
  const [running = ''] = await names();
  expect(running).toMatch(/^\d+\/\d+$/);
  await client.query(`prepare transaction 'later'`);
  const [prepared = '', ...others] = await names();
  expect(others).toEqual([]);
  expect(prepared === running || prepared.startsWith('-1/'), prepared).toBe(true);
  await client.end();
  await store.close();
  await database.stop();
  await start();
  await open();
  expect(await names()).toEqual([expect.stringMatching(/^-1\//)]);
  await asOwner(`commit prepared 'later'`);
  expect([await seen(), await recording()]).toEqual([4, 0]);
});
