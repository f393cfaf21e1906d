import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import { openTestStore, type TestStore } from '@tact/store/testing';

const ENTRY = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let database: TestStore | undefined;
let own = '' as OrganizationId;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tact-timezones-'));
  database = await openTestStore();
});
afterAll(async () => {
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  own = (await database?.newOrganization()) ?? own;
});

/** Writes a file and imports it as a person would. */
async function importFile(content: string | Buffer, ...options: readonly string[]) {
  const path = join(folder, 'map.csv');
  await writeFile(path, content);
  const args = ['import', 'custom-timezones', path, '--organization', own, ...options];
  const child = spawn(process.execPath, [ENTRY, ...args], {
    env: { ...process.env, DATABASE_URL: database?.connectionString ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const errorFile = `${path}.errors.csv`;
  return { code, out, err, errors: existsSync(errorFile) ? await readFile(errorFile, 'utf8') : '' };
}

async function map(): Promise<readonly string[]> {
  const page = await database?.store.customTimezones.list(own, { limit: 200, cursor: null });
  return (page?.items ?? []).map(({ prefix, zone }) => `${prefix} ${zone}`);
}

test('good rows go in, bad ones stand in the error file; once more changes nothing', async () => {
  const content =
    'timezone;area code;country code;exchange\nAmerica/Chicago;800;1;\nAmerica/Nowhere;300;1;\nAsia/Tokyo;212;1;555\nUTC;800;1;\n';
  const first = await importFile(content);
  expect([first.code, first.err]).toEqual([
    1,
    expect.stringMatching(
      /^tact: 2 rows were left out; .*errors\.csv` says why: mend them and import them again\n$/,
    ),
  ]);
  expect(first.out).toMatch(/^2 custom timezones are in: 2 new, 0 replaced, 0 unchanged\n$/);
  expect(first.errors.trimEnd().split('\n')).toEqual([
    'line,column,value,reason',
    '3,timezone,America/Nowhere,there is no such time zone; use a name such as `America/New_York`',
    '5,,1800,these digits stand on line 2 already; keep one of the two',
  ]);
  expect(await map()).toEqual(['1212555 Asia/Tokyo', '1800 America/Chicago']);
  const second = await importFile('country code,area code,timezone\n1,800,America/Chicago\n1,300,UTC\n');
  expect(second.out).toBe('2 custom timezones are in: 1 new, 0 replaced, 1 unchanged\n');
  expect(second.errors).toBe('');
});

test('a dry run reads everything and writes nothing', async () => {
  const ran = await importFile('country code,area code,timezone\n1,800,UTC\n1,x,UTC\n', '--dry-run');
  expect([ran.code, ran.out]).toEqual([1, '1 custom timezones would be in\n']);
  expect(ran.err).toMatch(/^tact: 1 row was left out; /);
  expect(ran.errors).toContain('3,area code,x');
  expect(await map()).toEqual([]);
});

const broken: readonly [name: string, content: string, says: RegExp][] = [
  ['no row', '', /has no row/],
  ['a column that is not known', 'country code,area code,exchang,timezone\n1,212,5,UTC\n', /`exchang` is not known/],
  ['a quote that is never closed', 'country code,area code,timezone\n1,212,UTC\n1,"213,UTC\n', /never closed/],
]; // prettier-ignore
test.each(broken)('a file with %s is refused, and nothing of it is in', async (_, content, says) => {
  const ran = await importFile(content);
  expect([ran.code, ran.out]).toEqual([1, '']);
  expect(ran.err).toMatch(says);
  expect(await map()).toEqual([]);
});

test('a file that Excel saved as UTF-16 with tabs is read', async () => {
  const text = '\uFEFFcountry code\tarea code\texchange\ttimezone\r\n44\t844\t\tEurope/London\r\n';
  const ran = await importFile(Buffer.from(text, 'utf16le'));
  expect(ran.code).toBe(0);
  expect(await map()).toEqual(['44844 Europe/London']);
});

test('a file that is not there is told of in one line', async () => {
  const child = spawn(process.execPath, [ENTRY, 'import', 'custom-timezones', join(folder, 'nothing.csv')], {
    env: { ...process.env, DATABASE_URL: database?.connectionString ?? '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
  expect(err).toMatch(/nothing\.csv` cannot be read/);
  expect(err.trim().split('\n')).toHaveLength(1);
});
