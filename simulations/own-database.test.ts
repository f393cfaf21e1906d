import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { clusterOf } from './database-process.ts';
import { startOwnDatabase } from './own-database.ts';

const MS_MAX = 60_000;

test(
  'a database of its own leaves nothing behind, whoever runs it',
  async () => {
    const database = await startOwnDatabase();
    const cluster = await clusterOf(database.dataDirectory);
    await database.remove();
    expect(cluster).toBeDefined();
    // Where root runs it, the cluster lies in a folder of its own elsewhere.
    for (const path of [database.dataDirectory, cluster ?? '', dirname(cluster ?? '')])
      await expect(stat(path)).rejects.toThrow('ENOENT');
  },
  MS_MAX,
);
