import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS, type Instant } from '@tact/engine';
import { fractionOf, spreadIn } from './spread.ts';

const START = Date.UTC(2027, 0, 5, 14) as Instant;
const idOf = (index: number) => `01900000-0000-7000-8000-${String(index).padStart(12, '0')}`;

describe('records whose window opens', () => {
  const rows: readonly [name: string, windowMs: number, partMs: number][] = [
    ['a long window: its first hour', 10 * HOUR_MS, HOUR_MS],
    ['two hours: the first of them', 2 * HOUR_MS, HOUR_MS],
    ['a short window: its first half', 10 * MINUTE_MS, 5 * MINUTE_MS],
    ['the shortest one: at its start', 1, 1],
  ];
  test.each(rows)('%s', (_, windowMs, partMs) => {
    const span = { from: START, until: (START + windowMs) as Instant };
    const comes = Array.from({ length: 200 }, (__, index) => spreadIn(span, idOf(index)) - START);
    expect(Math.min(...comes)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...comes)).toBeLessThan(partMs);
    expect(spreadIn(span, idOf(7))).toBe(spreadIn(span, idOf(7)));
  });

  test('are spread evenly, also where their ids follow each other', () => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let index = 0; index < 10_000; index++) {
      const tenth = Math.floor(fractionOf(idOf(index)) * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});
