import { describe, expect, test } from 'vitest';
import { numberSetBuilder } from './builder.ts';
import { layoutOf } from './number-set.ts';
import { searchSorted, type Search } from './search-sorted.ts';

/** A set as large as none in these tests, so that its numbers are sorted. */
const large = { ...layoutOf(numberSetBuilder().build()), words: new Uint16Array(1 << 23) };
const small = layoutOf(numberSetBuilder().build());

/** Numbers that divide by three are listed. Counts how it was asked: in rising order or not. */
function listed() {
  const asked = { rising: 0, other: 0 };
  const search: Search = (_, numbers, out) => {
    let found = 0;
    let isRising = true;
    for (const [index, number] of numbers.entries()) {
      if (index > 0 && number < (numbers[index - 1] ?? 0)) isRising = false;
      const isIn = number % 3 === 0;
      out[index] = isIn ? 1 : 0;
      if (isIn) found++;
    }
    asked[isRising ? 'rising' : 'other']++;
    return found;
  };
  return { search, asked };
}

/** Numbers of a country, in no order, some more than once. */
const country = (count: number) =>
  Float64Array.from({ length: count }, (_, index) => 12_010_000_000 + ((index * 7_919) % 3_000_000) * 1_001);

describe('many numbers in no order', () => {
  test.each([65_536, 262_144, 262_145, 600_000])('%d: each gets its own answer, by rising order', (count) => {
    const numbers = country(count);
    const out = new Uint8Array(count);
    const { search, asked } = listed();
    const found = searchSorted(large, numbers, out, search);
    const expected = Uint8Array.from(numbers, (number) => (number % 3 === 0 ? 1 : 0));
    expect(out).toEqual(expected);
    expect(found).toBe(expected.reduce((sum, one) => sum + one, 0));
    expect(asked.other).toBe(0);
  });

  test.each([
    { what: 'few', numbers: country(65_535), layout: large },
    { what: 'of a small set', numbers: country(65_536), layout: small },
    { what: 'fractions', numbers: country(65_536).fill(12.5, 7, 8), layout: large },
    { what: 'what is no number', numbers: country(65_536).fill(Number.NaN, 7, 8), layout: large },
    {
      what: 'from all over the world',
      numbers: country(65_536).fill(999_999_999_999_999, 7, 8),
      layout: large,
    },
  ])('$what: are looked up as they are', ({ numbers, layout }) => {
    const { search, asked } = listed();
    const out = new Uint8Array(numbers.length);
    searchSorted(layout, numbers, out, search);
    expect(out).toEqual(Uint8Array.from(numbers, (number) => (number % 3 === 0 ? 1 : 0)));
    expect(asked).toEqual({ rising: 0, other: 1 });
  });
});
