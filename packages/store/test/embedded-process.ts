import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Said } from './run-embedded.ts';

const SCRIPT = fileURLToPath(new URL('run-embedded.ts', import.meta.url));

/** A process that owns an embedded database, or was refused one. */
export interface EmbeddedProcess {
  readonly pid: number;
  readonly said: Said;
  /** Ends its input, so that it stops its database; resolves when it has ended. May be called twice. */
  stop(): Promise<void>;
  /** `kill -9`: nothing is stopped, nothing given back. */
  kill(): Promise<void>;
}

/** How the process is started, where not as we are. */
export interface EmbeddedProcessOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly account?: { readonly uid: number; readonly gid: number };
  /** Another copy of Node, and of the script. */
  readonly program?: string;
  readonly script?: string;
}

/** Starts a process that owns the database of a folder, and waits for what it says. */
export async function startEmbeddedProcess(
  dataDirectory: string,
  { settings = {}, account, program = process.execPath, script = SCRIPT }: EmbeddedProcessOptions = {},
): Promise<EmbeddedProcess> {
  const child = spawn(program, [script, dataDirectory, JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '' },
    ...account,
  });
  let complaints = '';
  child.stderr.on('data', (data: Buffer) => (complaints += data.toString()));
  child.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve)),
    ended.then(() => ''),
    new Promise<never>((_, reject) => child.once('error', reject)),
  ]);
  if (line === '' || child.pid === undefined) throw new Error(`the process ended: ${complaints}`);
  return {
    pid: child.pid,
    said: JSON.parse(line) as Said,
    async stop() {
      child.stdin.end();
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Where a process says that its database is; throws where it was refused one. */
export function connectionStringOf({ said }: EmbeddedProcess): string {
  if ('code' in said) throw new Error(`${said.code}: ${said.message}`);
  return said.connectionString;
}

/** Takes away a data folder, and the database's own files where they lie elsewhere. Its server must have ended. */
export async function removeDataDirectory(dataDirectory: string): Promise<void> {
  const cluster = await clusterOf(dataDirectory);
  await rm(dataDirectory, WITH_PATIENCE);
  if (cluster !== undefined && !cluster.startsWith(dataDirectory)) await rm(dirname(cluster), WITH_PATIENCE);
}

/** A killed server's children may write for a moment longer. */
const WITH_PATIENCE = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 } as const;

/** Where the database's own files are; undefined where there are none. */
export async function clusterOf(dataDirectory: string): Promise<string | undefined> {
  const text = await readFile(join(dataDirectory, 'database.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as { readonly cluster: string }).cluster;
}
