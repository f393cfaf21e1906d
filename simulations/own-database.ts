import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePartitions, migrate, startEmbedded } from '@tact/store';

/** Runs a simulation on a PostgreSQL of its own, which is taken away in the end. */
export async function onOwnDatabase<Result>(
  work: (connectionString: string) => Promise<Result>,
): Promise<Result> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'tact-simulation-'));
  try {
    const database = await startEmbedded({ dataDirectory });
    try {
      const { connectionString } = database;
      await migrate(connectionString);
      await ensurePartitions(connectionString, Date.now());
      return await work(connectionString);
    } finally {
      await database.stop();
    }
  } finally {
    await rm(dataDirectory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
