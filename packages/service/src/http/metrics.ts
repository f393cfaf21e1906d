import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { PoolFigures, Store } from '@tact/store';
import { isFailure, type Answer, type Failure } from '../deciding/question.ts';
import type { Clock, Decider } from '../deciding/decider.ts';
import type { ProcessorEvent } from '../execution/processor.ts';
import type { ExecutionHealth } from '../execution/runner.ts';
import { addErasureGauge } from './erasure-gauge.ts';
import { addExecutionMetrics } from './execution-gauges.ts';
import { addRegistryGauge } from './registry-gauge.ts';
import type { MadeVerification } from '../proof/check-chain.ts';
import type { ReplaySample } from '../proof/replay-sample.ts';
import { createTally, createTimings } from './tallies.ts';

/** What is counted. No label names an organization, a person or a number. */
export interface Metrics {
  countRequest(route: string, method: string, status: number, seconds: number): void;
  /** The same decider, with its answers counted and timed. */
  measured(decider: Decider): Decider;
  /** Counts replayed decisions. */
  readonly countReplayed: (sample: ReplaySample) => void;
  /** Counts checks of the chains. */
  readonly countVerified: (verification: MadeVerification) => void;
  /** Counts what the execution engine does. */
  readonly countExecution: (event: ProcessorEvent) => void;
  /** Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Seconds: from what a decision takes in memory to what nobody waits for. */
const LATENCY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** What metrics are asked from. */
export interface MetricsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly executionHealth: () => ExecutionHealth;
}

/** Creates the metrics of one service; several in one process are apart. */
export function createMetrics({ store, clock, executionHealth }: MetricsParts): Metrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const requests = createTally({
    name: 'tact_requests_total',
    help: 'Requests by route and status.',
    labelNames: ['route', 'method', 'status'],
  });
  const requestSeconds = createTimings({
    name: 'tact_request_seconds',
    help: 'How long requests took.',
    labelNames: ['route', 'method'],
    buckets: LATENCY_BUCKETS,
  });
  const decisions = createTally({
    name: 'tact_decisions_total',
    help: 'Answers by decision and the code of the deciding verdict; `refused` for bad questions.',
    labelNames: ['decision', 'code'],
  });
  const decidingSeconds = createTimings({
    name: 'tact_deciding_seconds',
    help: 'How long a call of the decider took, record and reservation made durable.',
    labelNames: ['call'],
    buckets: LATENCY_BUCKETS,
  });
  addPoolGauge(() => store.poolFigures(), registers);
  addRegistryGauge({ store, clock }, registers);
  addErasureGauge({ store }, registers);
  const countExecution = addExecutionMetrics({ store, executionHealth }, registers);

  function count<Settled extends Answer | Failure>(all: readonly Settled[]): readonly Settled[] {
    for (const one of all) {
      if (isFailure(one)) continue;
      const decision = one.answered ? one.decision.decision : 'refused';
      const code = one.answered ? (one.decision.deciding?.reason.code ?? 'none') : one.code;
      decisions.add(decision, code);
    }
    return all;
  }
  async function timed<Result>(call: string, work: () => Promise<Result>): Promise<Result> {
    const startedAtMs = performance.now();
    try {
      return await work();
    } finally {
      decidingSeconds.add((performance.now() - startedAtMs) / 1_000, call);
    }
  }

  return {
    countRequest(route, method, status, seconds) {
      requests.add(route, method, `${status}`);
      requestSeconds.add(seconds, route, method);
    },
    measured: (decider) => ({
      ask: (...asked) => timed('ask', async () => count(await decider.ask(...asked))),
      askEach: (...asked) => timed('ask', async () => count(await decider.askEach(...asked))),
      reserve: (...asked) => timed('reserve', async () => count(await decider.reserve(...asked))),
      reserveEach: (...asked) => timed('reserve', async () => count(await decider.reserveEach(...asked))),
      // Windows are no decisions: they are timed and not counted.
      windows: (...asked) => timed('windows', () => decider.windows(...asked)),
      windowsOfAll: (...asked) => timed('windows', () => decider.windowsOfAll(...asked)),
    }),
    countReplayed: addReplayCounter(registers),
    countVerified: addVerificationCounter(registers),
    countExecution,
    text: async () =>
      [
        await register.metrics(),
        ...[requests, requestSeconds, decisions, decidingSeconds].map((one) => one.text()),
      ].join('\n'),
    contentType: register.contentType,
  };
}

function addReplayCounter(registers: Registry[]): (sample: ReplaySample) => void {
  const replayed = new Counter({
    name: 'tact_replayed_decisions_total',
    help: 'Recorded decisions that were recomputed at night, by result; any `mismatch` is an alarm.',
    labelNames: ['result'],
    registers,
  });
  for (const result of ['equal', 'other_version', 'erased', 'mismatch']) replayed.inc({ result }, 0);
  return ({ equal, otherVersion, erased, mismatches }) => {
    replayed.inc({ result: 'equal' }, equal);
    replayed.inc({ result: 'other_version' }, otherVersion);
    replayed.inc({ result: 'erased' }, erased);
    replayed.inc({ result: 'mismatch' }, mismatches.length);
  };
}

function addVerificationCounter(registers: Registry[]): Metrics['countVerified'] {
  const verified = new Counter({
    name: 'tact_verifications_total',
    help: 'Nightly checks of an organization’s audit log and records, by result: `unchanged`, `cut` where the time was over before the end; any `changed` is an alarm.',
    labelNames: ['result'],
    registers,
  });
  for (const result of ['unchanged', 'cut', 'changed']) verified.inc({ result }, 0);
  return ({ findings, covered: { isCut } }) => {
    verified.inc({ result: findings > 0 ? 'changed' : isCut ? 'cut' : 'unchanged' });
  };
}

function addPoolGauge(poolFigures: () => PoolFigures, registers: Registry[]): void {
  new Gauge({
    name: 'tact_database_connections',
    help: 'Connections of a pool: `total` are open, `idle` of them unused, `waiting` are requests that wait for one.',
    labelNames: ['pool', 'state'],
    registers,
    collect() {
      for (const [pool, { total, idle, waiting }] of Object.entries(poolFigures())) {
        this.set({ pool, state: 'total' }, total);
        this.set({ pool, state: 'idle' }, idle);
        this.set({ pool, state: 'waiting' }, waiting);
      }
    },
  });
}
