import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ClientId, DeviceKey, OrganizationId } from '@tact/engine';
import { openTestStore, runAsOwner, TEST_ACTOR, type TestStore } from '@tact/store/testing';
import { run } from '../src/run.ts';

let database: TestStore;
let own: OrganizationId;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tact-erase-test-'));
  database = await openTestStore();
  own = await database.newOrganization();
  for (const [clientId, key] of [
    ['ann', '+12125550151'],
    ['bob', '+12125550152'],
  ] as const)
    await database.store.contacts.create(
      own,
      {
        clientId: clientId as ClientId,
        name: null,
        zone: null,
        country: null,
        region: null,
        postalCode: null,
        language: null,
        attributes: {},
        devices: [{ position: 1, key: key as DeviceKey, type: 'mobile' }],
      },
      TEST_ACTOR,
    );
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  address = () => database.connectionString;
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** By which login the command works: the owner's, where nothing else is said. */
let address = () => database.connectionString;

/** Runs `tact …` with a data folder of its own and gives the exit code and what was written. */
async function tact(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  vi.stubEnv('DATABASE_URL', address());
  vi.stubEnv('TACT_DATA_DIR', folder);
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
  vi.restoreAllMocks();
  return { code, ...written };
}

const REASON = ['--reason', 'asked in writing'];

test.each([
  ['without a reason', ['ann', '--yes'], /say why with --reason/],
  ['of nobody', ['--yes', ...REASON], /name a client id, or a device/],
  [
    'of a client and a device',
    ['ann', '--device', '+12125550151', '--yes', ...REASON],
    /name a client id, or a device/,
  ],
  ['of what is no device', ['--device', '0151', '--yes', ...REASON], /`0151` is no number with `\+`/],
  ['that nobody can confirm', ['ann', ...REASON], /cannot be undone; say --yes/],
] as const)('an erasure %s is refused', async (_name, args, sentence) => {
  const { code, err } = await tact('person', 'erase', ...args);
  expect([code, err]).toEqual([2, expect.stringMatching(sentence)]);
  expect(await database.store.contacts.count(own)).toBe(2);
});

test('an export holds what is stored, for its owner alone; of nobody there is no file', async () => {
  const file = join(folder, 'ann.ndjson');
  expect(await tact('person', 'export', 'ann', file)).toMatchObject({ code: 0 });
  expect(await readFile(file, 'utf8')).toMatch(/^\{"kind":.*"ann"/);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await tact('person', 'export', 'ann', file)).err).toContain('is there already; name another one');
  await rm(file);
  expect(await tact('person', 'export', 'anne', file)).toMatchObject({
    code: 1,
    err: 'tact: nothing is stored about the client `anne`\n',
  });
  expect(await readdir(folder)).toEqual([]);
});

const KEY = 'ab'.repeat(32);

test('without the secret key of the service nobody is erased, nothing is ordered, and no key is made', async () => {
  const { code, err } = await tact('person', 'erase', 'ann', '--yes', ...REASON);
  expect([code, err]).toEqual([
    1,
    expect.stringContaining(
      "there is no secret key; give the service's `TACT_SECRET_KEY`, or --data-dir with its `secret.key`",
    ),
  ]);
  expect(await readdir(folder)).toEqual([]);
  expect((await database.store.erasures.list(own, { limit: 1, cursor: null })).items).toEqual([]);
  expect(await database.store.contacts.count(own)).toBe(2);
});

test('erases by client id and by device with the key of the service, and tells what went', async () => {
  await writeFile(join(folder, 'secret.key'), `${KEY}\n`);
  const { code, out } = await tact('person', 'erase', 'ann', '--yes', ...REASON);
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/^erased:\n {2}contacts: 1\n.*\nerasure [0-9a-f-]{36}\n$/s),
  ]);
  const byDevice = await tact('person', 'erase', '--device', '+12125550152', '--yes', '--json', ...REASON);
  expect(JSON.parse(byDevice.out)).toMatchObject({ state: 'finished', counts: { contacts: 1 } });
  expect(await database.store.contacts.count(own)).toBe(0);
  const again = await tact('person', 'erase', 'ann', '--yes', ...REASON);
  expect(again.out).toMatch(/^nothing names the person\n/);
  expect(await tact('audit', 'verify')).toMatchObject({ code: 0 });
});

test('with another key than that of the erasures before, nothing is ordered', async () => {
  const before = await database.store.erasures.list(own, { limit: 10, cursor: null });
  vi.stubEnv('TACT_SECRET_KEY', 'cd'.repeat(32));
  const { code, err } = await tact('person', 'erase', 'bob', '--yes', ...REASON);
  expect([code, err]).toEqual([1, expect.stringMatching(/^tact: nothing was erased: .*is not this one; /)]);
  expect(await database.store.erasures.list(own, { limit: 10, cursor: null })).toEqual(before);
});

describe('by a login that owns nothing', () => {
  const role = `tact_test_${randomBytes(6).toString('hex')}`;
  beforeAll(() =>
    runAsOwner(database.connectionString, `create role ${role} login password 'of it' in role tact_app`),
  );
  afterAll(() => runAsOwner(database.connectionString, `drop role ${role}`));

  test.each([
    ['as text', [], /^$/],
    ['as JSON', ['--json'], /^\{"id":"[0-9a-f-]{36}","state":"queued","counts":\{\}\}\n$/],
  ])('an erasure is ordered, and said not to be carried out: %s', async (_name, args, told) => {
    address = () => {
      const url = new URL(database.connectionString);
      [url.username, url.password] = [role, 'of it'];
      return url.href;
    };
    const { code, out, err } = await tact('person', 'erase', 'eve', '--yes', ...args, ...REASON);
    expect([code, out]).toEqual([1, expect.stringMatching(told)]);
    expect(err).toMatch(
      /^tact: erasure [0-9a-f-]{36} is ordered and not carried out: .*`DATABASE_OWNER_URL`/,
    );
  });
});
