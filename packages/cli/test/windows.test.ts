import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { ContactTimesRule, OrganizationId } from '@tact/engine';
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

/** Asks for windows and gives the exit code and what was written. */
async function windows(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
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
  const code = await run(['windows', ...args, '--organization', own]);
  return { code, ...written };
}

const NINE_TO_SEVEN: ContactTimesRule = {
  country: 'any',
  regions: [],
  devices: 'any',
  deviceTypes: 'any',
  timezoneSource: 'device',
  strict: false,
  times: { everyDay: [{ start: '09:00', end: '19:00' }] },
};

async function setHours(): Promise<void> {
  await database?.store.rules.create(
    own,
    'contact-times',
    { name: 'Hours', required: true, priority: 1, dispositionCode: null, conditions: { ...NINE_TO_SEVEN } },
    TEST_ACTOR,
  );
}

const AT = ['--at', '2026-11-23T15:00:00Z', '--days', '2'];

test('the windows of a number, on its clock', async () => {
  await setHours();
  expect(await windows('(212) 555-0123', ...AT)).toEqual({
    code: 0,
    err: '',
    out: `(no contact has this device; decided by what it alone tells)
Allowed, if nothing happens in between, from 2026-11-23T15:00:00Z to 2026-11-25T15:00:00Z:
  Mon 2026-11-23 10:00–19:00 (America/New_York)
  Tue 2026-11-24 09:00–19:00 (America/New_York)
  Wed 2026-11-25 09:00–10:00 (America/New_York)
`,
  });
});

test('the same as JSON, which is what the API answers', async () => {
  await setHours();
  const { out } = await windows('--number', '+12125550123', ...AT, '--json');
  const found = JSON.parse(out) as { readonly spans: readonly unknown[] };
  expect(found).toMatchObject({
    from: '2026-11-23T15:00:00Z',
    until: '2026-11-25T15:00:00Z',
    unknownFrom: null,
  });
  expect(found.spans[1]).toEqual({
    from: '2026-11-24T14:00:00Z',
    until: '2026-11-25T00:00:00Z',
    local: [{ zone: 'America/New_York', from: '2026-11-24T09:00', until: '2026-11-24T19:00' }],
  });
});

test('a question that cannot be asked is one line', async () => {
  const { code, err } = await windows('--client-id', 'nobody');
  expect([code, err]).toEqual([
    1,
    'tact: there is no contact with the client id `nobody`; create it, or describe it in the request\n',
  ]);
});
