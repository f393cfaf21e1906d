import type { AttemptId, CallResult, Instant } from '@tact/engine';
import type { ChannelAdapter, HandOver } from '../../packages/service/src/channels/channel-adapter.ts';
import type { Clock } from '../../packages/service/src/deciding/decider.ts';
import { seededRandom, type Random } from '@tact/service/without-http';
import { createResultsToCome, type ResultsToCome } from './results-to-come.ts';

/** What the carrier got, written down before it answers. */
export interface Received {
  readonly at: Instant;
  readonly attemptId: string;
  readonly decisionId: string;
  readonly address: string;
  readonly state: HandOver['state'];
}

/** A simulated carrier: it takes nearly all, refuses some, leaves some unknown, and knows what came of each call some seconds later. */
export interface SimulatedCarrier extends ChannelAdapter {
  readonly received: readonly Received[];
  /** What it will report. */
  readonly results: ResultsToCome;
}

/** What the carrier answers, and what it knows of the call later; null where it never knows. */
export interface CarrierAnswer {
  readonly answer: HandOver;
  readonly result: { readonly callResult: CallResult; readonly afterMs: number } | null;
}

/** Draws an answer. */
export function drawAnswer(random: Random, attemptId: string): CarrierAnswer {
  const chance = random.next();
  if (chance < 0.01) {
    const sentence = 'the number is not in use';
    return {
      answer: { state: 'refused', code: 'number_unreachable', sentence, retryAfterMs: null },
      result: null,
    };
  }
  if (chance < 0.02) {
    const sentence = 'the carrier asks to slow down';
    return { answer: { state: 'refused', code: 'too_fast', sentence, retryAfterMs: 1_000 }, result: null };
  }
  if (chance < 0.03)
    return { answer: { state: 'unknown', sentence: 'the line to the carrier broke' }, result: null };
  const callResult = random.pick(['Answer', 'Answer', 'Busy', 'No Answer'] as const);
  return {
    answer: { state: 'confirmed', providerReference: `sim-${attemptId}` },
    result: { callResult, afterMs: random.between(5_000, 60_000) },
  };
}

/** Creates one that lives in this process. */
export function simulatedCarrier(clock: Clock, seed: number): SimulatedCarrier {
  const random = seededRandom(seed);
  const received: Received[] = [];
  const results = createResultsToCome();
  return {
    received,
    results,
    concurrencyMax: 1_000,
    handOver({ permit: { attemptId, decisionId }, address }) {
      const { answer, result } = drawAnswer(random, attemptId);
      const at = clock();
      if (result !== null)
        results.add({
          at: (at + result.afterMs) as Instant,
          attemptId: attemptId as AttemptId,
          callResult: result.callResult,
        });
      received.push({ at, attemptId, decisionId, address, state: answer.state });
      return Promise.resolve(answer);
    },
    close: () => Promise.resolve(),
  };
}
