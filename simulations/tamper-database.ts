import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePartitions, migrate, startEmbedded } from '@tact/store';
import { simulateTampering, type TamperResult } from './tamper.ts';

/** The simulation on a PostgreSQL of its own, which is taken away in the end. */
export async function simulateTamperingOnOwnDatabase(
  settings: Parameters<typeof simulateTampering>[1],
): Promise<TamperResult> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'tact-tamper-'));
  try {
    const database = await startEmbedded({ dataDirectory });
    try {
      const { connectionString } = database;
      await migrate(connectionString);
      await ensurePartitions(connectionString, Date.now());
      return await simulateTampering(connectionString, settings);
    } finally {
      await database.stop();
    }
  } finally {
    await rm(dataDirectory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
