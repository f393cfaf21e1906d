/** Work that is done a few at a time, in the order in which it came. */
export interface TurnsOfWork {
  /** Done when the work is, or when it was given up before its turn came. Rejects as the work does. */
  run(work: () => Promise<void>): Promise<void>;
  /** Gives up what has not begun, and whatever comes later. */
  giveUp(): void;
}

/** Creates turns for at most so many at once: results that come by the thousand would else take every connection to the database. */
export function createTurnsOfWork(atOnceMax: number): TurnsOfWork {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  let isOver = false;

  /** Whoever is next takes the turn over, so that nobody who comes meanwhile goes first. */
  function endTurn(): void {
    const next = waiting.shift();
    if (next === undefined) underWay--;
    else next();
  }

  return {
    async run(work) {
      if (underWay >= atOnceMax) await new Promise<void>((resolve) => waiting.push(resolve));
      else underWay++;
      try {
        if (!isOver) await work();
      } finally {
        endTurn();
      }
    },
    giveUp() {
      isOver = true;
    },
  };
}
