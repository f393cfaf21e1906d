import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePartitions, migrate, startEmbedded } from '@tact/store';
import { clusterOf, removeCluster } from './database-process.ts';

/** A PostgreSQL of its own, without tables. */
export interface OwnDatabase {
  readonly connectionString: string;
  readonly dataDirectory: string;
  /** Stops it and takes away all that it wrote, also what lies outside of its folder. */
  remove(): Promise<void>;
}

/** Starts PostgreSQL on an empty folder. */
export async function startOwnDatabase(): Promise<OwnDatabase> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'tact-own-database-'));
  const removeFiles = async () => {
    // It stands in the folder where the cluster is, so it is read first.
    const cluster = await clusterOf(dataDirectory);
    await rm(dataDirectory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    if (cluster !== undefined) await removeCluster(cluster);
  };
  try {
    const database = await startEmbedded({ dataDirectory });
    const { connectionString } = database;
    return { connectionString, dataDirectory, remove: () => database.stop().finally(removeFiles) };
  } catch (error) {
    await removeFiles();
    throw error;
  }
}

/** Works on a PostgreSQL of its own with all tables, which is taken away in the end. */
export async function onOwnDatabase<Result>(
  work: (connectionString: string, dataDirectory: string) => Promise<Result>,
): Promise<Result> {
  const database = await startOwnDatabase();
  const { connectionString, dataDirectory } = database;
  try {
    await migrate(connectionString);
    await ensurePartitions(connectionString, Date.now());
    return await work(connectionString, dataDirectory);
  } finally {
    await database.remove();
  }
}
