import { Counter, Gauge, type Registry } from 'prom-client';
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
    if (event.kind === 'claimed') claimed.inc(event.items);
    else handedOver.inc({ state: event.state });
  };
}
