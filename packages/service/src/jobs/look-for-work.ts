/** Looks for work again and again. */
export interface WorkLoop {
  /** Looks for work now: something was just added. */
  wake(): void;
  /** Ends the work under way by its signal, and waits until it has. */
  stop(): Promise<void>;
}

/** How work is looked for. */
export interface WorkLoopParts {
  /** Milliseconds between two looks that nobody asked for: what a node that crashed has left is found so. */
  readonly everyMs: number;
  /** False: the first look is after `everyMs`, or when somebody wakes it; true where nobody says. */
  readonly looksAtOnce?: boolean;
  /** Works on all that is there. Aborted: it ends soon. */
  readonly workOnAll: (signal: AbortSignal) => Promise<void>;
  /** Told of what failed as a whole; it is looked for again. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Starts to look for work, now and again and again; never twice at once, and once more where somebody woke it meanwhile. Where its time comes while work
 * is under way, it waits for the next time: what has no end must not be worked on without a pause.
 */
export function lookForWork({ everyMs, looksAtOnce = true, workOnAll, onFailure }: WorkLoopParts): WorkLoop {
  const controller = new AbortController();
  let looking: Promise<void> | null = null;
  let isWoken = false;
  function look(): void {
    if (controller.signal.aborted) return;
    if (looking !== null) {
      isWoken = true;
      return;
    }
    isWoken = false;
    looking = workOnAll(controller.signal)
      .catch(onFailure)
      .finally(() => {
        looking = null;
        if (isWoken) look();
      });
  }
  if (looksAtOnce) look();
  const timer = setInterval(() => {
    if (looking === null) look();
  }, everyMs);
  timer.unref();
  return {
    wake: look,
    async stop() {
      clearInterval(timer);
      controller.abort();
      await looking;
    },
  };
}
