import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '@tact/engine';
import { createFailureCount } from './failure-count.ts';

describe('failed sign-ins', () => {
  const failing = (times: number, network = (index: number) => `n${index}`) => {
    const count = createFailureCount();
    for (let index = 0; index < times; index++) count.fail('ada', network(index), index);
    return count;
  };

  test.each([
    ['nine from anywhere', 9, null],
    ['the tenth, until the first is 15 minutes old', 10, 900],
  ])('of one account: %s', (_, times, seconds) => {
    expect(failing(times).waitSeconds('ada', 'elsewhere', 10)).toBe(seconds);
  });

  test('of one network, whatever the account', () => {
    const count = failing(0);
    for (let index = 0; index < 100; index++) count.fail(`user ${index}`, 'one', 0);
    expect(count.waitSeconds('another', 'one', 1_000)).toBe(899);
    expect(count.waitSeconds('another', 'two', 1_000)).toBeNull();
  });

  test('are forgotten after 15 minutes, one by one', () => {
    const count = failing(10);
    expect(count.waitSeconds('ada', 'x', 15 * MINUTE_MS - 1)).toBe(1);
    expect(count.waitSeconds('ada', 'x', 15 * MINUTE_MS)).toBeNull();
  });

  test('are cleared by the right password', () => {
    const count = failing(10);
    count.succeed('ada');
    expect(count.waitSeconds('ada', 'x', 11)).toBeNull();
  });
});
