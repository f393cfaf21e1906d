import type { Instant } from '@tact/engine';
import type { Clock } from '../../packages/service/src/deciding/decider.ts';
import { START } from './plan.ts';

/** How much faster the clock of a simulation runs: a claim of a minute runs out in two seconds. */
export const SPEED = 30;

/** When the campaign's first hours begin: 10:05 in New York, open in most of the ten zones soon. */
const MORNING = (START + 10 * 3_600_000 + 300_000) as Instant;

/** A clock that stood in the first morning of the campaign when the machine's clock stood at the given instant, the same in every process. */
export function fastClock(startedAtMs: Instant): Clock {
  return () => Math.floor(MORNING + (Date.now() - startedAtMs) * SPEED) as Instant;
}
