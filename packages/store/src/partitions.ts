import pg from 'pg';

/** Tables that are parted by month, and the part that catches what has no month of its own. */
const PARTITIONED = ['attempts', 'attempt_events', 'decisions'] as const;
/** Months behind and ahead of the given day that have a partition of their own. */
const MONTHS_BEHIND = 14;
const MONTHS_AHEAD = 3;
/** Two programs that start at once make the partitions one after the other. */
const LOCK_KEY = 82_280_002;
/**
 * How long a partition may wait for a lock, milliseconds. To put it in its place takes the default partition for itself, which waits for whoever reads that,
 * such as a backup of an hour; and everybody who comes later waits behind it. Below the second after which PostgreSQL ends one of two that wait for each other.
 */
const LOCK_MS_MAX = 500;
/** The code of a lock that was not had in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/** One month of one table. */
interface Partition {
  readonly table: (typeof PARTITIONED)[number];
  readonly name: string;
  /** The first instant of the month, and that of the next one (UTC). */
  readonly from: string;
  readonly to: string;
}

/** What became of the partitions that were not there. */
export interface PartitionsMade {
  /** Their names. */
  readonly made: readonly string[];
  /**
   * Those that are to be made another time, because somebody holds a lock for long: the next months first. Until then nothing is lost: rows of a month
   * without a partition go into the default one.
   */
  readonly waiting: readonly WaitingPartition[];
}

/** A partition that is still to be made. */
export interface WaitingPartition {
  readonly name: string;
  /** When its month begins, milliseconds since 1970 UTC. */
  readonly neededAtMs: number;
}

/**
 * Makes the monthly partitions around an instant; those that are there stay. Rows of a month that had none, and so went into the default
 * partition, move into it. Run at start and hourly, by the owner's role. It waits for nobody's lock, so that nobody waits behind it for longer than half a
 * second: once one is not had in time, all that are left are `waiting`.
 */
export async function ensurePartitions(connectionString: string, atMs: number): Promise<PartitionsMade> {
  const client = new pg.Client({
    connectionString,
    application_name: 'tact partitions',
    connectionTimeoutMillis: 10_000,
  });
  // A connection that breaks says so by its next statement; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('set search_path = tact');
    await client.query('select pg_advisory_lock($1)', [LOCK_KEY]);
    const made: string[] = [];
    const waiting: WaitingPartition[] = [];
    for (const partition of await missingPartitions(client, atMs)) {
      if (waiting.length === 0 && (await makePartition(client, partition))) made.push(partition.name);
      else waiting.push({ name: partition.name, neededAtMs: Date.parse(partition.from) });
    }
    return { made, waiting };
  } finally {
    await client.end();
  }
}

function partitionOf(table: Partition['table'], atMs: number, month: number): Partition {
  const at = new Date(atMs);
  const startOf = (added: number) =>
    new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + month + added, 1)).toISOString();
  const from = startOf(0);
  return { table, name: `${table}_${from.slice(0, 7).replace('-', '_')}`, from, to: startOf(1) };
}

/** What is not there: this month and the next ones before those that are over. */
async function missingPartitions(client: pg.Client, atMs: number): Promise<readonly Partition[]> {
  const ahead = Array.from({ length: MONTHS_AHEAD + 1 }, (_, month) => month);
  const behind = Array.from({ length: MONTHS_BEHIND }, (_, index) => -1 - index);
  const all = [...ahead, ...behind].flatMap((month) =>
    PARTITIONED.map((table) => partitionOf(table, atMs, month)),
  );
  const { rows } = await client.query<{ name: string }>(
    'select name from unnest($1::text[]) as name where to_regclass(name) is null',
    [all.map(({ name }) => name)],
  );
  const missing = new Set(rows.map(({ name }) => name));
  return all.filter(({ name }) => missing.has(name));
}

/** False where a lock was not had in time; then nothing of it is left. */
async function makePartition(client: pg.Client, partition: Partition): Promise<boolean> {
  const { table, name, from, to } = partition;
  await client.query('begin');
  try {
    await client.query(`set local lock_timeout = ${LOCK_MS_MAX}`);
    await client.query(`create table ${name} (like ${table} including all)`);
    if (table === 'attempts') await giveStatistics(client, name, from);
    await moveStrays(client, partition);
    await client.query(
      `alter table ${table} attach partition ${name} for values from ('${from}') to ('${to}')`,
    );
    await client.query('commit');
    return true;
  } catch (error) {
    await client.query('rollback');
    if (error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}

/** What `sql/000009-first-statistics.sql` does for the other tables that deciding reads, and why; nobody else sees this table yet. */
async function giveStatistics(client: pg.Client, name: string, from: string): Promise<void> {
  await client.query(`
    insert into ${name} (organization_id, id, at, account_id, client_id, device_key, channel, direction, state, origin)
      select '00000000-0000-0000-0000-000000000000', md5(n::text)::uuid, '${from}', md5(n::text)::uuid, n::text, n::text, '', '', 'finished', 'import'
      from generate_series(1, 100) as n`);
  await client.query(`analyze ${name}`);
  // In a transaction of its own within: of a table that was made in the same one, PostgreSQL would keep in mind that it is empty.
  await client.query('savepoint emptied');
  await client.query(`truncate ${name}`);
  await client.query('release savepoint emptied');
}

/** INVARIANT: under a lock that keeps readers and writers away, so that no row is missed and none is seen twice. */
async function moveStrays(client: pg.Client, { table, name, from, to }: Partition): Promise<void> {
  const isOfMonth = `at >= '${from}' and at < '${to}'`;
  const strays = await client.query(`select from ${table}_default where ${isOfMonth} limit 1`);
  if (strays.rowCount === 0) return;
  await client.query(`lock table ${table} in access exclusive mode`);
  await client.query(`insert into ${name} select * from ${table}_default where ${isOfMonth}`);
  await client.query(`delete from ${table}_default where ${isOfMonth}`);
}
