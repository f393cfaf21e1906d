import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { Instant } from '@tact/engine';
import { StoreError, type Store } from '@tact/store';
import { addErasureGauge } from './erasure-gauge.ts';
import { addExecutionMetrics } from './execution-gauges.ts';
import { addRegistryGauge } from './registry-gauge.ts';

/** A store of one organization whose database can be taken away. */
function storeThatFails() {
  const database = { answers: true };
  const answer = <Value>(value: Value) =>
    database.answers
      ? Promise.resolve(value)
      : Promise.reject(new StoreError('database_unavailable', 'the database does not answer'));
  const store = {
    organizations: { listIds: () => answer(['one']) },
    queue: { pauses: () => answer({ paused: 3 }) },
    erasures: { waiting: () => answer(2) },
    suppression: { registries: () => answer([]) },
  } as unknown as Store;
  return { store, database };
}

const GAUGES = [
  {
    name: 'tact_execution_paused_organizations',
    add: (store: Store, registers: Registry[]) =>
      addExecutionMetrics({ store, executionHealth: () => ({ state: 'off', lastTurnAt: null }) }, registers),
    figures: ['tact_execution_paused_organizations 3'],
  },
  {
    name: 'tact_erasures_waiting',
    add: (store: Store, registers: Registry[]) => addErasureGauge({ store }, registers),
    figures: ['tact_erasures_waiting 2'],
  },
  {
    name: 'tact_registry_lists',
    add: (store: Store, registers: Registry[]) =>
      addRegistryGauge({ store, clock: () => 0 as Instant }, registers),
    figures: ['fresh', 'stale_soon', 'stale'].map((state) => `tact_registry_lists{state="${state}"} 0`),
  },
];

async function figuresOf(registry: Registry, name: string): Promise<readonly string[]> {
  const text = await registry.getSingleMetricAsString(name);
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

test.each(GAUGES)(
  '$name has no figure while the database does not answer',
  async ({ name, add, figures }) => {
    const { store, database } = storeThatFails();
    const registry = new Registry();
    add(store, [registry]);
    database.answers = false;
    expect(await figuresOf(registry, name)).toEqual([]);
    database.answers = true;
    expect(await figuresOf(registry, name)).toEqual(figures);
  },
);

test('how many organizations are paused is not told any more when the database stops answering', async () => {
  const { store, database } = storeThatFails();
  const registry = new Registry();
  addExecutionMetrics({ store, executionHealth: () => ({ state: 'off', lastTurnAt: null }) }, [registry]);
  const name = 'tact_execution_paused_organizations';
  expect(await figuresOf(registry, name)).toEqual([`${name} 3`]);
  database.answers = false;
  expect(await figuresOf(registry, name)).toEqual([]);
});
