import pg from 'pg';

/** Tables that are parted by month, and the part that catches what has no month of its own. */
const PARTITIONED = ['attempts', 'attempt_events', 'decisions'] as const;
/** Months behind and ahead of the given day that have a partition of their own. */
const MONTHS_BEHIND = 14;
const MONTHS_AHEAD = 3;

/**
 * Makes the monthly partitions around an instant; those that are there stay. Run at start and daily, by the owner's role. A month whose rows
 * already lie in the default partition stays there. Gives the names that it made.
 */
export async function ensurePartitions(connectionString: string, atMs: number): Promise<readonly string[]> {
  const client = new pg.Client({
    connectionString,
    application_name: 'tact partitions',
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    await client.query('set search_path = tact');
    const made: string[] = [];
    for (const table of PARTITIONED) {
      for (let month = -MONTHS_BEHIND; month <= MONTHS_AHEAD; month++) {
        const name = await makePartition(client, table, atMs, month);
        if (name !== undefined) made.push(name);
      }
    }
    if (made.length > 0) await client.query('analyze attempts, decisions, attempt_events');
    return made;
  } finally {
    await client.end();
  }
}

async function makePartition(
  client: pg.Client,
  table: (typeof PARTITIONED)[number],
  atMs: number,
  month: number,
): Promise<string | undefined> {
  const at = new Date(atMs);
  const first = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + month, 1));
  const next = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + month + 1, 1));
  const name = `${table}_${first.toISOString().slice(0, 7).replace('-', '_')}`;
  const { rows } = await client.query<{ found: boolean }>('select to_regclass($1) is not null as found', [
    name,
  ]);
  if (rows[0]?.found === true) return undefined;
  const [from, to] = [first.toISOString(), next.toISOString()];
  const strays = await client.query(`select from ${table}_default where at >= $1 and at < $2 limit 1`, [
    from,
    to,
  ]);
  if (strays.rowCount !== 0) return undefined;
  await client.query(`create table ${name} partition of ${table} for values from ('${from}') to ('${to}')`);
  return name;
}
