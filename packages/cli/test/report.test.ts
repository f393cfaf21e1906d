import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { MINUTE_MS, type ClientId, type DeviceKey, type Instant, type OrganizationId } from '@tact/engine';
import { openTestStore, TEST_ACTOR, type TestStore } from '@tact/store/testing';
import { run } from '../src/run.ts';

let database: TestStore;
let own: OrganizationId;
let folder: string;
const ATTEMPTS = 1_300;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tact-report-test-'));
  database = await openTestStore();
  own = await database.newOrganization();
  const attempts = Array.from({ length: ATTEMPTS }, (_, index) => ({
    externalId: null,
    at: (Date.UTC(2026, 2, 4, 14) + index * MINUTE_MS) as Instant,
    clientId: `c-${index % 50}` as ClientId,
    deviceKey: `+1212555${String(100 + (index % 50)).padStart(4, '0')}` as DeviceKey,
    devicePosition: 1,
    accountId: null,
    campaignGroupId: null,
    channel: 'call' as const,
    direction: 'outbound' as const,
    callResult: null,
    disposition: index % 3 === 0 ? 'said "no",\nand rang off' : null,
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

/** Makes a report and gives the exit code and what was written. */
async function report(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
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
  const code = await run(['report', 'compliance', ...args, '--organization', own]);
  return { code, ...written };
}

const PERIOD = ['--from', '2026-03-04', '--to', '2026-03-05'];

test.each(['csv', 'ndjson'])('a %s that was cut anywhere is the whole after --resume', async (format) => {
  const path = join(folder, `whole.${format}`);
  // On a busy machine it says how far it is.
  const err = expect.stringMatching(/^(?:report: .*\n)*$/);
  expect(await report(path, ...PERIOD)).toMatchObject({ code: 0, err });
  const whole = await readFile(path);
  const text = whole.toString('utf8');
  expect(text.split(/[0-9a-f]{8}-[0-9a-f]{4}-7/)).toHaveLength(ATTEMPTS + 1);
  for (const length of [0, 30, 300, 301, whole.length - 1, whole.length - 40, whole.length >> 1]) {
    const cut = join(folder, `cut-${length}.${format}`);
    await writeFile(cut, whole.subarray(0, length));
    expect(await report(cut, ...PERIOD, '--resume')).toMatchObject({ code: 0 });
    expect((await readFile(cut)).equals(whole)).toBe(true);
  }
});

test('the summary, and the PDF by the name of the file', async () => {
  const { out, code } = await report(...PERIOD, '--format', 'summary', '--hours', 'inside');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    total: { interactions: ATTEMPTS, inside: ATTEMPTS },
    optOuts: { recorded: 0, contactedAfter: 0, attemptsAfter: 0, longestMs: 0, in99Of100Ms: 0 },
  });
  const path = join(folder, 'report.pdf');
  expect(await report(path, ...PERIOD)).toMatchObject({ code: 0 });
  expect((await readFile(path)).toString('latin1')).toMatch(/^%PDF-1\.4\n[\s\S]*%%EOF\n$/);
});

test('a file that is there is not overwritten', async () => {
  const path = join(folder, 'there.csv');
  await writeFile(path, 'mine');
  expect(await report(path, ...PERIOD)).toMatchObject({ code: 1 });
  expect(await readFile(path, 'utf8')).toBe('mine');
});

test.each<[string, string[], RegExp]>([
  ['a day that is none', ['--from', '2026-02-31', '--to', '2026-03-01'], /`2026-02-31` is no day/],
  ['an end before the beginning', ['--from', '2026-03-02', '--to', '2026-03-01'], /ends before it begins/],
  ['a format that is none', [...PERIOD, '--format', 'xls'], /--format `xls` is none/],
  ['hours that are none', [...PERIOD, '--hours', 'late'], /--hours `late` is none/],
  ['a group that is none', [...PERIOD, '--group', 'nobody'], /no campaign group `nobody`/],
  ['a resumed summary', [...PERIOD, '--format', 'summary', '--resume'], /--resume goes with a file/],
])('%s is wrong usage', async (_, args, sentence) => {
  const { code, err } = await report(...args);
  expect(code).toBe(2);
  expect(err).toMatch(sentence);
});
