import type { Logger } from 'pino';
import {
  isMigrated,
  mayMigrate,
  migrate,
  MigrationError,
  startEmbedded,
  type EmbeddedDatabase,
} from '@tact/store';
import { keepPartitions } from './keep-partitions.ts';
import type { Settings } from './settings.ts';

/** A database that has this version's schema. */
export interface ServiceDatabase {
  /** What the service connects by; a login that owns nothing, where there is one (ADR 0023). */
  readonly serviceAddress: string;
  /** Of the tables' owner, for what only the owner does: removing what is beyond its retention (ADR 0021). Null: it is not known here. */
  readonly ownerAddress: string | null;
}

/**
 * Opens the database of the settings, or starts the embedded one, and brings it up to date where its owner's address is known. Throws a
 * `MigrationError` where it is not up to date and may not be changed. What has to be closed goes to `opened`.
 */
export async function openServiceDatabase(
  settings: Pick<Settings, 'databaseUrl' | 'databaseOwnerUrl' | 'dataDirectory'>,
  logger: Logger,
  opened: (() => Promise<void>)[],
): Promise<ServiceDatabase> {
  const { connectionString, serviceConnectionString } = await addressesOf(settings, logger, opened);
  if (!(await mayMigrate(connectionString))) {
    await assertMigrated(connectionString);
    logger.info(
      'the database role owns nothing: `tact migrate` by the owner makes coming partitions; erasures of persons wait, and records beyond their retention stay, until a service is given `DATABASE_OWNER_URL`',
    );
    return { serviceAddress: serviceConnectionString, ownerAddress: null };
  }
  await migrate(connectionString);
  opened.push(await keepPartitions(connectionString, logger));
  return { serviceAddress: serviceConnectionString, ownerAddress: connectionString };
}

async function addressesOf(
  { databaseUrl, databaseOwnerUrl, dataDirectory }: Parameters<typeof openServiceDatabase>[0],
  logger: Logger,
  opened: (() => Promise<void>)[],
): Promise<Pick<EmbeddedDatabase, 'connectionString' | 'serviceConnectionString'>> {
  if (databaseUrl !== null)
    return { connectionString: databaseOwnerUrl ?? databaseUrl, serviceConnectionString: databaseUrl };
  const embedded = await startEmbedded({ dataDirectory, log: (line) => logger.debug({ line }, 'database') });
  opened.push(() => embedded.stop());
  return embedded;
}

async function assertMigrated(connectionString: string): Promise<void> {
  if (await isMigrated(connectionString)) return;
  throw new MigrationError(
    "the database is not at this version's schema, and the role of `DATABASE_URL` may not change it; run `tact migrate` with the owner's address as `DATABASE_OWNER_URL`",
  );
}
