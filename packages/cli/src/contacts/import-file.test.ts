import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTable } from '@tact/files';
import { mapColumns } from './columns.ts';
import { openErrorFile } from './error-file.ts';
import { importFile, type ImportResult, type ImportRow } from './import-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tact-import-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly result: ImportResult;
  /** Client id → name, as the writes left it. */
  readonly stored: ReadonlyMap<string, string | null>;
  readonly debts: ReadonlyMap<string, readonly string[]>;
  readonly batches: readonly number[];
  readonly errors: string;
}

/** Imports a text; every write takes the given time, so that an unordered pair of writes would show. */
async function run(
  text: string,
  {
    takesMs = () => 0,
    stopAfterBatches = Infinity,
    failAtBatch = Infinity,
    overrides = [],
  }: {
    takesMs?: (batch: number) => number;
    stopAfterBatches?: number;
    failAtBatch?: number;
    overrides?: readonly string[];
  } = {},
): Promise<Run> {
  const path = join(folder, 'list.csv');
  writeFileSync(path, text);
  const table = await openTable(path);
  if (table === undefined) throw new Error('the file is empty');
  const stored = new Map<string, string | null>();
  const debts = new Map<string, readonly string[]>();
  const batches: number[] = [];
  const controller = new AbortController();
  const errors = openErrorFile(`${path}.errors.csv`);
  const upsert = async (rows: readonly ImportRow[]) => {
    const number = batches.push(rows.length);
    if (number >= stopAfterBatches) controller.abort();
    await sleep(takesMs(number));
    if (number === failAtBatch) throw new Error('the database is gone');
    for (const { contact, accounts } of rows) {
      stored.set(contact.clientId, contact.name);
      const written = accounts.map(({ reference, amount }) => `${reference} ${amount ?? '-'}`);
      debts.set(contact.clientId, [...(debts.get(contact.clientId) ?? []), ...written]);
    }
    return { created: rows.length, updated: 0, unchanged: 0 };
  };
  const result = await importFile({
    table,
    columns: mapColumns(table.header, { overrides, ignoreUnknown: true }),
    settings: { defaultCountry: 'US', addressCountry: null },
    upsert,
    errors,
    signal: controller.signal,
    onProgress: () => undefined,
  });
  await errors.close();
  const written = existsSync(errors.path) ? readFileSync(errors.path, 'utf8') : '';
  return { result, stored, debts, batches, errors: written };
}

const rowsOf = (from: number, to: number, name: string) =>
  Array.from({ length: to - from }, (_, index) => `C${from + index},${name}\n`).join('');

test('good rows go in, bad ones are listed with line, column, value and reason', async () => {
  const { result, stored, errors } = await run(
    'id,name,phone\nA,Ada,2125550123\nB,Bo,"12"\nC,"Li\nu",\n,No,\n',
  );
  expect(result).toMatchObject({
    rows: 4,
    created: 2,
    leftOut: 2,
    repeated: 0,
    stopped: false,
    failure: null,
  });
  expect([...stored]).toEqual([
    ['A', 'Ada'],
    ['C', 'Li\nu'],
  ]);
  expect(errors.split('\n')).toEqual([
    'line,column,value,reason',
    '3,phone,12,"the number has too few digits; write it in full, with its area code"',
    '6,id,,there is no client id; every contact needs one',
    '',
  ]);
});

test('nothing is written beside a file without problems, and an old error file is taken away', async () => {
  await run('id\n\nA\n,\n""\n');
  const { errors } = await run('id,name\nA,Ada\n');
  expect(errors).toBe('');
});

describe('a client id that comes again', () => {
  test('in the same batch: the last row wins, and the repeat is listed', async () => {
    const { result, stored, errors } = await run('id,name\nA,first\nB,Bo\nA,last\n');
    expect(result).toMatchObject({ rows: 3, created: 2, repeated: 1 });
    expect(stored.get('A')).toBe('last');
    expect(errors).toContain('4,id,A,');
  });

  test('with other debts: all of them are in, each as its last row states it, and nothing is listed', async () => {
    const { result, stored, debts, errors } = await run(
      'id,name,reference,amount\nA,first,R1,10\nB,Bo,,\nA,last,R2,20\nA,last,R1,30\n',
      { overrides: ['reference=account.reference', 'amount=account.amount'] },
    );
    expect(result).toMatchObject({ rows: 4, created: 2, repeated: 0 });
    expect(stored.get('A')).toBe('last');
    expect([...debts]).toEqual([
      ['A', ['R1 30', 'R2 20']],
      ['B', []],
    ]);
    expect(errors).toBe('');
  });

  test('a debt keeps what a later row does not state of it', async () => {
    const { debts } = await run('id,reference,amount\nA,R1,10\nA,R1,\n', {
      overrides: ['reference=account.reference', 'amount=account.amount'],
    });
    expect(debts.get('A')).toEqual(['R1 10']);
  });

  test('in a later batch that is written faster: the last row wins all the same', async () => {
    const text = `id,name\n${rowsOf(0, 1_000, 'first')}${rowsOf(0, 1_000, 'last')}`;
    const { result, stored } = await run(text, { takesMs: (batch) => (batch === 1 ? 60 : 0) });
    expect(result).toMatchObject({ rows: 2_000, repeated: 1_000 });
    expect(new Set(stored.values())).toEqual(new Set(['last']));
  });
});

test('batches have a thousand rows, and two are under way at once', async () => {
  const { result, batches } = await run(`id,name\n${rowsOf(0, 4_321, 'x')}`, { takesMs: () => 5 });
  expect(batches).toEqual([1_000, 1_000, 1_000, 1_000, 321]);
  expect(result.created).toBe(4_321);
});

test('stopped, it ends at a batch and says up to which line all is in', async () => {
  const { result, stored } = await run(`id,name\n${rowsOf(0, 5_000, 'x')}`, { stopAfterBatches: 2 });
  expect(result.stopped).toBe(true);
  expect(result.doneToLine).toBe(stored.size + 1);
  expect(stored.size % 1_000).toBe(0);
  expect(stored.size).toBeLessThan(5_000);
});

test('a write that fails ends it, and what was written is counted', async () => {
  const { result, stored } = await run(`id,name\n${rowsOf(0, 9_000, 'x')}`, { failAtBatch: 3 });
  expect(result.failure?.message).toBe('the database is gone');
  expect(result.created).toBe(stored.size);
  expect(stored.size).toBeLessThan(9_000);
});

test('a quote that is never closed ends it at that row', async () => {
  const { result } = await run(`id,name\n${rowsOf(0, 1_500, 'x')}Z,"open\n`);
  expect(result.failure?.message).toBe('the quote in the row that begins on line 1502 is never closed');
});
