import { createHash } from 'node:crypto';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { BackupError, ROWS_END, type BackupHead, type BackupTable } from './backup-format.ts';

/** How far a backup is: bytes of tables that are written, of about how many. */
export type OnBackupProgress = (doneBytes: number, totalBytes: number, table: string) => void;

/** Every table of the schema with its columns in order and its size; those of a partitioned table are its own rows. What migrations keep is made by them. */
const TABLES = `
  select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns,
    (select sum(pg_total_relation_size(t.relid)) from pg_partition_tree(c.oid) t)::float8 + pg_total_relation_size(c.oid) as bytes
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  where c.relnamespace = 'tact'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migrations'
  group by c.oid, c.relname order by c.relname`;

/**
 * Reads a whole database in one snapshot, while it is in use, and gives the parts of the backup in order; memory is constant. `keys`: files to put
 * in, by name. `connectionString`: of the owner. Throws a `BackupError` for a database without tables of tact.
 */
export async function* writeBackup(
  connectionString: string,
  keys: BackupHead['keys'],
  onProgress: OnBackupProgress,
  signal: AbortSignal,
): AsyncGenerator<string | Buffer> {
  const client = new pg.Client({ connectionString, application_name: 'tact backup' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    // Row-level security would leave rows out unnoticed: with it off, PostgreSQL refuses instead.
    await client.query(
      "set row_security = off; set timezone = 'UTC'; set search_path = tact; set datestyle = 'ISO'",
    );
    await client.query('begin transaction isolation level repeatable read read only');
    const migrations = await migrationsOf(client);
    const { rows: taken } = await client.query<{ at: Date }>('select now() as at');
    const head: BackupHead = {
      tact: 'backup 1',
      takenAt: (taken[0]?.at ?? new Date(0)).toISOString(),
      migrations,
      keys,
    };
    yield lineOf(head);
    const { rows: tables } = await client.query<{ name: string; columns: string[]; bytes: number }>(TABLES);
    const totalBytes = tables.reduce((sum, { bytes }) => sum + bytes, 0);
    let doneBytes = 0;
    for (const { name, columns, bytes } of tables) {
      onProgress(doneBytes, totalBytes, name);
      yield* writeTable(client, { table: name, columns }, signal);
      doneBytes += bytes;
    }
    onProgress(totalBytes, totalBytes, 'done');
    yield lineOf({ tact: 'end', tables: tables.length });
    await client.query('commit');
  } finally {
    await client.end();
  }
}

async function migrationsOf(client: pg.Client): Promise<BackupHead['migrations']> {
  const { rows: found } = await client.query<{ is: boolean }>(
    "select to_regclass('tact.migrations') is not null as is",
  );
  if (found[0]?.is !== true)
    throw new BackupError('the database holds no tables of tact; there is nothing to back up');
  const { rows } = await client.query<BackupHead['migrations'][number]>(
    'select number, name, checksum from migrations order by number',
  );
  return rows;
}

async function* writeTable(
  client: pg.Client,
  table: BackupTable,
  signal: AbortSignal,
): AsyncGenerator<string | Buffer> {
  yield lineOf(table);
  const columns = table.columns.map((column) => client.escapeIdentifier(column)).join(', ');
  const rows = client.query(
    copyTo(`copy (select ${columns} from ${client.escapeIdentifier(table.table)}) to stdout`),
  );
  const hash = createHash('sha256');
  for await (const part of rows) {
    signal.throwIfAborted();
    hash.update(part as Buffer);
    yield part as Buffer;
  }
  yield `${ROWS_END}\n`;
  yield lineOf({ end: table.table, rows: rows.rowCount, sha256: hash.digest('hex') });
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
