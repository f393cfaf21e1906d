import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { FileError } from '../src/file-error.ts';
import { inspectFile } from '../src/inspect/inspect-file.ts';
import {
  CELL_CHARACTERS_MAX,
  HEAD_BYTES,
  SHEET_ROW_CHARACTERS_MAX,
  WORKBOOK_PARTS_MAX,
} from '../src/limits.ts';
import { ownText } from '../src/sheet/workbook.ts';
import { bytesInMemory } from '../src/source.ts';
import { makeZip, numberCell, sharedCell, textCell } from './make-zip.ts';
import { readAll } from './read-all.ts';

/** Workbooks that are small as files, and would fill the memory of whoever reads them: what each may keep has a limit. */
interface Parts {
  readonly rows?: string;
  readonly sharedTexts?: string;
  readonly styles?: string;
  readonly relations?: string;
}

const RELATION = '<Relationship Id="a" Target="worksheets/a.xml"/>';
const GOOD = `<row><c t="inlineStr"><is><t>number</t></is></c></row><row>${numberCell('12125550101')}</row>`;

function workbook({ rows = GOOD, sharedTexts = '', styles = '', relations = '' }: Parts) {
  const content = makeZip([
    { name: '[Content_Types].xml', content: '<Types/>' },
    { name: 'xl/workbook.xml', content: '<workbook xmlns:r="r"><sheets><sheet name="A" r:id="a"/></sheets></workbook>' },
    { name: 'xl/_rels/workbook.xml.rels', content: `<Relationships>${RELATION}${relations}</Relationships>` },
    { name: 'xl/styles.xml', content: `<styleSheet>${styles}</styleSheet>` },
    { name: 'xl/sharedStrings.xml', content: `<sst>${sharedTexts}</sst>` },
    { name: 'xl/worksheets/a.xml', content: `<worksheet><sheetData>${rows}</sheetData></worksheet>` },
  ]); // prettier-ignore
  return bytesInMemory('list.xlsx', content);
}

const row = (...cells: readonly string[]) => `<row>${cells.join('')}</row>`;
const shared = (text: string) => `<si><t>${text}</t></si>`;
const full = 'x'.repeat(CELL_CHARACTERS_MAX);
const parts = WORKBOOK_PARTS_MAX;
/** Cells that fill a row up. */
const cellsInRow = Math.floor(SHEET_ROW_CHARACTERS_MAX / CELL_CHARACTERS_MAX);

const refusalOf = (given: Parts) =>
  inspectFile(workbook(given)).then(
    () => null,
    (error: unknown) => (error as FileError).code,
  );

describe.each<readonly [what: string, taken: Parts, refused: Parts]>([
  ['a text in a cell', { rows: row(textCell(full)) }, { rows: row(textCell(`${full}x`)) }],
  [
    'runs of text in a cell',
    { rows: row(`<c t="inlineStr"><is>${'<r><t>xxxxxxx</t></r>'.repeat(4_681)}</is></c>`) },
    { rows: row(`<c t="inlineStr"><is>${'<r><t>xxxxxxx</t></r>'.repeat(4_682)}</is></c>`) },
  ],
  [
    'text outside of cells',
    { rows: `${GOOD}<row><t>${full}</t></row>` },
    { rows: `${GOOD}<row><t>${full}x</t></row>` },
  ],
  [
    'a value',
    { rows: row(`<c t="str"><v>${full}</v></c>`) },
    { rows: row(`<c t="str"><v>${full}x</v></c>`) },
  ],
  [
    'a shared text',
    { rows: row(sharedCell(0)), sharedTexts: shared(full) },
    { rows: row(sharedCell(0)), sharedTexts: shared(`${full}x`) },
  ],
  [
    'a row',
    { rows: row(...Array.from({ length: cellsInRow }, () => sharedCell(0))), sharedTexts: shared(full) },
    { rows: row(...Array.from({ length: cellsInRow + 1 }, () => sharedCell(0))), sharedTexts: shared(full) },
  ],
  [
    'styles',
    { styles: `<cellXfs>${'<xf/>'.repeat(parts)}</cellXfs>` },
    { styles: `<cellXfs>${'<xf/>'.repeat(parts + 1)}</cellXfs>` },
  ],
  [
    'formats',
    { styles: `<numFmt numFmtId="1" formatCode="${'0'.repeat(200_000)}"/>`.repeat(20) },
    { styles: `<numFmt numFmtId="1" formatCode="${'0'.repeat(200_000)}"/>`.repeat(30) },
  ],
  [
    'relations',
    { relations: `<Relationship Id="b" Target="${'x'.repeat(1_000)}"/>`.repeat(4_000) },
    { relations: `<Relationship Id="b" Target="${'x'.repeat(1_000)}"/>`.repeat(8_000) },
  ],
])('%s', (_, taken, refused) => {
  test('is read up to the limit, and refused beyond it', async () => {
    expect(await refusalOf(taken)).toBeNull();
    expect(await refusalOf(refused)).toBe('sheet_too_large');
  });
});

/** A workbook of visible sheets without a row that counts: each has to be read to its end before the next one is looked at. */
function emptySheets(count: number, memberOf: (index: number) => string) {
  const sheets = Array.from({ length: count }, (_, index) => `<sheet name="S${index}" r:id="r${index}"/>`);
  const relations = sheets.map((_, index) => `<Relationship Id="r${index}" Target="${memberOf(index)}"/>`);
  const members = new Set(sheets.map((_, index) => memberOf(index)));
  const content = `<worksheet><sheetData>${`<row>${' '.repeat(200_000)}</row>`.repeat(30)}</sheetData></worksheet>`;
  return bytesInMemory(
    'list.xlsx',
    makeZip([
      { name: 'xl/workbook.xml', content: `<workbook><sheets>${sheets.join('')}</sheets></workbook>` },
      {
        name: 'xl/_rels/workbook.xml.rels',
        content: `<Relationships>${relations.join('')}</Relationships>`,
      },
      ...[...members].map((member) => ({ name: `xl/${member}`, content })),
    ]),
  );
}

test.each([
  ['that are one and the same are refused', 2, () => 'worksheets/a.xml', 'sheet_broken'],
  ['are read as often as is allowed', 2, (index: number) => `worksheets/${index}.xml`, 'file_empty'],
  ['are read no more often', 8, (index: number) => `worksheets/${index}.xml`, 'too_large_unpacked'],
])('sheets %s', async (_, count, memberOf, code) => {
  const ended = await inspectFile(emptySheets(count, memberOf)).catch((error: unknown) => error);
  expect(ended).toMatchObject({ code });
});

test('a workbook is looked at up to as many characters as a text is, however few rows that are', async () => {
  const long = 'x'.repeat(30_000);
  const file = workbook({ rows: `${GOOD}${row(sharedCell(0)).repeat(400)}`, sharedTexts: shared(long) });
  const { rowsSeen } = await inspectFile(file);
  expect(rowsSeen).toBe(2 + Math.ceil(HEAD_BYTES / long.length));
});

test('rows before one that is too long stand', async () => {
  const file = workbook({ rows: `${GOOD}${row(textCell(`${full}x`))}` });
  const { plan } = await inspectFile(workbook({}), { defaultCountry: 'US' } as object);
  const { good, error } = await readAll(file, plan);
  expect([good.length, error]).toEqual([1, 'sheet_too_large']);
});

test('what is kept of a long text does not keep the long one', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const texts = Array.from({ length: 400 }, (_, index) =>
    ownText(Buffer.alloc(250_000, `${index} and more `).toString().slice(0, 20)),
  );
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
  expect(texts[399]?.startsWith('399 and')).toBe(true);
});
