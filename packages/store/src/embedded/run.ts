import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedDatabaseError } from './errors.ts';

/** Lines of a program's output that an error quotes. */
const QUOTED_LINES = 4;

/** Starts one of PostgreSQL's programs under the database's account, with its own libraries. */
export function start(
  program: string,
  args: readonly string[],
  binaries: Binaries,
  account: Account | null,
  options: SpawnOptions,
): ChildProcess {
  return spawn(program, args, {
    ...options,
    cwd: '/',
    env: {
      PATH: process.env['PATH'] ?? '',
      LD_LIBRARY_PATH: binaries.libraries,
      LC_ALL: 'C',
      TZ: 'UTC',
      PGTZ: 'UTC',
    },
    ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
  });
}

/** Runs a program to its end; a failure is one sentence with the program's own last words. */
export async function runToEnd(
  program: string,
  args: readonly string[],
  binaries: Binaries,
  account: Account | null,
): Promise<void> {
  const child = start(program, args, binaries, account, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new EmbeddedDatabaseError('start_failed', `\`${program}\` failed: ${lastLines(output)}`);
}

/** The last lines of an output, as one line. */
export function lastLines(output: string): string {
  return output.trim().split('\n').slice(-QUOTED_LINES).join(' / ');
}
