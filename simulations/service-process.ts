import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from '@tact/api';
import { clusterOf, databasePid, killTree, removeCluster } from './database-process.ts';
import { tactProgram } from './tact-program.ts';

/** A real `tact serve` in a process of its own, on a data folder of its own, that can be killed and started again. */
export interface ServiceProcess {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly client: Client;
  /** The data folder: where `findRunning` finds its database. */
  readonly folder: string;
  /** Of the service; undefined while it is down. */
  pid(): number | undefined;
  /** Starts it and waits until it is ready to answer. */
  start(): Promise<void>;
  /** Ends it at once, with nothing said: `kill -9`. The database that it started goes on. */
  killService(): Promise<void>;
  /** The same for PostgreSQL, with all its children. */
  killDatabase(): Promise<void>;
  /** Stops everything and takes the folder away. May be called twice, and after kills. */
  remove(): Promise<void>;
}

const READY_MS_MAX = 60_000;
const STOP_MS_MAX = 20_000;

/** How a service is started otherwise than people start it. */
export interface ServiceProgram {
  /** Options of Node, and the program, which is given `serve` and its options. */
  readonly program: readonly string[];
  /** True: it is ready whatever its clock says, which is wrong on purpose. */
  readonly ignoresClock: boolean;
}

/**
 * Prepares a service; `start` starts it. `settings`: environment variables on top of its own, such as a `DATABASE_URL` that it shares with others; it
 * then takes part in that database, and leaves it alone when it is removed.
 */
export async function createServiceProcess(
  settings: Readonly<Record<string, string>> = {},
  { program, ignoresClock }: ServiceProgram = { program: tactProgram(), ignoresClock: false },
): Promise<ServiceProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'tact-simulation-'));
  const port = await freePort();
  const apiKey = settings['TACT_BOOTSTRAP_KEY'] ?? `tact_simulation_${port}_${'0'.repeat(24)}`;
  const baseUrl = `http://127.0.0.1:${port}`;
  const client = createClient({ baseUrl, apiKey });
  let child: ChildProcess | undefined;
  let said = '';

  async function start(): Promise<void> {
    said = '';
    // An own database each: one that somebody named for their shell is not to be killed.
    const environment = Object.entries(process.env).filter(([name]) => name !== 'DATABASE_URL');
    const serve = [...program, 'serve', '--port', String(port), '--data-dir', folder];
    const started = spawn(process.execPath, serve, {
      env: {
        ...Object.fromEntries(environment),
        TACT_BOOTSTRAP_KEY: apiKey,
        TACT_HOST: '127.0.0.1',
        TACT_LOG_LEVEL: 'warn',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    const keep = (data: Buffer) => (said = (said + data.toString()).slice(-4_000));
    started.stdout.on('data', keep);
    started.stderr.on('data', keep);
    const startedAtMs = performance.now();
    while (!(await isReady(baseUrl, ignoresClock))) {
      if (hasEnded(started)) throw new Error(`the service ended while it started: ${said}`);
      if (performance.now() - startedAtMs > READY_MS_MAX)
        throw new Error(`the service is not ready after ${READY_MS_MAX} ms: ${said}`);
      await sleep(50);
    }
  }

  async function killService(): Promise<void> {
    await end(child, 'SIGKILL');
    child = undefined;
  }

  return {
    baseUrl,
    apiKey,
    client,
    folder,
    pid: () => child?.pid,
    start,
    killService,
    async killDatabase() {
      const pid = await databasePid(folder);
      if (pid !== undefined) await killTree(pid);
    },
    async remove() {
      const database = await databasePid(folder);
      await end(child, 'SIGTERM');
      child = undefined;
      if (database !== undefined && database === (await databasePid(folder))) await killTree(database);
      const cluster = await clusterOf(folder);
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      if (cluster !== undefined) await removeCluster(cluster);
    },
  };
}

async function isReady(baseUrl: string, ignoresClock: boolean): Promise<boolean> {
  try {
    const response = await fetch(`${baseUrl}/api/v1/ready`);
    const { checks } = (await response.json()) as Awaited<ReturnType<Client['health']['ready']>>;
    return checks.every(({ name, passed }) => passed || (ignoresClock && name === 'clock'));
  } catch {
    // Not listening yet, or not ready: both mean to wait, up to the limit.
    return false;
  }
}

/** Sends a signal and waits for the end; a process that takes too long is killed. */
async function end(child: ChildProcess | undefined, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child === undefined || hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await Promise.race([ended, sleep(STOP_MS_MAX, undefined, { ref: false })]);
  if (!hasEnded(child)) {
    child.kill('SIGKILL');
    await ended;
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** A port of the loopback interface that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('the system gives no free port');
  return address.port;
}
