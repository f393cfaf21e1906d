import { expect, test } from 'vitest';
import { parseInstant, parseSpanEdge } from './instant.ts';

test.each<[string, number | undefined]>([
  ['1970-01-01T00:00:00Z', 0],
  ['1970-01-01T00:00:00.5Z', 500],
  ['1970-01-01T00:00:00.123999Z', 123],
  ['1970-01-01t01:00:00+01:00', 0],
  ['1969-12-31T19:00:00-05:00', 0],
  ['2024-02-29T00:00:00Z', 1_709_164_800_000],
  ['2026-02-29T00:00:00Z', undefined],
  ['2026-13-01T00:00:00Z', undefined],
  ['2026-01-01T24:00:00Z', undefined],
  ['2026-01-01T00:00:60Z', undefined],
  ['2026-01-01T00:00:00', undefined],
  ['2026-01-01T00:00Z', undefined],
  ['2026-01-01', undefined],
  ['2026-01-01T00:00:00+24:00', undefined],
  ['now', undefined],
])('the instant %s', (text, at) => {
  expect(parseInstant(text)).toBe(at);
});

test.each<[string, unknown]>([
  ['2026-12-31', { date: '2026-12-31' }],
  ['1970-01-01T00:00:01Z', { instant: 1000 }],
  ['2026-02-30', undefined],
  ['31.12.2026', undefined],
])('the edge %s', (text, edge) => {
  expect(parseSpanEdge(text)).toEqual(edge);
});
