import { describe, expect, test } from 'vitest';
import { firstRowAt, ROW_PX, rowAfterKey, rowWindow, scrolledTo } from './row-window.ts';

describe('a window on a long table', () => {
  test.each([0, 1, 15, 16, 17, 1_000, 400_000, 1_000_000, 10_000_000])(
    'of %i rows reaches its first and its last row, and every row is where the bar is put for it',
    (total) => {
      const window = rowWindow(total, 16);
      expect(window.innerPx).toBeLessThanOrEqual(12_000_000);
      expect(firstRowAt(window, 0)).toBe(0);
      expect(firstRowAt(window, window.innerPx - window.drawn * ROW_PX)).toBe(Math.max(0, total - 16));
      for (const share of [0, 0.001, 0.25, 0.5, 0.75, 0.999, 1]) {
        const row = Math.round(window.lastFirst * share);
        // Browsers keep whole pixels on most screens.
        expect(Math.abs(firstRowAt(window, Math.round(scrolledTo(window, row))) - row)).toBeLessThanOrEqual(
          total > 6_000_000 ? 1 : 0,
        );
      }
    },
  );

  test('of few rows scrolls pixel by pixel of them', () => {
    const window = rowWindow(100, 16);
    expect(window.innerPx).toBe(100 * ROW_PX);
    expect(firstRowAt(window, 3 * ROW_PX)).toBe(3);
  });

  test.each([
    ['ArrowDown', 5, 6],
    ['ArrowUp', 0, 0],
    ['PageDown', 0, 15],
    ['PageDown', 980, 984],
    ['PageUp', 20, 5],
    ['Home', 500, 0],
    ['End', 0, 984],
    ['a', 5, undefined],
  ])('%s from row %i', (key, first, expected) => {
    expect(rowAfterKey(rowWindow(1_000, 16), first, key)).toBe(expected);
  });
});
