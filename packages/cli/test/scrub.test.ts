import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Instant, OrganizationId, SuppressionListId } from '@tact/engine';
import type { SuppressionListFields } from '@tact/store';
import { openTestStore, TEST_ACTOR, type TestStore } from '@tact/store/testing';
import { run } from '../src/run.ts';

let database: TestStore;
let own: OrganizationId;
let folder = '';

beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tact-scrub-'));
  own = await database.newOrganization();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const read = (name: string) => readFile(join(folder, name), 'utf8');

/** Runs `tact …` and gives the exit code and what was written. Without a database where no URL is given. */
async function tact(
  args: readonly string[],
  url: string,
): Promise<{ code: number; out: string; err: string }> {
  vi.stubEnv('DATABASE_URL', url);
  const written = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.err += String(text);
    return true;
  });
  const code = await run(args);
  vi.restoreAllMocks();
  return { code, ...written };
}

/** With a database that nobody answers for: whatever asks one fails. */
const withoutDatabase = (...args: readonly string[]) =>
  tact(['scrub', ...args], 'postgres://nobody@127.0.0.1:1/none');
const withLists = (...args: readonly string[]) =>
  tact(['scrub', ...args, '--organization', own], database.connectionString);

const LIST = 'name,phone\nAnn,(212) 555-0101\nBob,2125550102\nCid,12\nDan,+1 212 555 0199\n';

describe('by files', () => {
  test('three lists come of one, and no database is asked', async () => {
    const list = await file('list.csv', LIST);
    const national = await file('national.txt', '2125550101\n2125550177\n');
    const own = await file(
      'own.csv',
      'phone,reason,until\n2125550101,asked,\n2125550102,"letter, signed",\n2125550199,old,2020-01-01\n',
    );
    const { code, out, err } = await withoutDatabase(
      list,
      '--set',
      national,
      own,
      '--default-country',
      'US',
      '--zone',
      'America/New_York',
    );
    // On a busy machine it says how far it is.
    expect([code, err]).toEqual([0, expect.stringMatching(/^(?:(?:read|scrub): .*\n)*$/)]);
    expect(out).toMatch(/national\.txt: one per line.*\n(.*\n)*? {2}2 numbers and addresses to scrub by/);
    expect(out).toMatch(
      /4 rows in [\d.]+ s \([\d,]+ rows\/s\)\n1 clean: .*list\.clean\.csv\n2 suppressed: .*\n {2}1 by national\.txt\n {2}1 by own\.csv\n1 invalid: /,
    );
    expect(await read('list.clean.csv')).toBe('name,phone\nDan,+1 212 555 0199\n');
    expect(await read('list.suppressed.csv')).toBe(
      'name,phone,list,reason\nAnn,(212) 555-0101,national.txt,\nBob,2125550102,own.csv,"letter, signed"\n',
    );
    expect(await read('list.invalid.csv')).toMatch(/^name,phone,line,reason\nCid,12,4,/);
  });

  test('one file with columns, where the caller wants it', async () => {
    const list = await file('list.csv', LIST);
    const set = await file('set', '2125550101\n');
    const out = join(folder, 'result');
    expect(
      await withoutDatabase(list, '--set', set, '--default-country', 'US', '--columns', '--out', out),
    ).toMatchObject({ code: 0 });
    expect((await read('result.scrubbed.csv')).split('\n').map((line) => line.split(',')[2])).toEqual([
      'scrub',
      'suppressed',
      'clean',
      'invalid',
      'clean',
      undefined,
    ]);
  });

  test('bad rows of a set stop the scrub before anything is written, unless they are allowed', async () => {
    const list = await file('list.csv', LIST);
    const set = await file('set.csv', 'phone\n2125550101\n1.23E+10\n');
    const refused = await withoutDatabase(list, '--set', set, '--default-country', 'US');
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringMatching(/^tact: nothing was scrubbed: of `.*set\.csv` 1 row is bad/),
    ]);
    expect((await readdir(folder)).toSorted()).toEqual(['list.csv', 'set.csv', 'set.csv.errors.csv']);
    const allowed = await withoutDatabase(
      list,
      '--set',
      set,
      '--default-country',
      'US',
      '--allow-bad-set-rows',
    );
    expect([allowed.code, allowed.err]).toEqual([0, expect.stringContaining('1 row is bad')]);
    expect(await read('list.clean.csv')).toBe('name,phone\nBob,2125550102\nDan,+1 212 555 0199\n');
  });
});

describe('by lists of the database', () => {
  async function newList(
    name: string,
    given: Partial<SuppressionListFields> = {},
  ): Promise<SuppressionListId> {
    const fields = {
      name,
      type: 'device',
      channels: 'any',
      required: true,
      expires: null,
      retentionDays: null,
      registry: null,
    } as const;
    return (await database.store.suppression.create(own, { ...fields, ...given }, TEST_ACTOR)).id;
  }
  const entry = (value: string, given: object = {}) => ({
    value,
    from: null,
    until: null,
    reason: null,
    ...given,
  });
  const day = (date: string) => ({ date }) as never;

  test('with its numbers, single entries that are in force, addresses, and their reasons', async () => {
    const id = await newList('Complaints');
    await tact(
      [
        'import',
        'list',
        await file('numbers', '2125550101\n'),
        '--list',
        'Complaints',
        '--yes',
        '--organization',
        own,
      ],
      database.connectionString,
    );
    await database.store.suppression.addEntries(
      own,
      id,
      [entry('+12125550102', { reason: 'asked' }), entry('+12125550199', { until: day('2020-01-01') })],
      TEST_ACTOR,
    );
    const list = await file('list.csv', LIST);
    const { code, out } = await withLists(list);
    expect(code).toBe(0);
    expect(out).toContain('Complaints: 2 numbers and addresses to scrub by');
    expect(await read('list.suppressed.csv')).toBe(
      'name,phone,list,reason\nAnn,(212) 555-0101,Complaints,\nBob,2125550102,Complaints,asked\n',
    );
    expect(await read('list.clean.csv')).toBe('name,phone\nDan,+1 212 555 0199\n');
  });

  test('a registry that is too old, or of no known date, is no proof that a number is clean', async () => {
    const list = await file('list.csv', LIST);
    const registry = {
      ageMsMax: 1_000,
      versionAt: Date.parse('2020-01-01T00:00:00Z') as Instant,
      coverage: ['+1'],
    };
    await newList('National', { registry });
    await newList('Complaints');
    const stale = await withLists(list);
    expect([stale.code, stale.err]).toEqual([
      1,
      expect.stringMatching(/the registry list `National` is too old/),
    ]);
    expect(existsSync(join(folder, 'list.clean.csv'))).toBe(false);
    expect(await withLists(list, '--list', 'Complaints')).toMatchObject({ code: 0 });
  });
});

describe('is refused in one line', () => {
  test.each([
    [['LIST', '--set', 'SET', '--list', 'x'], 2, /one of --set and --list/],
    [['LIST', '--set', 'SET'], 1, /state|country/],
    [['NONE', '--set', 'SET'], 1, /cannot be read/],
    [['LIST', '--set', 'NONE'], 1, /cannot be read/],
    [['LIST', '--set', 'SET', '--default-country', 'US', '--map', 'phone=ignore'], 1, /no column is read/],
    [['LIST', '--set', 'SET', '--default-country', 'US', '--zone', 'Mars'], 1, /time zone/],
  ] as const)('%j', async (args, exitCode, sentence) => {
    const paths = {
      LIST: await file('list.csv', LIST),
      SET: await file('set', '2125550101\n'),
      NONE: join(folder, 'none'),
    };
    const { code, err } = await withoutDatabase(
      ...args.map((one) => (Object.hasOwn(paths, one) ? paths[one as keyof typeof paths] : one)),
    );
    expect(err).toMatch(sentence);
    expect(code).toBe(exitCode);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect((await readdir(folder)).toSorted()).toEqual(['list.csv', 'set']);
  });

  test('where there is no list to scrub by', async () => {
    const { code, err } = await withLists(await file('list.csv', LIST));
    expect([code, err]).toEqual([2, expect.stringMatching(/no suppression list of devices/)]);
  });
});
