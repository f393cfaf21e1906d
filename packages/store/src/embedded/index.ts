import { Client } from 'pg';
import { databaseAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import {
  newDatabasePassword,
  openCluster,
  prepareDataDirectory,
  readState,
  SERVICE_ROLE,
  writeState,
} from './cluster.ts';
import { lockFolder } from './lock.ts';
import { runningServer } from './orphan.ts';
import { connectionString, startServer } from './server.ts';

export { RESTORING_FILE } from './cluster.ts';
export { EmbeddedDatabaseError } from './errors.ts';

/** A PostgreSQL of our own, running for as long as this process owns its data folder. */
export interface EmbeddedDatabase {
  /** The owner's role, over the loopback interface, with the password in it: for migrations, partitions and backups. */
  readonly connectionString: string;
  /** The service's own login: it owns nothing, and cannot become who does. It finds tables once the owner has migrated. */
  readonly serviceConnectionString: string;
  /** `18.4`. */
  readonly version: string;
  /** Fast shutdown; gives the folder back. May be called twice. */
  stop(): Promise<void>;
}

/** What the embedded database is started with. */
export interface EmbeddedOptions {
  /** The folder; made where there is none. */
  readonly dataDirectory: string;
  readonly log?: (line: string) => void;
  /** Whether a backup is being restored into the folder: only then may it be half made. */
  readonly isRestoring?: boolean;
  /** PostgreSQL settings on top of ours, for tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

const DATABASE = 'tact';
/** How long a server that has just come up may take to take a connection, milliseconds. */
const CONNECT_MS_MAX = 10_000;
/** How long it may take for one statement, milliseconds: a new database is a copy of a few MB, on a slow disk. */
const STATEMENT_MS_MAX = 60_000;

/** Starts the embedded database of a folder. Throws an `EmbeddedDatabaseError` whose one sentence says what to do. */
export async function startEmbedded({
  dataDirectory,
  log = () => undefined,
  isRestoring = false,
  settings = {},
}: EmbeddedOptions): Promise<EmbeddedDatabase> {
  await prepareDataDirectory(dataDirectory, isRestoring);
  const lock = await lockFolder(dataDirectory);
  try {
    const account = await databaseAccount();
    const binaries = await findBinaries(account);
    const opened = await openCluster(dataDirectory, binaries, account, log);
    const servicePassword = opened.servicePassword ?? newDatabasePassword();
    const state = { ...opened, servicePassword };
    const server = await startServer(state, binaries, account, settings);
    try {
      await ensureDatabase(connectionString(state.password, server.port), servicePassword);
      await writeState(dataDirectory, { ...state, port: server.port });
    } catch (error) {
      await server.stop();
      throw error;
    }
    let stopping: Promise<void> | undefined;
    const stop = async () => {
      await server.stop();
      await writeState(dataDirectory, { ...state, port: null });
      await lock.release();
    };
    return {
      connectionString: connectionString(state.password, server.port, DATABASE),
      serviceConnectionString: connectionString(servicePassword, server.port, DATABASE, SERVICE_ROLE),
      version: binaries.version,
      stop: () => (stopping ??= stop()),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The database that another process already runs on this folder, for the commands; undefined where none answers. */
export async function findRunning(
  dataDirectory: string,
): Promise<Pick<EmbeddedDatabase, 'connectionString' | 'serviceConnectionString'> | undefined> {
  const state = await readState(dataDirectory);
  if (state?.port == null) return undefined;
  // Whoever listens there after a restart of the machine may ask for the password in clear.
  if (process.platform === 'linux' && (await runningServer(state.cluster)) === undefined) return undefined;
  const { password, port, servicePassword } = state;
  const address = connectionString(password, port, DATABASE);
  const client = new Client({ connectionString: address, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return {
      connectionString: address,
      // One that an older version runs knows no other login yet.
      serviceConnectionString:
        servicePassword === undefined
          ? address
          : connectionString(servicePassword, port, DATABASE, SERVICE_ROLE),
    };
  } catch {
    // Whoever wrote the port was killed: nothing answers there, or something that does not know our password.
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The database, and the service's login with the password that the data folder knows: also in a folder that was made before there was one. */
async function ensureDatabase(address: string, servicePassword: string): Promise<void> {
  const client = new Client({
    connectionString: address,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    query_timeout: STATEMENT_MS_MAX,
  });
  // What runs hears of a lost connection; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const found = await client.query('select 1 from pg_roles where rolname = $1', [SERVICE_ROLE]);
    if (found.rowCount === 0) await client.query(`create role ${SERVICE_ROLE}`);
    // A statement of this kind takes no parameters.
    const password = client.escapeLiteral(servicePassword);
    await client.query(`alter role ${SERVICE_ROLE} login password ${password}`);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}
