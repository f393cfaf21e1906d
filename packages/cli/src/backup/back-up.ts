import { createWriteStream } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { dataDirectoryOf } from '@tact/service/without-http';
import { BackupError, writeBackup } from '@tact/store';
import { withDatabase } from '../database.ts';
import { Failure } from '../failure.ts';
import { withProgress } from '../progress.ts';
import { NEW_FILE } from '../written-file.ts';
import { KEY_FILES, ownDatabaseOnly } from './key-files.ts';

/** Quick rather than small: the disk is what a backup waits for. */
const GZIP_LEVEL = 3;
const MEGABYTE = 1_000_000;

/** Writes a backup. It gets its name when it is whole and on disk, so that a file of that name is never a part of one. */
export async function backUp(
  file: string,
  options: { readonly dataDir?: string; readonly withoutKeys?: true },
): Promise<void> {
  ownDatabaseOnly('back it up with `pg_dump`, as docs/operating/running.md says');
  if ((await stat(file).catch(() => undefined)) !== undefined)
    throw new Failure(`\`${file}\` is there already, and nothing is overwritten; choose another name`);
  const dataDirectory = options.dataDir ?? dataDirectoryOf(process.env);
  if ((await stat(join(dataDirectory, 'database.json')).catch(() => undefined)) === undefined)
    throw new Failure(`the folder \`${dataDirectory}\` holds no database; name another one with --data-dir`);
  const keys = options.withoutKeys === true ? {} : await readKeys(dataDirectory);
  const making = `${file}.${process.pid}.part`;
  try {
    await withDatabase(
      options,
      ({ connectionString, signal }) =>
        withProgress('backup', 100, async (progress) => {
          const onProgress = (done: number, total: number, table: string) =>
            progress.update((100 * done) / Math.max(1, total), `${Math.round(done / MEGABYTE)} MB, ${table}`);
          const parts = Readable.from(writeBackup(connectionString, keys, onProgress, signal), {
            objectMode: false,
          });
          const out = createWriteStream(making, NEW_FILE);
          await pipeline(parts, createGzip({ level: GZIP_LEVEL }), out, { signal });
        }),
      { graceful: true, migrated: false },
    );
    await flush(making);
    await rename(making, file);
  } catch (error) {
    if (error instanceof BackupError) throw new Failure(error.message);
    throw error;
  } finally {
    await rm(making, { force: true });
  }
  const { size } = await stat(file);
  process.stdout.write(`wrote ${(size / MEGABYTE).toFixed(1)} MB to ${file}\n`);
  if (Object.keys(keys).length > 0)
    process.stderr.write(
      `warning: the backup holds the keys of this installation (${Object.keys(keys).join(', ')}): whoever has it can read the credentials of channels and sign checkpoints; keep it where only you can read it, or make it --without-keys and keep a copy of them elsewhere\n`,
    );
}

async function readKeys(dataDirectory: string): Promise<Record<string, string>> {
  const keys: Record<string, string> = {};
  for (const name of KEY_FILES) {
    const text = await readFile(join(dataDirectory, name), 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text !== undefined) keys[name] = text;
  }
  return keys;
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
