import { describe, expect, test } from 'vitest';
import { numberSetBuilder, type NumberSet } from '@tact/engine';
import { scrubNumbers, type ScrubList } from '../src/scrub/scrub-numbers.ts';

function setOf(numbers: readonly number[], shared = true): NumberSet {
  const builder = numberSetBuilder();
  for (const number of numbers) builder.add(number);
  return builder.build({ shared });
}

async function scrub(lists: readonly ScrubList[], batches: readonly (readonly number[])[], threads: number) {
  const given = batches.map((batch) => Float64Array.from(batch));
  const scrubbed: (readonly [number, string | null])[] = [];
  for await (const { numbers, lists: places } of scrubNumbers(lists, given, threads))
    for (const [index, number] of numbers.entries())
      scrubbed.push([number, lists[(places[index] ?? 0) - 1]?.name ?? null]);
  return scrubbed;
}

const NATIONAL = { name: 'National', set: setOf([12_125_550_100, 12_125_550_101]) };
const OWN = { name: 'Own', set: setOf([12_125_550_101, 12_125_550_102]) };

describe('a scrub', () => {
  test.each([1, 2, 3])(
    'names the first list that has a number, in the order given, with %d threads',
    async (threads) => {
      const batches = [
        [12_125_550_103, 12_125_550_100],
        [12_125_550_102],
        [],
        [12_125_550_101, 12_125_550_101],
      ];
      expect(await scrub([NATIONAL, OWN], batches, threads)).toEqual([
        [12_125_550_103, null],
        [12_125_550_100, 'National'],
        [12_125_550_102, 'Own'],
        [12_125_550_101, 'National'],
        [12_125_550_101, 'National'],
      ]);
    },
  );

  test('keeps many batches in order', async () => {
    const batches = Array.from({ length: 50 }, (_, batch) =>
      Array.from({ length: 200 }, (_, index) => 12_125_550_000 + ((batch * 200 + index) % 300)),
    );
    const scrubbed = await scrub([NATIONAL, OWN], batches, 2);
    expect(scrubbed.map(([number]) => number)).toEqual(batches.flat());
    expect(scrubbed.filter(([, list]) => list !== null).map(([number]) => number)).toEqual(
      batches.flat().filter((number) => number >= 12_125_550_100 && number <= 12_125_550_102),
    );
  });

  test('by no list finds all clean', async () => {
    expect(await scrub([], [[12_125_550_100]], 2)).toEqual([[12_125_550_100, null]]);
  });

  test('ends its threads where the reader stops early', async () => {
    for await (const { numbers } of scrubNumbers([OWN], [Float64Array.of(1), Float64Array.of(2)], 2)) {
      expect(numbers).toHaveLength(1);
      break;
    }
  });

  test('refuses numbers that its threads could not share', async () => {
    const list = { name: 'Local', set: setOf([1], false) };
    await expect(scrub([list], [[1]], 1)).rejects.toThrow('list `Local` are not in shared memory');
  });

  test('fails where a thread fails: nothing is clean that was not looked up', async () => {
    const damaged = { name: 'Damaged', set: { ...setOf([1]), buffer: new SharedArrayBuffer(64) } };
    await expect(scrub([damaged], [[1], [2], [3]], 2)).rejects.toThrow(/holds no number set/);
  });

  test('fails where the reading of numbers fails', async () => {
    function* broken() {
      yield Float64Array.of(1);
      throw new Error('the file ended');
    }
    const all = scrubNumbers([OWN], broken(), 2);
    await expect(all.next()).rejects.toThrow('the file ended');
  });
});
