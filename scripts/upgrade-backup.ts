/**
 * `node scripts/upgrade-backup.ts`: writes a backup of a small demo, at the newest migration there is, into `packages/service/test/upgrade`. Made once
 * before each release and kept for good: the upgrade test restores every one of them, and so brings old rows through all migrations since.
 */
import { createWriteStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { createClock, DEMO_ORGANIZATION_ID, seedDemo } from '@tact/service';
import { makeCheckpoint, openSigner, sealWaiting } from '@tact/service/without-http';
import { ensurePartitions, migrate, openStore, writeBackup } from '@tact/store';
import { startOwnDatabase } from '../simulations/own-database.ts';

const FOLDER = resolve(import.meta.dirname, '../packages/service/test/upgrade');

const database = await startOwnDatabase();
try {
  const { connectionString, dataDirectory } = database;
  const last = (await migrate(connectionString)).at(-1) ?? '';
  await ensurePartitions(connectionString, Date.now());
  const store = await openStore({ connectionString });
  const clock = createClock();
  await seedDemo(store, clock, () => undefined, { contacts: 20 });
  await sealWaiting(store, DEMO_ORGANIZATION_ID, 0);
  await makeCheckpoint(store, DEMO_ORGANIZATION_ID, await openSigner(null, dataDirectory), clock());
  await store.close();
  const file = join(FOLDER, `${last.slice(0, 6)}.tact`);
  const parts = writeBackup(connectionString, {}, () => undefined, new AbortController().signal);
  await pipeline(
    Readable.from(parts, { objectMode: false }),
    createGzip({ level: 9 }),
    createWriteStream(file),
  );
  process.stdout.write(`wrote ${file}\n`);
} finally {
  await database.remove();
}
