import { MINUTE_MS, type AttemptId, type CallResult, type Instant } from '@tact/engine';

/** A result that the carrier reports later. */
export interface ResultToReport {
  readonly at: Instant;
  readonly attemptId: AttemptId;
  readonly callResult: CallResult;
}

/** Results that are to come, in no order. */
export interface ResultsToCome {
  add(result: ResultToReport): void;
  /** Takes out those that are known by now. */
  takeBy(now: Instant): readonly ResultToReport[];
  /** When the next one is known; null where none is to come. */
  nextAt(): Instant | null;
}

/** Creates them: by the minute in which they are known, so that a long campaign does not go through all of them for each step. */
export function createResultsToCome(): ResultsToCome {
  const byMinute = new Map<number, ResultToReport[]>();
  return {
    add(result) {
      const minute = Math.floor(result.at / MINUTE_MS);
      const sameMinute = byMinute.get(minute) ?? [];
      sameMinute.push(result);
      byMinute.set(minute, sameMinute);
    },
    takeBy(now) {
      const known: ResultToReport[] = [];
      for (const [minute, some] of byMinute) {
        if (minute > now / MINUTE_MS) continue;
        const later = some.filter(({ at }) => at > now);
        for (const one of some) if (one.at <= now) known.push(one);
        if (later.length === 0) byMinute.delete(minute);
        else byMinute.set(minute, later);
      }
      return known;
    },
    nextAt() {
      const soonest = byMinute.get(Math.min(...byMinute.keys())) ?? [];
      return soonest.length === 0
        ? null
        : (soonest.reduce((at, one) => Math.min(at, one.at), Infinity) as Instant);
    },
  };
}
