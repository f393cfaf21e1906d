import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ClientId, DeviceKey, OrganizationId } from '@tact/engine';
import { openTestStore, TEST_ACTOR, type TestStore } from '@tact/store/testing';
import { run } from '../src/run.ts';

let database: TestStore;
let own: OrganizationId;

beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database.close());
beforeEach(async () => {
  own = await database.newOrganization();
  await database.store.contacts.create(
    own,
    {
      clientId: 'ann' as ClientId,
      name: 'Ann',
      zone: null,
      country: null,
      region: null,
      postalCode: null,
      language: null,
      attributes: {},
      devices: [{ position: 1, key: '+12125550101' as DeviceKey, type: 'mobile' }],
    },
    TEST_ACTOR,
  );
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Runs `tact opt-out …` and gives the exit code and what was written. */
async function optOut(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
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
  const code = await run(['opt-out', ...args, '--organization', own]);
  vi.restoreAllMocks();
  return { code, ...written };
}

const stored = async () => {
  const filter = { clientId: null, active: true };
  return (await database.store.optOuts.list(own, { limit: 9, cursor: null }, filter)).items;
};

test('numbers opt out who has them, keep what nobody has, and name what is none', async () => {
  const { code, out, err } = await optOut('(212) 555-0101', '+12125550199', '12', '--reason', 'on the phone');
  expect(out).toMatch(
    /^1 contacts are opted out now; 0 were before\n1 numbers of no contact are on the organization's own list, 1 of them new\n`12`: the number /,
  );
  expect([code, err]).toEqual([1, 'tact: 1 of 3 are no numbers; write them anew\n']);
  expect(await stored()).toMatchObject([
    { clientId: 'ann', contactOnly: true, reason: 'on the phone', source: 'command line' },
  ]);
  const again = await optOut('+12125550101', '+12125550198', '--reason', 'again', '--no-store-unmatched');
  expect([again.code, again.out]).toEqual([
    0,
    '0 contacts are opted out now; 1 were before\n1 numbers of no contact were not kept\n',
  ]);
});

test('a client is opted out with all its devices, for some channels where they are named', async () => {
  const { code, out } = await optOut(
    '--client',
    'ann',
    '--reason',
    'letter',
    '--channels',
    'sms,email',
    '--until',
    '2099-12-31',
  );
  expect([code, out.split(' (')[0]]).toEqual([0, 'opted out from sms, email']);
  expect(await stored()).toMatchObject([
    { clientId: 'ann', channels: ['sms', 'email'], contactOnly: false, until: { date: '2099-12-31' } },
  ]);
  const unknown = await optOut('--client', 'zed', '--reason', 'letter');
  expect(unknown.out).toMatch(/no contact with this client id is stored yet/);
  const page = await database.store.audit.list(
    own,
    { limit: 1, cursor: null },
    { entity: 'opt-out', entityId: null },
  );
  expect(page.items).toMatchObject([
    { reason: 'letter', actor: { kind: 'command-line', source: 'individual' } },
  ]);
});

test('is lifted by client or by id, with a reason; what is in force is listed', async () => {
  await optOut('+12125550101', '--reason', 'one');
  await optOut('--client', 'ann', '--reason', 'two');
  await optOut('--client', 'bob', '--reason', 'three');
  const first = await optOut('list', '--page-size', '2');
  expect(first.err).toBe('2 of 3 opt-outs in force\n');
  expect(first.out.split('\n').map((line) => line.split('  ').slice(1, 4).join(' | ').replace(/ \(.*/, ''))).toEqual([
    'bob | any channel | three', 'ann | any channel | two', '',
  ]); // prettier-ignore
  expect((await optOut('list', '--page', '2', '--page-size', '2')).out).toMatch(
    / {2}ann {2}any channel {2}one \(/,
  );

  const lifted = await optOut('lift', '--client', 'ann', '--reason', 'in writing');
  expect(lifted.out.trimEnd().split('\n')).toHaveLength(2);
  const [bob] = await stored();
  const one = await optOut('lift', '--id', bob?.id ?? '', '--reason', 'form', '--json');
  expect(JSON.parse(one.out)).toMatchObject([{ clientId: 'bob', liftReason: 'form' }]);
  expect(await stored()).toEqual([]);
  expect(JSON.parse((await optOut('list', '--json')).out)).toEqual({
    items: [],
    total: 0,
    page: 1,
    pageSize: 25,
  });
});

describe('is refused in one line', () => {
  test.each([
    [[], 2, /say why with --reason/],
    [['+12125550101'], 2, /say why with --reason/],
    [['+12125550101', '--reason', '  '], 2, /say why with --reason/],
    [['+12125550101', '--reason', 'x'.repeat(501)], 2, /at most 500 characters/],
    [['--reason', 'x'], 2, /give phone numbers, or a client with --client/],
    [['+12125550101', '--client', 'ann', '--reason', 'x'], 2, /one of the two/],
    [['+12125550101', '--channels', 'sms', '--reason', 'x'], 2, /go with --client/],
    [
      ['--client', 'ann', '--channels', 'fax', '--reason', 'x'],
      2,
      /`fax` is no channel; there are call, sms/,
    ],
    [['--client', 'ann', '--until', 'soon', '--reason', 'x'], 1, /`soon` is no day and no instant/],
    [['020 7946 0123', '--default-country', 'Atlantis', '--reason', 'x'], 1, /is no country/],
    [['lift', '--client', 'ann'], 2, /say why with --reason/],
    [['lift', '--reason', 'x'], 2, /give a client with --client, or an opt-out with --id/],
    [['lift', '--client', 'ann', '--reason', 'x'], 1, /no opt-out in force/],
    [['lift', '--id', 'x', '--reason', 'x'], 1, /there is no opt-out/],
    [['list', '--page', '0'], 2, /--page `0` is no number from 1/],
    [['list', '--page-size', '201'], 2, /is no number from 1 to 200/],
  ] as const)('%j', async (args, exitCode, sentence) => {
    const { code, err } = await optOut(...args);
    expect(code).toBe(exitCode);
    expect(err).toMatch(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(await stored()).toEqual([]);
  });
});
