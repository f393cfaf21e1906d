import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { Buffer } from 'node:buffer';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Instant } from '@tact/engine';
import { bytesInMemory, fileAt, inspectFile, readEntries, type MemberText, type ReadPlan } from '@tact/files';
import { zoneTable } from '@tact/places';
import { planForScrub } from '../src/scrub/plan-for-scrub.ts';
import { rowBlocks } from '../src/scrub/row-blocks.ts';
import { scrubFile } from '../src/scrub/scrub-file.ts';
import { scrubSetBuilder, type ScrubSet } from '../src/scrub/scrub-set.ts';
import { blockScrub } from '../src/scrub/scrub-block.ts';

const AT = Date.parse('2026-11-20T12:00:00Z') as Instant;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tact-scrub-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function builder(name: string) {
  const zone = zoneTable().get('America/New_York');
  if (zone === undefined) throw new Error('the table has this zone');
  return scrubSetBuilder(name, zone, AT);
}

/** A list of values, with reasons. */
function setOf(
  name: string,
  values: Readonly<Record<string, string>>,
  coverage: readonly string[] | null = null,
): ScrubSet {
  const made = builder(name);
  for (const [value, reason] of Object.entries(values)) made.addValue(value, reason === '' ? null : reason);
  return made.finish({ coverage });
}

const NATIONAL = setOf('National', { '+12125550101': '', '+12125550102': '', '+442079460123': '' });
const OWN = setOf('Own, loud', {
  '+12125550102': 'b',
  '+12125550103': 'asked, twice',
  'ann@example.com': 'mail',
  '@example.org': '',
});

interface Scrubbed {
  readonly clean: string;
  readonly suppressed: string;
  readonly invalid: string;
}

async function planOf(text: string | Buffer, change: Partial<ReadPlan> = {}): Promise<ReadPlan> {
  const { plan } = await inspectFile(bytesInMemory('list', Buffer.from(text)), {
    defaultCountry: 'US' as never,
  });
  return planForScrub({ ...plan, ...change });
}

/** Scrubs a text with threads, into three files, and gives what is in them. */
async function scrub(
  text: string | Buffer,
  sets: readonly ScrubSet[],
  change: Partial<ReadPlan> = {},
): Promise<Scrubbed> {
  const path = join(folder, 'list');
  await writeFile(path, text);
  const outputs = { clean: `${path}.clean`, suppressed: `${path}.suppressed`, invalid: `${path}.invalid` };
  const plan = await planOf(text, change);
  await scrubFile({
    source: await fileAt(path),
    plan: { ...plan, members: plan.members.map((one) => ({ ...one, name: 'list' })) },
    sets,
    outputs,
    threads: 2,
    signal: new AbortController().signal,
  });
  const read = (name: string) => readFile(name, 'utf8');
  return {
    clean: await read(outputs.clean),
    suppressed: await read(outputs.suppressed),
    invalid: await read(outputs.invalid),
  };
}

describe('a file is scrubbed', () => {
  test('one number a line: rows stay as they are, suppressed ones say by what and why', async () => {
    const text = '2125550101\n(212) 555-0102\r\n+1 212-555-0103\n\n2125550199\n12\n020 7946 0123\n2125550198';
    expect(await scrub(text, [NATIONAL, OWN])).toEqual({
      clean: '2125550199\n2125550198\n',
      suppressed:
        '2125550101,National,\n(212) 555-0102,National,\n+1 212-555-0103,"Own, loud","asked, twice"\n',
      invalid: expect.stringMatching(
        /^12,6,"the number has too few digits[^\n]*\n020 7946 0123,7,[^\n]*\n$/,
      ) as string,
    });
  });

  test('the first list that has a value is the one that is named, in the order in which they are given', async () => {
    const text = '2125550102\n2125550103\n';
    expect((await scrub(text, [OWN, NATIONAL])).suppressed).toBe(
      '2125550102,"Own, loud",b\n2125550103,"Own, loud","asked, twice"\n',
    );
    expect((await scrub(text, [NATIONAL, OWN])).suppressed).toBe(
      '2125550102,National,\n2125550103,"Own, loud","asked, twice"\n',
    );
  });

  test('a table with quotes, line breaks in a field, and broken quotes: no row is lost, none is taken for another', async () => {
    const text =
      'name;phone;note\r\n"Ann; A";2125550101;x\r\nBob;2125550199;"two\r\nlines"\r\nCid;;\r\n"Dan;2125550198;y\r\nEve;"(212) 555-0103";5" pipe\r\nFay;2125550197;5" pipe\r\n';
    expect(await scrub(text, [NATIONAL, OWN])).toEqual({
      clean: 'name;phone;note\r\nBob;2125550199;"two\r\nlines"\r\nFay;2125550197;5" pipe\r\n',
      suppressed:
        'name;phone;note;list;reason\n"Ann; A";2125550101;x;National;\nEve;"(212) 555-0103";5" pipe;Own, loud;asked, twice\n',
      invalid: expect.stringMatching(
        /^name;phone;note;line;reason\nCid;;;5;.*\n"Dan;2125550198;y;6;.*\n$/,
      ) as string,
    });
  });

  test('of several numbers in a row one that is listed is enough', async () => {
    const text =
      'home phone,work phone\n2125550199,2125550101\n2125550199,\n,2125550198\n12,2125550197\n12,2125550103\n';
    const scrubbed = await scrub(text, [NATIONAL, OWN]);
    expect(scrubbed.clean).toBe('home phone,work phone\n2125550199,\n,2125550198\n');
    expect(scrubbed.suppressed).toBe(
      'home phone,work phone,list,reason\n2125550199,2125550101,National,\n12,2125550103,"Own, loud","asked, twice"\n',
    );
    expect(scrubbed.invalid).toMatch(/^home phone,work phone,line,reason\n12,2125550197,5,/);
  });

  test('e-mail addresses, by address and by domain', async () => {
    const text = 'email\nAnn@Example.com\nbob@example.org\ncid@example.net\n';
    const scrubbed = await scrub(text, [NATIONAL, OWN]);
    expect([scrubbed.clean, scrubbed.suppressed]).toEqual([
      'email\ncid@example.net\n',
      'email,list,reason\nAnn@Example.com,"Own, loud",mail\nbob@example.org,"Own, loud",\n',
    ]);
  });

  test('what is outside a registry’s coverage is not clean', async () => {
    const registry = setOf('Registry', { '+12125550101': '' }, ['+1212', '+44']);
    expect(await scrub('2125550101\n2125550102\n6465550101\n', [registry])).toMatchObject({
      clean: '2125550102\n',
      suppressed: expect.stringMatching(
        /^2125550101,Registry,\n6465550101,Registry,outside the coverage of the list/,
      ) as string,
    });
  });

  test('an endless line of values, UTF-16 with a mark, and an empty rest', async () => {
    const endless = Array.from({ length: 5_000 }, (_, index) => String(2125550000 + (index % 1000)));
    const scrubbed = await scrub(endless.join(','), [NATIONAL]);
    expect(scrubbed.clean.split('\n')).toHaveLength(5_000 - 2 * 5 + 1);
    const utf16 = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from('tel\n2125550101\n2125550199\n', 'utf16le'),
    ]);
    expect(await scrub(utf16, [NATIONAL])).toMatchObject({
      clean: 'tel\n2125550199\n',
      suppressed: 'tel,list,reason\n2125550101,National,\n',
    });
  });

  test('into one file with columns', async () => {
    const path = join(folder, 'list');
    await writeFile(path, 'phone\n2125550101\n2125550199\n12\n');
    const outputs = { columns: join(folder, 'out') };
    const plan = await planOf('phone\n2125550101\n2125550199\n12\n');
    const result = await scrubFile({
      source: await fileAt(path),
      plan,
      sets: [NATIONAL],
      outputs,
      threads: 1,
      signal: new AbortController().signal,
    });
    expect(result).toEqual({ clean: 1, suppressed: 1, invalid: 1, byList: [1] });
    const text = await readFile(outputs.columns, 'utf8');
    expect(text).toMatch(
      /^phone,scrub,list,reason\n2125550101,suppressed,National,\n2125550199,clean,,\n12,invalid,,"the number/,
    );
  });

  test('that is stopped leaves no output, nor one of an earlier scrub, and its threads end by themselves', async () => {
    const terminate = vi.spyOn(Worker.prototype, 'terminate');
    const path = join(folder, 'list');
    await writeFile(path, '2125550199\n');
    const outputs = { columns: join(folder, 'out') };
    await writeFile(outputs.columns, 'earlier');
    const scrubbing = scrubFile({
      source: await fileAt(path),
      plan: await planOf('2125550199\n'),
      sets: [NATIONAL],
      outputs,
      threads: 2,
      signal: AbortSignal.abort(new Error('stopped')),
    });
    await expect(scrubbing).rejects.toThrow('stopped');
    expect(terminate).not.toHaveBeenCalled();
    terminate.mockRestore();
    expect(await readdir(folder)).toEqual(['list']);
  });

  test('into a folder that is not there fails, and leaves no thread behind that keeps the process alive', async () => {
    const started: Worker[] = [];
    const count = (worker: Worker) => started.push(worker);
    process.on('worker', count);
    try {
      const scrubbing = scrubFile({
        source: bytesInMemory('list', Buffer.from('2125550199\n')),
        plan: await planOf('2125550199\n'),
        sets: [NATIONAL],
        outputs: { columns: join(folder, 'none', 'out') },
        threads: 2,
        signal: new AbortController().signal,
      });
      await expect(scrubbing).rejects.toMatchObject({ code: 'ENOENT' });
      // One that has ended has no number any more.
      expect(started.map(({ threadId }) => threadId).filter((number) => number !== -1)).toEqual([]);
    } finally {
      process.off('worker', count);
      await Promise.all(started.map((worker) => worker.terminate()));
    }
  });
});

async function* inPieces(text: Buffer, bytes: number): AsyncGenerator<MemberText> {
  for (let at = 0; at < text.length; at += bytes)
    yield await Promise.resolve({ member: 0, bytes: text.subarray(at, at + bytes), bytesRead: at });
}

/** Scrubs in this thread, in small blocks. */
async function scrubInBlocks(text: Buffer, plan: ReadPlan, pieceBytes: number): Promise<readonly string[]> {
  const scrubBlock = blockScrub({ plan, sets: [NATIONAL, OWN], columns: true });
  const rows: string[] = [];
  for await (const { bytes, isHeader } of rowBlocks(inPieces(text, pieceBytes), plan, 16))
    if (!isHeader) rows.push(Buffer.from(scrubBlock(bytes).clean).toString('utf8'));
  // Which of two things is wrong with a quote depends on what follows; that the row is invalid does not.
  return [rows.join('').replaceAll(/"(a quote in this row|text follows)[^"]*"/g, 'quote broken')];
}

describe('whatever a file holds', () => {
  const cell = fc.oneof(
    fc.constantFrom(
      '2125550101',
      '(212) 555-0102',
      '+1 212 555 0103',
      '212.555.0199',
      '1-212-555-0198',
      '12',
      '',
      'N/A',
      'text',
      '"',
      '5" pipe',
      '1.23E+10',
      '+442079460123',
      '212-5550-101',
      '(212)5550101',
      '212 555 01011',
      '+1(212)555-0101',
      '01/02/2026',
      "'2125550101",
      'x;y',
      'é',
    ),
    fc.string({ maxLength: 6, unit: fc.constantFrom('1', '2', '5', '"', ' ', '-', '(', '+') }),
  );

  test('each row is found once, as the reader of imports finds it, however the file is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { maxLength: 12 }),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 40 }),
        async (cells, lineEnd, pieceBytes) => {
          const text = Buffer.from(
            `${['name,phone', ...cells.map((row) => row.join(','))].join(lineEnd)}${lineEnd}`,
          );
          const plan: ReadPlan = {
            ...(await planOf('name,phone\nAnn,2125550101\n')),
            members: [{ name: 'list', encoding: 'utf-8' }],
          };
          const [whole] = await scrubInBlocks(text, plan, 1_000_000);
          expect(await scrubInBlocks(text, plan, pieceBytes)).toEqual([whole]);
          const numbers = new Set<number>();
          let bad = 0;
          for await (const batch of readEntries(bytesInMemory('list', text), {
            ...plan,
            textAfterNumber: plan.textAfterNumber,
          })) {
            for (const number of batch.numbers) numbers.add(number);
            bad += batch.badRows.length;
          }
          const listed = [...numbers].filter((number) =>
            [12125550101, 12125550102, 12125550103, 442079460123].includes(number),
          );
          expect(whole?.includes(',suppressed,')).toBe(listed.length > 0);
          // A row of empty cells is no row of an import; here it is in one of the files like any other, as an invalid one.
          if (listed.length === 0 && bad > 0) expect(whole).toContain(',invalid,');
          if (numbers.size === 0) expect(whole).not.toContain(',clean,');
        },
      ),
      { numRuns: 300 },
    );
  });
});
