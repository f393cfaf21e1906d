import type { Instant } from '@tact/engine';
import { CLOCK_SKEW_MS_MAX } from './clock.ts';
import { DecidingError } from './decider.ts';

/** How soon a question that met a wrong clock may be asked again, milliseconds: another node may be right. */
const RETRY_MS = 10_000;

/** Whether a node's clock may be decided by. Beyond {@link CLOCK_SKEW_MS_MAX} hours and periods would be judged for the wrong instant (S8). */
export function clocksAgree(now: Instant, databaseNow: Instant): boolean {
  return Math.abs(now - databaseNow) <= CLOCK_SKEW_MS_MAX;
}

/** Throws `clock_differs` where the clocks do not agree. */
export function assertClocksAgree(now: Instant, databaseNow: Instant): void {
  if (clocksAgree(now, databaseNow)) return;
  const seconds = Math.round(Math.abs(now - databaseNow) / 1_000);
  const side = now > databaseNow ? 'ahead of' : 'behind';
  throw new DecidingError(
    'clock_differs',
    `the clock of this machine is ${seconds} seconds ${side} the database's; nothing is decided until it is right`,
    RETRY_MS,
  );
}
