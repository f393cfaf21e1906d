import type { ChannelAdapter } from '../channels/channel-adapter.ts';

/** How many dispatches each adapter may take at this moment. */
export interface Slots {
  free(adapter: ChannelAdapter): number;
  /** Takes slots; they were free. */
  take(adapter: ChannelAdapter, count: number): void;
  giveBack(adapter: ChannelAdapter, count: number): void;
  /** Ends when a slot is given back. */
  nextGivenBack(): Promise<void>;
}

/** Counts slots: no adapter gets more at once than it takes. */
export function createSlots(): Slots {
  const taken = new WeakMap<ChannelAdapter, number>();
  let waiting: (() => void)[] = [];
  const change = (adapter: ChannelAdapter, by: number) => taken.set(adapter, (taken.get(adapter) ?? 0) + by);
  return {
    free: (adapter) => adapter.concurrencyMax - (taken.get(adapter) ?? 0),
    take(adapter, count) {
      change(adapter, count);
    },
    giveBack(adapter, count) {
      change(adapter, -count);
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    nextGivenBack: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
      }),
  };
}
