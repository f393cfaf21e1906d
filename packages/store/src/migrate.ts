import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

/** A database that cannot be brought to this program's schema. The message says what to do. */
export class MigrationError extends Error {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'MigrationError';
  }
}

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

const SQL_FOLDER = new URL('../sql/', import.meta.url);
/** Only one program migrates at a time; the others wait, and find nothing left to do. */
const LOCK_KEY = 82_280_001;

/**
 * Brings a database to this program's schema. Gives the names of the migrations that it ran; none where nothing was to do. `upTo`: only to the
 * schema that it had with the migration of that number, for a backup that was made then, and for tests of an upgrade.
 */
export async function migrate(
  connectionString: string,
  { upTo = Infinity }: { readonly upTo?: number } = {},
): Promise<readonly string[]> {
  const migrations = await readMigrations();
  const client = new pg.Client({
    connectionString,
    application_name: 'tact migrate',
    connectionTimeoutMillis: 10_000,
  });
  // A connection that breaks says so by its next statement; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK_KEY]);
    await client.query(`
      create schema if not exists tact;
      set search_path = tact;
      create table if not exists migrations (
        number integer primary key, name text not null, checksum text not null, ran_at timestamptz not null default now());
      comment on table migrations is 'Which files of sql/ this database has seen.'`);
    const seen = await seenMigrations(client);
    assertKnown(migrations, seen);
    const ran: string[] = [];
    for (const migration of migrations.filter(({ number }) => number <= upTo && !seen.has(number))) {
      await run(client, migration);
      ran.push(migration.name);
    }
    return ran;
  } finally {
    await client.end();
  }
}

/** Whether the database has exactly this program's schema. */
export async function isMigrated(connectionString: string): Promise<boolean> {
  const migrations = await readMigrations();
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  // A connection that breaks says so by its next statement; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ found: boolean }>(
      "select to_regclass('tact.migrations') is not null as found",
    );
    if (rows[0]?.found !== true) return false;
    await client.query('set search_path = tact');
    const seen = await seenMigrations(client);
    return (
      migrations.length === seen.size &&
      migrations.every(({ number, checksum }) => seen.get(number)?.checksum === checksum)
    );
  } finally {
    await client.end();
  }
}

async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(SQL_FOLDER)).filter((name) => /^\d{6}-.*\.sql$/.test(name)).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, SQL_FOLDER), 'utf8');
      return {
        number: Number(name.slice(0, 6)),
        name,
        text,
        checksum: createHash('sha256').update(text).digest('hex'),
      };
    }),
  );
}

async function seenMigrations(
  client: pg.Client,
): Promise<ReadonlyMap<number, { readonly name: string; readonly checksum: string }>> {
  const { rows } = await client.query<{ number: number; name: string; checksum: string }>(
    'select number, name, checksum from migrations',
  );
  return new Map(rows.map(({ number, name, checksum }) => [number, { name, checksum }]));
}

function assertKnown(
  migrations: readonly Migration[],
  seen: ReadonlyMap<number, { readonly name: string; readonly checksum: string }>,
): void {
  for (const [number, { name, checksum }] of seen) {
    const known = migrations.find((migration) => migration.number === number);
    if (known === undefined)
      throw new MigrationError(
        `the database has seen \`${name}\`, which this version of tact does not know; use a newer version`,
      );
    if (known.checksum !== checksum)
      throw new MigrationError(
        `\`${name}\` is not the file that this database was made with; use the version of tact that made it`,
      );
  }
}

async function run(client: pg.Client, { number, name, text, checksum }: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query('set local search_path = tact');
    await client.query(text);
    await client.query('insert into migrations (number, name, checksum) values ($1, $2, $3)', [
      number,
      name,
      checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new MigrationError(
      `\`${name}\` failed: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  }
}
