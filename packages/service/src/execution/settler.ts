import type { OrganizationId } from '@tact/engine';
import type { Claim, Settlement, Store } from '@tact/store';
import type { Clock } from '../deciding/decider.ts';

/** Makes ends of hand-overs durable, many in one statement. */
export interface Settler {
  /** Comes back when the settlement is durable. Throws where it could not be made; the item is then taken back when its claim runs out. */
  settle(organizationId: OrganizationId, claimId: string, settlement: Settlement): Promise<void>;
}

/** Settlements in one statement. */
const BATCH_MAX = 500;

interface Waiting {
  readonly settlement: Settlement;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Creates a settler. While one statement is under way for an organization, what ends meanwhile is collected for the next: under load
 * batches grow by themselves, and nothing waits when there is none.
 */
export function createSettler(store: Pick<Store, 'queue'>, clock: Clock): Settler {
  const queues = new Map<OrganizationId, Waiting[]>();

  async function drain(
    organizationId: OrganizationId,
    waiting: Waiting[],
    claimId: Claim['id'],
  ): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, BATCH_MAX);
      try {
        await store.queue.settle(
          organizationId,
          { id: claimId, now: clock() },
          batch.map(({ settlement }) => settlement),
        );
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    queues.delete(organizationId);
  }

  return {
    // The claim does not matter: what was handed over is settled by its attempt.
    settle: (organizationId, claimId, settlement) =>
      new Promise((resolve, reject) => {
        const one: Waiting = { settlement, done: resolve, failed: reject };
        const waiting = queues.get(organizationId);
        if (waiting !== undefined) {
          waiting.push(one);
          return;
        }
        const fresh = [one];
        queues.set(organizationId, fresh);
        // After all that ends in this very moment.
        setImmediate(() => void drain(organizationId, fresh, claimId));
      }),
  };
}
