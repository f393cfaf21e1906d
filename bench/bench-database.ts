import { randomUUID } from 'node:crypto';
import { NEW_ORGANIZATION_HOURS, NO_LIMITS, type OrganizationId } from '@tact/engine';
import { openStore, type Store } from '@tact/store';
import { onOwnDatabase } from '../simulations/own-database.ts';

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
  return onOwnDatabase(async (connectionString, dataDirectory) => {
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
  });
}
