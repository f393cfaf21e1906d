/** Runs work, at most so much of it at once; the rest waits in its order. */
export type AtMost = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Creates a gate for so many at once. */
export function atMost(count: number): AtMost {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= count) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Whoever waits takes the place over.
      if (next === undefined) running--;
      else next();
    }
  };
}
