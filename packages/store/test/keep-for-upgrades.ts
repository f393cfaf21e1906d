import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { writeBackup } from '../src/index.ts';
import type { TestStore } from './database.ts';

/**
 * Where `TACT_UPGRADE_BACKUP` names a file, writes a backup of a test's database to it: that of the tenants' test has one of everything. Kept beside
 * those of `scripts/upgrade-backup.ts`, the upgrade test brings it through all migrations that come later.
 */
export async function keepForUpgrades({ connectionString }: TestStore): Promise<void> {
  const file = process.env['TACT_UPGRADE_BACKUP'] ?? '';
  if (file === '') return;
  const parts = writeBackup(connectionString, {}, () => undefined, new AbortController().signal);
  await pipeline(
    Readable.from(parts, { objectMode: false }),
    createGzip({ level: 9 }),
    createWriteStream(file),
  );
}
