import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

const KNOWN = ['balance', 'state', 'Other15', 'c_state_code', 'cd_state_code', 'vip', 'ab'];

test.each<[typed: string, nearest: string | undefined]>([
  ['balance', 'balance'],
  ['Balance', 'balance'],
  ['balanse', 'balance'],
  ['blance', 'balance'],
  ['ballance', 'balance'],
  ['abl', 'ab'],
  ['baalnce', 'balance'],
  ['balacne', 'balance'],
  ['blnce', undefined],
  ['balanses', 'balance'],
  ['other15', 'Other15'],
  ['Other16', 'Other15'],
  ['c_state_cod', 'c_state_code'],
  ['cd_state_cod', 'cd_state_code'],
  ['c_sate_cde', 'c_state_code'],
  ['stat', 'state'],
  ['estate', 'state'],
  ['viq', 'vip'],
  ['pvi', undefined],
  ['ivp', 'vip'],
  ['a', undefined],
  ['', undefined],
  ['zzzzzz', undefined],
  ['balnbcl', undefined],
  ['baaaane', undefined],
  ['ealannc', undefined],
  ['bclanyn', undefined],
])('%j may be %s', (typed, nearest) => {
  expect(nearestName(typed, KNOWN)).toBe(nearest);
});

test('the first of two that are equally near', () => {
  expect(nearestName('bat', ['cat', 'hat'])).toBe('cat');
  expect(nearestName('bat', ['hat', 'cat'])).toBe('hat');
});

test('nothing is near where nothing is known', () => {
  expect(nearestName('balance', [])).toBeUndefined();
});
