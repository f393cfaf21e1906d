/** Area codes of a national numbering plan in use, each with ten million numbers. */
export const NATIONAL_AREAS = 320;
const AREA_NUMBERS = 10_000_000;
/** +1 and the area codes from 201: one after the other, so that a flat bitmap has no gaps to pay for. */
const FIRST_NUMBER = 12_010_000_000;

/** Numbers of the plan, evenly spread, the same for the same seed. */
export function nationalNumbers(seed: number): {
  random(count: number): Float64Array;
  /** About so many different ones by rising number, in batches. */
  ascending(count: number, batch: number): Iterable<Float64Array>;
} {
  const next = randomFractions(seed);
  return {
    random: (count) =>
      new Float64Array(count).map(() => FIRST_NUMBER + Math.floor(next() * NATIONAL_AREAS * AREA_NUMBERS)),
    *ascending(count, batch) {
      const step = (NATIONAL_AREAS * AREA_NUMBERS) / count;
      for (let from = 0; from < count; from += batch)
        yield new Float64Array(Math.min(batch, count - from)).map(
          (_, index) => FIRST_NUMBER + Math.floor((from + index + next() * 0.9) * step),
        );
    },
  };
}

/** One bit for each number of the plan: what memory itself allows. */
export function flatBitmap(): { bits: Uint32Array; addAll(numbers: Float64Array): void; count(): number } {
  const bits = new Uint32Array((NATIONAL_AREAS * AREA_NUMBERS) / 32);
  return {
    bits,
    addAll(numbers) {
      for (const number of numbers) {
        const at = number - FIRST_NUMBER;
        const word = Math.floor(at / 32);
        bits[word] = (bits[word] ?? 0) | (1 << (at & 31));
      }
    },
    count() {
      let count = 0;
      for (const word of bits) for (let left = word; left !== 0; left &= left - 1) count++;
      return count;
    },
  };
}

/** Whether a flat bitmap has a number of the plan. */
export function isInFlatBitmap(bits: Uint32Array, number: number): boolean {
  const at = number - FIRST_NUMBER;
  return (((bits[Math.floor(at / 32)] ?? 0) >>> (at & 31)) & 1) === 1;
}

/** 53 random bits from two steps of a 32-bit generator (mulberry32). */
function randomFractions(seed: number): () => number {
  let state = seed;
  const step = () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return () => ((step() >>> 5) * 67_108_864 + (step() >>> 6)) / 9_007_199_254_740_992;
}
