import fc from 'fast-check';
import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FileError } from '../src/file-error.ts';
import { inspectFile } from '../src/inspect/inspect-file.ts';
import type { StatedSettings } from '../src/inspect/inspection.ts';
import type { FileLayout, ReadPlan } from '../src/plan.ts';
import { bytesInMemory, type FileSource } from '../src/source.ts';
import { makeZip } from './make-zip.ts';
import { readAll } from './read-all.ts';
import { PRODUCT_FILES } from './ugly/product-files.ts';
import { TEXT_FILES } from './ugly/text-files.ts';

const STATED = {
  defaultCountry: 'US',
  zone: 'America/New_York',
  countedFromDate: '2026-11-21',
  baseVersion: '1',
} as StatedSettings;

const SEEDS = [...TEXT_FILES, ...PRODUCT_FILES]
  .map(({ content }) => Buffer.from(content))
  .filter((bytes) => bytes.length < 10_000);

const PLAN: ReadPlan = {
  members: [{ name: 'list', encoding: 'utf-8' }],
  layout: 'values',
  delimiter: null,
  sheet: null,
  headerRows: 0,
  columnNames: [],
  columns: ['number'],
  defaultCountry: STATED.defaultCountry ?? null,
  zone: null,
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

/** Random bytes, rows of pieces that lists are made of, and good files that were changed, cut, or sewn together. */
const pieces = fc
  .array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          '+12125550123',
          '2125550124',
          '12125550125',
          '212,5550126',
          '+442079460018',
        ),
      },
      { weight: 4, arbitrary: fc.constantFrom('\n', '\n', '\r\n', '\r', ',', ';', '\t', '|', ':', ' ') },
      fc.constantFrom(
        '"',
        '""',
        "'",
        '=',
        '<',
        '>',
        '+',
        '1',
        '0',
        'X',
        'é',
        '\ufeff',
        '\0',
        'ana@example.com',
        '2026-12-01',
        '1.2E+9',
        'phone,',
        'x',
      ),
    ),
    { maxLength: 40 },
  )
  .map((parts) => Buffer.from(parts.join('')));

const mutated = fc
  .tuple(
    fc.constantFrom(...SEEDS),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }),
    fc.nat(),
    fc.nat(),
    fc.boolean(),
  )
  .map(([seed, changes, from, end, isCut]) => {
    const bytes = Buffer.from(seed);
    for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
    if (!isCut || bytes.length === 0) return bytes;
    const [low = 0, high = 0] = [from % bytes.length, end % (bytes.length + 1)].toSorted(
      (one, other) => one - other,
    );
    return bytes.subarray(low === high ? 0 : low, high);
  });

const bytesOfFile = fc.oneof(
  pieces,
  mutated,
  fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
);
const isPacked = (bytes: Buffer) => /^(?:1f8b|504b)/.test(bytes.toString('hex', 0, 2));
const packing = fc.constantFrom<(bytes: Buffer) => Buffer>(
  (bytes) => bytes,
  (bytes) => bytes,
  (bytes) => gzipSync(bytes),
  (bytes) => makeZip([{ name: 'list', content: bytes }]),
);

/** What looking at a file gives, and reading it as proposed; only a `FileError` may stop it. */
async function readAsProposed(source: FileSource) {
  try {
    const { plan } = await inspectFile(source, STATED);
    return { plan, ...(await readAll(source, plan)) };
  } catch (error) {
    if (error instanceof FileError) return null;
    throw error;
  }
}

/** Inside one batch, plain numbers come before other entries: between batches of other sizes the order may differ. */
function inAnyOrder(read: Awaited<ReturnType<typeof readAsProposed>>) {
  return read === null
    ? null
    : { ...read, good: read.good.toSorted(), bad: read.bad.toSorted(), stops: null };
}

describe('whatever the bytes', () => {
  test('a file is read or refused, and where its chunks end changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        bytesOfFile,
        packing,
        fc.integer({ min: 1, max: 30 }),
        async (bytes, pack, chunkBytes) => {
          const packed = pack(bytes);
          const whole = await readAsProposed(bytesInMemory('list', packed));
          const cut = await readAsProposed(bytesInMemory('list', packed, chunkBytes));
          expect(inAnyOrder(cut)).toEqual(inAnyOrder(whole));
        },
      ),
      { numRuns: 1_500 },
    );
  });

  test('no row is invented: the digits of every value stand in the file', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(pieces, mutated),
        fc.constantFrom<FileLayout>('values', 'area_pairs', 'table'),
        async (bytes, layout) => {
          const plan: ReadPlan = {
            ...PLAN,
            layout,
            delimiter: layout === 'table' ? ',' : null,
            columns: ['number', 'number'].slice(layout === 'table' ? 0 : 1) as ReadPlan['columns'],
          };
          fc.pre(!isPacked(bytes));
          const digits = bytes.toString('utf8').normalize('NFKC').replaceAll(/[^\d]/g, '');
          for (const row of (await readAll(bytesInMemory('list', bytes), plan)).good) {
            const [first = '', end] = (row.split(' ')[1] ?? '').split('-');
            // The last digits of a span are its wildcard's, and stand nowhere.
            const open = end === undefined ? 0 : Math.round(Math.log10(Number(end) - Number(first) + 1));
            const value = first.slice(0, first.length - open).replace(/^\+?1?/, '');
            expect(digits).toContain(value.replace(/^(?:44|49|91)/, ''));
          }
        },
      ),
      { numRuns: 1_500 },
    );
  });

  test('lines that are scanned as bytes give what they give as text', async () => {
    const line = fc
      .tuple(
        fc.constantFrom('+1', '', '1', '+', '01', '11'),
        fc.oneof(
          fc.integer({ min: 0, max: 9_999_999_999 }),
          fc.integer({ min: 2_000_000_000, max: 9_999_999_999 }),
        ),
        fc.constantFrom('\n', '\n', '\r\n', '\r', '\n\n', ',', ' \n', 'x\n'),
      )
      .map(([before, number, after]) => `${before}${String(number).padStart(10, '0')}${after}`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 12 }),
        fc.constantFrom('US', 'CA', 'JM', 'GB', 'DE', null),
        fc.integer({ min: 1, max: 40 }),
        async (lines, country, chunkBytes) => {
          const plan = { ...PLAN, defaultCountry: country as ReadPlan['defaultCountry'] };
          const source = bytesInMemory('list', Buffer.from(lines.join('')), chunkBytes);
          const scanned = await readAll(source, plan);
          // A client id stands in no way of the scan: the same bytes as a table of one column are read as text.
          const asText = await readAll(source, { ...plan, layout: 'table', delimiter: '|' });
          expect({ good: scanned.good, bad: scanned.bad }).toEqual({
            good: asText.good,
            bad: asText.bad.map((row) => row.replace(/ 1$/, '')),
          });
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('reading that is taken up', () => {
  test('from every position it gives the rows that were left', async () => {
    await fc.assert(
      fc.asyncProperty(
        bytesOfFile,
        packing,
        fc.integer({ min: 1, max: 12 }),
        async (bytes, pack, chunkBytes) => {
          const source = bytesInMemory('list', pack(bytes), chunkBytes);
          const read = await readAsProposed(source);
          if (read === null) return;
          for (const { position, good, bad } of read.stops) {
            const rest = await readAll(
              source,
              read.plan,
              JSON.parse(JSON.stringify(position)) as typeof position,
            );
            expect({ good: rest.good, bad: rest.bad, error: rest.error }).toEqual({
              good: read.good.slice(good),
              bad: read.bad.slice(bad),
              error: read.error,
            });
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
