import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stopOrphan } from './orphan.ts';

/** Looks like a server of the cluster: its command names it. It says which signals it gets, and ends by the one that it is told. */
const STUBBORN = `
  for (const signal of ['SIGINT', 'SIGQUIT'])
    process.on(signal, () => {
      process.stdout.write(signal + '\\n');
      if (signal === process.argv[2]) process.exit(0);
    });
  setInterval(() => undefined, 1_000);
  process.stdout.write('ready\\n');`;

let cluster = '';
let orphan: ChildProcess | undefined;

beforeEach(async () => {
  cluster = await mkdtemp(join(tmpdir(), 'tact-orphan-'));
});
afterEach(async () => {
  if (orphan?.exitCode === null && orphan.signalCode === null) {
    orphan.kill('SIGKILL');
    await once(orphan, 'exit');
  }
  orphan = undefined;
  await rm(cluster, { recursive: true, force: true });
});

/** Starts it, and gives what it has said so far. */
async function leaveBehind(endsBy: string): Promise<() => string> {
  const child = spawn(process.execPath, ['--eval', STUBBORN, cluster, endsBy], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  orphan = child;
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  while (!said.includes('ready')) await once(child.stdout, 'data');
  await writeFile(join(cluster, 'postmaster.pid'), `${child.pid}\n`);
  return () => said;
}

test.each([
  { endsBy: 'SIGINT', stopMsMax: 60_000, said: 'ready\nSIGINT\n' },
  { endsBy: 'SIGQUIT', stopMsMax: 1_000, said: 'ready\nSIGINT\nSIGQUIT\n' },
])(
  'a server that was left behind and ends by $endsBy is told no more than that',
  async ({ endsBy, stopMsMax, said }) => {
    const told = await leaveBehind(endsBy);
    await stopOrphan(cluster, stopMsMax);
    await expect.poll(told).toBe(said);
  },
);

test('one that does not end is told once each time, and is then a fault that names it', async () => {
  const told = await leaveBehind('never');
  await expect(stopOrphan(cluster, 300)).rejects.toMatchObject({
    code: 'start_failed',
    message: `the embedded PostgreSQL that an earlier tact left behind does not stop; end the process \`${orphan?.pid}\` and start again`,
  });
  await expect.poll(told).toBe('ready\nSIGINT\nSIGQUIT\n');
});
