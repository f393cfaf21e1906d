import { Client } from 'pg';

/** Whether a server takes a connection and answers on it, each within so many milliseconds. Never throws: whatever else it says or does not say is a no. */
export async function takesConnections(connectionString: string, timeoutMs = 2_000): Promise<boolean> {
  const client = new Client({
    connectionString,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
