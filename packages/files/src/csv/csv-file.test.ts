import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { csvRows, inspectCsv, type CsvFile } from './csv-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tact-csv-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(bytes: Buffer | string): string {
  const path = join(folder, 'list.csv');
  writeFileSync(path, bytes);
  return path;
}

async function rowsOf(file: CsvFile): Promise<string[][]> {
  const read: string[][] = [];
  for await (const { rows } of csvRows(file))
    for (const row of rows) read.push(Array.from({ length: row.fieldCount }, (_, index) => row.text(index)));
  return read;
}

const TABLE = 'id,name\n1,Zoë\n2,"René\nLévy"\n';
const ROWS = [
  ['1', 'Zoë'],
  ['2', 'René\nLévy'],
];
const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('encodings', () => {
  test.each<[string, Buffer, string]>([
    ['UTF-8', Buffer.from(TABLE), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${TABLE}`), 'utf-8'],
    ['UTF-16 little-endian with a mark', Buffer.from(`\uFEFF${TABLE}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 big-endian with a mark', bigEndian(`\uFEFF${TABLE}`), 'utf-16be'],
    ['UTF-16 little-endian without a mark', Buffer.from(TABLE, 'utf16le'), 'utf-16le'],
    ['UTF-16 big-endian without a mark', bigEndian(TABLE), 'utf-16be'],
    ['Latin-1', Buffer.from(TABLE, 'latin1'), 'iso-8859-1'],
  ])('%s', async (_, bytes, encoding) => {
    const file = await inspectCsv(fileOf(bytes));
    expect(file).toMatchObject({ encoding, delimiter: ',', header: ['id', 'name'] });
    expect(file && (await rowsOf(file))).toEqual(ROWS);
  });

  test('Windows-1252 has letters where Latin-1 has none', async () => {
    const file = await inspectCsv(fileOf(Buffer.from('id,name\n1,\x8aimek \x80\n', 'latin1')));
    expect(file?.encoding).toBe('windows-1252');
    expect(file && (await rowsOf(file))).toEqual([['1', 'Šimek €']]);
  });

  test('a first accent after many chunks of ASCII is found', async () => {
    const many = `id,name\n${'1,plain\n'.repeat(300_000)}`;
    expect((await inspectCsv(fileOf(`${many}2,Zoë\n`)))?.encoding).toBe('utf-8');
    expect((await inspectCsv(fileOf(Buffer.from(`${many}2,Zoë\n`, 'latin1'))))?.encoding).toBe('iso-8859-1');
  });
});

describe('delimiters', () => {
  test.each<[string, string, string, string[]]>([
    ['comma', 'a,b\n1,2\n', ',', ['a', 'b']],
    ['semicolon, with commas in the text', 'a;b\n1,5;2\n2,5;3\n', ';', ['a', 'b']],
    ['tab', 'a\tb\n1\t2\n', '\t', ['a', 'b']],
    ['pipe', 'a|b|c\n1|2|3\n', '|', ['a', 'b', 'c']],
    ['one column only', 'phone\n+1 212 555 0123\n', ',', ['phone']],
    ['a quoted header', '"a;x","b"\n1,2\n', ',', ['a;x', 'b']],
    ['named by Excel', 'sep=;\na;b\n1;2\n', ';', ['a', 'b']],
    ['a header without an end', 'a;b', ';', ['a', 'b']],
  ])('%s', async (_, text, delimiter, header) => {
    const file = await inspectCsv(fileOf(text));
    expect(file).toMatchObject({ delimiter, header });
  });

  test("the line that names the delimiter is no row, and the header isn't either", async () => {
    const file = await inspectCsv(fileOf('sep=;\na;b\n1;2\n'));
    expect(file && (await rowsOf(file))).toEqual([['1', '2']]);
  });
});

test('a file without a row', async () => {
  expect(await inspectCsv(fileOf(''))).toBeUndefined();
  expect(await inspectCsv(fileOf('\n\n'))).toBeUndefined();
});
