import { expect, test } from 'vitest';
import { durationText } from './duration.ts';

test.each<[ms: number, text: string]>([
  [0, '0 s'],
  [0.4, '1 ms'],
  [999, '999 ms'],
  [1_000, '1 s'],
  [1_001, '2 s'],
  [59_000, '59 s'],
  [60_000, '1 min'],
  [185_000, '3 min 5 s'],
  [3_600_000, '1 h'],
  [3_605_000, '1 h'],
  [90_000_000, '1 d 1 h'],
  [86_400_000 * 2 + 14_400_000, '2 d 4 h'],
])('%d ms is %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
