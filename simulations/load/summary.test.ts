import { expect, test } from 'vitest';
import { createSummary, slopeOf } from './summary.ts';

test('answers, refusals and errors are counted apart, and latencies to 2 %', () => {
  const { add, summary } = createSummary();
  for (let ms = 1; ms <= 1_000; ms++)
    add({ latencyMs: ms, status: 201, hasRetryAfter: false, isAllowed: true });
  add({ latencyMs: 25_000, status: 201, hasRetryAfter: false, isAllowed: true });
  add({ latencyMs: 25_000, status: 200, hasRetryAfter: false, isAllowed: false });
  add({ latencyMs: 1, status: 503, hasRetryAfter: true, isAllowed: false });
  add({ latencyMs: 1, status: 503, hasRetryAfter: false, isAllowed: false });
  add({ latencyMs: 1, status: 0, hasRetryAfter: false, isAllowed: false });
  const { p50Ms, p99Ms, ...counts } = summary();
  expect(counts).toMatchObject({
    answered: 1_002,
    refused: 1,
    refusedWithoutRetry: 1,
    errors: 1,
    lateAllows: 1,
  });
  expect(p50Ms / 501).toBeCloseTo(1, 1);
  expect(p99Ms / 992).toBeCloseTo(1, 1);
});

const series: readonly [name: string, values: readonly number[], slope: number][] = [
  ['flat', [5, 5, 5, 5], 0],
  ['growing by two a step', [1, 3, 5, 7], 2],
  ['up and down around a level', [1, 3, 3, 1], 0],
];
test.each(series)('the slope of a series that is %s', (_, values, slope) => {
  expect(slopeOf(values)).toBeCloseTo(slope);
});
