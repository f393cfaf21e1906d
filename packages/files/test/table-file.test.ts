import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  bytesInMemory,
  headerOf,
  inspectTable,
  tableRows,
  type FileSource,
  type TableChange,
  type TablePlan,
  type TablePosition,
} from '../src/index.ts';
import { makeWorkbook, makeZip, numberCell, textCell } from './make-zip.ts';

const file = (name: string, content: string | Buffer, chunkBytes?: number) =>
  bytesInMemory(name, Buffer.from(content), chunkBytes);

/** The rows, each with its line before it, up to so many; and where reading goes on then. */
async function read(source: FileSource, plan: TablePlan, from: TablePosition | null = null, max = Infinity) {
  const rows: string[] = [];
  let next = from;
  for await (const batch of tableRows(source, plan, from))
    for (const row of batch.rows) {
      rows.push(
        [row.line, ...Array.from({ length: row.fieldCount }, (_, index) => row.text(index))].join('|'),
      );
      next = batch.next();
      if (rows.length >= max) return { rows, next };
    }
  return { rows, next };
}

const LIST = 'id;name\nA-1;Zoë\n\nA-2;"René\nLévy"\nA-3;Cy\n';
const ROWS = ['2|A-1|Zoë', '4|A-2|René\nLévy', '6|A-3|Cy'];
const workbook = makeWorkbook([
  { name: 'Empty', rows: [] },
  {
    name: 'People',
    rows: [
      [textCell('id'), textCell('name')],
      [textCell('A-1'), textCell('Zoë')],
      [textCell('A-2'), numberCell(7)],
    ],
  },
]);

const sources: readonly [name: string, source: FileSource, change: TableChange, rows: readonly string[]][] = [
  ['a text', file('a.csv', LIST), {}, ROWS],
  ['one in small chunks', file('a.csv', LIST, 3), {}, ROWS],
  ['one with a byte order mark', file('a.csv', `\uFEFF${LIST}`), {}, ROWS],
  ['one that names its delimiter', file('a.csv', `sep=;\n${LIST}`), {}, ['3|A-1|Zoë', '5|A-2|René\nLévy', '7|A-3|Cy']],
  ['UTF-16', file('a.csv', Buffer.from(`\uFEFF${LIST}`, 'utf16le')), {}, ROWS],
  ['Latin-1', file('a.csv', Buffer.from(LIST, 'latin1')), {}, ROWS],
  ['gzip', file('a.csv.gz', gzipSync(LIST)), {}, ROWS],
  ['a zip file', file('a.zip', makeZip([{ name: 'a.csv', content: Buffer.from(LIST) }])), {}, ROWS],
  ['rows above the header', file('a.csv', `Title\n${LIST}`), { headerRows: 2 }, ['3|A-1|Zoë', '5|A-2|René\nLévy', '7|A-3|Cy']],
  ['no header', file('a.csv', LIST), { headerRows: 0 }, ['1|id|name', ...ROWS]],
  ['a workbook', file('a.xlsx', workbook), {}, ['2|A-1|Zoë', '3|A-2|7']],
]; // prettier-ignore

describe('a table', () => {
  test.each(sources)('of %s has its rows, whole and from any of them on', async (_, source, change, rows) => {
    const seen = await inspectTable(source, change);
    if (change.headerRows !== 0) expect(headerOf(seen)).toEqual(['id', 'name']);
    expect((await read(source, seen.plan)).rows).toEqual(rows);
    for (let count = 1; count <= rows.length; count++) {
      const { rows: before, next } = await read(source, seen.plan, null, count);
      expect([...before, ...(await read(source, seen.plan, next)).rows]).toEqual(rows);
    }
  });

  test('is read by what somebody says instead of what is found', async () => {
    const source = file('a.csv', Buffer.from('id;name,x\nA-1;Zo\xeb,y\n', 'latin1'));
    const seen = await inspectTable(source, { delimiter: ',', encoding: 'utf-8' });
    expect((await read(source, seen.plan)).rows).toEqual(['2|A-1;Zo\uFFFD|y']);
    const sheets = file(
      'a.xlsx',
      makeWorkbook([
        { name: 'One', rows: [[textCell('a')]] },
        { name: 'Two', rows: [[textCell('b')]] },
      ]),
    );
    expect((await inspectTable(sheets, { sheet: 'Two' })).rows).toEqual([['b']]);
    await expect(inspectTable(sheets, { sheet: 'Three' })).rejects.toMatchObject({ code: 'sheet_missing' });
  });

  test('goes on after a row whose quotes are broken', async () => {
    const source = file('a.csv', 'id,name\nA-1,"never closed\nA-2,Bo\n');
    const { plan } = await inspectTable(source);
    const problems: (string | null)[] = [];
    for await (const { rows } of tableRows(source, plan))
      for (const { problem } of rows) problems.push(problem);
    expect(problems).toEqual([expect.stringContaining('never closed'), null]);
  });

  test.each<[name: string, source: FileSource, code: string]>([
    ['an empty text', file('a.csv', '\n\n'), 'file_empty'],
    ['a web page', file('a.csv', '<!doctype html><p>x'), 'format_unsupported'],
    ['XML', file('a.xml', '<list/>'), 'format_unsupported'],
    ['a zip file without a list', file('a.zip', makeZip([{ name: 'a.json', content: Buffer.from('{"a":1}') }])), 'format_unsupported'],
    ['an empty workbook', file('a.xlsx', makeWorkbook([{ name: 'Empty', rows: [] }])), 'file_empty'],
  ])('is none in %s', async (_, source, code) => {
    await expect(inspectTable(source)).rejects.toMatchObject({ code });
  }); // prettier-ignore
});
