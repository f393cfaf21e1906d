import pg from 'pg';

/** Says of every claim that its time is over. Only where no worker is left that could hold one: it then does what waiting would do. */
export async function giveUpClaims(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(
      `update tact.queue_items set claimed_until = now() - interval '1 second' where state = 'processing' and claimed_until > now()`,
    );
  } finally {
    await client.end();
  }
}
