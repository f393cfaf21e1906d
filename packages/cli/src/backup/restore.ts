import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { dataDirectoryOf } from '@tact/service/without-http';
import {
  BackupError,
  readBackup,
  RESTORING_FILE,
  restoreBackup,
  startEmbedded,
  type BackupHead,
  type BackupPart,
} from '@tact/store';
import { Failure } from '../failure.ts';
import { withProgress, type Progress } from '../progress.ts';
import { KEY_FILES, ownDatabaseOnly } from './key-files.ts';

/**
 * Makes a data folder from a backup. The whole backup is read and checked before anything is made; what was made is taken away where
 * it does not come to its end.
 */
export async function restore(file: string, options: { readonly dataDir?: string }): Promise<void> {
  ownDatabaseOnly('restore it with `pg_restore`, as docs/operating/running.md says');
  const dataDirectory = options.dataDir ?? dataDirectoryOf(process.env);
  const names = await readdir(dataDirectory).catch(() => []);
  if (names.length > 0)
    throw new Failure(
      `the folder \`${dataDirectory}\` is not empty, and nothing is overwritten; name another one with --data-dir`,
    );
  const { size } = await statOf(file);
  const controller = new AbortController();
  const interrupt = () => controller.abort(new Failure('stopped; nothing was restored'));
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    await withProgress('restore', 2 * size, async (progress) => {
      // First to its end without doing anything: a backup that is not whole is no reason to make a folder.
      await check(partsOf(file, progress, 0, 'checking'), controller.signal);
      await make(file, dataDirectory, progress, size, controller.signal);
    });
  } catch (error) {
    throw error instanceof BackupError ? new Failure(error.message) : error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function check(parts: AsyncGenerator<BackupPart>, signal: AbortSignal): Promise<void> {
  while ((await parts.next()).done !== true) signal.throwIfAborted();
}

async function make(
  file: string,
  dataDirectory: string,
  progress: Progress,
  size: number,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(dataDirectory, { recursive: true, mode: 0o711 });
  // While it stands there, nothing but this starts a database on the folder.
  await writeFile(join(dataDirectory, RESTORING_FILE), `${file}\n`, { flag: 'wx' });
  try {
    const database = await startEmbedded({ dataDirectory, isRestoring: true });
    try {
      const restored = await restoreBackup(
        database.connectionString,
        partsOf(file, progress, size, 'restoring'),
        signal,
      );
      await writeKeys(dataDirectory, restored.head);
      process.stdout.write(
        `restored ${restored.rows} rows of ${restored.tables} tables, as they were at ${restored.head.takenAt}\ncheck them with \`tact audit verify\`\n`,
      );
    } finally {
      await database.stop();
    }
    await rm(join(dataDirectory, RESTORING_FILE));
  } catch (error) {
    await takeAway(dataDirectory);
    throw error;
  }
}

/** What was made, and where PostgreSQL's files are elsewhere, those too. */
async function takeAway(dataDirectory: string): Promise<void> {
  const state = await readFile(join(dataDirectory, 'database.json'), 'utf8').catch(() => undefined);
  const cluster = state === undefined ? undefined : (JSON.parse(state) as { cluster: string }).cluster;
  for (const path of cluster === undefined ? [dataDirectory] : [cluster, dataDirectory])
    await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

async function writeKeys(dataDirectory: string, { keys }: BackupHead): Promise<void> {
  for (const name of KEY_FILES) {
    const text = keys[name];
    if (text !== undefined) await writeFile(join(dataDirectory, name), text, { flag: 'wx', mode: 0o600 });
  }
}

async function statOf(file: string): Promise<{ readonly size: number }> {
  return stat(file).catch((error: unknown) => {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Failure(`the file \`${file}\` cannot be read: ${code}`);
  });
}

async function* partsOf(
  file: string,
  progress: Progress,
  doneBefore: number,
  note: string,
): AsyncGenerator<BackupPart> {
  const input = createReadStream(file);
  const text = createGunzip();
  input.on('data', () => progress.update(doneBefore + input.bytesRead, note));
  // A fault of either stream is thrown by the reading below.
  pipeline(input, text, () => undefined);
  try {
    yield* readBackup(text as AsyncIterable<Buffer>);
  } catch (error) {
    if (error instanceof BackupError || !(error instanceof Error) || !('code' in error)) throw error;
    throw new BackupError(
      `the backup cannot be unpacked (${String(error.code)}); it was changed or cut off`,
      error,
    );
  } finally {
    input.destroy();
    text.destroy();
  }
}
