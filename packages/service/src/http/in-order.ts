import { awaitedLater } from '../awaited-later.ts';

/**
 * Runs a task for each item, a few at a time, and gives the results in the order of the items, each as soon as it and all before it are
 * there. No item is taken from the source while `inFlightMax` results wait, so that memory stays flat however long the source is.
 */
export async function* inOrder<Item, Result>(
  source: AsyncIterable<Item>,
  run: (item: Item) => Promise<Result>,
  inFlightMax: number,
): AsyncGenerator<Result> {
  const iterator = source[Symbol.asyncIterator]();
  const running: Promise<Result>[] = [];
  let upcoming: Promise<IteratorResult<Item>> | undefined;
  let isOver = false;
  try {
    while (!isOver || running.length > 0) {
      if (!isOver && running.length < inFlightMax && upcoming === undefined)
        upcoming = awaitedLater(iterator.next());
      const [oldest] = running;
      const isItem = upcoming !== undefined && (await comesFirst(upcoming, oldest));
      if (isItem && upcoming !== undefined) {
        const next = await upcoming;
        upcoming = undefined;
        if (next.done === true) isOver = true;
        else running.push(awaitedLater(run(next.value)));
      } else if (oldest !== undefined) {
        void running.shift();
        yield await oldest;
      }
    }
  } finally {
    await iterator.return?.();
  }
}

/** Whether the item is there before the result. */
function comesFirst(item: Promise<unknown>, result: Promise<unknown> | undefined): Promise<boolean> {
  if (result === undefined) return item.then(() => true);
  return Promise.race([item.then(() => true), result.then(() => false)]);
}
