/** Works through items in batches, so many batches at a time. The first fault ends it. */
export async function inBatches<Item>(
  items: Iterable<Item>,
  size: number,
  atOnce: number,
  work: (batch: readonly Item[]) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const next = (): Item[] => {
    const batch: Item[] = [];
    while (batch.length < size) {
      const step = iterator.next();
      if (step.done === true) break;
      batch.push(step.value);
    }
    return batch;
  };
  const worker = async () => {
    for (let batch = next(); batch.length > 0; batch = next()) await work(batch);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
