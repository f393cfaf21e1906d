import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE_MS, type Instant } from '@tact/engine';
import { openTestStore, type TestStore } from '@tact/store/testing';
import { createFailureCount, type FailureCount } from './failure-count.ts';

let testStore: TestStore;
/** Two processes on one database. */
let [here, there]: readonly FailureCount[] = [];
beforeAll(async () => {
  testStore = await openTestStore();
  here = createFailureCount(testStore.store);
  there = createFailureCount(await testStore.another());
});
afterAll(() => testStore.close());

const NOON = Date.UTC(2026, 10, 20, 12) as Instant;
const after = (ms: number) => (NOON + ms) as Instant;
const count = () => {
  if (here === undefined || there === undefined) throw new Error('nothing counts yet');
  return [here, there] as const;
};
let accounts = 0;
const newAccount = () => `ada ${++accounts}`;

async function fail(times: number, account: string): Promise<void> {
  for (let index = 0; index < times; index++)
    await count()[index % 2 === 0 ? 0 : 1].take(account, `of ${account} ${index}`, after(index));
}

describe('failed sign-ins', () => {
  test.each([
    ['nine from anywhere, in two processes', 9, null],
    ['the tenth, until the first is 15 minutes old', 10, 900],
  ])('of one account: %s', async (_, times, seconds) => {
    const account = newAccount();
    await fail(times, account);
    expect(await count()[1].take(account, `elsewhere ${account}`, after(10))).toBe(seconds);
  });

  test('of one network, whatever the account', async () => {
    for (let index = 0; index < 100; index++)
      expect(await count()[0].take(`user ${index}`, 'one', NOON)).toBeNull();
    expect(await count()[1].take('another', 'one', after(1_000))).toBe(899);
    expect(await count()[1].take('another', 'two', after(1_000))).toBeNull();
  });

  test('of one line of IPv6, whichever of its addresses it takes', async () => {
    for (let index = 0; index < 100; index++)
      expect(await count()[0].take(`v6 user ${index}`, `2001:db8:1:2::${index}`, NOON)).toBeNull();
    expect(await count()[1].take('v6 another', '2001:db8:1:2:a::1', after(1_000))).toBe(899);
    expect(await count()[1].take('v6 another', '2001:db8:1:3::1', after(1_000))).toBeNull();
  });

  test('are forgotten after 15 minutes, one by one', async () => {
    const account = newAccount();
    await fail(10, account);
    expect(await count()[0].take(account, 'x', after(15 * MINUTE_MS - 1))).toBe(1);
    expect(await count()[0].take(account, 'x', after(15 * MINUTE_MS))).toBeNull();
    expect(await count()[0].take(account, 'x', after(15 * MINUTE_MS))).toBe(1);
  });

  test('that were refused count for nothing', async () => {
    const account = newAccount();
    await fail(10, account);
    for (let index = 0; index < 200; index++)
      expect(await count()[0].take(account, 'innocent', after(20))).toBe(900);
    expect(await count()[0].take(newAccount(), 'innocent', after(20))).toBeNull();
  });

  test('stay when a password was right, for the account and for the network; that one try is given back', async () => {
    const account = newAccount();
    const network = `of ${account}`;
    for (let index = 0; index < 99; index++) await count()[0].take(`${account} ${index}`, network, NOON);
    for (let index = 0; index < 3; index++) {
      expect(await count()[0].take(account, network, after(1 + index))).toBeNull();
      await count()[1].succeed(account, network, after(1 + index));
    }
    expect(await count()[0].take(account, network, after(9))).toBeNull();
    expect(await count()[0].take(account, network, after(10))).toBe(900);
    const guessed = newAccount();
    await fail(9, guessed);
    for (let index = 0; index < 3; index++) {
      expect(await count()[0].take(guessed, `elsewhere ${guessed}`, after(20 + index))).toBeNull();
      await count()[1].succeed(guessed, `elsewhere ${guessed}`, after(20 + index));
    }
    await count()[0].take(guessed, `elsewhere ${guessed}`, after(30));
    expect(await count()[1].take(guessed, `elsewhere ${guessed}`, after(31))).not.toBeNull();
  });

  test('at the same moment are no more than one after the other', async () => {
    const account = newAccount();
    const tries = Array.from({ length: 40 }, (_, index) =>
      count()[index % 2 === 0 ? 0 : 1].take(account, `${account} ${index}`, NOON),
    );
    expect((await Promise.all(tries)).filter((seconds) => seconds === null)).toHaveLength(10);
  });

  test('are swept once they are forgotten', async () => {
    await fail(3, newAccount());
    await count()[0].take('late', 'late', after(1e9));
    await count()[0].take('late', 'late', after(1e9));
    const [row] = await testStore.query<{ rows: number }>(
      'select count(*)::int as rows from sign_in_failures where expires_at < $1',
      [new Date(after(1e9))],
    );
    expect(row?.rows).toBeLessThan(100);
  });
});
