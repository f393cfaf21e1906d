import { expect, test } from 'vitest';
import { atMost } from './at-most.ts';

test('so many run at once, the others in their order, also after one that failed', async () => {
  const gate = atMost(2);
  const begun: number[] = [];
  const doors = Array.from({ length: 4 }, () => Promise.withResolvers<number>());
  const results = doors.map((door, index) =>
    gate(() => {
      begun.push(index);
      return door.promise;
    }).catch(() => 'failed'),
  );
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  doors[1]?.reject(new Error('no'));
  expect(await results[1]).toBe('failed');
  expect(begun).toEqual([0, 1, 2]);
  for (const [index, door] of doors.entries()) door.resolve(index);
  expect(await Promise.all(results)).toEqual([0, 'failed', 2, 3]);
  expect(await gate(() => Promise.resolve('free'))).toBe('free');
});
