import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from '@tact/api';
import { freePort } from '../service-process.ts';
import type { Bug } from './bugs.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** One service, a whole program, with a network before it and another behind it. */
export interface ServiceNode {
  readonly name: string;
  /** Calls it through the network; a call without an answer fails after a while. */
  readonly client: Client;
  readonly toService: TcpProxy;
  readonly toDatabase: TcpProxy;
  /** Starts it where it is down, again and again until it answers. */
  start(): Promise<void>;
  kill(): Promise<void>;
  pause(): void;
  resume(): void;
  /** How far its clock is ahead of the machine's, milliseconds. */
  aheadMs(): number;
  setAheadMs(aheadMs: number): void;
  /** Ends it and takes its folder away. */
  remove(): Promise<void>;
}

/** What all services of one simulation have in common. */
export interface NodeSettings {
  readonly databaseUrl: string;
  readonly apiKey: string;
  /** The keys that several services on one database have to share. */
  readonly secretKey: string;
  readonly signingKey: string;
  readonly bug: Bug | null;
}

const CALL_MS_MAX = 2_500;
/** Wide: a start takes a while where other work has the machine, and begins anew each time the database goes away. */
const READY_MS_MAX = 180_000;
const ENTRY = resolve(import.meta.dirname, 'service.ts');

/** Settings with keys that nobody has. */
export function newNodeSettings(databaseUrl: string, bug: Bug | null): NodeSettings {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    databaseUrl,
    apiKey: `tact_simulation_${'0'.repeat(32)}`,
    secretKey: '01'.repeat(32),
    signingKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    bug,
  };
}

/** Prepares a service; `start` starts it. */
export async function createServiceNode(name: string, settings: NodeSettings): Promise<ServiceNode> {
  const folder = await mkdtemp(join(tmpdir(), 'tact-history-node-'));
  const port = await freePort();
  const toService = await startTcpProxy(port);
  const toDatabase = await startTcpProxy(Number(new URL(settings.databaseUrl).port));
  const address = `http://127.0.0.1:${port}`;
  const client = createClient({
    baseUrl: `http://127.0.0.1:${toService.port}`,
    apiKey: settings.apiKey,
    fetch: impatient,
  });
  let child: ChildProcess | undefined;
  let aheadMs = 0;
  let said = '';

  const isDown = () => child === undefined || child.exitCode !== null || child.signalCode !== null;
  const spawnChild = () => {
    child = spawn(process.execPath, [ENTRY, '--port', String(port), '--data-dir', folder], {
      env: environmentOf(settings, toDatabase.port, aheadMs),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child.on('error', () => undefined);
    child.stderr?.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-2_000)));
  };

  async function start(): Promise<void> {
    const startedAtMs = performance.now();
    while (isDown() || !(await isReady(address))) {
      // A service ends by itself where it finds no database at its start.
      if (isDown()) spawnChild();
      if (performance.now() - startedAtMs > READY_MS_MAX)
        throw new Error(
          `${name} ${isDown() ? 'ends' : 'is not ready'} after it was started; it said: ${said}`,
        );
      await sleep(50);
    }
  }

  async function kill(): Promise<void> {
    if (child === undefined || isDown()) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  return {
    name,
    client,
    toService,
    toDatabase,
    start,
    kill,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    aheadMs: () => aheadMs,
    setAheadMs(milliseconds) {
      aheadMs = milliseconds;
      if (child?.connected === true) child.send({ aheadMs });
    },
    async remove() {
      await kill();
      await Promise.all([toService.close(), toDatabase.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function environmentOf(
  { databaseUrl, apiKey, secretKey, signingKey, bug }: NodeSettings,
  port: number,
  aheadMs: number,
) {
  const url = new URL(databaseUrl);
  url.port = String(port);
  return {
    PATH: process.env['PATH'] ?? '',
    DATABASE_URL: url.href,
    TACT_HOST: '127.0.0.1',
    TACT_LOG_LEVEL: 'silent',
    TACT_EXECUTION: 'off',
    TACT_BOOTSTRAP_KEY: apiKey,
    TACT_SECRET_KEY: secretKey,
    TACT_SIGNING_KEY: signingKey,
    TACT_SIMULATION_AHEAD_MS: String(aheadMs),
    ...(bug === null ? {} : { TACT_SIMULATION_BUG: bug }),
  };
}

const impatient: typeof fetch = (input, init) =>
  fetch(input, { ...init, signal: AbortSignal.timeout(CALL_MS_MAX) });

/** Whether it can answer. Its clock is none of that: in a simulation it is wrong on purpose. */
async function isReady(address: string): Promise<boolean> {
  try {
    const response = await impatient(`${address}/api/v1/ready`);
    const { checks } = (await response.json()) as Awaited<ReturnType<Client['health']['ready']>>;
    return checks.every(({ name, passed }) => passed || name === 'clock');
  } catch {
    // Not listening yet, or cut off: both mean to wait, up to the limit.
    return false;
  }
}
