import type { Layout } from './layout.ts';

/** Numbers that are sorted together: with their places they still fit the 53 bits of a whole number. */
const TOGETHER = 1 << 18;
/** Fewer are not worth sorting, and neither is a set that the caches of a processor hold (16-bit words). */
const TOGETHER_MIN = 1 << 16;
const WORDS_MIN = 1 << 23;

/** Looks numbers up in the order in which they are given; writes 1 or 0 for each to `out` and gives how many were found. */
export type Search = (layout: Layout, numbers: Float64Array, out: Uint8Array) => number;

/**
 * Looks numbers of any order up in rising order, many at a time, so that the memory of a large set is read from one end to the other
 * instead of all over. What cannot be sorted so (few numbers, a small set, fractions, numbers from all over the world) is left to `search` as
 * it is.
 */
export function searchSorted(layout: Layout, numbers: Float64Array, out: Uint8Array, search: Search): number {
  if (numbers.length < TOGETHER_MIN || layout.words.length < WORDS_MIN) return search(layout, numbers, out);
  const keys = new Float64Array(Math.min(TOGETHER, numbers.length));
  const sorted = new Float64Array(keys.length);
  const answers = new Uint8Array(keys.length);
  let found = 0;
  for (let from = 0; from < numbers.length; from += TOGETHER) {
    const part = numbers.subarray(from, from + TOGETHER);
    const partOut = out.subarray(from, from + TOGETHER);
    const least = leastToSortBy(part);
    if (Number.isNaN(least)) {
      found += search(layout, part, partOut);
      continue;
    }
    const partKeys = keys.subarray(0, part.length);
    for (let index = 0; index < part.length; index++)
      partKeys[index] = ((part[index] as number) - least) * TOGETHER + index;
    partKeys.sort();
    const partSorted = sorted.subarray(0, part.length);
    for (let index = 0; index < part.length; index++)
      partSorted[index] = Math.floor((partKeys[index] as number) / TOGETHER) + least;
    found += search(layout, partSorted, answers);
    for (let index = 0; index < part.length; index++)
      partOut[(partKeys[index] as number) % TOGETHER] = answers[index] as number;
  }
  return found;
}

/** The least of the numbers; NaN where they are in order already, or cannot be sorted with their places. */
function leastToSortBy(numbers: Float64Array): number {
  let least = Infinity;
  let largest = -Infinity;
  let isAscending = true;
  let areWhole = true;
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index] as number;
    if (number < largest) isAscending = false;
    else largest = number;
    if (number < least) least = number;
    if (number !== Math.floor(number)) areWhole = false;
  }
  const fit = areWhole && (largest - least + 1) * TOGETHER <= Number.MAX_SAFE_INTEGER;
  return isAscending || !fit ? NaN : least;
}
