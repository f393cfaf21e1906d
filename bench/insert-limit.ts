import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import pg from 'pg';

/** What PostgreSQL does at best on this machine: durable inserts of one row, one transaction each. */
export interface InsertLimit {
  readonly name: string;
  readonly perSecond: number;
}

const TABLE = `
  create schema if not exists bench;
  create table if not exists bench.single_rows (id uuid primary key, at timestamptz not null, client_id text not null, record text not null)`;

/** Rows a second with pgbench where the machine has it, else with our own driver, named as such. `recordBytes` is the size of one row's text. */
export async function insertLimit(
  connectionString: string,
  settings: { readonly connections: number; readonly seconds: number; readonly recordBytes: number },
): Promise<InsertLimit> {
  const program = findPgbench();
  return program === undefined
    ? driverInserts(connectionString, settings)
    : {
        name: 'pgbench, single-row inserts',
        perSecond: await pgbenchInserts(program, connectionString, settings),
      };
}

/** The same with the driver that the service uses. */
export async function driverInserts(
  connectionString: string,
  {
    connections,
    seconds,
    recordBytes,
  }: { readonly connections: number; readonly seconds: number; readonly recordBytes: number },
): Promise<InsertLimit> {
  const pool = new pg.Pool({ connectionString, max: connections });
  try {
    await pool.query(TABLE);
    const record = 'x'.repeat(recordBytes);
    const endsAtMs = performance.now() + seconds * 1000;
    const startedAtMs = performance.now();
    let rows = 0;
    const work = async () => {
      const client = await pool.connect();
      try {
        while (performance.now() < endsAtMs) {
          await client.query({
            name: 'insert',
            text: 'insert into bench.single_rows values ($1, now(), $2, $3)',
            values: [randomUUID(), 'C0000001', record],
          });
          rows++;
        }
      } finally {
        client.release();
      }
    };
    await Promise.all(Array.from({ length: connections }, work));
    return {
      name: 'pg driver, single-row inserts',
      perSecond: (rows * 1000) / (performance.now() - startedAtMs),
    };
  } finally {
    await pool.query('drop schema if exists bench cascade');
    await pool.end();
  }
}

async function pgbenchInserts(
  program: string,
  connectionString: string,
  {
    connections,
    seconds,
    recordBytes,
  }: { readonly connections: number; readonly seconds: number; readonly recordBytes: number },
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'tact-pgbench-'));
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(TABLE);
    const script = join(folder, 'insert.sql');
    await writeFile(
      script,
      `insert into bench.single_rows values (gen_random_uuid(), now(), 'C0000001', '${'x'.repeat(recordBytes)}');\n`,
    );
    const { username, password, hostname, port, pathname } = new URL(connectionString);
    const output = await run(
      program,
      [
        ['-h', hostname],
        ['-p', port],
        ['-U', username],
        ['-c', String(connections)],
        ['-j', String(Math.min(2, connections))],
        ['-T', String(Math.max(1, Math.round(seconds)))],
        ['-M', 'prepared', '-n'],
        ['-f', script, pathname.slice(1)],
      ].flat(),
      { ...process.env, PGPASSWORD: decodeURIComponent(password) },
    );
    const perSecond = /tps = ([\d.]+)/.exec(output)?.[1];
    // On a machine that is busy otherwise a short run may end before its first transaction; a limit of 0 says so.
    if (perSecond === undefined) return 0;
    return Number(perSecond);
  } finally {
    await client.query('drop schema if exists bench cascade');
    await client.end();
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`\`${program}\` failed: ${output}`);
  return output;
}

function findPgbench(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted().toReversed() : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.map((folder) => join(folder, 'pgbench')).find((path) => existsSync(path));
}
