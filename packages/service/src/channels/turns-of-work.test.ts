import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurnsOfWork } from './turns-of-work.ts';

test('so many at once, in their order, and a failure holds nobody up', async () => {
  const turns = createTurnsOfWork(3);
  const done: number[] = [];
  let [underWay, most] = [0, 0];
  const all = Array.from({ length: 50 }, (_, index) =>
    turns.run(async () => {
      most = Math.max(most, ++underWay);
      await nextTurn();
      underWay--;
      done.push(index);
      if (index % 7 === 0) throw new Error('x');
    }),
  );
  const settled = await Promise.allSettled(all);
  expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(8);
  expect([most, done]).toEqual([3, Array.from({ length: 50 }, (_, index) => index)]);
});

test('what has not begun is given up, and whoever waits for it goes on', async () => {
  const turns = createTurnsOfWork(1);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const done: string[] = [];
  const first = turns.run(async () => {
    await promise;
    done.push('first');
  });
  const second = turns.run(() => Promise.resolve(void done.push('second')));
  turns.giveUp();
  resolve(undefined);
  await Promise.all([first, second, turns.run(() => Promise.resolve(void done.push('third')))]);
  expect(done).toEqual(['first']);
});
