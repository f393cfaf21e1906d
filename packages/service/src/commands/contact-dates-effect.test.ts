import { describe, expect, test } from 'vitest';
import type { Instant } from '@tact/engine';
import { triedOn } from './contact-dates-effect.ts';

/** Sunday, 22 November 2026. */
const at = (time: string) => Date.parse(`2026-11-22T${time}Z`) as Instant;

describe('the day that a contact date is tried on', () => {
  test.each([
    ['a day that is over is tried on itself', '2026-11-12', '12:00:00', '2026-11-12'],
    ['yesterday is over once the westernmost clocks have left it', '2026-11-21', '12:00:00', '2026-11-21'],
    ['a millisecond before that it is not', '2026-11-21', '11:59:59.999', '2026-11-14'],
    ['today is tried on the same weekday of last week', '2026-11-22', '23:00:00', '2026-11-15'],
    ['tomorrow, too', '2026-11-23', '12:00:00', '2026-11-16'],
    ['Thanksgiving on the last Thursday', '2026-11-26', '12:00:00', '2026-11-19'],
    ['a day of the next year on the last such weekday', '2027-12-25', '12:00:00', '2026-11-21'],
    ['a day of another year on itself', '2025-12-25', '12:00:00', '2025-12-25'],
  ])('%s', (_, date, now, expected) => {
    expect(triedOn(date, at(now))).toBe(expected);
  });
});
