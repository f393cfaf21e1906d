/** A promise that is awaited later: its failure is told then, to whoever awaits it, and ends no process before. */
export function awaitedLater<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}
