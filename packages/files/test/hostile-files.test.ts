import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { inspectFile } from '../src/inspect/inspect-file.ts';
import type { StatedSettings } from '../src/inspect/inspection.ts';
import type { ColumnUse, ReadPlan } from '../src/plan.ts';
import { bytesInMemory } from '../src/source.ts';
import { readAll } from './read-all.ts';

/**
 * Cells as long as a row may be, each made of what some expression would take the square of its length for. Such a file would keep the
 * service from answering for minutes; here it would end the test by its time.
 */
const LONG = 900_000;
const repeated = (text: string) => text.repeat(Math.floor(LONG / text.length));
const CELLS: readonly (readonly [name: string, cell: string])[] = [
  ['domains without an end', `@x${repeated('.x')} @`],
  ['separators before no address', `${repeated(';x')}@<`],
  ['spaces behind a number', `2125550101 ${' '.repeat(LONG)}x`],
  ['brackets behind a number', `2125550101 ${'('.repeat(LONG)} a`],
  ['extensions', `2125550101 ${repeated('x ')}n`],
  ['times', `1T1:11${' '.repeat(LONG)}1:11 `],
  ['digits', '1'.repeat(LONG)],
  ['apostrophes', "'".repeat(LONG)],
  ['quotes of a spreadsheet', `=${'"'.repeat(2)}${repeated('x')}`],
  ['letters', 'é'.repeat(LONG / 2)],
];

const STATED = { defaultCountry: 'US', zone: 'America/New_York' } as StatedSettings;

function planOf(columns: readonly ColumnUse[]): ReadPlan {
  return {
    members: [{ name: 'list', encoding: 'utf-8' }],
    layout: 'table',
    delimiter: '\t',
    sheet: null,
    headerRows: 0,
    columnNames: [],
    columns,
    defaultCountry: STATED.defaultCountry ?? null,
    zone: STATED.zone ?? null,
    dateOrder: null,
    countedFromDate: null,
    severalInCell: 'split',
    lostZero: 'refuse',
    textAfterNumber: 'refuse',
    wildcards: 'range',
    changeAttribute: null,
    list: 'full',
    baseVersion: null,
  };
}

test.each(CELLS)(
  'a cell of %s is a bad row whatever it should be, and the next row is read',
  async (_, cell) => {
    for (const use of ['device', 'number', 'email', 'client_id'] as const) {
      const file = bytesInMemory(
        'list',
        Buffer.from(`${cell}\tx\n${use === 'email' ? 'a@example.com' : '+12125550101'}\tx\n`),
      );
      const { good, bad, error } = await readAll(file, planOf([use, 'ignore']));
      expect([use, good.length, bad, error]).toEqual([use, 1, ['1 value_too_long 1'], null]);
    }
    const edge = bytesInMemory('list', Buffer.from(`+12125550101\t${cell}\n`));
    expect((await readAll(edge, planOf(['number', 'until']))).bad).toEqual(['1 value_too_long 2']);
  },
);

test.each(CELLS)('a file with a cell of %s is looked at like any other', async (_, cell) => {
  const file = bytesInMemory('list.csv', Buffer.from(`number,until\n${cell},2026-12-31\n+12125550101,\n`));
  const inspection = await inspectFile(file, STATED).catch((error: unknown) => error);
  expect(inspection).toBeDefined();
});

test.each([
  ['names without a value', `<list ${'a'.repeat(250_000)}><x/></list>`],
  ['names apart', `<list ${'a '.repeat(125_000)}><x/></list>`],
  [
    'spaces before a sign',
    `<list a${' '.repeat(250_000)}b="1"><ac val='212'><ph val='5550123'/></ac></list>`,
  ],
])('XML whose tag is full of %s is read once', async (_, xml) => {
  const file = bytesInMemory('list.xml', Buffer.from(xml));
  const inspection = await inspectFile(file, STATED).catch((error: unknown) => error);
  expect(inspection).toBeDefined();
});
