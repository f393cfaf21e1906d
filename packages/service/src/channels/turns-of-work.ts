import { atMost } from '../threads/at-most.ts';

/** Work that is done a few at a time, in the order in which it came. */
export interface TurnsOfWork {
  /** Done when the work is, or when it was given up before its turn came. Rejects as the work does. */
  run(work: () => Promise<void>): Promise<void>;
  /** Gives up what has not begun, and whatever comes later. */
  giveUp(): void;
}

/** Creates turns for at most so many at once: results that come by the thousand would else take every connection to the database. */
export function createTurnsOfWork(atOnceMax: number): TurnsOfWork {
  const gate = atMost(atOnceMax);
  let isOver = false;
  return {
    run: (work) =>
      gate(async () => {
        if (!isOver) await work();
      }),
    giveUp() {
      isOver = true;
    },
  };
}
