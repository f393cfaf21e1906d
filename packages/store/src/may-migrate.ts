import pg from 'pg';

/**
 * Whether the role of an address may bring the schema up to date: it owns what is there (or is a member of who does), or may make it where
 * there is nothing. A service's own login may not (ADR 0023).
 */
export async function mayMigrate(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  // A connection that breaks says so by its next statement; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    // From the catalog by name: a role without any right to the schema may not even ask for what stands in it.
    const { rows } = await client.query<{ may: boolean }>(`
      select coalesce(
        (select pg_has_role(current_user, c.relowner, 'usage') from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'tact' and c.relname = 'migrations'),
        has_database_privilege(current_database(), 'create')) as may`);
    return rows[0]?.may === true;
  } finally {
    await client.end();
  }
}
