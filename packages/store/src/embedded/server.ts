import type { ChildProcess } from 'node:child_process';
import { chown, open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { OWNER_ROLE, type ClusterState } from './cluster.ts';
import { EmbeddedDatabaseError } from './errors.ts';
import { stopOrphan } from './orphan.ts';
import { lastLines, start } from './run.ts';
import { takesConnections } from './takes-connections.ts';

/** How long the server may take to come up, crash recovery included, milliseconds. */
const START_MS_MAX = 120_000;
/** How long a fast shutdown may take before the server is made to stop at once, milliseconds. */
const STOP_MS_MAX = 30_000;
/** Tries for another port where somebody took the chosen one in between. */
const PORT_TRIES = 5;
/** How long a killed server may take to be gone, milliseconds: until then PostgreSQL refuses to start beside what is left of it. */
const GONE_MS_MAX = 30_000;
/** What PostgreSQL says then: of its predecessor's process, or of that one's last children. */
const NOT_GONE = /lock file "postmaster.pid" already exists|pre-existing shared memory block/;

/** A running server. */
export interface Server {
  readonly port: number;
  /** Resolves when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Durable, private, quiet. What a log line could say of a person is not written. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_compression: 'on',
  // Files of the log are used again, also after a quiet night: to make one takes tens of milliseconds for which every commit waits.
  min_wal_size: '1GB',
  max_wal_size: '2GB',
  checkpoint_timeout: '10min',
  // What is evicted is on its way to the disk at once; else the system writes it all every half minute, and every commit waits behind it.
  backend_flush_after: '256kB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  cluster_name: 'tact',
  logging_collector: 'on',
  log_filename: 'postgresql-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_min_messages: 'warning',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};

/** Starts the server of a cluster on a free port of the loopback interface. */
export async function startServer(
  state: ClusterState,
  binaries: Binaries,
  account: Account | null,
  settings: Readonly<Record<string, string>>,
): Promise<Server> {
  await stopOrphan(state.cluster);
  const startedAtMs = performance.now();
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const output = join(state.cluster, 'start.log');
    const child = await spawnServer(
      state,
      binaries,
      account,
      { ...SETTINGS, ...settings, port: String(port) },
      output,
    );
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (await isUp(connectionString(state.password, port), child))
      return { port, ended, stop: () => stopServer(child, ended) };
    await stopServer(child, ended);
    const said = await readFile(output, 'utf8').catch(() => '');
    if (attempt < PORT_TRIES && said.includes('Address already in use')) continue;
    if (NOT_GONE.test(said) && performance.now() - startedAtMs < GONE_MS_MAX) {
      await sleep(100);
      continue;
    }
    throw new EmbeddedDatabaseError(
      'start_failed',
      `the embedded PostgreSQL does not start: ${lastLines(said)}`,
    );
  }
}

/** How the owner's role connects; or another one. */
export function connectionString(
  password: string,
  port: number,
  database = 'postgres',
  role = OWNER_ROLE,
): string {
  return `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

async function spawnServer(
  state: ClusterState,
  binaries: Binaries,
  account: Account | null,
  settings: Readonly<Record<string, string>>,
  output: string,
): Promise<ChildProcess> {
  const file = await open(output, 'w', 0o600);
  if (account !== null) await chown(output, account.uid, account.gid);
  const args = [
    '-D',
    state.cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  try {
    // A group of its own: Ctrl-C in the terminal is for tact, which then stops the database in its turn.
    const child = start(binaries.postgres, args, binaries, account, {
      stdio: ['ignore', file.fd, file.fd],
      detached: true,
    });
    child.on('error', () => undefined);
    return child;
  } finally {
    await file.close();
  }
}

/** Waits until the server takes a connection; false where it ended or the time is over. */
async function isUp(address: string, child: ChildProcess): Promise<boolean> {
  const startedAtMs = performance.now();
  while (performance.now() - startedAtMs < START_MS_MAX) {
    if (hasEnded(child)) return false;
    if (await takesConnections(address)) return true;
    await sleep(20);
  }
  return false;
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** SIGINT is PostgreSQL's fast shutdown: sessions end, nothing is lost. SIGQUIT leaves the rest to crash recovery. */
async function stopServer(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (hasEnded(child)) return;
  child.kill('SIGINT');
  await Promise.race([ended, sleep(STOP_MS_MAX, undefined, { ref: false })]);
  if (!hasEnded(child)) child.kill('SIGQUIT');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('the system gives no free port');
  return address.port;
}
