import { Gauge, type Registry } from 'prom-client';
import type { Store } from '@tact/store';

/** Erasures are counted at most so often, milliseconds: one that waits for a day is what is looked for. */
const ASKED_EVERY_MS = 60_000;

/** Adds how many erasures of persons are ordered and not done. Where the database does not answer there is no figure. */
export function addErasureGauge({ store }: { readonly store: Store }, registers: Registry[]): void {
  let askedAtMs = -Infinity;
  new Gauge({
    name: 'tact_erasures_waiting',
    help: "Erasures of persons that are ordered and not done; only a service with the owner's address carries them out.",
    registers,
    async collect() {
      if (performance.now() - askedAtMs < ASKED_EVERY_MS) return;
      const count = await countWaiting(store).catch(() => undefined);
      // The database does not answer: no figure is better than one that may have become false.
      if (count === undefined) {
        this.remove();
        return;
      }
      askedAtMs = performance.now();
      this.set(count);
    },
  });
}

async function countWaiting(store: Store): Promise<number> {
  let count = 0;
  for (const organizationId of await store.organizations.listIds())
    count += await store.erasures.waiting(organizationId);
  return count;
}
