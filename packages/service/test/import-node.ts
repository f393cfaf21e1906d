import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createClient, type Client } from '@tact/api';

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
