import { createHash } from 'node:crypto';
import { open, readFile, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { EmbeddedDatabaseError } from './errors.ts';

/** The right to run a database on a folder. */
export interface FolderLock {
  release(): Promise<void>;
}

const OWNER_FILE = 'owner.pid';

/**
 * Takes the one right to run a database on a folder. On Linux it is a name in the kernel (an abstract socket), which ends with the process
 * however it ends, so nothing stale can be left behind and no process id is ever trusted. Elsewhere it is a file that names the owner.
 */
export async function lockFolder(dataDirectory: string): Promise<FolderLock> {
  const folder = await realpath(dataDirectory);
  const ownerFile = join(folder, OWNER_FILE);
  const lock =
    process.platform === 'linux' ? await lockByName(folder, ownerFile) : await lockByFile(folder, ownerFile);
  return lock;
}

async function lockByName(folder: string, ownerFile: string): Promise<FolderLock> {
  const name = `\0tact-${createHash('sha256').update(folder).digest('hex')}`;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(name, resolve);
  }).catch(async (error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw await inUse(folder, ownerFile);
    throw error;
  });
  server.unref();
  await writeOwner(ownerFile);
  return {
    async release() {
      await rm(ownerFile, { force: true });
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function lockByFile(folder: string, ownerFile: string): Promise<FolderLock> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = await open(ownerFile, 'wx', 0o600);
      await file.writeFile(`${process.pid}\n`);
      await file.close();
      return { release: () => rm(ownerFile, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
      if (isAlive(await ownerOf(ownerFile))) break;
      await rm(ownerFile, { force: true });
    }
  }
  throw await inUse(folder, ownerFile);
}

async function writeOwner(ownerFile: string): Promise<void> {
  const file = await open(ownerFile, 'w', 0o600);
  await file.writeFile(`${process.pid}\n`);
  await file.close();
}

async function ownerOf(ownerFile: string): Promise<number | undefined> {
  const pid = Number((await readFile(ownerFile, 'utf8').catch(() => '')).trim());
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function inUse(folder: string, ownerFile: string): Promise<EmbeddedDatabaseError> {
  const pid = await ownerOf(ownerFile);
  const owner = pid === undefined ? 'another process' : `the process ${pid}`;
  return new EmbeddedDatabaseError(
    'database_in_use',
    `the database in \`${folder}\` is in use by ${owner}; stop it, or set TACT_DATA_DIR to another folder`,
  );
}
