import { Buffer } from 'node:buffer';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileAt, inspectFile } from '@tact/files';
import { zoneTable } from '@tact/places';
import { createClock, planForScrub, scrubFile, scrubSetOfFile, type ScrubSet } from '@tact/service';
import { figure, type Bench } from './figure.ts';
import { makeNumberFile } from './number-file.ts';
import { memoryMaxOf } from './process-memory.ts';

/** A list of 10 million numbers scrubbed by a set of 50 million, file to files, beside a copy of the same file line by line in one thread. */
export const scrubBench: Bench = async ({ smoke, say }) => {
  const [setLines, listLines] = smoke ? [50_000, 20_000] : [50_000_000, 10_000_000];
  const folder = await mkdtemp(join(tmpdir(), 'tact-scrub-bench-'));
  try {
    const [setPath, listPath] = [join(folder, 'set.txt'), join(folder, 'list.txt')];
    await makeNumberFile(setPath, { lines: setLines, seed: 1, order: 'random' });
    await makeNumberFile(listPath, { lines: listLines, seed: 2, order: 'random' });
    const loading = await timed(() => loadSet(setPath));
    const copying = await timed(() => copyLines(listPath, join(folder, 'copy.txt')));
    const threads = availableParallelism();
    const scrubbing = await timed(() => scrubList(listPath, folder, loading.result, threads));
    const { clean, suppressed, invalid } = scrubbing.result;
    if (clean + suppressed !== listLines || invalid !== 0)
      throw new Error('the scrub has lost rows, or invented some');
    say(
      `  ${suppressed.toLocaleString('en-US')} of ${listLines.toLocaleString('en-US')} suppressed, ${threads} threads, ${loading.result.size.toLocaleString('en-US')} in the set`,
    );
    const copied = (ms: number) => ({ name: 'copied line by line', value: (listLines * 1_000) / ms });
    return [
      figure(
        'scrub',
        'numbers scrubbed, file to files',
        (listLines * 1_000) / scrubbing.ms,
        '/s',
        copied(copying.ms),
      ),
      figure(
        'scrub',
        'the same, a second of processor time',
        (listLines * 1_000) / scrubbing.processorMs,
        '/s',
        copied(copying.processorMs),
      ),
      figure('scrub', 'numbers of the set read from its file', (setLines * 1_000) / loading.ms, '/s'),
      figure('scrub', 'memory at most', memoryMaxOf(process.pid) / 1_048_576, 'MB'),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function timed<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly ms: number; readonly processorMs: number }> {
  const startedAtMs = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, ms: performance.now() - startedAtMs, processorMs: (user + system) / 1_000 };
}

async function loadSet(path: string): Promise<ScrubSet & { readonly size: number }> {
  const source = await fileAt(path);
  const { plan } = await inspectFile(source, {});
  const zone = zoneTable().get('America/New_York');
  if (zone === undefined) throw new Error('the table has this zone');
  const onBadRow = () => {
    throw new Error('the numbers of a bench are good');
  };
  return scrubSetOfFile({
    source,
    plan,
    zone,
    at: createClock()(),
    signal: new AbortController().signal,
    onBadRow,
  });
}

async function scrubList(path: string, folder: string, set: ScrubSet, threads: number) {
  const source = await fileAt(path);
  const { plan } = await inspectFile(source, {});
  const [clean, suppressed, invalid] = ['clean', 'suppressed', 'invalid'].map((name) => join(folder, name));
  if (clean === undefined || suppressed === undefined || invalid === undefined)
    throw new Error('there are three');
  return scrubFile({
    source,
    plan: planForScrub(plan),
    sets: [set],
    outputs: { clean, suppressed, invalid },
    threads,
    signal: new AbortController().signal,
  });
}

const BLOCK_BYTES = 1 << 20;
const LF = 0x0a;

/** Reads blocks, finds the lines in them, and copies line by line into blocks that are written. */
async function copyLines(from: string, to: string): Promise<void> {
  const [source, target] = [await open(from, 'r'), await open(to, 'w')];
  try {
    const [block, copy] = [Buffer.alloc(BLOCK_BYTES), Buffer.alloc(BLOCK_BYTES)];
    let held = 0;
    for (;;) {
      const { bytesRead } = await source.read(block, held, BLOCK_BYTES - held);
      const end = held + bytesRead;
      let copied = 0;
      for (
        let lineEnd = block.indexOf(LF);
        lineEnd >= 0 && lineEnd < end;
        lineEnd = block.indexOf(LF, copied)
      ) {
        block.copy(copy, copied, copied, lineEnd + 1);
        copied = lineEnd + 1;
      }
      if (copied > 0) await target.writeFile(copy.subarray(0, copied));
      held = end - copied;
      block.copy(block, 0, copied, end);
      if (bytesRead === 0) break;
    }
    await target.sync();
  } finally {
    await source.close();
    await target.close();
  }
}
