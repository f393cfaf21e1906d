import type { OrganizationId } from '@tact/engine';
import type { ChannelAdapter } from '../channels/channel-adapter.ts';
import { HAND_OVER_MS, type Batch } from './batch.ts';
import { handOver, type Outgoing } from './hand-over.ts';
import { createSettler } from './settler.ts';
import type { Worker } from './worker.ts';

/** The hand-overs that are under way. */
export interface Sending {
  /** Begins to hand a batch over; each dispatch has a slot, which it gives back. */
  send(
    organizationId: OrganizationId,
    adapter: ChannelAdapter,
    batch: Pick<Batch, 'claimId' | 'outgoing'>,
  ): void;
  /** Ends when none is under way. */
  idle(): Promise<void>;
}

/** Creates the sending side of a processor. A failure is logged; its item is taken back as unknown when its time runs out. */
export function createSending(worker: Worker): Sending {
  const { store, clock, actor, slots, failed, onEvent } = worker;
  const settler = createSettler(store, clock);
  const underWay = new Set<Promise<void>>();

  async function sendOne(
    organizationId: OrganizationId,
    adapter: ChannelAdapter,
    claimId: string,
    outgoing: Outgoing,
    signal: AbortSignal,
  ): Promise<void> {
    const handed = { store, clock, adapter, actor, signal };
    const settlement = await handOver(handed, organizationId, outgoing).finally(() => {
      slots.giveBack(adapter, 1);
    });
    const { handOver: state } = settlement;
    if (state !== null && state !== 'none') onEvent?.({ kind: 'handed-over', state });
    await settler.settle(organizationId, claimId, settlement);
  }

  async function sendAll(
    organizationId: OrganizationId,
    adapter: ChannelAdapter,
    { claimId, outgoing }: Pick<Batch, 'claimId' | 'outgoing'>,
  ): Promise<void> {
    const ending = new AbortController();
    // An adapter has half of the time until somebody else takes the item for lost.
    const timer = setTimeout(() => {
      ending.abort();
    }, HAND_OVER_MS / 2);
    const ends = await Promise.allSettled(
      outgoing.map((one) => sendOne(organizationId, adapter, claimId, one, ending.signal)),
    );
    clearTimeout(timer);
    const lost = ends.find((end) => end.status === 'rejected');
    const what = 'the end of hand-overs could not be stored; they count as unknown';
    if (lost !== undefined) failed(what, organizationId, lost.reason);
  }

  return {
    send(organizationId, adapter, batch) {
      if (batch.outgoing.length === 0) return;
      const work = sendAll(organizationId, adapter, batch);
      underWay.add(work);
      void work.finally(() => underWay.delete(work));
    },
    async idle() {
      while (underWay.size > 0) await Promise.race(underWay);
    },
  };
}
