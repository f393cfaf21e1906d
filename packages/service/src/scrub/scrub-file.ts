import { Buffer } from 'node:buffer';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { textOfMembers, type FileSource, type ReadPlan } from '@tact/files';
import { csvField } from '../csv-field.ts';
import { rowBlocks } from './row-blocks.ts';
import type { InvalidRow, ScrubbedBlock } from './scrub-block.ts';
import type { ScrubSet } from './scrub-set.ts';
import { startScrubThreads, type ScrubThreads } from './scrub-threads.ts';

/** Where a scrub writes: three files, or one with columns. */
export type ScrubOutputs =
  | { readonly clean: string; readonly suppressed: string; readonly invalid: string }
  | { readonly columns: string };

/** What a scrub is carried out with. */
export interface ScrubParts {
  readonly source: FileSource;
  /** As `planForScrub` gives it. */
  readonly plan: ReadPlan;
  /** The first one that has a value is the one that is named. */
  readonly sets: readonly ScrubSet[];
  readonly outputs: ScrubOutputs;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (bytes: number, rows: number) => void;
}

/** How many rows went where. */
export interface ScrubResult {
  readonly clean: number;
  readonly suppressed: number;
  readonly invalid: number;
  /** Suppressed rows by the set that is named, in the order of the sets. */
  readonly byList: readonly number[];
}

/** Sets in one scrub: what a row can name. */
export const SCRUB_SETS_MAX = 65_535;

/**
 * Scrubs a file: rows on no list, rows on one with its name and reason, and rows that name nobody who could be looked up; in the file's
 * order. Memory does not grow with the file. The outputs are UTF-8, and there only when all of them are whole: what an earlier scrub left
 * is taken away first, so that nobody takes it for this one's. Throws `FileError`s, and the signal's reason.
 */
export async function scrubFile(parts: ScrubParts): Promise<ScrubResult> {
  if (parts.sets.length > SCRUB_SETS_MAX)
    throw new RangeError(`at most ${SCRUB_SETS_MAX} lists are scrubbed by at once`);
  const paths = Object.values(parts.outputs) as readonly string[];
  await Promise.all(paths.map((path) => rm(path, { force: true })));
  const unfinished = paths.map((path) => `${path}.part`);
  try {
    const result = await scrubInto(parts);
    for (const path of paths) await rename(`${path}.part`, path);
    return result;
  } finally {
    await Promise.all(unfinished.map((path) => rm(path, { force: true })));
  }
}

async function scrubInto(parts: ScrubParts): Promise<ScrubResult> {
  const { plan, sets, outputs } = parts;
  const columns = 'columns' in outputs;
  const writer = columns ? await columnsWriter(outputs.columns, plan) : await filesWriter(outputs, plan);
  try {
    // Only now: a thread that nobody ends keeps the process alive.
    const threads = startScrubThreads({ plan, sets, columns }, parts.threads);
    try {
      return await scrubWith(threads, writer, parts);
    } finally {
      await threads.end();
    }
  } finally {
    await writer.close();
  }
}

async function scrubWith(
  threads: ScrubThreads,
  writer: ScrubWriter,
  { source, plan, sets, signal, onProgress }: ScrubParts,
): Promise<ScrubResult> {
  const total = { clean: 0, suppressed: 0, invalid: 0, byList: sets.map(() => 0) };
  const underWay: { readonly scrubbed: Promise<ScrubbedBlock>; readonly bytesRead: number }[] = [];
  const takeFirst = async () => {
    const first = underWay.shift();
    if (first === undefined) return;
    const block = await first.scrubbed;
    await writer.write(block);
    total.clean += block.counts.clean;
    total.suppressed += block.counts.suppressed;
    total.invalid += block.counts.invalid;
    for (const [index, count] of block.byList.entries())
      total.byList[index] = (total.byList[index] ?? 0) + count;
    onProgress?.(first.bytesRead, total.clean + total.suppressed + total.invalid);
  };
  let hasHeader = false;
  for await (const { bytes, bytesRead, isHeader } of rowBlocks(textOfMembers(source, plan), plan)) {
    signal.throwIfAborted();
    if (isHeader || !hasHeader) await writer.begin(isHeader ? bytes : null);
    hasHeader = true;
    if (isHeader) continue;
    underWay.push({ scrubbed: threads.scrub(bytes as Uint8Array<ArrayBuffer>), bytesRead });
    if (underWay.length >= threads.room) await takeFirst();
  }
  while (underWay.length > 0) await takeFirst();
  await writer.end();
  return total;
}

interface ScrubWriter {
  /** Writes the header; null where the file has none. */
  begin(header: Buffer | null): Promise<void>;
  write(block: ScrubbedBlock): Promise<void>;
  /** Everything is on the disk. */
  end(): Promise<void>;
  close(): Promise<void>;
}

/** Three files. What is behind the rows has a header where the rows have one. */
async function filesWriter(
  paths: { readonly clean: string; readonly suppressed: string; readonly invalid: string },
  plan: ReadPlan,
): Promise<ScrubWriter> {
  const [clean, suppressed, invalid] = await openAll([paths.clean, paths.suppressed, paths.invalid]);
  if (clean === undefined || suppressed === undefined || invalid === undefined)
    throw new Error('three paths are three files');
  const delimiter = plan.delimiter ?? ',';
  let line = 1;
  return {
    async begin(header) {
      line += header === null ? 0 : linesIn(header);
      if (header === null) return;
      await clean.writeFile(header);
      await suppressed.writeFile(withColumns(header, plan, ['list', 'reason']));
      await invalid.writeFile(withColumns(header, plan, ['line', 'reason']));
    },
    async write(block) {
      if (block.clean.length > 0) await clean.writeFile(block.clean);
      if (block.suppressed.length > 0) await suppressed.writeFile(block.suppressed);
      if (block.invalid.length > 0)
        await invalid.writeFile(block.invalid.map((row) => invalidLine(row, line, delimiter)).join(''));
      line += block.lines;
    },
    async end() {
      await Promise.all([clean.sync(), suppressed.sync(), invalid.sync()]);
    },
    async close() {
      await Promise.all([clean.close(), suppressed.close(), invalid.close()]);
    },
  };
}

async function columnsWriter(path: string, plan: ReadPlan): Promise<ScrubWriter> {
  const [file] = await openAll([path]);
  if (file === undefined) throw new Error('a path is a file');
  return {
    async begin(header) {
      if (header !== null) await file.writeFile(withColumns(header, plan, ['scrub', 'list', 'reason']));
    },
    async write({ clean }) {
      if (clean.length > 0) await file.writeFile(clean);
    },
    end: () => file.sync(),
    close: () => file.close(),
  };
}

/** Opens files under the names that they have until they are whole; only this account can read them. */
async function openAll(paths: readonly string[]): Promise<readonly FileHandle[]> {
  const opened: FileHandle[] = [];
  try {
    for (const path of paths) opened.push(await open(`${path}.part`, 'w', 0o600));
    return opened;
  } catch (error) {
    await Promise.all(opened.map((file) => file.close()));
    await Promise.all(paths.slice(0, opened.length).map((path) => rm(`${path}.part`, { force: true })));
    throw error;
  }
}

/** The last row of the header has the names; of values, where names are not separated by anything, too. */
function withColumns(header: Buffer, plan: ReadPlan, names: readonly string[]): Buffer {
  const delimiter = plan.delimiter ?? ',';
  const text = withoutLineEnds(header.toString('utf8'));
  return Buffer.from(`${text}${names.map((name) => `${delimiter}${csvField(name, delimiter)}`).join('')}\n`);
}

function withoutLineEnds(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n' || text[end - 1] === '\r') end--;
  return text.slice(0, end);
}

function invalidLine({ line, row, sentence }: InvalidRow, firstLine: number, delimiter: string): string {
  return `${row}${delimiter}${firstLine + line}${delimiter}${csvField(sentence, delimiter)}\n`;
}

function linesIn(bytes: Buffer): number {
  return bytes.toString('latin1').match(/\r\n|\r|\n/g)?.length ?? 0;
}
