import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEW_ORGANIZATION_HOURS, NO_LIMITS, type OrganizationId } from '@tact/engine';
import { ensurePartitions, migrate, openStore, startEmbedded, type Store } from '@tact/store';

/** A database of its own with one organization in it. */
export interface BenchDatabase {
  readonly connectionString: string;
  readonly store: Store;
  readonly organizationId: OrganizationId;
  readonly dataDirectory: string;
}

/** Starts PostgreSQL on an empty folder, makes tables and one organization, and takes everything away in the end. */
export async function withDatabase<Result>(
  work: (database: BenchDatabase) => Promise<Result>,
): Promise<Result> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'tact-bench-database-'));
  let cluster: string | undefined;
  try {
    const database = await startEmbedded({ dataDirectory });
    try {
      cluster = (
        JSON.parse(await readFile(join(dataDirectory, 'database.json'), 'utf8')) as { cluster: string }
      ).cluster;
      const { connectionString } = database;
      await migrate(connectionString);
      await ensurePartitions(connectionString, Date.now());
      const store = await openStore({ connectionString });
      try {
        const organizationId = randomUUID() as OrganizationId;
        await store.organizations.create(
          {
            id: organizationId,
            name: 'Bench',
            locale: 'en-US',
            currency: 'USD',
            defaultCountry: 'US',
            rules: {
              zone: 'America/New_York',
              zoneFallback: 'number',
              allowedHours: NEW_ORGANIZATION_HOURS,
              limits: NO_LIMITS,
            },
          },
          { kind: 'command-line', id: 'bench', name: 'bench', requestId: 'bench', source: 'bulk' },
        );
        return await work({ connectionString, store, organizationId, dataDirectory });
      } finally {
        await store.close();
      }
    } finally {
      await database.stop();
    }
  } finally {
    await rm(dataDirectory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    if (cluster !== undefined)
      await rm(cluster, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
