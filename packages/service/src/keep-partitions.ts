import type { Logger } from 'pino';
import { DAY_MS, HOUR_MS } from '@tact/engine';
import { ensurePartitions, type PartitionsMade } from '@tact/store';
import { lookForWork } from './jobs/look-for-work.ts';
import { nameOfError } from './told-error.ts';

/** Partitions are made three months ahead. One that waits for a lock may go on waiting until so long before its month; then somebody has to look. */
const LATE_MS = 14 * DAY_MS;

/**
 * Makes the partitions of coming months, now and once an hour, by the owner's role. What waits for a lock, or fails, is tried again an hour later, and said
 * the louder the nearer its month is. Throws where the first time fails. Gives what ends it, after what is under way.
 */
export async function keepPartitions(connectionString: string, logger: Logger): Promise<() => Promise<void>> {
  async function makeAll(): Promise<void> {
    const atMs = Date.now();
    tellPartitions(await ensurePartitions(connectionString, atMs), atMs, logger);
  }
  await makeAll();
  const loop = lookForWork({
    everyMs: HOUR_MS,
    looksAtOnce: false,
    workOnAll: makeAll,
    onFailure: (error) => {
      logger.error({ error: nameOfError(error) }, 'no partitions could be made');
    },
  });
  return () => loop.stop();
}

/** As much of a logger as is needed here. */
type Teller = Readonly<Record<'info' | 'warn' | 'error', (told: object, sentence: string) => void>>;

/** Logs what was made, and what waits: months to spare are told, a fortnight is a warning, a month that has begun an error. */
export function tellPartitions({ made, waiting }: PartitionsMade, atMs: number, logger: Teller): void {
  if (made.length > 0) logger.info({ partitions: made.length }, 'partitions made');
  if (waiting.length === 0) return;
  const neededInMs = Math.min(...waiting.map(({ neededAtMs }) => neededAtMs)) - atMs;
  const told = { partitions: waiting.map(({ name }) => name), neededInDays: Math.floor(neededInMs / DAY_MS) };
  const hint = 'somebody holds a lock on their table, such as a backup; they are tried again each hour';
  if (neededInMs > LATE_MS) logger.info(told, `partitions wait: ${hint}`);
  else if (neededInMs > 0)
    logger.warn(
      told,
      `partitions are late: ${hint}; look in pg_locks who holds it, and end that before the month begins`,
    );
  else
    logger.error(
      told,
      `partitions are missing: ${hint}; records of their months go into the default partition, whole and slower, and move when the lock is free`,
    );
}
