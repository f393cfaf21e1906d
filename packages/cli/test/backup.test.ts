import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createClock, DEMO_ORGANIZATION_ID, seedDemo } from '@tact/service';
import { makeCheckpoint, openSigner, sealWaiting } from '@tact/service/without-http';
import {
  ensurePartitions,
  findRunning,
  migrate,
  openStore,
  startEmbedded,
  type EmbeddedDatabase,
} from '@tact/store';
import { run } from '../src/run.ts';

let folder: string;
let source: string;
let running: EmbeddedDatabase;
let backup: string;
const made: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tact-backup-test-'));
  source = join(folder, 'source');
  backup = join(folder, 'whole.tact');
  running = await startEmbedded({ dataDirectory: source });
  await migrate(running.connectionString);
  await ensurePartitions(running.connectionString, Date.now());
  const store = await openStore({ connectionString: running.connectionString });
  try {
    const clock = createClock();
    await seedDemo(store, clock, () => undefined, { contacts: 60 });
    await sealWaiting(store, DEMO_ORGANIZATION_ID, 0);
    await makeCheckpoint(store, DEMO_ORGANIZATION_ID, await openSigner(null, source), clock());
  } finally {
    await store.close();
  }
  await writeFile(join(source, 'secret.key'), `${'ab'.repeat(32)}\n`);
});
afterAll(async () => {
  await running.stop();
  for (const one of [source, ...made]) await removeData(one);
  await rm(folder, { recursive: true, force: true });
});

let said = { out: '', err: '' };
beforeEach(() => {
  said = { out: '', err: '' };
  vi.stubEnv('DATABASE_URL', '');
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((said.out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((said.err += String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** A name for a data folder, which is taken away in the end. */
function newFolder(name: string): string {
  const path = join(folder, name);
  made.push(path);
  return path;
}

async function removeData(path: string): Promise<void> {
  const state = await readFile(join(path, 'database.json'), 'utf8').catch(() => undefined);
  if (state !== undefined)
    await rm((JSON.parse(state) as { cluster: string }).cluster, { recursive: true, force: true });
  await rm(path, { recursive: true, force: true });
}

/** Every row of every table, as one hash a table. */
async function tablesOf(connectionString: string): Promise<Readonly<Record<string, string>>> {
  const client = new pg.Client({ connectionString, options: '-c search_path=tact -c timezone=UTC' });
  await client.connect();
  try {
    const { rows: names } = await client.query<{ name: string }>(
      "select relname as name from pg_class where relnamespace = 'tact'::regnamespace and relkind in ('r', 'p') and not relispartition order by 1",
    );
    const hashes: Record<string, string> = {};
    for (const { name } of names) {
      const columns = name === 'migrations' ? 'name, checksum' : 'x.*';
      const { rows } = await client.query<{ hash: string | null }>(
        `select count(*) || ' ' || md5(string_agg(row(${columns})::text, ',' order by row(${columns})::text)) as hash from ${name} x`,
      );
      hashes[name] = rows[0]?.hash ?? 'empty';
    }
    return hashes;
  } finally {
    await client.end();
  }
}

describe('tact backup and tact restore', () => {
  test('bring every row of every table and the keys into another folder, while the database is in use', async () => {
    expect(await run(['backup', backup, '--data-dir', source]), said.err).toBe(0);
    expect(said.err).toContain(
      'warning: the backup holds the keys of this installation (secret.key, signing-key.pem)',
    );
    expect((await stat(backup)).mode & 0o077).toBe(0);
    const target = newFolder('target');
    expect(await run(['restore', backup, '--data-dir', target]), said.err).toBe(0);
    expect(await findRunning(target)).toBeUndefined();
    for (const key of ['secret.key', 'signing-key.pem'])
      expect(await readFile(join(target, key), 'utf8')).toBe(await readFile(join(source, key), 'utf8'));
    const restored = await startEmbedded({ dataDirectory: target });
    try {
      const before = await tablesOf(running.connectionString);
      // A comparison of empty tables shows nothing.
      expect(Object.values(before).filter((hash) => hash !== 'empty').length).toBeGreaterThan(20);
      expect(await tablesOf(restored.connectionString)).toEqual(before);
      expect(await run(['audit', 'verify', '--data-dir', target]), said.out + said.err).toBe(0);
      expect(said.out).toContain('nothing was changed');
    } finally {
      await restored.stop();
    }
  });

  test('overwrite nothing', async () => {
    await copyFile(backup, join(folder, 'there.tact'));
    expect(await run(['backup', join(folder, 'there.tact'), '--data-dir', source])).toBe(1);
    expect(said.err).toMatch(/is there already, and nothing is overwritten/);
    expect(await run(['restore', backup, '--data-dir', source])).toBe(1);
    expect(said.err).toMatch(/is not empty, and nothing is overwritten/);
  });

  test('leave the keys out where somebody says so', async () => {
    const file = join(folder, 'without-keys.tact');
    expect(await run(['backup', file, '--data-dir', source, '--without-keys']), said.err).toBe(0);
    expect(said.err).not.toContain('warning');
    expect(
      gunzipSync(await readFile(file))
        .toString('latin1')
        .split('\n')[0],
    ).toContain('"keys":{}');
  });

  test('are for the database that tact brings', async () => {
    vi.stubEnv('DATABASE_URL', 'postgres://somewhere/else');
    expect(await run(['backup', join(folder, 'other.tact')])).toBe(2);
    expect(await run(['restore', backup, '--data-dir', join(folder, 'other')])).toBe(2);
    expect(said.err).toMatch(/pg_dump.*\n.*pg_restore/);
  });
});

const broken: readonly [name: string, breaks: (text: string) => string, says: RegExp][] = [
  ['a row that was changed', (text) => text.replace('\toutbound\t', '\tinbound\t'), /is not as it was written/],
  ['a row that is missing', (text) => text.replace(/("table":"audit_log".*\n).*\n/, '$1'), /`audit_log`.* is not as it was written/],
  ['a table that is missing', (text) => text.replace(/{"table":"opt_outs"[^]*?{"end":"opt_outs".*\n/, ''), /holds \d+ tables of \d+/],
  ['an end that is missing', (text) => text.replace(/.*\n$/, ''), /is cut off/],
  ['rows that end nowhere', (text) => text.slice(0, text.indexOf('{"end":"audit_log"') - 20), /is cut off/],
  ['something after its end', (text) => `${text}{}\n`, /goes on after its end/],
  ['another head', (text) => text.replace('backup 1', 'backup 9'), /is no backup/],
  ['a newer version', (text) => text.replace(/"number":\d+,"name":"([^"]*)","checksum":"[^"]*"}\]/, '"number":999999,"name":"$1","checksum":"x"}]'), /newer version of tact/],
]; // prettier-ignore

describe('a backup that is not to be believed is refused, and nothing is left', () => {
  test.each(broken)('%s', async (name, breaks, says) => {
    const text = gunzipSync(await readFile(backup)).toString('latin1');
    const changed = breaks(text);
    expect(changed).not.toBe(text);
    const file = join(folder, `${name.replaceAll(' ', '-')}.tact`);
    await writeFile(file, gzipSync(Buffer.from(changed, 'latin1')));
    const target = newFolder(`of-${name.replaceAll(' ', '-')}`);
    expect(await run(['restore', file, '--data-dir', target])).toBe(1);
    expect(said.err).toMatch(says);
    await expect(readdir(target)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('half a file', async () => {
    const bytes = await readFile(backup);
    const file = join(folder, 'half.tact');
    await writeFile(file, bytes.subarray(0, bytes.length / 2));
    const target = newFolder('of-half');
    expect(await run(['restore', file, '--data-dir', target])).toBe(1);
    expect(said.err).toMatch(/changed or cut off|is cut off/);
    await expect(readdir(target)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
