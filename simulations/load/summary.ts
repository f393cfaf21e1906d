import type { Arrival } from './open-loop.ts';

/** What a load came to. */
export interface LoadSummary {
  readonly answered: number;
  /** Neither an answer nor a refusal that says when to come back. */
  readonly errors: number;
  /** `503` with `Retry-After`. */
  readonly refused: number;
  /** `503` that does not say when to come back. */
  readonly refusedWithoutRetry: number;
  readonly allowed: number;
  /** Allowed so late that whoever asked may have gone: there must be none. */
  readonly lateAllows: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
}

/** A question waits at most ten seconds for its turn; its last batch may take a while after that. */
const LATE_MS = 20_000;
/** Latencies are counted in steps of 2 %, so that an hour of them takes no memory to speak of. */
const STEP = Math.log(1.02);

/** Counts arrivals; memory is constant. */
export function createSummary(): {
  readonly add: (arrival: Arrival) => void;
  readonly summary: () => LoadSummary;
} {
  const steps = new Map<number, number>();
  let [answered, errors, refused, refusedWithoutRetry, allowed, lateAllows] = [0, 0, 0, 0, 0, 0];
  const percentile = (share: number): number => {
    let left = answered * share;
    for (const [step, count] of [...steps].toSorted(([one], [other]) => one - other)) {
      left -= count;
      if (left <= 0) return Math.exp(step * STEP);
    }
    return Number.NaN;
  };
  return {
    add({ latencyMs, status, hasRetryAfter, isAllowed }) {
      if (status === 503) {
        if (hasRetryAfter) refused++;
        else refusedWithoutRetry++;
        return;
      }
      if (status < 200 || status > 299) {
        errors++;
        return;
      }
      answered++;
      if (isAllowed) allowed++;
      if (isAllowed && latencyMs > LATE_MS) lateAllows++;
      const step = Math.ceil(Math.log(Math.max(0.01, latencyMs)) / STEP);
      steps.set(step, (steps.get(step) ?? 0) + 1);
    },
    summary: () => ({
      answered,
      errors,
      refused,
      refusedWithoutRetry,
      allowed,
      lateAllows,
      p50Ms: percentile(0.5),
      p99Ms: percentile(0.99),
      p999Ms: percentile(0.999),
    }),
  };
}

/** How much a series grows from one step to the next, by least squares; NaN for fewer than two values. */
export function slopeOf(values: readonly number[]): number {
  const meanX = (values.length - 1) / 2;
  const meanY = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [over, under] = values.reduce<readonly [number, number]>(
    ([up, down], value, x) => [up + (x - meanX) * (value - meanY), down + (x - meanX) ** 2],
    [0, 0],
  );
  return over / under;
}
