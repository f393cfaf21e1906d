import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS, type Instant } from '@tact/engine';
import { spreadIn } from './spread.ts';

const START = Date.UTC(2027, 0, 5, 14) as Instant;
/** Of a record that was made in a millisecond of its own. */
const idOf = (index: number) => `${hex(index + 1, 8)}-0000-7000-8000-000000000000`;
/** Of one of 1,024 records that were made in the same millisecond, in their order. */
const neighbourOf = (index: number) => `01900000-0000-7${hex(index * 4, 3)}-8000-000000000000`;
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

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

  test.each([
    ['each of its own millisecond', idOf, 10_000, 150],
    ['made in the same millisecond', neighbourOf, 1_024, 20],
  ] as const)('are spread evenly: %s', (_, id, count, differenceMax) => {
    const span = { from: START, until: (START + 2 * HOUR_MS) as Instant };
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let index = 0; index < count; index++) {
      const tenth = Math.floor(((spreadIn(span, id(index)) - START) / HOUR_MS) * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const one of tenths) expect(Math.abs(one - count / 10)).toBeLessThan(differenceMax);
  });

  test('come together with the few that follow them, and with no more', () => {
    const span = { from: START, until: (START + 2 * HOUR_MS) as Instant };
    const comes = Array.from({ length: 1_024 }, (_, index) => spreadIn(span, neighbourOf(index)));
    const together = new Map<number, number>();
    for (const at of comes) together.set(at, (together.get(at) ?? 0) + 1);
    expect([...together.values()]).toEqual(Array.from({ length: 64 }, () => 16));
    expect(new Set(comes.slice(0, 16)).size).toBe(1);
  });
});
