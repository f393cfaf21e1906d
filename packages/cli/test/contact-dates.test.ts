import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import { openTestStore, TEST_ACTOR, type TestStore } from '@tact/store/testing';
import { run } from '../src/run.ts';

let database: TestStore | undefined;
let own = '' as OrganizationId;

beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database?.close());
beforeEach(async () => {
  own = (await database?.newOrganization()) ?? own;
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Asks for suggestions and gives the exit code and what was written. */
async function suggest(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  vi.stubEnv('DATABASE_URL', database?.connectionString ?? '');
  const written = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.err += String(text);
    return true;
  });
  const code = await run(['contact-dates', 'suggest', ...args, '--organization', own]);
  return { code, ...written };
}

async function stored(): Promise<readonly string[]> {
  const page = await database?.store.contactDates.list(own, { limit: 200, cursor: null });
  return (page?.items ?? []).map(({ date, label }) => `${date} ${label}`);
}

test('lists the days of a place; with --add those that are missing become contact dates', async () => {
  await database?.store.contactDates.create(own, { label: 'Party', date: '2027-12-26' }, TEST_ACTOR);
  const listed = await suggest('DE', 'DE-BE', '2027');
  expect(listed.code).toBe(0);
  expect(listed.err).toBe('9 of 10 days have no contact date; --add makes one\n');
  const lines = listed.out.trimEnd().split('\n');
  expect(lines.slice(0, 2)).toEqual([
    "Fri 2027-01-01  New Year's Day (public)",
    "Mon 2027-03-08  International Women's Day (public)",
  ]);
  expect(lines.at(-2)).toBe('Sun 2027-12-26  Boxing Day (public, already there)');
  expect(lines.at(-1)).toMatch(/^Source: date-holidays /);
  expect(await stored()).toEqual(['2027-12-26 Party']);

  expect((await suggest('DE', 'DE-BE', '2027', '--add')).err).toBe(
    '9 of 10 days: contact dates were created\n',
  );
  const dates = await stored();
  expect(dates).toHaveLength(10);
  expect(dates[0]).toBe("2027-01-01 New Year's Day");
  expect(dates.at(-1)).toBe('2027-12-26 Party');
  expect((await suggest('DE', 'DE-BE', '2027', '--add')).err).toBe(
    '0 of 10 days: contact dates were created\n',
  );
  expect(await stored()).toEqual(dates);
});

test('of a whole country as JSON', async () => {
  const { out } = await suggest('de', '2027', '--types', 'bank', '--json');
  expect(JSON.parse(out)).toMatchObject({ country: 'DE', region: null, year: 2027 });
});

test.each([
  [['XX', '2027'], /^tact: `XX` is no country/],
  [['GB', 'GB-LND', '2027'], /^tact: no holidays of the region `GB-LND` are known; leave it out/],
  [['US', '2077'], /^tact: holidays are known of the years 1970 to 2076, not of `2077`/],
])('%j is refused in one line', async (args, sentence) => {
  const { code, err } = await suggest(...args);
  expect(code).toBe(1);
  expect(err).toMatch(sentence);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
});
