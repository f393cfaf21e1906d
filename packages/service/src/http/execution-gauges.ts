import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Store } from '@tact/store';
import type { ProcessorEvent } from '../execution/processor.ts';
import type { ExecutionHealth } from '../execution/runner.ts';

const STATES: readonly ExecutionHealth['state'][] = ['off', 'running', 'failing'];

/** Adds what the execution engine does and how it stands. Gives what counts its events. */
export function addExecutionMetrics(
  { store, executionHealth }: { readonly store: Store; readonly executionHealth: () => ExecutionHealth },
  registers: Registry[],
): (event: ProcessorEvent) => void {
  const claimed = new Counter({
    name: 'tact_queue_claimed_total',
    help: 'Items of the queue that this process took up.',
    registers,
  });
  const handedOver = new Counter({
    name: 'tact_dispatches_total',
    help: 'Hand-overs to channels by how they ended.',
    labelNames: ['state'],
    registers,
  });
  const validated = new Histogram({
    name: 'tact_pre_dial_seconds',
    help: 'How long services took that were asked before a record was dialled, by their answers: `yes`, `no`, `none`.',
    labelNames: ['answer'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
    registers,
  });
  new Gauge({
    name: 'tact_execution_state',
    help: 'The execution engine of this process: 1 for the state that it is in, of `off`, `running` and `failing`.',
    labelNames: ['state'],
    registers,
    collect() {
      const { state: current } = executionHealth();
      for (const state of STATES) this.set({ state }, state === current ? 1 : 0);
    },
  });
  new Gauge({
    name: 'tact_execution_last_turn_seconds',
    help: 'When this process last looked through the queues without a fault, seconds since 1970 UTC; 0: never.',
    registers,
    collect() {
      this.set((executionHealth().lastTurnAt ?? 0) / 1_000);
    },
  });
  new Gauge({
    name: 'tact_execution_paused_organizations',
    help: 'Organizations whose execution is paused.',
    registers,
    async collect() {
      const pauses = await store.queue.pauses().catch(() => undefined);
      // The database does not answer: no figure is better than one that may have become false.
      if (pauses === undefined) this.remove();
      else this.set(pauses.paused);
    },
  });
  return (event) => {
    switch (event.kind) {
      case 'claimed':
        claimed.inc(event.items);
        break;
      case 'validated':
        validated.observe({ answer: event.answer }, event.seconds);
        break;
      case 'handed-over':
        handedOver.inc({ state: event.state });
    }
  };
}
