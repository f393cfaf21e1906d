import { describe, expect, test } from 'vitest';
import { bestHour, gridOf, percentOf, type Forecast } from './forecast-grid.ts';

function forecast(hours: readonly (readonly [fromLocal: string, callable: number])[]): Forecast {
  return {
    from: '2026-10-31T20:00:00Z',
    zone: 'America/New_York',
    contacts: 10,
    isWhole: true,
    never: 0,
    refused: 0,
    unknown: 0,
    hours: hours.map(([fromLocal, callable]) => ({ from: '2026-10-31T20:00:00Z', fromLocal, callable })),
  };
}

describe('the grid of a forecast', () => {
  test('has a day for each date, and nothing where nothing was looked at', () => {
    const [first, second, ...more] = gridOf(
      forecast([
        ['2026-10-31T22:00', 3],
        ['2026-10-31T23:00', 4],
        ['2026-11-01T00:00', 5],
      ]),
    );
    expect(more).toEqual([]);
    expect(first?.day).toBe('2026-10-31');
    expect(first?.hours.map((hour) => hour?.callable ?? null)).toEqual([
      ...new Array<null>(22).fill(null),
      3,
      4,
    ]);
    expect(second?.hours[0]?.callable).toBe(5);
    expect(second?.hours).toHaveLength(24);
  });

  test.each([
    ['the first', 7, 2],
    ['the second', 2, 7],
  ])('shows the better of an hour that the clock has twice: %s', (_, one, other) => {
    const [day] = gridOf(
      forecast([
        ['2026-11-01T01:00', one],
        ['2026-11-01T01:00', other],
      ]),
    );
    expect(day?.hours[1]?.callable).toBe(7);
  });
});

test('the best hour is the first of those with the most; of none there is none', () => {
  const hours = [
    ['2026-11-01T01:00', 1],
    ['2026-11-01T02:00', 8],
    ['2026-11-01T03:00', 8],
  ] as const;
  expect(bestHour(forecast(hours))?.fromLocal).toBe('2026-11-01T02:00');
  expect(bestHour(forecast([['2026-11-01T01:00', 0]]))).toBeUndefined();
});

test.each([
  [0, 1_000, 0],
  [1, 1_000, 1],
  [500, 1_000, 50],
  [999, 1_000, 99],
  [1_000, 1_000, 100],
  [0, 0, 0],
])('%i of %i are %i per cent: only nobody is 0, and only all are 100', (callable, contacts, percent) => {
  expect(percentOf(callable, contacts)).toBe(percent);
});
