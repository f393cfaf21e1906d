import { randomBytes, createHash } from 'node:crypto';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canReach, type Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedDatabaseError } from './errors.ts';
import { runToEnd } from './run.ts';

/** What the data folder says of its database. Readable by its owner alone: it holds the password. */
export interface ClusterState {
  readonly format: 1;
  /** Where PostgreSQL's own folder is: inside the data folder, or, where its account cannot enter that, elsewhere. */
  readonly cluster: string;
  readonly password: string;
  /** That of the service's own login; missing where an older version made the folder and none has started it since. */
  readonly servicePassword?: string;
  /** Where the server listens; null: it is not known to run. */
  readonly port: number | null;
}

/** The role that owns the database. */
export const OWNER_ROLE = 'tact_owner';
/** The role that the service logs in as; it owns nothing (`sql/000005-rights.sql`). */
export const SERVICE_ROLE = 'tact_app';

const STATE_FILE = 'database.json';
const FORMAT = 1;

/** Reads what the data folder says; undefined for a folder without a database. */
export async function readState(dataDirectory: string): Promise<ClusterState | undefined> {
  const text = await readFile(join(dataDirectory, STATE_FILE), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const state = JSON.parse(text) as Omit<ClusterState, 'format'> & { readonly format: number };
  if (state.format !== FORMAT) {
    throw new EmbeddedDatabaseError(
      'folder_not_ours',
      `the data folder \`${dataDirectory}\` was made by a newer version of tact; use that version`,
    );
  }
  return { ...state, format: FORMAT };
}

/** Writes what the data folder says, in one step. */
export async function writeState(dataDirectory: string, state: ClusterState): Promise<void> {
  const making = join(dataDirectory, `${STATE_FILE}.${process.pid}`);
  await writeFile(making, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(making, join(dataDirectory, STATE_FILE));
}

/** What the service keeps there too, also where the database was elsewhere before: its keys, and files that were sent. */
const OF_THE_SERVICE: ReadonlySet<string> = new Set(['secret.key', 'signing-key.pem', 'spool']);

/** Stands in a data folder while a backup is restored into it. */
export const RESTORING_FILE = 'restoring';

/**
 * Makes the data folder where there is none; refuses one that holds something else, and one into which a backup was restored halfway: it would look
 * like a new one, in which nobody has opted out.
 */
export async function prepareDataDirectory(dataDirectory: string, isRestoring = false): Promise<void> {
  try {
    await mkdir(dataDirectory, { recursive: true, mode: 0o711 });
    const names = (await readdir(dataDirectory)).filter((name) => !isRestoring || name !== RESTORING_FILE);
    if (names.includes(RESTORING_FILE))
      throw new EmbeddedDatabaseError(
        'restore_unfinished',
        `a backup was not restored to its end in \`${dataDirectory}\`; remove the folder and restore again`,
      );
    const ours =
      names.every((name) => OF_THE_SERVICE.has(name)) ||
      names.some((name) => name === STATE_FILE || name === 'owner.pid' || name.startsWith('cluster'));
    if (!ours) {
      throw new EmbeddedDatabaseError(
        'folder_not_ours',
        `the folder \`${dataDirectory}\` holds other files and no tact database; set TACT_DATA_DIR to an empty one`,
      );
    }
  } catch (error) {
    if (error instanceof EmbeddedDatabaseError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new EmbeddedDatabaseError(
      'folder_not_writable',
      `the data folder \`${dataDirectory}\` cannot be used (${code}); set TACT_DATA_DIR to a folder that you may write to`,
      error,
    );
  }
}

/** The cluster of a data folder, made where there is none yet. */
export async function openCluster(
  dataDirectory: string,
  binaries: Binaries,
  account: Account | null,
  log: (line: string) => void,
): Promise<ClusterState> {
  const state = await readState(dataDirectory);
  if (state !== undefined) {
    await assertVersion(state.cluster, binaries);
    return state;
  }
  const cluster = await placeFor(dataDirectory, account);
  if (!cluster.startsWith(await realpath(dataDirectory))) {
    log(
      `the account of PostgreSQL cannot enter \`${dataDirectory}\`, so the database is kept in \`${cluster}\``,
    );
  }
  const password = newDatabasePassword();
  await makeCluster(cluster, password, binaries, account);
  const made: ClusterState = { format: 1, cluster, password, port: null };
  await writeState(dataDirectory, made);
  return made;
}

/** A password that nobody has to type. */
export function newDatabasePassword(): string {
  return randomBytes(24).toString('base64url');
}

async function placeFor(dataDirectory: string, account: Account | null): Promise<string> {
  const folder = await realpath(dataDirectory);
  if (await canReach(account, folder)) return join(folder, 'cluster');
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const parent = join('/var/lib/tact', name);
  await mkdir(parent, { recursive: true, mode: 0o711 });
  return join(parent, 'cluster');
}

/** INVARIANT: a cluster comes into being by a rename, so one that was interrupted is never taken for a whole one. */
async function makeCluster(
  cluster: string,
  password: string,
  binaries: Binaries,
  account: Account | null,
): Promise<void> {
  const parent = dirname(cluster);
  await rm(cluster, { recursive: true, force: true });
  await removeInterrupted(parent);
  // A name of its own: where a start was killed, its initdb may still be writing under another one.
  const making = await mkdtemp(`${cluster}.making-`);
  const passwordFile = join(making, 'password');
  const files = join(making, 'files');
  await mkdir(files, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account !== null)
    for (const path of [making, files, passwordFile]) await chown(path, account.uid, account.gid);
  await runToEnd(binaries.initdb, initdbArguments(files, passwordFile), binaries, account);
  await rm(passwordFile);
  await chmod(files, 0o700);
  await rename(files, cluster);
  await rm(making, { recursive: true });
  await removeInterrupted(parent);
}

/** Takes away what interrupted starts left. What somebody is still writing to is left for the next start. */
async function removeInterrupted(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith('cluster.making')) continue;
    await rm(join(parent, name), { recursive: true, force: true }).catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'ENOTEMPTY') throw error;
    });
  }
}

function initdbArguments(files: string, passwordFile: string): string[] {
  return [
    `--pgdata=${files}`,
    `--username=${OWNER_ROLE}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
    '--no-instructions',
  ];
}

async function assertVersion(cluster: string, binaries: Binaries): Promise<void> {
  const made = await stat(cluster).then(
    async () => (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim(),
    () => undefined,
  );
  if (made === undefined) {
    throw new EmbeddedDatabaseError(
      'start_failed',
      `the database's folder \`${cluster}\` is gone; restore it from a backup`,
    );
  }
  if (made !== binaries.majorVersion) {
    throw new EmbeddedDatabaseError(
      'other_major_version',
      `the database in \`${cluster}\` was made by PostgreSQL ${made}, and this version of tact brings ${binaries.majorVersion}; dump it with the old version and restore it with this one`,
    );
  }
}
