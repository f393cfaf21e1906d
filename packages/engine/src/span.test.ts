import { describe, expect, test } from 'vitest';
import { at, zoneOf } from '../test/samples.ts';
import type { SpanEdge } from './facts.ts';
import { endsAt, formatEdge, isInForce, spanProblem } from './span.ts';
import { formatInstant } from './time/local-time.ts';
import type { Instant } from './time/instant.ts';

const instant = (text: string): SpanEdge => ({ instant: at(text) });
const day = (date: string): SpanEdge => ({ date });
const newYork = zoneOf('America/New_York');

describe('a span is in force', () => {
  type Row = [name: string, from: SpanEdge | null, until: SpanEdge | null, at: string, inForce: boolean];
  const rows: readonly Row[] = [
    ['with open ends', null, null, '2026-03-08T12:00:00Z', true],
    ['from an instant, a millisecond before', instant('2026-03-08T12:00:00Z'), null, '2026-03-08T11:59:59.999Z', false],
    ['from an instant, which is in', instant('2026-03-08T12:00:00Z'), null, '2026-03-08T12:00:00Z', true],
    ['until an instant, a millisecond before', null, instant('2026-03-08T12:00:00Z'), '2026-03-08T11:59:59.999Z', true],
    ['until an instant, which is out', null, instant('2026-03-08T12:00:00Z'), '2026-03-08T12:00:00Z', false],
    ['from a day, a millisecond before', day('2026-03-08'), null, '2026-03-08T04:59:59.999Z', false],
    ['from a day, its first instant', day('2026-03-08'), null, '2026-03-08T05:00:00Z', true],
    ['until a day, its last millisecond', null, day('2026-03-08'), '2026-03-09T03:59:59.999Z', true],
    ['until a day, the next', null, day('2026-03-08'), '2026-03-09T04:00:00Z', false],
    ['from an instant until a day', instant('2026-03-08T12:00:00Z'), day('2026-03-08'), '2026-03-08T13:00:00Z', true],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, from, until, text, inForce) => {
    expect(isInForce({ from, until }, newYork, at(text))).toBe(inForce);
  });

  test.each(['2026-02-30', 'soon', ''])('never by a day that does not exist: `%s` throws', (date) => {
    expect(() => isInForce({ from: day(date), until: null }, newYork, at('2026-03-08T12:00:00Z'))).toThrow(`\`${date}\` is not a day as YYYY-MM-DD`); // prettier-ignore
    expect(() => endsAt(day(date), newYork, at('2026-03-08T12:00:00Z'))).toThrow(
      `\`${date}\` is not a day as YYYY-MM-DD`,
    );
  });
});

describe('a span that is in force ends', () => {
  test.each<[until: SpanEdge | null, ends: string]>([
    [null, 'never'],
    [instant('2026-03-10T12:00:00Z'), '2026-03-10T12:00:00Z'],
    [instant('2026-03-01T12:00:00Z'), '2026-03-05T12:00:00Z'],
    [day('2026-03-05'), '2026-03-06T05:00:00Z'],
    [day('2026-03-08'), '2026-03-09T04:00:00Z'],
    [day('2026-02-08'), '2026-03-05T12:00:00Z'],
  ])('until %j: %s', (until, ends) => {
    const found = endsAt(until, newYork, at('2026-03-05T12:00:00Z'));
    expect(found === Infinity ? 'never' : formatInstant(found as Instant)).toBe(ends);
  });
});

test('an edge is shown as it was given', () => {
  expect(formatEdge(null)).toBeNull();
  expect(formatEdge(instant('2026-03-08T12:00:00.500Z'))).toBe('2026-03-08T12:00:00.500Z');
  expect(formatEdge(day('2026-03-08'))).toBe('2026-03-08');
});

describe('what is wrong with a span', () => {
  const noon = instant('2026-03-08T12:00:00Z');
  const later = instant('2026-03-08T12:00:00.001Z');
  test.each<[from: SpanEdge | null, until: SpanEdge | null, problem: string | undefined]>([
    [null, null, undefined],
    [noon, null, undefined],
    [null, noon, undefined],
    [noon, later, undefined],
    [noon, noon, '`2026-03-08T12:00:00Z` ends it before it starts at `2026-03-08T12:00:00Z`'],
    [later, noon, '`2026-03-08T12:00:00Z` ends it before it starts at `2026-03-08T12:00:00.001Z`'],
    [day('2026-03-08'), day('2026-03-08'), undefined],
    [day('2026-03-08'), day('2026-03-07'), '`2026-03-07` ends it before it starts at `2026-03-08`'],
    [noon, day('2020-01-01'), '`2020-01-01` ends it before it starts at `2026-03-08T12:00:00Z`'],
    [noon, day('2026-03-07'), undefined],
    [
      instant('2026-03-09T00:00:00Z'),
      day('2026-03-07'),
      '`2026-03-07` ends it before it starts at `2026-03-09T00:00:00Z`',
    ],
    [
      day('2026-03-08'),
      instant('2020-01-01T00:00:00Z'),
      '`2020-01-01T00:00:00Z` ends it before it starts at `2026-03-08`',
    ],
    [
      day('2026-03-08'),
      instant('2026-03-07T00:00:00Z'),
      '`2026-03-07T00:00:00Z` ends it before it starts at `2026-03-08`',
    ],
    [day('2026-03-08'), instant('2026-03-07T00:00:00.001Z'), undefined],
    [day('2026-02-30'), null, '`2026-02-30` is not a day as YYYY-MM-DD'],
    [null, day('8 March'), '`8 March` is not a day as YYYY-MM-DD'],
  ])('%j to %j: %s', (from, until, problem) => {
    expect(spanProblem({ from, until })).toBe(problem);
  });
});
