import type { Instant } from '@tact/engine';
import { DecidingError, type Clock } from './decider.ts';

/** How far the clocks of nodes and of the database may be apart, milliseconds: beyond it a node is not ready (S8). */
export const CLOCK_SKEW_MS_MAX = 300_000;
/** A step back that is smaller than this is drift correction: time stands still for that long. */
const STEP_BACK_MS_MAX = 2_000;

/**
 * The service's clock. It never runs backwards: an attempt reserved a moment ago must not lie in the future of the next question. A
 * clock that was set back by more than a correction is refused until it has caught up, because every rolling period and every local
 * day would be answered for the wrong instant.
 */
export function createClock(systemNowMs: () => number = Date.now): Clock {
  let latest = -Infinity;
  return () => {
    const now = systemNowMs();
    const wentBackMs = latest - now;
    if (wentBackMs > STEP_BACK_MS_MAX) {
      const seconds = Math.round(wentBackMs / 1000);
      throw new DecidingError(
        'clock_went_back',
        `the clock of this machine went back by ${seconds} seconds; nothing is decided until it is right again, or until a restart`,
        Math.min(wentBackMs, 60_000),
      );
    }
    latest = Math.max(latest, now);
    return latest as Instant;
  };
}
