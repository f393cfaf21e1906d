import { expect, test } from 'vitest';
import { API_LIMITS } from '@tact/api';
import { readLines, type Line } from './lines.ts';

async function* streamOf(...parts: readonly string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield await Promise.resolve(Buffer.from(part));
}

async function batchesOf(parts: readonly string[], batchMax = 100): Promise<readonly (readonly Line[])[]> {
  const batches: (readonly Line[])[] = [];
  for await (const batch of readLines(streamOf(...parts), batchMax)) batches.push(batch);
  return batches;
}

const LONG = 'x'.repeat(API_LIMITS.lineBytesMax);

test.each<[string, readonly string[], readonly (readonly [number, string | undefined])[]]>([
  ['nothing', [], []],
  ['lines with and without an end', ['a\nb'], [[1, 'a'], [2, 'b']]],
  ['a line in pieces', ['a', 'b', 'c\nd\n'], [[1, 'abc'], [2, 'd']]],
  ['blank lines are counted', ['\n\na\r\n \nb\n'], [[3, 'a\r'], [5, 'b']]],
  ['a character in two pieces', ['\u00e9\n'].flatMap((text) => [text]), [[1, 'é']]],
  ['a byte order mark', ['\uFEFFa\n'], [[1, 'a']]],
  ['a line of just the length', [`${LONG}\nb\n`], [[1, LONG], [2, 'b']]],
  ['a line that is too long', [`${LONG}y\nb\n`], [[1, undefined], [2, 'b']]],
  ['a long line in pieces', ['a\n', LONG, LONG, 'y\nb\n'], [[1, 'a'], [2, undefined], [3, 'b']]],
  ['a long line without an end', ['a\n', LONG, 'y'], [[1, 'a'], [2, undefined]]],
])('%s', async (_name, parts, lines) => {
  const read = (await batchesOf(parts)).flat();
  expect(read).toEqual(lines.map(([line, text]) => ({ line, text })));
}); // prettier-ignore

test('a character that is cut by two pieces is whole', async () => {
  const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)];
  async function* pieces() {
    yield await Promise.resolve(first);
    yield second;
  }
  const read: Line[] = [];
  for await (const batch of readLines(pieces(), 10)) read.push(...batch);
  expect(read).toEqual([{ line: 1, text: 'é' }]);
});

test('what has arrived is given at once, and no more than a batch', async () => {
  const sizes = (await batchesOf(['a\nb\nc\nd\ne\n', 'f\n'], 2)).map((batch) => batch.length);
  expect(sizes).toEqual([2, 2, 1, 1]);
});
