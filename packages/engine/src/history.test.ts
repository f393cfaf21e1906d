import { describe, expect, test } from 'vitest';
import { at, attemptAt } from '../test/samples.ts';
import { countsAt, firstAfter, historyOf } from './history.ts';
import type { Instant } from './time/instant.ts';

const texts = ['2026-03-07T12:00:00Z', '2026-03-08T04:59:59.999Z', '2026-03-08T05:00:00Z', '2026-03-09T03:59:59Z', '2026-03-09T04:00:00Z', '2026-11-02T04:59:59Z', '2026-11-02T05:00:00Z']; // prettier-ignore
const attempts = texts.map((text) => attemptAt(text));

describe('the history', () => {
  test('finds the first attempt after an instant', () => {
    const found = (text: string) => firstAfter(historyOf(attempts), at(text));
    expect(found('2026-01-01T00:00:00Z')).toBe(0);
    expect(found('2026-03-07T11:59:59.999Z')).toBe(0);
    expect(found('2026-03-07T12:00:00Z')).toBe(1);
    expect(found('2026-03-09T03:59:59Z')).toBe(4);
    expect(found('2026-11-02T05:00:00Z')).toBe(7);
    expect(firstAfter(historyOf([]), at('2026-01-01T00:00:00Z'))).toBe(0);
    const twice = [attemptAt('2026-01-01T00:00:00Z'), attemptAt('2026-01-01T00:00:00Z'), attemptAt('2026-01-02T00:00:00Z')];
    expect(firstAfter(historyOf(twice), at('2026-01-01T00:00:00Z'))).toBe(2);
  }); // prettier-ignore

  test('leaves out what lies further back than any rule looks', () => {
    const history = historyOf(attempts, at('2026-03-08T05:00:00Z'));
    expect(history.attempts.slice(history.first).map(({ id }) => id)).toEqual(texts.slice(3));
    expect(firstAfter(history, -Infinity)).toBe(3);
  });

  test('is refused where the attempts do not ascend', () => {
    expect(() => historyOf(attempts.toReversed())).toThrow(/not in the order of their instants/);
    expect(() => historyOf([attemptAt('2026-03-07T12:00:00Z', { at: Number.NaN as Instant })])).toThrow(
      RangeError,
    );
  });

  test('counts an attempt in the future as made now', () => {
    const now = at('2026-03-07T12:00:00Z');
    expect(countsAt(attemptAt('2026-03-07T12:00:00Z'), now)).toBe(now);
    expect(countsAt(attemptAt('2026-03-07T12:04:00Z'), now)).toBe(now);
    expect(countsAt(attemptAt('2026-03-07T11:00:00Z'), now)).toBe((now - 3_600_000) as Instant);
  });
});
