import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '@tact/store/testing';

/** Short output that nobody gets: a reader that has gone, a full disk. */
const ENTRY = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let database: TestStore;

beforeAll(async () => {
  database = await openTestStore();
  await database.newOrganization();
});
afterAll(() => database.close());

/** Runs the program; `output` null: a pipe whose reader has gone before anything is written. */
async function tact(args: readonly string[], output: number | null) {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    env: { ...process.env, DATABASE_URL: database.connectionString, TACT_LOG_LEVEL: 'error' },
    stdio: ['ignore', output ?? 'pipe', 'pipe'],
  });
  child.stdout?.destroy();
  let err = '';
  child.stderr?.on('data', (data: Buffer) => (err += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return [code, err];
}

describe.each([
  ['the version', ['--version']],
  ['the help', ['--help']],
  ['what is known of a place', ['places', 'explain', '+12125550123']],
  ['a check of the database', ['audit', 'verify']],
  ['findings on rules', ['rules', 'check']],
])('%s', (_, args) => {
  test('ends in silence where its reader has gone', async () => {
    expect(await tact(args, null)).toEqual([141, '']);
  });

  test('is told in one line where the disk is full', async () => {
    const full = await open('/dev/full', 'w');
    try {
      expect(await tact(args, full.fd)).toEqual([1, 'tact: standard output cannot be written: ENOSPC\n']);
    } finally {
      await full.close();
    }
  });
});

test('long output, too, ends in silence where its reader has gone', async () => {
  expect(await tact(['report', 'compliance', '--from', '2026-11-01', '--to', '2026-11-02'], null)).toEqual([
    141,
    '',
  ]);
});

test('what the command does is done to its end', async () => {
  const [organization = ''] = (await database.store.organizations.listIds()).map(String);
  const args = ['opt-out', '+12125550123', '--reason', 'asked', '--organization', organization];
  expect(await tact(args, null)).toEqual([141, '']);
  const rows = await database.query<{ n: number }>(
    `select count(*)::int as n from suppression_entries where value = '+12125550123'`,
  );
  expect(rows).toEqual([{ n: 1 }]);
});
