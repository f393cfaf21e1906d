import type { AttemptFact } from './facts.ts';
import type { Instant } from './time/instant.ts';

/** The earlier attempts made ready for counting, ascending by instant. */
export interface History {
  readonly attempts: readonly AttemptFact[];
  /** The index of the first that any rule looks at; those before it are older than any rule looks back. */
  readonly first: number;
}

/**
 * Makes the attempts after an instant ready for counting. INVARIANT: attempts ascend, for they are searched by instant; it throws where those
 * after the instant do not.
 */
export function historyOf(attempts: readonly AttemptFact[], afterMs = -Infinity): History {
  const first = afterMs === -Infinity ? 0 : firstWhere(attempts, afterMs);
  let before = -Infinity;
  for (let i = first; i < attempts.length; i++) {
    const { at } = attempts[i] as AttemptFact;
    if (!(at >= before)) throw new RangeError('the earlier attempts are not in the order of their instants');
    before = at;
  }
  return { attempts, first };
}

/** The index of the first attempt that was made after the instant: a binary search, so cost grows with the logarithm of the history. */
export function firstAfter({ attempts, first }: History, instantMs: number): number {
  return firstWhere(attempts, instantMs, first);
}

/** The first index from which on attempts are not at or before the instant; one that is at no instant at all is not before any. */
function firstWhere(attempts: readonly AttemptFact[], instantMs: number, from = 0): number {
  let low = from;
  let high = attempts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((attempts[middle] as AttemptFact).at <= instantMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** An attempt's instant as it counts at `at`: one that lies after it counts as made then (S8). */
export function countsAt(attempt: AttemptFact, at: Instant): Instant {
  return Math.min(attempt.at, at) as Instant;
}
