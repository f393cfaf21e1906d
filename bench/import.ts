import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { withDatabase } from './bench-database.ts';
import { figure, type Bench } from './figure.ts';
import { makeContactList } from './make-contact-list.ts';
import { runTact } from './tact-command.ts';

const COLUMNS =
  'client_id, first_name, last_name, time_zone, country, state, postal_code, language, phone_1, phone_1_type, phone_2, phone_2_type, balance, segment'.split(
    ', ',
  );

/** `tact import contacts`, beside PostgreSQL's own COPY of the same file into a plain table without any check. */
export const importBench: Bench = async ({ smoke, say }) => {
  const rows = smoke ? 3_000 : 100_000;
  const folder = await mkdtemp(join(tmpdir(), 'tact-import-bench-'));
  try {
    // PostgreSQL reads the file itself, under another account.
    await chmod(folder, 0o755);
    const path = join(folder, 'list.csv');
    await makeContactList(path, rows, 1);
    const changedPath = join(folder, 'again.csv');
    await copyFile(path, changedPath);
    return await withDatabase(async ({ connectionString }) => {
      const copied = await copySeconds(connectionString, path);
      const settings = { DATABASE_URL: connectionString };
      const first = await runTact(['import', 'contacts', path], settings);
      say(`  ${first.output.trim().split('\n').at(-1) ?? ''}`);
      const again = await runTact(['import', 'contacts', changedPath], settings);
      const limit = { name: 'COPY into a plain table', value: rows / copied };
      return [
        figure('import', 'rows imported, all new', rows / first.seconds, '/s', limit),
        figure('import', 'rows imported again, all there', rows / again.seconds, '/s', limit),
        figure('import', 'memory of the command at most', first.memoryBytesMax / 1_048_576, 'MB'),
      ];
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function copySeconds(connectionString: string, path: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query('create schema bench');
    await client.query(
      `create table bench.list (${COLUMNS.map((name) => `${name} text`).join(', ')}, primary key (client_id))`,
    );
    const startedAtMs = performance.now();
    await client.query(`copy bench.list from '${path}' with (format csv, header true)`);
    return (performance.now() - startedAtMs) / 1000;
  } finally {
    await client.query('drop schema if exists bench cascade');
    await client.end();
  }
}
