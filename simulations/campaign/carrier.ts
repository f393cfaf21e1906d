import { appendFileSync } from 'node:fs';
import { MINUTE_MS, type AttemptId, type CallResult, type Instant } from '@tact/engine';
import type {
  ChannelAdapter,
  Dispatch,
  HandOver,
} from '../../packages/service/src/channels/channel-adapter.ts';
import type { Clock } from '../../packages/service/src/deciding/decider.ts';
import { seededRandom } from '../../packages/service/src/demo/random.ts';

/** What the carrier got, written down before it answers. */
export interface Received {
  readonly at: Instant;
  readonly attemptId: string;
  readonly decisionId: string;
  readonly address: string;
  readonly state: HandOver['state'];
}

/** A result that it reports later. */
export interface ResultToReport {
  readonly at: Instant;
  readonly attemptId: AttemptId;
  readonly callResult: CallResult;
}

/** A simulated carrier: it takes nearly all, refuses some, leaves some unknown, and knows what came of each call some seconds later. */
export interface SimulatedCarrier extends ChannelAdapter {
  readonly received: readonly Received[];
  /** Takes out the results that are known by now. */
  resultsBy(now: Instant): readonly ResultToReport[];
  /** When the next result is known; null where none is to come. */
  nextResultAt(): Instant | null;
}

/** Creates one. `logFile`: what it receives is also written there, line by line, before it answers, so that it outlives a `kill -9`. */
export function simulatedCarrier(
  clock: Clock,
  seed: number,
  logFile: string | null = null,
): SimulatedCarrier {
  const random = seededRandom(seed);
  const received: Received[] = [];
  /** By the minute in which they are known, so that a long campaign does not go through all of them for each step. */
  const results = new Map<number, ResultToReport[]>();

  function answerTo({ permit }: Dispatch): HandOver {
    const chance = random.next();
    if (chance < 0.01)
      return {
        state: 'refused',
        code: 'number_unreachable',
        sentence: 'the number is not in use',
        retryAfterMs: null,
      };
    if (chance < 0.02)
      return {
        state: 'refused',
        code: 'too_fast',
        sentence: 'the carrier asks to slow down',
        retryAfterMs: 1_000,
      };
    if (chance < 0.03) return { state: 'unknown', sentence: 'the line to the carrier broke' };
    const callResult = random.pick(['Answer', 'Answer', 'Busy', 'No Answer'] as const);
    const at = (clock() + random.between(5_000, 60_000)) as Instant;
    const minute = Math.floor(at / MINUTE_MS);
    const sameMinute = results.get(minute) ?? [];
    sameMinute.push({ at, attemptId: permit.attemptId as AttemptId, callResult });
    results.set(minute, sameMinute);
    return { state: 'confirmed', providerReference: `sim-${permit.attemptId}` };
  }

  return {
    received,
    concurrencyMax: 1_000,
    handOver(dispatch) {
      const answer = answerTo(dispatch);
      const { attemptId, decisionId } = dispatch.permit;
      const line: Received = {
        at: clock(),
        attemptId,
        decisionId,
        address: dispatch.address,
        state: answer.state,
      };
      received.push(line);
      if (logFile !== null) appendFileSync(logFile, `${JSON.stringify(line)}\n`);
      return Promise.resolve(answer);
    },
    resultsBy(now) {
      const known: ResultToReport[] = [];
      for (const [minute, some] of results) {
        if (minute > now / MINUTE_MS) continue;
        const later = some.filter(({ at }) => at > now);
        for (const one of some) if (one.at <= now) known.push(one);
        if (later.length === 0) results.delete(minute);
        else results.set(minute, later);
      }
      return known;
    },
    nextResultAt() {
      const soonest = results.get(Math.min(...results.keys())) ?? [];
      return soonest.length === 0
        ? null
        : (soonest.reduce((at, one) => Math.min(at, one.at), Infinity) as Instant);
    },
    close: () => Promise.resolve(),
  };
}
