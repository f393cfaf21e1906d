import type { CountryCode } from '@tact/engine';
import { bytesInMemory, fileAt, inspectFile, readEntries, type FileSource } from '@tact/files';
import { Buffer } from 'node:buffer';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { figure, type Bench, type Figure } from './figure.ts';
import { median } from './measure.ts';

/** Lists read to batches of numbers, on one core, beside a plain count of the newlines of the same bytes in the same run. */
export const filesBench: Bench = async ({ smoke }) => {
  const lines = smoke ? 20_000 : 5_000_000;
  const rounds = smoke ? 1 : 5;
  const figures: Figure[] = [];
  for (const [metric, lineOf, share] of LISTS) {
    const count = Math.ceil(lines * share);
    const content = listOf(count, lineOf);
    figures.push(await sideBySide(metric, bytesInMemory('list', content), content, count, rounds));
  }
  const count = Math.ceil(lines / 5);
  const content = listOf(count, (number) => `+${number}\n`);
  figures.push(await fromDisk(content, count, rounds));
  return figures;
};

type LineOf = (number: string, index: number) => string;

/** Lists of strict lines, and lists that need the tolerant reader, of which fewer lines are enough. */
const LISTS: readonly (readonly [metric: string, lineOf: LineOf, share: number])[] = [
  ['lines read, `+12125550123`', (number) => `+${number}\n`, 1],
  ['lines read, `2125550123`', (number) => `${number.slice(1)}\n`, 1],
  ['lines read, `212,5550123`', (number) => `${number.slice(1, 4)},${number.slice(4)}\n`, 1],
  [
    'lines read, 1 in 50 as people write',
    (number, index) => (index % 50 === 0 ? `(${number.slice(1, 4)}) ${number.slice(4)}\n` : `+${number}\n`),
    0.2,
  ],
  [
    'rows read, a table with reasons',
    (number, index) => `${index === 0 ? 'phone,reason\n' : ''}${number},asked\n`,
    0.1,
  ],
];

/** Numbers over 320 area codes, not sorted, the same in every run. */
function listOf(count: number, lineOf: LineOf): Buffer {
  const content = Buffer.alloc(count * 24 + 64);
  let at = 0;
  let seed = 1;
  for (let index = 0; index < count; index++) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const area = 201 + (seed % 320);
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    at += content.write(lineOf(`1${area}${2_000_000 + (seed % 8_000_000)}`, index), at, 'latin1');
  }
  return content.subarray(0, at);
}

async function sideBySide(
  metric: string,
  source: FileSource,
  content: Buffer,
  count: number,
  rounds: number,
): Promise<Figure> {
  const { plan } = await inspectFile(source, { defaultCountry: 'US' as CountryCode });
  const rates: number[] = [];
  const limits: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const limitMs = await msOf(() => Promise.resolve(newlinesOf(content)));
    const readMs = await msOf(() => rowsOf(source, plan, count));
    // The first round warms up.
    if (round === 0 && rounds > 1) continue;
    limits.push((count * 1_000) / limitMs);
    rates.push((count * 1_000) / readMs);
  }
  return figure('files', metric, median(rates), '/s', { name: 'counting newlines', value: median(limits) });
}

async function fromDisk(content: Buffer, count: number, rounds: number): Promise<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'tact-files-bench-'));
  try {
    const path = join(folder, 'list.txt');
    await writeFile(path, content);
    return await sideBySide(
      'lines read from a file, `+12125550123`',
      await fileAt(path),
      content,
      count,
      rounds,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rowsOf(
  source: FileSource,
  plan: Parameters<typeof readEntries>[1],
  expected: number,
): Promise<void> {
  let rows = 0;
  for await (const { numbers, entries, badRows } of readEntries(source, plan))
    rows += numbers.length + entries.length + badRows.length;
  if (rows !== expected) throw new Error(`\`${rows}\` rows were read of \`${expected}\``);
}

async function msOf(call: () => Promise<unknown>): Promise<number> {
  const startsAtMs = performance.now();
  await call();
  return performance.now() - startsAtMs;
}

/** The least that can be done with lines: a loop over the bytes. */
function newlinesOf(content: Buffer): number {
  let lines = 0;
  for (let at = 0; at < content.length; at++) if (content[at] === 0x0a) lines++;
  if (lines === 0) throw new Error('the list has no line');
  return lines;
}
