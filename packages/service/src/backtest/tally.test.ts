import { describe, expect, test } from 'vitest';
import type { ClientId, DeviceKey, Instant } from '@tact/engine';
import { addTallies, EMPTY_TALLY, growingTally, type BacktestExample, type Tally } from './tally.ts';

const RULE = { kind: 'attempt', ruleId: null, rule: 'limit' } as const;

function exampleAt(at: number): BacktestExample {
  return {
    id: `id-${String(at).padStart(3, '0')}`,
    of: 'attempt',
    at: at as Instant,
    clientId: 'C' as ClientId,
    deviceKey: '+1' as DeviceKey,
    channel: 'call',
    atLocal: '',
    zone: '',
    sentence: '',
  };
}

/** A tally of attempts at these instants, each of which would have been blocked. */
function tallyOf(instants: readonly number[]): Tally {
  const tally = growingTally();
  for (const at of instants) {
    tally.look('attempt');
    tally.add('blocked', RULE, at as Instant, () => exampleAt(at));
  }
  return tally.take();
}

describe('tallies', () => {
  const instants = Array.from({ length: 40 }, (_, n) => (n * 7) % 40);

  test('are the same whichever way the history is parted, and in whatever order', () => {
    const whole = tallyOf(instants);
    const parts = [instants.slice(0, 3), instants.slice(3, 20), instants.slice(20)].map(tallyOf);
    expect(parts.reduce(addTallies, EMPTY_TALLY)).toEqual(whole);
    expect(parts.toReversed().reduce(addTallies, EMPTY_TALLY)).toEqual(whole);
  });

  test('keep the newest five examples of each rule and way', () => {
    const [rule] = tallyOf(instants).rules;
    expect(rule).toMatchObject({ ...RULE, change: 'blocked', count: 40 });
    expect(rule?.examples.map(({ at }) => at)).toEqual([39, 38, 37, 36, 35]);
  });

  test('begin anew after they were taken', () => {
    const tally = growingTally();
    tally.look('blocked-question');
    tally.leaveOut();
    expect(tally.take()).toEqual({ ...EMPTY_TALLY, blockedQuestions: 1, skipped: 1 });
    expect(tally.take()).toEqual(EMPTY_TALLY);
  });

  test('put the rule that changes most first', () => {
    const tally = growingTally();
    for (const [rule, count] of [
      ['few', 1],
      ['many', 3],
    ] as const)
      for (let at = 0; at < count; at++)
        tally.add('allowed', { ...RULE, rule }, at as Instant, () => exampleAt(at));
    expect(tally.take().rules.map(({ rule }) => rule)).toEqual(['many', 'few']);
  });
});
