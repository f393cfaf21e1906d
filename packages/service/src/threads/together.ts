/**
 * Does the same work so many times at once, and waits for all of it. The first that fails ends the others by their signal, and its error is thrown
 * when they have ended: what would be thrown away is not worked on.
 */
export async function together(
  times: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failing = new AbortController();
  const ending = AbortSignal.any([signal, failing.signal]);
  const failed = (error: unknown) => {
    failing.abort(error);
  };
  await Promise.all(Array.from({ length: times }, () => work(ending).catch(failed)));
  failing.signal.throwIfAborted();
}
