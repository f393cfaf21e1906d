import { readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where the PostgreSQL of a data folder keeps its files; undefined where the folder has none. */
export async function clusterOf(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'database.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as { cluster: string }).cluster;
}

/** Takes a stopped cluster away. Where root runs it, it has a folder of its own outside the data folder, which is empty then. */
export async function removeCluster(cluster: string): Promise<void> {
  await rm(cluster, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  // Else it lay in the data folder, and that is gone or not empty.
  await rmdir(dirname(cluster)).catch(() => undefined);
}

/** The process id of the folder's PostgreSQL, believed only where that process serves the folder. */
export async function databasePid(folder: string): Promise<number | undefined> {
  const cluster = await clusterOf(folder);
  if (cluster === undefined) return undefined;
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return command.split('\0').includes(cluster) ? pid : undefined;
}

/** Kills a process with its children, each of which leads a group of its own: all at once, as in a crash of the machine. */
export async function killTree(leader: number): Promise<void> {
  for (const pid of [leader, ...(await childrenOf(leader))]) {
    if (!(pid > 1)) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'ESRCH') throw error;
    }
  }
}

/** The processes that a process has started. */
export async function childrenOf(pid: number): Promise<readonly number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return children
    .trim()
    .split(/\s+/)
    .filter((text) => text !== '')
    .map(Number);
}
