import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addBit, BITMAP_WORDS, emptyBits, packBits } from './chunk-bits.ts';
import { entrySorter, mergeEntries, packEntries } from './chunk-entries.ts';

const lows = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 65_535 }),
    fc.integer({ min: 31_990, max: 32_060 }),
    fc.constantFrom(0, 65_535),
  ),
  { minLength: 1, maxLength: 300 },
);
/** Enough in a row for runs to be smaller. */
const rows = fc
  .tuple(fc.integer({ min: 0, max: 65_000 }), fc.integer({ min: 1, max: 500 }))
  .map(([from, length]) => Array.from({ length }, (_, index) => from + index));
const numbers = fc.oneof(
  lows,
  rows,
  fc.tuple(lows, rows).map((both) => both.flat()),
);

const sorter = entrySorter();
function sorted(of: readonly number[]): readonly number[] {
  const entries = new Uint16Array(BITMAP_WORDS);
  for (const low of of) sorter.add(low);
  return [...entries.subarray(0, sorter.sortInto(entries))];
}
const ascending = (of: Iterable<number>) => [...new Set(of)].toSorted((one, other) => one - other);

describe('few numbers of a chunk', () => {
  test('come out of the sorter ascending, each once, and nothing is left in it', () => {
    fc.assert(
      fc.property(numbers, (of) => {
        expect(sorted(of)).toEqual(ascending(of));
        expect(sorted([])).toEqual([]);
      }),
    );
  });

  test('are packed to the very words that the opened chunk is packed to', () => {
    fc.assert(
      fc.property(numbers, (of) => {
        const bits = emptyBits();
        for (const low of of) addBit(bits, low);
        const [opened, few] = [new Uint16Array(BITMAP_WORDS + 3), new Uint16Array(BITMAP_WORDS + 3)];
        const entries = sorted(of);
        const packed = packEntries(Uint16Array.from(entries), entries.length, few, 3);
        expect(packed).toEqual(packBits(bits, opened, 3));
        expect(few.subarray(3, 3 + packed.length)).toEqual(opened.subarray(3, 3 + packed.length));
      }),
    );
  });

  test('so many as a bitmap has words are refused', () => {
    const many = Uint16Array.from({ length: BITMAP_WORDS }, (_, index) => index * 2);
    expect(() => packEntries(many, BITMAP_WORDS, new Uint16Array(BITMAP_WORDS), 0)).toThrow(RangeError);
  });

  test.each([
    ['union', { onlyOne: true, onlyOther: true, both: true }],
    ['difference', { onlyOne: true, onlyOther: false, both: false }],
    ['intersection', { onlyOne: false, onlyOther: false, both: true }],
  ])('of two chunks come together: %s', (_, kept) => {
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const entriesOf = (of: readonly number[]) => {
          const ordered = ascending(of);
          return { words: Uint16Array.from([9, ...ordered]), offset: 1, count: ordered.length };
        };
        const merged = new Uint16Array(BITMAP_WORDS);
        const count = mergeEntries(entriesOf(one), entriesOf(other), kept, merged);
        const expected = ascending([...one, ...other]).filter((low) =>
          one.includes(low) ? (other.includes(low) ? kept.both : kept.onlyOne) : kept.onlyOther,
        );
        expect([...merged.subarray(0, count)]).toEqual(expected);
      }),
    );
  });
});
