import { Gauge, type Registry } from 'prom-client';
import type { Store } from '@tact/store';
import { registryState, type RegistryState } from '../commands/registry-age.ts';
import type { Clock } from '../deciding/decider.ts';

/** Registry lists are asked for at most so often, milliseconds: days pass before one gets stale. */
const ASKED_EVERY_MS = 60_000;

/** Adds how many registry lists are fresh, get stale within three days, and are stale (S26). Where the database does not answer there is no figure. */
export function addRegistryGauge(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  registers: Registry[],
): void {
  let askedAtMs = -Infinity;
  new Gauge({
    name: 'tact_registry_lists',
    help: 'Registry lists: `fresh`, `stale_soon` within three days, or `stale` (too old or of no date), which block where they are required.',
    labelNames: ['state'],
    registers,
    async collect() {
      if (performance.now() - askedAtMs < ASKED_EVERY_MS) return;
      const counts = await countStates(store, clock).catch(() => undefined);
      if (counts === undefined) {
        // The database does not answer: no figure is better than one that may have become false.
        this.reset();
        return;
      }
      askedAtMs = performance.now();
      for (const [state, count] of Object.entries(counts)) this.set({ state }, count);
    },
  });
}

async function countStates(store: Store, clock: Clock): Promise<Record<RegistryState, number>> {
  const counts = { fresh: 0, stale_soon: 0, stale: 0 };
  const at = clock();
  for (const organizationId of await store.organizations.listIds())
    for (const registry of await store.suppression.registries(organizationId))
      counts[registryState(registry, at)]++;
  return counts;
}
