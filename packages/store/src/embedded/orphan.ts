import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedDatabaseError } from './errors.ts';

/** How long a server that was left behind may take for a fast shutdown, and then for one at once, milliseconds. */
const STOP_MS_MAX = 30_000;

/**
 * Stops the server that a killed process left behind. Called under the folder's lock, so nobody else owns it. The process id in
 * `postmaster.pid` is believed only where that process really serves this cluster. Throws where it does not end.
 */
export async function stopOrphan(cluster: string, stopMsMax = STOP_MS_MAX): Promise<void> {
  const pid = await runningServer(cluster);
  if (pid === undefined) return;
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    tell(pid, signal);
    const toldAtMs = performance.now();
    while (performance.now() - toldAtMs < stopMsMax) {
      if ((await runningServer(cluster)) !== pid) return;
      await sleep(20);
    }
  }
  throw new EmbeddedDatabaseError(
    'start_failed',
    `the embedded PostgreSQL that an earlier tact left behind does not stop; end the process \`${pid}\` and start again`,
  );
}

/** One that has ended meanwhile needs no signal. */
function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The process that serves a cluster, by its lock file; undefined where none does. */
export async function runningServer(cluster: string): Promise<number | undefined> {
  const lockFile = join(cluster, 'postmaster.pid');
  const pid = Number((await readFile(lockFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (command?.split('\0').includes(cluster) === true) return pid;
  // A killed server that nobody has reaped yet, or another program under its number: PostgreSQL would take either for a running server. Any
  // other PostgreSQL there is left to PostgreSQL's own check.
  const isDead = command === '' || (command !== undefined && !command.includes('postgres'));
  if (isDead) await rm(lockFile, { force: true });
  return undefined;
}
