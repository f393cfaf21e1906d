import pg from 'pg';

/** Beside those of migrations (82_280_001) and partitions (82_280_002). */
const LOCK_KEY = 82_280_003;

/**
 * Does the work while no other process of the same database does any by this function; others wait for it, and see what it committed.
 * INVARIANT: the lock belongs to a transaction, so that it holds behind a pooler that gives each transaction another connection.
 */
export async function oneAtATime<Result>(
  connectionString: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    connectionString,
    application_name: 'tact first run',
    connectionTimeoutMillis: 10_000,
  });
  // A connection that breaks says so by its next statement; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    await client.query('set local statement_timeout = 0');
    await client.query('set local idle_in_transaction_session_timeout = 0');
    await client.query('select pg_advisory_xact_lock($1)', [LOCK_KEY]);
    const result = await work();
    await client.query('commit');
    return result;
  } finally {
    await client.end();
  }
}
