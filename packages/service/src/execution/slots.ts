/** What takes so much at once: a channel so many dispatches, a service so many questions. */
export interface Limited {
  /** At this moment. */
  readonly concurrencyMax: number;
}

/** How much each of them may take at this moment. */
export interface Slots {
  free(limited: Limited): number;
  /** Takes slots; they were free. */
  take(limited: Limited, count: number): void;
  giveBack(limited: Limited, count: number): void;
  /** Ends when a slot is given back. */
  nextGivenBack(): Promise<void>;
}

/** Counts slots: nothing gets more at once than it takes. */
export function createSlots(): Slots {
  const taken = new WeakMap<Limited, number>();
  let waiting: (() => void)[] = [];
  const change = (limited: Limited, by: number) => taken.set(limited, (taken.get(limited) ?? 0) + by);
  return {
    free: (limited) => limited.concurrencyMax - (taken.get(limited) ?? 0),
    take(limited, count) {
      change(limited, count);
    },
    giveBack(limited, count) {
      change(limited, -count);
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
