import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePartitions, migrate, startEmbedded } from '@tact/store';

/** A migrated PostgreSQL of its own, for one test file. */
export interface TestDatabase {
  readonly connectionString: string;
  /** Stops it and takes its files away. */
  stop(): Promise<void>;
}

/** Starts PostgreSQL on a new folder. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'tact-service-'));
  const removeFiles = async () => {
    const cluster = await clusterOf(dataDirectory);
    await rm(dataDirectory, { recursive: true, force: true });
    if (cluster !== undefined) await rm(cluster, { recursive: true, force: true });
  };
  try {
    const database = await startEmbedded({ dataDirectory });
    const { connectionString } = database;
    const stop = async () => {
      await database.stop();
      await removeFiles();
    };
    try {
      await migrate(connectionString);
      await ensurePartitions(connectionString, Date.now());
      return { connectionString, stop };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    await removeFiles();
    throw error;
  }
}

/** Where the database's own files are: under the folder, or where an unprivileged account may own them. */
async function clusterOf(dataDirectory: string): Promise<string | undefined> {
  try {
    const state = JSON.parse(await readFile(join(dataDirectory, 'database.json'), 'utf8')) as {
      cluster?: string;
    };
    return state.cluster;
  } catch {
    return undefined;
  }
}
