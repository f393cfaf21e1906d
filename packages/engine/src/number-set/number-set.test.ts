import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHUNK_KIND } from './chunk-bits.ts';
import { DamagedChunkError, type NumberChunk } from './chunk-bytes.ts';
import {
  difference,
  intersection,
  numberSetBuilder,
  numberSetIn,
  numberSetOf,
  PHONE_NUMBER_MAX,
  union,
  type NumberSet,
} from './index.ts';

/** A chunk of national numbers: its first number. */
const CHUNK = 185_000 * 65_536;

function setOf(numbers: Iterable<number>, ranges: readonly (readonly [number, number])[] = []): NumberSet {
  const builder = numberSetBuilder();
  for (const number of numbers) builder.add(number);
  for (const [from, to] of ranges) builder.addRange(from, to);
  return builder.build();
}

function numbersOf(set: NumberSet, candidates: Iterable<number>): readonly number[] {
  return [...candidates].filter((number) => set.has(number));
}

function bytesOf(set: NumberSet): readonly (readonly number[])[] {
  return [...set.chunks()].map(({ key, bytes }) => [key, ...bytes]);
}

function every(count: number, step = 1, from = CHUNK): readonly number[] {
  return Array.from({ length: count }, (_, index) => from + index * step);
}

describe('how a chunk is kept', () => {
  test.each([
    { what: 'one number', numbers: every(1), kind: CHUNK_KIND.entries, bytes: 2 },
    { what: 'three in a row', numbers: every(3), kind: CHUNK_KIND.runs, bytes: 4 },
    { what: '4,095 scattered', numbers: every(4_095, 3), kind: CHUNK_KIND.entries, bytes: 8_190 },
    { what: '4,096 scattered', numbers: every(4_096, 3), kind: CHUNK_KIND.bitmap, bytes: 8_192 },
    { what: 'every second', numbers: every(32_768, 2), kind: CHUNK_KIND.bitmap, bytes: 8_192 },
    { what: 'all but the last', numbers: every(65_535), kind: CHUNK_KIND.runs, bytes: 4 },
    { what: 'all but the first', numbers: every(65_535, 1, CHUNK + 1), kind: CHUNK_KIND.runs, bytes: 4 },
    { what: 'all', numbers: every(65_536), kind: CHUNK_KIND.runs, bytes: 4 },
  ])('$what', ({ numbers, kind, bytes }) => {
    const set = setOf(numbers);
    const chunks = [...set.chunks()];
    expect(chunks).toHaveLength(1);
    expect(chunks[0]?.bytes[0]).toBe(kind);
    expect(chunks[0]?.bytes).toHaveLength(bytes + 8);
    expect(set.size).toBe(numbers.length);
    expect(numbersOf(set, every(65_538, 1, CHUNK - 1))).toEqual(numbers);
    expect(numbersOf(numberSetOf(chunks), every(65_538, 1, CHUNK - 1))).toEqual(numbers);
  });

  test('numbers on both sides of a chunk’s end, and the largest', () => {
    const numbers = [1, 0xffff, 0x1_0000, 0x1_ffff, 0x2_0000, PHONE_NUMBER_MAX];
    const set = setOf(numbers);
    expect(numbersOf(set, [0, 2, 0xfffe, 0x1_0001, 0x1_fffe, 0x2_0001, PHONE_NUMBER_MAX - 1])).toEqual([]);
    expect(numbersOf(set, numbers)).toEqual(numbers);
    expect([...set.chunks()].map(({ key }) => key)).toEqual([0, 1, 2, 15_258_789_062]);
  });

  test('what is no number is in no set', () => {
    const set = setOf([5, CHUNK], [[CHUNK + 65_536, CHUNK + 131_071]]);
    for (const number of [5.5, -5, Number.NaN, Infinity, 1e300, CHUNK + 65_536.5, CHUNK + 0.25])
      expect([number, set.has(number), set.countIn(Float64Array.of(number))]).toEqual([number, false, 0]);
  });

  test('the empty set', () => {
    const set = setOf([]);
    expect([set.size, set.has(1), [...set.chunks()]]).toEqual([0, false, []]);
    expect(numberSetOf([]).size).toBe(0);
  });
});

describe('ranges', () => {
  test('ten million numbers in a row cost hardly anything', () => {
    const set = setOf([], [[12_010_000_000, 12_019_999_999]]);
    expect(set.size).toBe(10_000_000);
    expect(set.byteLength).toBeLessThan(10_000);
    const inAndOut = [12_009_999_999, 12_010_000_000, 12_015_555_555, 12_019_999_999, 12_020_000_000];
    expect(numbersOf(set, inAndOut)).toEqual(inAndOut.slice(1, 4));
  });

  test('what is added to a full chunk is there already', () => {
    const builder = numberSetBuilder();
    builder.addRange(CHUNK, CHUNK + 65_535);
    builder.add(CHUNK + 7);
    builder.addRange(CHUNK + 10, CHUNK + 5_000);
    expect(builder.build().size).toBe(65_536);
  });

  test.each([
    { from: 2, to: 1, error: /ends before it begins/ },
    { from: 0, to: 1, error: /1 to 15 digits/ },
    { from: 1, to: 1e15, error: /1 to 15 digits/ },
    { from: 1, to: 10_000_000_001, error: /at most 10000000000 numbers/ },
  ])('from $from to $to is refused', ({ from, to, error }) => {
    expect(() => {
      numberSetBuilder().addRange(from, to);
    }).toThrow(error);
  });

  test.each([0, -1, 1.5, Number.NaN, 1e15])('%d is refused', (number) => {
    expect(() => {
      numberSetBuilder().add(number);
    }).toThrow(/1 to 15 digits/);
  });
});

/** Numbers that meet: few chunks, near their ends, dense parts, far ones. */
const near = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: CHUNK - 40, max: CHUNK + 200 }) },
  { weight: 3, arbitrary: fc.integer({ min: CHUNK + 65_400, max: CHUNK + 65_700 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 * 65_536 }) },
  { weight: 1, arbitrary: fc.maxSafeInteger().map((one) => (Math.abs(one) % PHONE_NUMBER_MAX) + 1) },
);
const range = fc
  .tuple(near, fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 3_900, max: 140_000 })))
  .map(([from, length]) => [from, Math.min(PHONE_NUMBER_MAX, from + length)] as const);
const material = fc.record({
  numbers: fc.array(near, { maxLength: 200 }),
  /** So many numbers in steps, with duplicates: chains that are looked through, bitmaps. */
  stepped: fc.option(
    fc.record({ count: fc.integer({ min: 0, max: 6_000 }), step: fc.integer({ min: 0, max: 12 }) }),
  ),
  ranges: fc.array(range, { maxLength: 2 }),
});
type Material = typeof material extends fc.Arbitrary<infer One> ? One : never;

function built({ numbers, stepped, ranges }: Material): {
  readonly set: NumberSet;
  readonly plain: ReadonlySet<number>;
} {
  const singles = [...numbers, ...(stepped === null ? [] : every(stepped.count, stepped.step))];
  const plain = new Set(singles);
  for (const [from, to] of ranges) for (let number = from; number <= to; number++) plain.add(number);
  return { set: setOf(singles, ranges), plain };
}

function without(numbers: ReadonlySet<number>, isOut: (number: number) => boolean): ReadonlySet<number> {
  return new Set([...numbers].filter((number) => !isOut(number)));
}

describe('beside a plain set', () => {
  test('look-ups of any order, sorted look-ups, size, storing and reading agree', () => {
    fc.assert(
      fc.property(material, fc.array(near, { maxLength: 100 }), (one, asked) => {
        const { set, plain } = built(one);
        const around = [...plain].slice(0, 500).flatMap((number) => [number - 1, number, number + 1]);
        const questions = Float64Array.from([...asked, ...around]);
        const expected = Array.from(questions, (number) => plain.has(number));
        const again = numberSetOf(set.chunks());
        for (const each of [set, again, numberSetIn(set.buffer)]) {
          expect(each.size).toBe(plain.size);
          expect(Array.from(questions, (number) => each.has(number))).toEqual(expected);
          for (const ordered of [questions, questions.toSorted()]) {
            const out = new Uint8Array(ordered.length);
            const found = each.hasAll(ordered, out);
            expect(Array.from(out, Boolean)).toEqual(Array.from(ordered, (number) => plain.has(number)));
            expect([found, each.countIn(ordered)]).toEqual([out.filter(Boolean).length, found]);
          }
        }
        expect(bytesOf(again)).toEqual(bytesOf(set));
      }),
      { numRuns: 150 },
    );
  });

  test('union, difference and intersection, and equal sets have equal bytes however they came about', () => {
    fc.assert(
      fc.property(material, material, (first, second) => {
        const [one, other] = [built(first), built(second)];
        const operations = [
          { set: union(one.set, other.set), plain: new Set([...one.plain, ...other.plain]) },
          {
            set: difference(one.set, other.set),
            plain: without(one.plain, (number) => other.plain.has(number)),
          },
          {
            set: intersection(one.set, other.set),
            plain: without(one.plain, (number) => !other.plain.has(number)),
          },
        ];
        for (const { set, plain } of operations) {
          expect(set.size).toBe(plain.size);
          expect(bytesOf(set)).toEqual(bytesOf(setOf(plain)));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('numbers that are added together give the same set as one by one, and what is no number is refused', () => {
    fc.assert(
      fc.property(fc.array(near, { maxLength: 200 }), (numbers) => {
        const builder = numberSetBuilder();
        builder.addAll(Float64Array.from(numbers));
        expect(bytesOf(builder.build())).toEqual(bytesOf(setOf(numbers)));
      }),
    );
    for (const wrong of [0, -1, 0.5, 12.5, Number.NaN, Infinity, PHONE_NUMBER_MAX + 1])
      expect(() => numberSetBuilder().addAll(Float64Array.of(5, wrong))).toThrow(RangeError);
  });

  test('numbers in any order, and each more than once, give the same set', () => {
    fc.assert(
      fc.property(material, fc.nat(), (one, turn) => {
        const numbers = [...built(one).plain].slice(0, 10_000);
        const turned = [...numbers.slice(turn % 5_000), ...numbers, ...numbers.toReversed()];
        expect(bytesOf(setOf(turned))).toEqual(bytesOf(setOf(numbers)));
      }),
      { numRuns: 40 },
    );
  });

  test('a builder goes on after it has built, and its chunks are the set’s', () => {
    const builder = numberSetBuilder();
    for (const number of every(5_000, 3)) builder.add(number);
    expect(builder.build().size).toBe(5_000);
    builder.add(1);
    expect(builder.build().size).toBe(5_001);
    expect([...builder.chunks()].map(({ key, bytes }) => [key, ...bytes])).toEqual(bytesOf(builder.build()));
  });
});

describe('damage', () => {
  const chunks = [...setOf([...every(300, 7), ...every(5_000, 5, CHUNK + 65_536)], [[1, 900]]).chunks()];

  test('no changed byte is read', () => {
    for (const { key, bytes } of chunks) {
      for (let at = 0; at < bytes.length; at += at < 16 ? 1 : 97) {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
        expect(() => numberSetOf([{ key, bytes: changed }])).toThrow(DamagedChunkError);
      }
    }
  });

  test.each<[string, (chunk: NumberChunk) => NumberChunk]>([
    ['no bytes', ({ key }) => ({ key, bytes: new Uint8Array() })],
    ['only a header', ({ key, bytes }) => ({ key, bytes: bytes.slice(0, 8) })],
    ['cut off', ({ key, bytes }) => ({ key, bytes: bytes.slice(0, -2) })],
    ['cut off within a word', ({ key, bytes }) => ({ key, bytes: bytes.slice(0, -1) })],
    ['too long', ({ key, bytes }) => ({ key, bytes: Uint8Array.of(...bytes, 0, 0) })],
    ['another chunk’s bytes', ({ key, bytes }) => ({ key: key + 1, bytes })],
    ['no key', ({ bytes }) => ({ key: -1, bytes })],
    ['zeros', ({ key, bytes }) => ({ key, bytes: bytes.map(() => 0) })],
  ])('%s', (_, damage) => {
    for (const chunk of chunks) expect(() => numberSetOf([damage(chunk)])).toThrow(DamagedChunkError);
  });

  test('chunks that are twice there, or out of order, are refused', () => {
    expect(() => numberSetOf([...chunks, ...chunks])).toThrow(/rising key/);
    expect(() => numberSetOf(chunks.toReversed())).toThrow(/rising key/);
  });

  test('a buffer that holds no set is refused', () => {
    expect(() => numberSetIn(new ArrayBuffer(8))).toThrow(/no number set/);
    expect(() => numberSetIn(new ArrayBuffer(4_096))).toThrow(/no number set/);
    expect(() => numberSetIn(setOf([1, CHUNK]).buffer.slice(0, 80))).toThrow(/no number set/);
  });
});

test('another thread reads the same memory', async () => {
  const builder = numberSetBuilder();
  for (const number of every(2_000, 11)) builder.add(number);
  const { buffer } = builder.build({ shared: true });
  const worker = new Worker(new URL('../../test/number-set-worker.ts', import.meta.url));
  try {
    worker.postMessage({ buffer, numbers: Float64Array.of(CHUNK, CHUNK + 1, CHUNK + 11) });
    expect(await once(worker, 'message')).toEqual([{ found: 2, out: Uint8Array.of(1, 0, 1) }]);
    expect(buffer).toBeInstanceOf(SharedArrayBuffer);
  } finally {
    await worker.terminate();
  }
});
