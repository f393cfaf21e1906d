import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, type Client } from '@tact/api';
import { migrate } from '@tact/store';
import { freshDatabase, type TestDatabase } from '@tact/store/testing';

/** A whole program in a process of its own, for tests that kill it. */
export interface TestNode {
  readonly client: Client;
  readonly address: string;
  /** Ends it as a crash would. May be called twice. */
  kill(): Promise<void>;
}

/** The key that every node of a test knows. */
export const NODE_KEY = 'a-bootstrap-key-of-32-characters';

const SERVE = fileURLToPath(new URL('../src/index.ts', import.meta.url));
const PROGRAM = `
  const { serve, settingsOf } = await import(${JSON.stringify(SERVE)});
  await serve(settingsOf(process.env));`;

/** Starts a node on a database that is migrated, with a data folder of its own, and waits until it answers. */
export async function startTestNode(databaseUrl: string, dataDirectory: string): Promise<TestNode> {
  const program = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: databaseUrl,
      TACT_DATA_DIR: dataDirectory,
      TACT_PORT: '0',
      TACT_LOG_LEVEL: 'warn',
      TACT_BOOTSTRAP_KEY: NODE_KEY,
    },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const kill = () => killed(program);
  try {
    let said = '';
    program.stderr.on('data', (part: Buffer) => (said += part.toString()));
    while (!said.includes('/api/docs')) {
      if (program.exitCode !== null) throw new Error(`it ended: ${said}`);
      await once(program.stderr, 'data');
    }
    const address = /http:\/\/[\d.:]+/.exec(said)?.[0] ?? '';
    return { client: createClient({ baseUrl: address, apiKey: NODE_KEY }), address, kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

async function killed(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  program.kill('SIGKILL');
  await once(program, 'exit');
}

/** Nodes on a database and in a folder of their own, which are all taken away in the end. */
export interface TestNodes {
  readonly database: TestDatabase;
  /** Starts one with a data folder of this name. */
  start(name: string): Promise<TestNode>;
  end(): Promise<void>;
}

/** Makes a database and a folder for nodes. */
export async function newTestNodes(): Promise<TestNodes> {
  const folder = await mkdtemp(join(tmpdir(), 'tact-test-nodes-'));
  const database = await freshDatabase('empty');
  await migrate(database.connectionString);
  const nodes: TestNode[] = [];
  return {
    database,
    async start(name) {
      const node = await startTestNode(database.connectionString, join(folder, name));
      nodes.push(node);
      return node;
    },
    async end() {
      for (const node of nodes) await node.kill();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
