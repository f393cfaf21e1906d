import { describe, expect, test } from 'vitest';
import type { Instant } from './instant.ts';
import { offsetMsAt, spanAt, type Zone, type ZoneName } from './zone.ts';

const zone: Zone = {
  name: 'Test/Zone' as ZoneName,
  startsAtUtc: Float64Array.of(-Infinity, 0, 1000, 2000, 3000),
  offsetsMs: Int32Array.of(10, 20, 30, 40, 50),
};
const oneSpan: Zone = {
  name: 'Test/One' as ZoneName,
  startsAtUtc: Float64Array.of(-Infinity),
  offsetsMs: Int32Array.of(7),
};

describe('the span of an instant', () => {
  const rows: readonly [name: string, at: number, span: number][] = [
    ['long before the first change', -1e15, 0],
    ['a millisecond before the first change', -1, 0],
    ['the change itself belongs to what it begins', 0, 1],
    ['inside a span', 500, 1],
    ['a millisecond before the next', 999, 1],
    ['the next', 1000, 2],
    ['the last but one', 2999, 3],
    ['the last change', 3000, 4],
    ['long after the last change', 1e15, 4],
  ];
  test.each(rows)('%s', (_, at, span) => {
    expect(spanAt(zone, at as Instant)).toBe(span);
    expect(offsetMsAt(zone, at as Instant)).toBe((span + 1) * 10);
    for (const hint of [0, 1, 2, 3, 4, 5, 99]) expect(spanAt(zone, at as Instant, hint)).toBe(span);
  });

  test('a hint that holds is taken without a search', () => {
    let reads = 0;
    const starts = new Proxy(zone.startsAtUtc, {
      get: (target, key) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
        return Reflect.get(target, key, target) as unknown;
      },
    });
    expect(spanAt({ ...zone, startsAtUtc: starts }, 1500 as Instant, 2)).toBe(2);
    expect(spanAt({ ...zone, startsAtUtc: starts }, 9000 as Instant, 4)).toBe(4);
    expect(reads).toBe(3);
  });

  test('a zone that never changes', () => {
    expect(spanAt(oneSpan, 0 as Instant)).toBe(0);
    expect(offsetMsAt(oneSpan, 0 as Instant)).toBe(7);
  });
});
