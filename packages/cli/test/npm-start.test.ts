import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '@tact/store/testing';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

let database: TestStore | undefined;
let npm: ChildProcess | undefined;

beforeAll(async () => {
  database = await openTestStore();
});
afterEach(() => {
  try {
    if (npm?.pid !== undefined) process.kill(-npm.pid, 'SIGKILL');
  } catch {
    // The whole group has ended.
  }
});
afterAll(() => database?.close());

/** Starts, and calls back when the service answers; comes back when the last process that could write has ended. */
async function start(
  whenReady: (started: ChildProcessByStdio<null, Readable, Readable>) => void,
): Promise<string> {
  const started = spawn('npm', ['start', '--silent'], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DATABASE_URL: database?.connectionString ?? '', TACT_PORT: '0' },
  });
  npm = started;
  let said = '';
  started.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  for await (const chunk of started.stderr as AsyncIterable<Buffer>) {
    if (chunk.toString().includes('Tact answers on')) whenReady(started);
  }
  // `close` waits for the pipes, which end with the last process that writes to them: nobody is left.
  if (!started.stdout.destroyed) await once(started, 'close');
  return said;
}

/** What a container or a service manager does: it knows the process that it started, and that is npm. */
test('`npm start` that is told to end lets the service finish and end', async () => {
  const said = await start((started) => started.kill('SIGTERM'));
  expect(said).toContain('"msg":"stopping"');
  expect(said).toContain('"msg":"stopped"');
});

test('it ends too where nobody reads its log any more', async () => {
  const said = await start((started) => {
    started.stdout.destroy();
    started.kill('SIGTERM');
  });
  expect(said).not.toContain('"msg":"stopped"');
});
