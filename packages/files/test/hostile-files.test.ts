import { Buffer } from 'node:buffer';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FileError } from '../src/file-error.ts';
import { inspectFile } from '../src/inspect/inspect-file.ts';
import type { StatedSettings } from '../src/inspect/inspection.ts';
import { planProblems, type ColumnUse, type ReadPlan } from '../src/plan.ts';
import { bytesInMemory, fileAt, type FileSource } from '../src/source.ts';
import { makeZip } from './make-zip.ts';
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

/** Looks at a file: it is told what it is, or refused with a sentence; nothing else breaks. */
async function expectLookedAt(file: FileSource): Promise<void> {
  const refusal = await inspectFile(file, STATED).then(
    () => null,
    (error: unknown) => error,
  );
  if (refusal !== null) expect(refusal).toBeInstanceOf(FileError);
}

test.each(CELLS)('a file with a cell of %s is looked at like any other', async (_, cell) => {
  const file = bytesInMemory('list.csv', Buffer.from(`number,until\n${cell},2026-12-31\n+12125550101,\n`));
  await expectLookedAt(file);
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
  await expectLookedAt(file);
});

/** 6 MB that pack to a few kilobytes: a small file of them harms nobody, and many of them would. */
const REPEATED = Buffer.from('+12125550101\n'.repeat(480_000));

describe('what a file unpacks to is counted over all readings', () => {
  const namesOf = (count: number) => Array.from({ length: count }, (_, index) => `${index}.txt`);
  const zipOf = (count: number) =>
    bytesInMemory('list.zip', makeZip(namesOf(count).map((name) => ({ name, content: REPEATED }))));

  test('of a zip file’s members', async () => {
    expect((await inspectFile(zipOf(2))).plan.members).toHaveLength(2);
    const ended = await inspectFile(zipOf(8)).catch((error: unknown) => error);
    expect(ended).toMatchObject({ code: 'too_large_unpacked' });
  });

  test('of members that a plan names', async () => {
    const { plan } = await inspectFile(zipOf(1));
    const members = namesOf(8).map((name) => ({ name, encoding: 'utf-8' }) as const);
    expect((await readAll(zipOf(8), { ...plan, members })).error).toBe('too_large_unpacked');
  });
});

describe('a plan that names a file over and over', () => {
  const member = { name: 'list', encoding: 'utf-8' } as const;
  const other = { name: 'other', encoding: 'utf-8' } as const;

  test.each([
    ['twice', { members: [member, other, member] }, ['members_contradict']],
    [
      'by several names for a sheet',
      { layout: 'sheet', sheet: 'A', members: [member, other] },
      ['members_contradict'],
    ],
    ['by several names', { members: [member, other] }, []],
  ] as const)('%s', (_, change, codes) => {
    expect(planProblems({ ...planOf(['number']), ...change }).map(({ code }) => code)).toEqual(codes);
  });

  test.each([
    ['plain', Buffer.from('+12125550101\n')],
    ['gzip', gzipSync('+12125550101\n')],
  ])('by names that a %s file has none of is not read', async (_, content) => {
    const plan = { ...planOf(['number']), members: [member, other] };
    const { good, error } = await readAll(bytesInMemory('list', content), plan);
    expect([good, error]).toEqual([[], 'plan_incomplete']);
  });
});

describe('a zip file that points behind its end', () => {
  /** A number of 64 bits that no file is as long as, and that no program can count to exactly. */
  const FAR = 0xffff_ffff_ffff_fff0n;

  /** With its directory's end as zip64 has it, at a place that the file says. */
  function withFarDirectory(): Buffer {
    const zip = makeZip([{ name: 'a.txt', content: '+12125550101\n' }]);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(FAR, 8);
    const end = Buffer.from(zip.subarray(-22));
    end.writeUInt32LE(0xffffffff, 16);
    return Buffer.concat([zip.subarray(0, -22), locator, end]);
  }

  /** With a member whose place is in its extra field, as zip64 has it. */
  function withFarMember(): Buffer {
    const zip = makeZip([{ name: 'a.txt', content: '+12125550101\n' }]);
    const end = Buffer.from(zip.subarray(-22));
    const from = end.readUInt32LE(16);
    const entry = Buffer.from(zip.subarray(from, -22));
    entry.writeUInt16LE(12, 30);
    entry.writeUInt32LE(0xffffffff, 42);
    const extra = Buffer.alloc(12);
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(8, 2);
    extra.writeBigUInt64LE(FAR, 4);
    end.writeUInt32LE(entry.length + extra.length, 12);
    return Buffer.concat([zip.subarray(0, from), entry, extra, end]);
  }

  test.each([
    ['for its directory', withFarDirectory()],
    ['for a member', withFarMember()],
  ])('%s is broken', async (_, content) => {
    const folder = await mkdtemp(join(tmpdir(), 'tact-test-zip-'));
    try {
      const path = join(folder, 'list.zip');
      await writeFile(path, content);
      const ended = await inspectFile(await fileAt(path)).catch((error: unknown) => error);
      expect(ended).toMatchObject({ code: 'zip_broken' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
