import { describe, expect, test } from 'vitest';
import { intervalText, minutesOfInterval, type IntervalProblem } from './interval.ts';

const BOUNDS = { min: 1, max: 527_040 };

describe('an interval', () => {
  test.each<[minutes: number, text: string]>([
    [1, '00:00:01'],
    [59, '00:00:59'],
    [60, '00:01:00'],
    [1_439, '00:23:59'],
    [1_440, '01:00:00'],
    [1_530, '01:01:30'],
    [143_999, '99:23:59'],
    [527_040, '366:00:00'],
  ])('of %d minutes is written %s, and read back', (minutes, text) => {
    expect(intervalText(minutes)).toBe(text);
    expect(minutesOfInterval(text, BOUNDS)).toBe(minutes);
  });

  test.each<[text: string, minutes: number | IntervalProblem]>([
    ['1:1:30', 1_530],
    [' 02:30 ', 150],
    ['36:00', 2_160],
    ['90', 90],
    ['00:24:00', 'hours'],
    ['00:23:60', 'minutes'],
    ['1:60', 'minutes'],
    ['00:00:00', 'short'],
    ['366:00:01', 'long'],
    ['999999', 'long'],
    ['', 'form'],
    ['soon', 'form'],
    ['1:2:3:4', 'form'],
    ['-1', 'form'],
    ['1,5', 'form'],
    ['01:', 'form'],
  ])('as `%s` is %s', (text, minutes) => {
    expect(minutesOfInterval(text, BOUNDS)).toBe(minutes);
  });
});
