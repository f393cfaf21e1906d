import type { OrganizationId } from '@tact/engine';
import type { ErasureKeys } from '@tact/service/without-http';
import type { Organization, Store } from '@tact/store';
import { Failure, usage } from './failure.ts';

/** Which database, and whose data in it. */
export interface DatabaseOptions {
  readonly dataDir?: string;
  /** The id or the name of an organization. */
  readonly organization?: string;
}

/** A database that answers. */
export interface Database {
  /** The owner's role, where its address is known. */
  readonly connectionString: string;
  /** The service's own login, where there is one. */
  readonly serviceConnectionString: string;
  /** Aborted by Ctrl-C, where the work has said that it ends by itself then. */
  readonly signal: AbortSignal;
}

/** A store with the organization that the command is about. */
export interface OpenedStore {
  readonly store: Store;
  readonly organization: Organization;
  /** For threads, which open connections of their own. */
  readonly connectionString: string;
  /** Of the tables' owner, where its address is known. */
  readonly ownerConnectionString: string;
  readonly signal: AbortSignal;
}

/** What the shell shows for a command that Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * Works with a database: that of `DATABASE_URL`, else that of the server which runs on the data folder, else one started for the command
 * and stopped after it, also on Ctrl-C. `graceful`: the first Ctrl-C only aborts the signal. `migrated`: one that is started gets its tables first.
 */
export async function withDatabase<Result>(
  options: DatabaseOptions,
  work: (database: Database) => Promise<Result>,
  { graceful = false, migrated = true }: { readonly graceful?: boolean; readonly migrated?: boolean } = {},
): Promise<Result> {
  const { connectionString, serviceConnectionString, close } = await findDatabase(options, migrated);
  const controller = new AbortController();
  const interrupt = () => {
    if (graceful && !controller.signal.aborted) controller.abort();
    else void close().finally(() => process.exit(INTERRUPTED));
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await work({ connectionString, serviceConnectionString, signal: controller.signal });
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await close();
  }
}

/** The same with a store, and the organization that the options name; the only one where they name none. */
export async function withStore<Result>(
  options: DatabaseOptions,
  work: (opened: OpenedStore) => Promise<Result>,
  settings: { readonly graceful?: boolean } = {},
): Promise<Result> {
  const { openStore } = await import('@tact/store');
  return withDatabase(
    options,
    async ({ connectionString, serviceConnectionString, signal }) => {
      const store = await openStore({
        connectionString: serviceConnectionString,
        erasureKeys: erasureKeys(options),
      });
      try {
        return await work({
          store,
          organization: await chooseOrganization(store, options.organization),
          connectionString: serviceConnectionString,
          ownerConnectionString: connectionString,
          signal,
        });
      } finally {
        await store.close();
      }
    },
    settings,
  );
}

/** What opens the keys of erased names: looked for only where somebody was erased, and never made here. */
export function erasureKeys({ dataDir }: DatabaseOptions): ErasureKeys {
  let found: Promise<ErasureKeys> | undefined;
  const look = () => (found ??= find());
  const find = async (): Promise<ErasureKeys> => {
    const { erasureKeysOf, settingsOf } = await import('@tact/service/without-http');
    const { secretKeys, dataDirectory } = settingsOf(process.env);
    return erasureKeysOf({ secretKeys, dataDirectory: dataDir ?? dataDirectory });
  };
  return {
    seal: async (...asked) => (await look()).seal(...asked),
    open: async (...asked) => (await look()).open(...asked),
    assertThere: async () => (await look()).assertThere(),
  };
}

async function findDatabase(
  options: DatabaseOptions,
  migrated: boolean,
): Promise<Omit<Database, 'signal'> & { readonly close: () => Promise<void> }> {
  const url = process.env['DATABASE_URL'] ?? '';
  const ownerUrl = process.env['DATABASE_OWNER_URL'] ?? '';
  const close = () => Promise.resolve();
  if (url !== '')
    return { connectionString: ownerUrl === '' ? url : ownerUrl, serviceConnectionString: url, close };
  const { ensurePartitions, findRunning, migrate, startEmbedded } = await import('@tact/store');
  const { dataDirectoryOf } = await import('@tact/service/without-http');
  const dataDirectory = options.dataDir ?? dataDirectoryOf(process.env);
  const running = await findRunning(dataDirectory);
  if (running !== undefined) return { ...running, close };
  const own = await startEmbedded({ dataDirectory });
  try {
    if (migrated) {
      await migrate(own.connectionString);
      await ensurePartitions(own.connectionString, Date.now());
    }
  } catch (error) {
    await own.stop();
    throw error;
  }
  const { connectionString, serviceConnectionString } = own;
  return { connectionString, serviceConnectionString, close: () => own.stop() };
}

async function chooseOrganization(store: Store, wanted: string | undefined): Promise<Organization> {
  const ids = await store.organizations.listIds();
  if (ids.length === 0)
    throw new Failure(
      'there is no organization in the database yet; start `tact serve` once, which makes one',
    );
  const organizations = await Promise.all(ids.map((id: OrganizationId) => store.organizations.get(id)));
  const [only, ...others] = organizations;
  if (wanted === undefined) {
    if (only !== undefined && others.length === 0) return only;
    throw usage(
      `the database holds several organizations; choose one with --organization: ${listed(organizations)}`,
    );
  }
  const found = organizations.find(({ id, name }) => id === wanted || name === wanted);
  if (found === undefined)
    throw usage(`there is no organization \`${wanted}\`; there are ${listed(organizations)}`);
  return found;
}

function listed(organizations: readonly Organization[]): string {
  return organizations.map(({ id, name }) => `${id} (${name})`).join(', ');
}
