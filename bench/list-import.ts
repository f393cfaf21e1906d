import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { withDatabase, type BenchDatabase } from './bench-database.ts';
import { figure, type Bench, type BenchSettings, type Figure } from './figure.ts';
import { makeNumberFile, type NumberFileSettings } from './number-file.ts';
import { runTact } from './tact-command.ts';

const ACTOR = {
  kind: 'command-line',
  id: 'bench',
  name: 'bench',
  requestId: 'bench',
  source: 'bulk',
} as const;

/** `tact import list` of 50 million numbers, beside PostgreSQL's own COPY of the same file into a table of numbers with a primary key. */
export const listImportBench: Bench = async (settings) => {
  const folder = await mkdtemp(join(tmpdir(), 'tact-list-import-bench-'));
  try {
    // PostgreSQL reads the file itself, under another account.
    await chmod(folder, 0o755);
    return await withDatabase(async (database) => [
      ...(settings.smoke ? [] : await importInOrder(database, settings, folder, 'rising')),
      ...(await importInOrder(database, settings, folder, 'scattered')),
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function importInOrder(
  database: BenchDatabase,
  { smoke, say }: BenchSettings,
  folder: string,
  order: NumberFileSettings['order'],
): Promise<readonly Figure[]> {
  const { store, organizationId, connectionString } = database;
  const lines = smoke ? 20_000 : 50_000_000;
  const path = join(folder, `${order}.txt`);
  await makeNumberFile(path, { lines, seed: 1, order });
  const list = {
    name: order,
    type: 'device',
    channels: 'any',
    required: true,
    expires: null,
    retentionDays: null,
    registry: null,
  } as const;
  const { id } = await store.suppression.create(organizationId, list, ACTOR);
  const imported = await runTact(['import', 'list', path, '--list', order, '--yes'], {
    DATABASE_URL: connectionString,
  });
  const stored = (await store.numberSets.versions(organizationId, id)).find(
    ({ state }) => state === 'in force',
  );
  if (stored?.numbers !== lines) throw new Error('the import has lost numbers, or invented some');
  say(`  ${imported.output.trim().split('\n').at(-2) ?? ''}`);
  const copiedSeconds = await copySeconds(connectionString, path);
  await rm(path, { force: true });
  const limit = { name: 'COPY into a table with a primary key', value: lines / copiedSeconds };
  return [
    figure('list-import', `numbers imported, ${order}`, lines / imported.seconds, '/s', limit),
    figure(
      'list-import',
      `memory of the command at most, ${order}`,
      imported.memoryBytesMax / 1_048_576,
      'MB',
    ),
  ];
}

async function copySeconds(connectionString: string, path: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query('create schema bench');
    await client.query('create table bench.list (number bigint primary key)');
    const startedAtMs = performance.now();
    await client.query(`copy bench.list from '${path}'`);
    return (performance.now() - startedAtMs) / 1_000;
  } finally {
    await client.query('drop schema if exists bench cascade');
    await client.end();
  }
}
