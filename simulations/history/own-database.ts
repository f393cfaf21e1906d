import { execFile } from 'node:child_process';
import { chmod, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startEmbedded, takesConnections, type EmbeddedDatabase } from '@tact/store';
import type { Random } from '@tact/service/without-http';
import { childrenOf, clusterOf, databasePid, killTree, removeCluster } from '../database-process.ts';

/** A PostgreSQL of the simulation's own, to which bad things are done. */
export interface OwnDatabase {
  /** Of the owner, past everything that stands between a service and it. Another one after each start. */
  connectionString(): string;
  port(): number;
  /** `kill -9` of PostgreSQL with all its children; it stays down. */
  kill(): Promise<void>;
  /** `kill -9` of one child: PostgreSQL ends every session then, and recovers by itself. */
  killChild(random: Random): Promise<void>;
  /** Fast shutdown; it stays down. */
  stop(): Promise<void>;
  /** Starts it where it is down, also where it goes down meanwhile; it answers then. */
  start(): Promise<void>;
  /** Whether its disk is small enough to be filled: that takes the right to mount one. */
  readonly hasSmallDisk: boolean;
  /** Leaves no room on the disk; gives it back. */
  fillDisk(): Promise<void>;
  freeDisk(): Promise<void>;
  /** Stops it and takes everything away. */
  remove(): Promise<void>;
}

/** Room for the empty database and for all that half an hour of a simulation writes; what is not written takes no memory. */
const SMALL_DISK = '2g';
/** Keeps PostgreSQL's log of changes small enough for the small disk. */
const SETTINGS = {
  max_wal_size: '96MB',
  min_wal_size: '32MB',
  checkpoint_timeout: '30s',
  shared_buffers: '64MB',
};
/** Recovery from the log included. */
const START_MS_MAX = 120_000;
const ANSWER_MS_MAX = 5_000;
const FILL_PART = Buffer.alloc(1 << 20);

const run = promisify(execFile);

/** Starts an empty one, on a small disk of its own in memory where this process may mount one. */
export async function startOwnDatabase(): Promise<OwnDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'tact-history-'));
  // The account that PostgreSQL runs under must be able to enter.
  await chmod(folder, 0o755);
  const hasSmallDisk = await mountSmallDisk(folder);
  const filler = join(folder, 'cluster.filler');
  let database: EmbeddedDatabase | undefined;
  const connectionString = () => {
    if (database === undefined) throw new Error('the database was never started');
    return database.connectionString;
  };
  const start = async () => {
    const startedAtMs = performance.now();
    // One that is about to end still has its process: what it was done to is known only once it answers.
    while (
      (await databasePid(folder)) === undefined ||
      !(await takesConnections(connectionString(), ANSWER_MS_MAX))
    ) {
      if (performance.now() - startedAtMs > START_MS_MAX) throw new Error('the database does not answer');
      if ((await databasePid(folder)) !== undefined) await sleep(100);
      else {
        // After a kill the folder is still held by this process.
        await database?.stop();
        database = await startEmbedded({ dataDirectory: folder, settings: SETTINGS });
      }
    }
  };

  async function remove(): Promise<void> {
    const pid = await databasePid(folder);
    const cluster = await clusterOf(folder);
    if (pid !== undefined) await killTree(pid);
    await database?.stop();
    if (hasSmallDisk) await run('umount', ['-l', folder]);
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    if (cluster !== undefined) await removeCluster(cluster);
  }

  try {
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    connectionString,
    port: () => Number(new URL(connectionString()).port),
    async kill() {
      const pid = await databasePid(folder);
      if (pid !== undefined) await killTree(pid);
    },
    async killChild(random) {
      const pid = await databasePid(folder);
      const children = pid === undefined ? [] : await childrenOf(pid);
      if (children.length > 0) await killTree(random.pick(children));
    },
    stop: async () => {
      await database?.stop();
    },
    start,
    hasSmallDisk,
    fillDisk: () => (hasSmallDisk ? fill(filler) : Promise.resolve()),
    freeDisk: () => rm(filler, { force: true }),
    remove,
  };
}

/** Whether a disk in memory, `SMALL_DISK` large, was mounted on a folder. */
function mountSmallDisk(folder: string): Promise<boolean> {
  return run('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_DISK},mode=755`, 'tact-history', folder]).then(
    () => true,
    () => false,
  );
}

async function fill(path: string): Promise<void> {
  const file = await open(path, 'a');
  try {
    for (;;) await file.write(FILL_PART);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOSPC') throw error;
  } finally {
    await file.close();
  }
}
