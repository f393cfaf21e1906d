import { spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import { apiKeyHash, apiKeyPrefix, createClock, people, startService, type Service } from '@tact/service';
import { openTestStore, TEST_ACTOR, type TestStore } from '@tact/store/testing';
import { makeWorkbook, textCell } from '@tact/files/testing';

const ENTRY = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const AT = '2026-11-20T23:30:00Z';
const KEY = 'tact_test_key_for_the_command_line_tests';

let database: TestStore | undefined;
let organizationId: OrganizationId | undefined;
let service: Service | undefined;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tact-commands-'));
  database = await openTestStore();
  organizationId = await database.newOrganization();
  const { store } = database;
  await store.access.createApiKey(
    organizationId,
    {
      name: 'test',
      role: 'administrator',
      scopes: null,
      expiresAt: null,
      prefix: apiKeyPrefix(KEY),
      keyHash: apiKeyHash(KEY),
    },
    TEST_ACTOR,
  );
  await store.rules.create(
    organizationId,
    'contact-times',
    {
      name: 'Hours',
      required: true,
      priority: 1,
      dispositionCode: null,
      conditions: {
        country: 'any',
        regions: [],
        devices: 'any',
        deviceTypes: 'any',
        timezoneSource: 'contact-and-device',
        strict: false,
        times: { everyDay: [{ start: '09:00', end: '18:00' }] },
      },
    },
    TEST_ACTOR,
  );
  service = await startService({
    store,
    clock: createClock(),
    logger: pino({ level: 'silent' }),
    host: '127.0.0.1',
    port: 0,
    spoolDirectory: join(folder, 'spool'),
  });
});

afterAll(async () => {
  await service?.stop();
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `tact` as a person would, on the test's database. `whileRunning` may send it a signal. */
async function tact(
  args: readonly string[],
  whileRunning?: (pid: number) => Promise<void>,
  output: 'pipe' | number = 'pipe',
): Promise<Ran> {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    env: { ...process.env, DATABASE_URL: database?.connectionString ?? '', TACT_LOG_LEVEL: 'error' },
    stdio: ['ignore', output, 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout?.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (err += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  if (whileRunning !== undefined && child.pid !== undefined) await whileRunning(child.pid);
  return { code: await ended, out, err };
}

/** A list of so many made-up people, as a CSV file. */
async function listOf(count: number, name: string): Promise<string> {
  const rows = ['client id,name,tz,country,state,zip,phone 1,mobile'];
  for (const { contact } of people({ seed: 5, numbers: 'any' })) {
    if (rows.length > count) break;
    const { clientId, zone, country, region, postalCode, devices } = contact;
    rows.push(
      [clientId, contact.name, zone, country, region, postalCode, devices[0]?.key, devices[1]?.key].join(','),
    );
  }
  const path = join(folder, name);
  await writeFile(path, `${rows.join('\n')}\n`);
  return path;
}

/** Asks the service for the same batch. */
async function overHttp(lines: readonly object[], accept: string): Promise<string> {
  const response = await fetch(`${service?.address ?? ''}/api/v1/decisions?at=${AT}`, {
    method: 'POST',
    headers: { 'x-api-key': KEY, 'content-type': 'application/x-ndjson', accept },
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  });
  return response.text();
}

describe('a list', () => {
  const COUNT = 300;
  const clientIds = Array.from({ length: COUNT }, (_, index) => `C${String(index + 1).padStart(7, '0')}`);
  let list = '';

  test('is imported, and again, and says what is in', async () => {
    list = await listOf(COUNT, 'list.csv');
    const first = await tact(['import', 'contacts', list]);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('utf-8, comma, 8 columns');
    expect(first.out).toMatch(/phone 1\s+device 1\n/);
    expect(first.out).toContain('300 contacts are in: 300 new, 0 replaced, 0 unchanged');
    const again = await tact(['import', 'contacts', list]);
    expect(again.out).toContain('300 contacts are in: 0 new, 0 replaced, 300 unchanged');
    const { items = [] } =
      (await database?.store.contacts.list(
        organizationId as OrganizationId,
        { limit: 1, cursor: null },
        null,
      )) ?? {};
    expect(items[0]).toMatchObject({
      clientId: 'C0000001',
      devices: [{ position: 1 }, { position: 2, type: 'mobile' }],
    });
  });

  test('is decided row by row, with the very bytes that the service answers', async () => {
    const answers = join(folder, 'answers.csv');
    expect(await tact(['decide', list, '--at', AT, '--out', answers])).toMatchObject({ code: 0 });
    const csv = await readFile(answers, 'utf8');
    const questions = clientIds.map((clientId) => ({ contact: { clientId }, channel: 'call' }));
    expect(csv).toBe(await overHttp(questions, 'text/csv'));
    expect(csv).toMatch(/,allowed,,,\n/);
    expect(csv).toMatch(/,blocked,outside_contact_times,.*,2026-11-\d\dT\d\d:\d\d:00Z\n/);
  });

  test('answers go to a new file, for its owner alone, and never over another one', async () => {
    const answers = join(folder, 'mine.csv');
    await writeFile(answers, 'mine');
    const { code, err } = await tact(['decide', list, '--at', AT, '--out', answers]);
    expect([code, err]).toEqual([1, `tact: the file \`${answers}\` is there already; name another one\n`]);
    expect(await readFile(answers, 'utf8')).toBe('mine');
    const other = join(folder, 'other.csv');
    expect(await tact(['decide', list, '--at', AT, '--out', other])).toMatchObject({ code: 0 });
    expect((await stat(other)).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['the answers', ['decide', 'LIST', '--at', AT]],
    ['the audit log', ['audit', 'export', '-', '--format', 'csv']],
    ['a report', ['report', 'compliance', '--from', '2026-11-01', '--to', '2026-11-02']],
  ])('where standard output takes no more of %s, it is told in one line', async (_, args) => {
    const full = await open('/dev/full', 'w');
    try {
      const named = args.map((arg) => (arg === 'LIST' ? list : arg));
      const { code, err } = await tact(named, undefined, full.fd);
      expect([code, err]).toEqual([1, 'tact: standard output cannot be written: ENOSPC\n']);
    } finally {
      await full.close();
    }
  });

  test('as NDJSON it is what the service answers, without the records’ ids', async () => {
    const { out } = await tact(['decide', list, '--at', AT, '--format', 'ndjson']);
    const questions = clientIds.map((clientId) => ({ contact: { clientId }, channel: 'call' }));
    const answered = (await overHttp(questions, 'application/x-ndjson')).replaceAll(
      /,"id":"[0-9a-f-]{36}"\}\n/g,
      '}\n',
    );
    expect(out).toBe(answered);
  });

  test('rows that cannot be asked stand in their places, and the others are answered', async () => {
    const path = join(folder, 'mixed.csv');
    await writeFile(path, 'client id,device\nC0000001,2\nnobody,\nC0000001,11\n,\nC0000001,+12125550123\n');
    const { out, code } = await tact(['decide', path, '--at', AT]);
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.split(',').slice(0, 4).join())).toEqual([
      'clientId,device,decision,code',
      expect.stringMatching(/^C0000001,2,(allowed|blocked)/),
      'nobody,,refused,contact_unknown',
      'C0000001,11,refused,row_invalid',
      ',,refused,row_invalid',
      'C0000001,+12125550123,refused,device_unknown',
      '',
    ]);
  });

  test('numbers alone are decided by what they tell', async () => {
    const path = join(folder, 'numbers.csv');
    await writeFile(path, 'Phone\n(212) 555-0123\n+44 20 7946 0123\n12\n');
    const { out } = await tact(['decide', path, '--at', AT]);
    const decisions = out
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[2]);
    expect(decisions).toEqual(['blocked', 'blocked', 'refused']);
    expect(out).toContain('12,12,refused,number_invalid');
  });
});

describe('rows that cannot be used', () => {
  test('are left out and listed, the good ones go in, and a dry run writes nothing', async () => {
    const path = join(folder, 'bad.csv');
    await writeFile(
      path,
      'id;Telefon privat;state;country\nX-1;2125550123;NY;US\nX-2;12;NY;US\nX-3;;Mars;US\nX-4;;=1+1;US\n',
    );
    const args = ['import', 'contacts', path, '--map', 'Telefon privat=device1'];
    const dry = await tact([...args, '--dry-run']);
    expect(dry.out).toContain('1 contacts would be in');
    expect((await tact(['decide', '--client-id', 'X-1'])).err).toContain(
      'there is no contact with the client id `X-1`',
    );
    expect(dry.code).toBe(1);
    const { out, err, code } = await tact(args);
    expect(out).toContain('1 contacts are in: 1 new');
    expect([code, err]).toEqual([
      1,
      `tact: 3 rows were left out; \`${path}.errors.csv\` says why: mend them and import them again\n`,
    ]);
    expect((await readFile(`${path}.errors.csv`, 'utf8')).split('\n')).toEqual([
      'line,column,value,reason',
      '3,Telefon privat,12,"the number has too few digits; write it in full, with its area code"',
      '4,state,Mars,"`Mars` is no region of the country; use a code such as `NY`, or its name"',
      // A spreadsheet would work it out.
      '5,state,\'=1+1,"`=1+1` is no region of the country; use a code such as `NY`, or its name"',
      '',
    ]);
  });
});

describe('a list for campaigns', () => {
  const cells = (...texts: readonly string[]) => texts.map(textCell);
  const workbook = makeWorkbook([
    {
      name: 'March',
      rows: [
        cells('Nr', 'Name', 'Mobile', 'Invoice', 'Total', 'Cur'),
        cells('L-1', 'Ada', '2125550171', 'R-1', '1250.00', 'usd'),
        cells('L-2', 'Bo', '2125550172', '', '', ''),
        cells('L-3', 'Cy', '2125550173', 'R-3', 'much', ''),
      ],
    },
  ]);
  const flags = ['Nr=clientId', 'Invoice=account.reference', 'Total=account.amount', 'Cur=account.currency'];
  const map = flags.flatMap((flag) => ['--map', flag]);

  test('comes from a workbook, with the debts, and once more changes nothing', async () => {
    const path = join(folder, 'march.xlsx');
    await writeFile(path, workbook);
    const first = await tact(['import', 'contacts', path, '--list', 'March', ...map]);
    expect([first.code, first.err]).toEqual([1, expect.stringContaining('tact: 1 row was left out; `')]);
    expect(first.out).toContain('XLSX, sheet `March`, 6 columns');
    expect(first.out).toContain('the contact list `March`: 2 records are new, 0 were in it');
    expect(await readFile(`${path}.errors.csv`, 'utf8')).toContain('4,Total,much,');
    const again = await tact(['import', 'contacts', path, '--list', 'March', ...map]);
    expect(again.out).toContain('the contact list `March`: 0 records are new, 2 were in it');
    expect(again.out).toContain('2 contacts are in: 0 new, 0 replaced, 2 unchanged');
    const { store } = database ?? {};
    const own = organizationId as OrganizationId;
    const list = await store?.contactLists.findByName(own, 'March');
    const page = { limit: 10, cursor: null };
    const records = await store?.contactLists.listRecords(own, list?.id ?? '', page);
    // Records of one millisecond stand in no order.
    const items = (records?.items ?? []).toSorted((a, b) => (a.clientId < b.clientId ? -1 : 1));
    expect(items.map(({ clientId, status }) => [clientId, status])).toEqual([
      ['L-1', 'ready'],
      ['L-2', 'ready'],
    ]);
    const [one, other] = items;
    expect(other?.accountId).toBeNull();
    const accounts = await store?.accounts.list(own, page, one?.contactId ?? '');
    expect(accounts?.items).toMatchObject([
      { id: one?.accountId, reference: 'R-1', status: 'new', amount: '1250.0000', currency: 'USD' },
    ]);
  });

  test('an old Excel file is refused by name', async () => {
    const path = join(folder, 'old.xls');
    await writeFile(path, Buffer.from('d0cf11e0a1b11ae1', 'hex'));
    const { code, err } = await tact(['import', 'contacts', path]);
    expect([code, err]).toEqual([1, expect.stringContaining('save it as XLSX or CSV')]);
  });
});

describe('one question', () => {
  test('by number: the contact that has it is found', async () => {
    const { out, code } = await tact(['decide', '--number', '(212) 555-0123', '--at', AT]);
    expect(code).toBe(0);
    expect(out).toContain('(the device belongs to `X-1`)');
    expect(out).toContain(
      'Blocked by contact-times `Hours`: it is 18:30 in America/New_York; contact is allowed 09:00-18:00.',
    );
    expect(out).toContain(
      'Next allowed: Sat 2026-11-21 09:00 (America/New_York), 2026-11-21T14:00:00Z, in 14 h 30 min.',
    );
  });

  test('described, and as JSON', async () => {
    const { out } = await tact([
      'decide',
      '--number',
      '+13125550123',
      '--zone',
      'America/Chicago',
      '--at',
      AT,
      '--json',
    ]);
    expect(JSON.parse(out)).toMatchObject({ decision: 'allowed', deciding: null });
  });

  test('about nobody that is known: one line, exit code 1', async () => {
    const { code, err } = await tact(['decide', '--client-id', 'nobody']);
    expect(code).toBe(1);
    expect(err).toBe(
      'tact: there is no contact with the client id `nobody`; create it, or describe it in the request\n',
    );
  });
});

describe('replay', () => {
  async function recorded(): Promise<string> {
    const answer = await overHttp(
      [{ contact: { clientId: 'C0000001' }, channel: 'call' }],
      'application/x-ndjson',
    );
    return (JSON.parse(answer) as { id: string }).id;
  }

  test('a decision follows from its record', async () => {
    expect(await tact(['replay', await recorded()])).toMatchObject({
      code: 0,
      out: 'equal: the decision follows from its record, byte for byte\n',
    });
  });

  test('a record of another version is told and no fault, alone as in a sample', async () => {
    const id = await recorded();
    await database?.query(
      `update tact.decisions set record = regexp_replace(record, '"engine":"[^"]+"', '"engine":"0.0.1"')`,
    );
    expect(await tact(['replay', id])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^not compared: /) as string,
    });
    const day = AT.slice(0, 10);
    expect(await tact(['replay', '--sample', '1000', '--from', day, '--to', day])).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /: 0 equal, [1-9]\d* of another version, 0 erased, 0 different\n$/,
      ) as string,
    });
  });

  test('a record that was changed is found', async () => {
    const id = await recorded();
    await database?.query(
      'update tact.decisions set record = replace(record, \'"decision":"\', \'"decision":"un\') where id = $1',
      [id],
    );
    const { code, out } = await tact(['replay', id]);
    expect(code).toBe(1);
    expect(out).toMatch(/^different: /);
  });

  test('a decision that is not there', async () => {
    const { code, err } = await tact(['replay', '01900000-0000-7000-8000-000000000000']);
    expect(code).toBe(1);
    expect(err).toMatch(/^tact: there is no decision/);
  });
});

test('Ctrl-C stops an import at a batch, and says up to where all is in', async () => {
  const path = await listOf(40_000, 'long.csv');
  const store = database?.store;
  const before = (await store?.contacts.count(organizationId as OrganizationId)) ?? 0;
  const { code, err } = await tact(['import', 'contacts', path], async (pid) => {
    // Some batches in: 300 of the list are there already.
    while (((await store?.contacts.count(organizationId as OrganizationId)) ?? 0) <= before + 1_000)
      await sleep(20);
    process.kill(pid, 'SIGINT');
  });
  expect(code).toBe(1);
  const line = Number(
    /^tact: stopped after line ([\d,]+): everything before it is in or left out/m
      .exec(err)?.[1]
      ?.replaceAll(',', ''),
  );
  const after = (await store?.contacts.count(organizationId as OrganizationId)) ?? 0;
  expect(line - 1).toBeLessThan(40_000);
  expect(after).toBe(before + line - 1 - 300);
});

test('with several organizations, one must be chosen', async () => {
  const other = await database?.newOrganization();
  const unchosen = await tact(['decide', '--client-id', 'C0000001']);
  expect(unchosen.code).toBe(2);
  expect(unchosen.err).toContain('the database holds several organizations; choose one with --organization');
  const chosen = await tact(['decide', '--client-id', 'C0000001', '--organization', other ?? '']);
  expect(chosen.err).toContain('there is no contact with the client id `C0000001`');
});
