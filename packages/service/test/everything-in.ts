import { runAsOwner } from '@tact/store/testing';

/** Everything that any table of a database holds, as text: a line a row, which begins with the name of its table. */
export async function everythingIn(connectionString: string): Promise<string> {
  const tables = await runAsOwner<{ name: string }>(
    connectionString,
    `select format('%I', relname) as name from pg_class
      where relnamespace = 'tact'::regnamespace and relkind in ('r', 'p') and not relispartition`,
  );
  let text = '';
  for (const { name } of tables) {
    const rows = await runAsOwner<{ row: string }>(connectionString, `select x::text as row from ${name} x`);
    text += rows.map(({ row }) => `${name} ${row}\n`).join('');
  }
  return text;
}
