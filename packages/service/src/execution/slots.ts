import { within } from './within.ts';

/** What takes so much at once: a channel so many dispatches, a service so many questions. */
export interface Limited {
  /** At this moment. */
  readonly concurrencyMax: number;
}

/** How much each of them may take at this moment. */
export interface Slots {
  /** For those who come new: what is left by those who have a slot, and by those who wait for one. */
  free(limited: Limited): number;
  /** Takes slots; they were free. */
  take(limited: Limited, count: number): void;
  /** Waits for a slot and takes it; whether there was one before `leftMs` gave none left, milliseconds. */
  takeWithin(limited: Limited, leftMs: () => number): Promise<boolean>;
  giveBack(limited: Limited, count: number): void;
  /** Ends when a slot is given back. */
  nextGivenBack(): Promise<void>;
}

/** How often who waits for a slot looks whether one has come about by itself, milliseconds. */
const LOOK_MS = 1_000;

/** Counts slots: nothing gets more at once than it takes. */
export function createSlots(): Slots {
  const taken = new WeakMap<Limited, number>();
  const awaited = new WeakMap<Limited, number>();
  let waiting: (() => void)[] = [];
  const change = (counts: typeof taken, limited: Limited, by: number) =>
    counts.set(limited, (counts.get(limited) ?? 0) + by);
  const left = (limited: Limited) => limited.concurrencyMax - (taken.get(limited) ?? 0);
  const nextGivenBack = () =>
    new Promise<void>((resolve) => {
      waiting.push(resolve);
    });
  return {
    free: (limited) => left(limited) - (awaited.get(limited) ?? 0),
    take(limited, count) {
      change(taken, limited, count);
    },
    async takeWithin(limited, leftMs) {
      change(awaited, limited, 1);
      try {
        while (left(limited) <= 0) {
          const waitMs = Math.min(LOOK_MS, leftMs());
          if (waitMs <= 0) return false;
          await within(waitMs, [nextGivenBack()]);
        }
        change(taken, limited, 1);
        return true;
      } finally {
        change(awaited, limited, -1);
      }
    },
    giveBack(limited, count) {
      change(taken, limited, -count);
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    nextGivenBack,
  };
}
