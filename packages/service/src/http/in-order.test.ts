import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inOrder } from './in-order.ts';

async function* numbers(count: number, taken: { count: number } = { count: 0 }): AsyncGenerator<number> {
  for (let number = 0; number < count; number++) {
    taken.count++;
    yield await Promise.resolve(number);
  }
}

async function all<Item>(source: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of source) items.push(item);
  return items;
}

test('results come in the order of their items, however long each takes', async () => {
  const run = async (number: number) => {
    await sleep((7 - number) * 3);
    return number;
  };
  expect(await all(inOrder(numbers(7), run, 3))).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('as many run at a time as may, and no more', async () => {
  let [running, most] = [0, 0];
  const run = async () => {
    most = Math.max(most, ++running);
    await sleep(5);
    running--;
  };
  await all(inOrder(numbers(10), run, 2));
  expect(most).toBe(2);
});

test('nothing is taken ahead of what is read', async () => {
  const taken = { count: 0 };
  const results = inOrder(numbers(100, taken), (number) => Promise.resolve(number), 2);
  await results.next();
  await sleep(20);
  expect(taken.count).toBeLessThanOrEqual(3);
  await results.return(undefined);
});

test('a result comes before the next item is there', async () => {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  async function* slow() {
    yield 1;
    await held;
    yield 2;
  }
  const results = inOrder(slow(), (number) => Promise.resolve(number), 2);
  expect((await results.next()).value).toBe(1);
  letGo();
  expect((await results.next()).value).toBe(2);
  expect((await results.next()).done).toBe(true);
});

test('a failure of the source or of a run ends it', async () => {
  async function* failing() {
    yield await Promise.resolve(1);
    throw new Error('cut off');
  }
  await expect(all(inOrder(failing(), (number) => Promise.resolve(number), 2))).rejects.toThrow('cut off');
  const run = (number: number) => (number === 2 ? Promise.reject(new Error('no')) : Promise.resolve(number));
  await expect(all(inOrder(numbers(5), run, 2))).rejects.toThrow('no');
});
