import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OrganizationId, SuppressionListId } from '@tact/engine';
import { openTestStore, TEST_ACTOR, type TestStore } from '@tact/store/testing';
import { run } from '../src/run.ts';

const ENTRY = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let database: TestStore;
let own: OrganizationId;
let listId: SuppressionListId;
let folder = '';

beforeAll(async () => {
  database = await openTestStore();
});
afterAll(() => database.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tact-import-list-'));
  own = await database.newOrganization();
  listId = await newList('Complaints');
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function newList(name: string, given: object = {}): Promise<SuppressionListId> {
  const fields = {
    name,
    type: 'device',
    channels: 'any',
    required: true,
    expires: null,
    retentionDays: null,
    registry: null,
    ...given,
  } as const;
  return (await database.store.suppression.create(own, fields, TEST_ACTOR)).id;
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `tact import …` and gives the exit code and what was written. */
async function tactImport(...args: readonly string[]): Promise<Ran> {
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
  const code = await run(['import', ...args, '--organization', own]);
  vi.restoreAllMocks();
  return { code, ...written };
}

const importList = (path: string, ...args: readonly string[]) =>
  tactImport('list', path, '--list', 'Complaints', ...args);

async function inForce(id: SuppressionListId) {
  return (await database.store.numberSets.versions(own, id)).find(({ state }) => state === 'in force');
}

/** The numbers that are on the list now, by its version in force, and its entries. */
async function onList(id: SuppressionListId = listId): Promise<readonly string[]> {
  const versionId = (await inForce(id))?.id;
  const numbers: string[] = [];
  if (versionId !== undefined) {
    const set = await database.store.numberSets.load(own, { listId: id, versionId }, {});
    for (let number = 12125550100; number < 12125550200; number++)
      if (set.has(number)) numbers.push(`+${number}`);
  }
  const entries = await database.store.suppression.listEntries(own, id, { limit: 100, cursor: null });
  return [...numbers, ...entries.items.map(({ value }) => value)].toSorted();
}

const MIXED = `Tel;until;Grund\n(212) 555-0101;;\n212 555 0102;2099-12-31;asked\nhello;;\n1.23E+10;;\n`;

describe('a file', () => {
  test('is shown as it was found, imported, and its bad rows are written beside it', async () => {
    const path = await file('list.csv', MIXED);
    const { code, out, err } = await importList(path, '--map', 'Tel=number', '--map', '3=reason', '--yes');
    expect(out.split('\n').slice(0, 6)).toEqual([
      `${path}: table, utf-8, semicolon, a header, ${MIXED.length} bytes`,
      '  Tel: number ((212) 555-0101, 212 555 0102)',
      '  until: until (2099-12-31)',
      '  Grund: reason (asked)',
      '  numbers without a country: US',
      expect.stringMatching(/^ {2}(note|times|for the list)/),
    ]);
    expect(out).toMatch(
      /in force: 2 good rows, 0 of them repeated\nimport [0-9a-f-]{36}, version [0-9a-f-]{36}; to take it back: tact import rollback /,
    );
    expect([code, err]).toEqual([
      1,
      `tact: 2 rows are bad and left out; \`${path}.errors.csv\` says why: mend them and import them again\n`,
    ]);
    const errors = (await readFile(`${path}.errors.csv`, 'utf8')).split('\n');
    expect(errors).toEqual([
      'line,column,value,reason',
      expect.stringMatching(/^4,Tel,hello,/),
      expect.stringMatching(/^5,Tel,1\.23E\+10,.*(lost|digits)/),
      '',
    ]);
    expect(await onList()).toEqual(['+12125550101', '+12125550102']);
  });

  test('without bad rows ends well, and leaves no file of them', async () => {
    const path = await file('list.txt', '2125550101\n2125550102\n2125550101\n');
    await writeFile(`${path}.errors.csv`, 'of an earlier run');
    const { code, out, err } = await importList(path, '--yes', '--label', 'one');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/in force: 3 good rows, 1 of them repeated\nimport .*, version one;/);
    expect(existsSync(`${path}.errors.csv`)).toBe(false);
  });

  test('comes to the list, instead of what was there, or goes from it', async () => {
    await importList(await file('a', '2125550101\n2125550102\n'), '--yes');
    await importList(await file('b', '2125550103\n'), '--yes', '--mode', 'append');
    expect(await onList()).toEqual(['+12125550101', '+12125550102', '+12125550103']);
    const { out } = await importList(await file('c', '2125550102\n'), '--yes', '--mode', 'remove');
    expect(out).toContain('off the list: 1 good rows');
    expect(await onList()).toEqual(['+12125550101', '+12125550103']);
    await importList(await file('d', '2125550104\n'), '--yes', '--mode', 'replace');
    expect(await onList()).toEqual(['+12125550104']);
  });

  test('is read by the stated country and the stated plan', async () => {
    const path = await file('list.csv', 'office phone,home phone\n020 7946 0123,020 7946 0124\n');
    const plan = await file('plan.json', '{"columns":["ignore","number"]}');
    const { code } = await importList(path, '--yes', '--default-country', 'GB', '--plan', plan);
    expect(code).toBe(0);
    expect(await inForce(listId)).toMatchObject({ numbers: 1 });
  });

  test('is read and not imported in a dry run, nor where nobody says yes', async () => {
    const path = await file('list.csv', MIXED);
    const dry = await importList(path, '--dry-run');
    expect(dry.out).toContain('2 rows are good; nothing was imported\n');
    expect([dry.code, dry.err]).toEqual([1, expect.stringContaining('2 rows are bad and left out')]);
    const unasked = await importList(path);
    expect(unasked.out).toContain('table, utf-8, semicolon');
    expect([unasked.code, unasked.err]).toEqual([
      2,
      'tact: nothing was imported; say --yes where nobody can be asked\n',
    ]);
    expect(await onList()).toEqual([]);
    expect((await database.store.listImports.list(own, listId, { limit: 9, cursor: null })).items).toEqual(
      [],
    );
  });
});

describe('an import', () => {
  const idIn = ({ out }: Ran) => /^import ([0-9a-f-]{36})/m.exec(out)?.[1] ?? '';

  test('is taken back, the newest first, with a reason', async () => {
    const first = idIn(await importList(await file('a', '2125550101\n'), '--yes'));
    const second = idIn(await importList(await file('b', '2125550102\n'), '--yes', '--mode', 'replace'));
    const early = await tactImport('rollback', first, '--reason', 'wrong file');
    expect([early.code, early.err]).toEqual([
      1,
      expect.stringContaining('only one that is in force is rolled back'),
    ]);
    expect((await tactImport('rollback', second)).err).toMatch(/say why with --reason/);
    const done = await tactImport('rollback', second, '--reason', 'wrong file');
    expect([done.code, done.out]).toEqual([
      0,
      'the import of b is rolled back: the list is as it was before it\n',
    ]);
    expect(await onList()).toEqual(['+12125550101']);
    expect((await tactImport('rollback', 'x', '--reason', 'y')).err).toMatch(/there is no import `x`/);
  });

  test('of a registry says what the file is of; a change list goes on its own base only', async () => {
    await newList('National', { registry: { coverage: ['+1212'], maxAgeDays: 31, versionAt: null } });
    const path = await file('full.txt', '2125550101\n2125550102\n');
    const changes = await file(
      'changes.csv',
      'area,number,date,code\n212,5550103,2026-11-02,A\n212,5550101,2026-11-02,D\n',
    );
    const national = (file: string, ...args: string[]) =>
      tactImport('list', file, '--list', 'National', '--yes', ...args);
    expect((await national(path, '--mode', 'replace')).err).toMatch(/state the instant/);
    const at = ['--version-at', '2026-11-01T00:00:00Z'];
    expect(await national(path, '--mode', 'replace', ...at, '--label', 'november')).toMatchObject({
      code: 0,
    });
    const columns = [
      '--map',
      '1=area_code',
      '--map',
      '2=local_number',
      '--map',
      '3=ignore',
      '--map',
      '4=change_code',
    ];
    const plan = ['--plan', await file('plan.json', '{"list":"change"}')];
    const on = (base: string) => national(changes, ...columns, ...plan, '--base-version', base);
    expect((await on('october')).err).toMatch(/made for version `october`.*at `november`/);
    expect(await on('november')).toMatchObject({ code: 0 });
    const id = (await database.store.suppression.list(own, { limit: 9, cursor: null })).items.find(
      ({ name }) => name === 'National',
    )?.id;
    expect(await onList(id)).toEqual(['+12125550102', '+12125550103']);
  });

  test('whose command is killed goes on where it was, by the same command', async () => {
    const ROWS = 60_000;
    const path = await file(
      'long.csv',
      `phone,reason\n${Array.from({ length: ROWS }, (_, row) => `+1646${2_000_000 + row},asked`).join('\n')}\n`,
    );
    const child = spawn(
      process.execPath,
      [ENTRY, 'import', 'list', path, '--list', listId, '--yes', '--organization', own],
      {
        env: { ...process.env, DATABASE_URL: database.connectionString, TACT_LOG_LEVEL: 'error' },
        stdio: 'ignore',
      },
    );
    const closed = new Promise((resolve) => child.once('close', resolve));
    try {
      const goodRows = async () =>
        (await database.store.listImports.list(own, listId, { limit: 1, cursor: null })).items[0]?.good ?? 0;
      while ((await goodRows()) === 0 && child.exitCode === null) await sleep(10);
    } finally {
      child.kill('SIGKILL');
      await closed;
    }
    const { items } = await database.store.listImports.list(own, listId, { limit: 9, cursor: null });
    expect(items).toMatchObject([{ state: 'loading' }]);
    const { code, out } = await importList(path, '--yes');
    expect(out).toMatch(
      /^the import of this file was not finished: it goes on after [\d,]+ rows\nin force: 60,000 good rows, 0 of them/,
    );
    expect(code).toBe(0);
    expect(await database.store.suppression.get(own, listId)).toMatchObject({ size: ROWS });
  }, 60_000);
});

describe('is refused in one line', () => {
  test.each([
    [['list', 'FILE', '--yes'], 2, /say which list with --list/],
    [
      ['list', 'FILE', '--list', 'Nobody', '--yes'],
      2,
      /no suppression list `Nobody`; there are `Complaints`/,
    ],
    [['list', 'FILE', '--list', 'Complaints', '--mode', 'add'], 2, /--mode `add` is none/],
    [['list', 'NONE', '--list', 'Complaints'], 1, /the file `.*` cannot be read/],
    [['list', 'FILE', '--list', 'Complaints', '--map', 'Tel'], 2, /is no column and use/],
    [['list', 'FILE', '--list', 'Complaints', '--map', 'Fax=number'], 2, /there is no such column/],
    [['list', 'FILE', '--list', 'Complaints', '--map', '1=client_id', '--yes'], 1, /a list of devices/],
    [['list', 'FILE', '--list', 'Complaints', '--date-order', 'iso'], 2, /choose day_first, month_first/],
    [['list', 'FILE', '--list', 'Complaints', '--default-country', 'Atlantis'], 1, /is no country/],
    [['list', 'FILE', '--list', 'Complaints', '--plan', 'FILE'], 1, /the plan `.*` cannot be read/],
    [['list', 'FILE', '--list', 'Complaints', '--version-at', 'soon', '--yes'], 2, /is no instant/],
    [['list', 'PDF', '--list', 'Complaints'], 1, /the file is a PDF/],
  ] as const)('%j', async (args, exitCode, sentence) => {
    const paths = {
      FILE: await file('list.csv', 'phone\n2125550101\n'),
      PDF: await file('list.pdf', '%PDF-1.7\n'),
      NONE: join(folder, 'none'),
    };
    const { code, err } = await tactImport(
      ...args.map((one) => (Object.hasOwn(paths, one) ? paths[one as keyof typeof paths] : one)),
    );
    expect(err).toMatch(sentence);
    expect(code).toBe(exitCode);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect((await database.store.listImports.list(own, listId, { limit: 9, cursor: null })).items).toEqual(
      [],
    );
  });
});
