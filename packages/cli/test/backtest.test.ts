import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { HOUR_MS, type ClientId, type DeviceKey, type Instant, type OrganizationId } from '@tact/engine';
import { openTestStore, TEST_ACTOR, type TestStore } from '@tact/store/testing';
import { run } from '../src/run.ts';

let database: TestStore;
let own: OrganizationId;
let folder: string;
const PERIOD = ['--from', '2026-03-01', '--to', '2026-03-31'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tact-backtest-test-'));
  database = await openTestStore();
  own = await database.newOrganization();
  const attempts = Array.from({ length: 300 }, (_, index) => ({
    externalId: null,
    at: (Date.UTC(2026, 2, 4, 14) + index * HOUR_MS) as Instant,
    clientId: `=c-${index % 30}` as ClientId,
    deviceKey: `+1212555${String(100 + (index % 30)).padStart(4, '0')}` as DeviceKey,
    devicePosition: 1,
    accountId: null,
    campaignGroupId: null,
    channel: 'call' as const,
    direction: 'outbound' as const,
    callResult: null,
    disposition: null,
    place: { country: null, regions: [], areaCode: null, postalCode: null },
  }));
  await database.store.attempts.importMany(own, attempts, TEST_ACTOR);
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function tact(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  vi.stubEnv('DATABASE_URL', database.connectionString);
  const written = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.err += String(text);
    return true;
  });
  const code = await run([...args, '--organization', own]);
  return { code, ...written };
}

async function proposal(json: unknown): Promise<string> {
  const path = join(folder, `${Math.random()}.json`);
  await writeFile(path, typeof json === 'string' ? json : JSON.stringify(json));
  return path;
}

const LIMIT = { limits: { attemptsPerDayMax: null, attemptsPerWeekMax: 3, intervalHoursMin: null } };

test('a proposal is told as text, as JSON, and as CSV that no spreadsheet runs', async () => {
  const file = await proposal(LIMIT);
  const text = await tact('backtest', file, ...PERIOD);
  expect(text.code).toBe(0);
  expect(text.out).toContain('looked at    300 attempts and 0 questions that were blocked\n');
  expect(text.out).toMatch(/blocked by organization limit per week \(attempt\): \d+\n {2}2026-03-/);
  const json = await tact('backtest', file, ...PERIOD, '--format', 'json', '--threads', '1');
  const found = JSON.parse(json.out) as { readonly blockedMore: number; readonly attempts: number };
  expect(found.attempts).toBe(300);
  expect(found.blockedMore).toBeGreaterThan(0);
  expect(text.out).toContain(`would block  ${found.blockedMore} attempts\n`);
  const output = join(folder, 'changes.csv');
  expect(await tact('backtest', file, ...PERIOD, '--format', 'csv', '--output', output)).toMatchObject({
    code: 0,
  });
  const lines = (await readFile(output, 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(6);
  expect(lines[1]).toContain(`,'=c-`);
  const again = await tact('backtest', file, ...PERIOD, '--format', 'csv', '--output', output);
  expect(again).toMatchObject({ code: 1 });
  expect(again.err).toContain('is there already');
});

const wrong: readonly [
  name: string,
  json: unknown,
  args: readonly string[],
  code: number,
  sentence: string,
][] = [
  ['a proposal that is no JSON', '{', PERIOD, 1, 'cannot be read'],
  ['an unknown field', { limit: 1 }, PERIOD, 1, 'cannot be used'],
  [
    'a period that ends before it begins',
    LIMIT,
    ['--from', '2026-03-02', '--to', '2026-03-01'],
    2,
    'ends before',
  ],
  ['a format that is none', LIMIT, [...PERIOD, '--format', 'xml'], 2, 'choose text, json, csv'],
];
test.each(wrong)('refuses %s', async (_, json, args, code, sentence) => {
  const ran = await tact('backtest', await proposal(json), ...args);
  expect(ran.code).toBe(code);
  expect(ran.err).toContain(sentence);
});

test('a sample of no decisions is empty, and what is asked for half is wrong usage', async () => {
  expect(await tact('replay', '--sample', '10', ...PERIOD)).toMatchObject({
    code: 0,
    out: '0 decisions replayed: 0 equal, 0 of another version, 0 erased, 0 different\n',
  });
  expect((await tact('replay', '--sample', '10')).code).toBe(2);
  expect((await tact('replay')).code).toBe(2);
  expect((await tact('forecast', 'none')).code).toBe(2);
});
