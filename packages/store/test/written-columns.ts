/** Runs SQL as the owner of the tables. */
type Query = <Row extends object>(text: string) => Promise<readonly Row[]>;

/** The columns of a table that do not fill themselves, as a list of SQL. */
export async function writtenColumns(query: Query, table: string): Promise<string> {
  const rows = await query<{ name: string }>(
    `select quote_ident(column_name) as name from information_schema.columns
     where table_schema = 'tact' and table_name = '${table}' and is_generated = 'NEVER' order by ordinal_position`,
  );
  return rows.map(({ name }) => name).join(', ');
}
