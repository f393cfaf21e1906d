import pg from 'pg';

/** As much as the embedded server keeps to use again (`min_wal_size`). */
const FILES_MB = 1_024;
const MESSAGE_MB = 64;

/**
 * Gives the server the files of its log that one has which was busy before. A young server makes each of them first, 16 MB of zeros that all wait for:
 * what is measured then is the age of the server, on both sides of every ratio.
 */
export async function recycleWal(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    for (let mb = 0; mb < FILES_MB; mb += MESSAGE_MB)
      await client.query(`select pg_logical_emit_message(false, 'bench', repeat('x', $1::integer))`, [
        MESSAGE_MB * 2 ** 20,
      ]);
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}
