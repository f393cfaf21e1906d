import { describe, expect, test } from 'vitest';
import { at, attemptAt, attemptRuleOf } from '../../test/samples.ts';
import type { CallResult } from '../call-result.ts';
import { historyOf } from '../history.ts';
import { attemptMatch, countAfter, isCounted } from './attempt-match.ts';

const byResults = attemptMatch(attemptRuleOf({ countBy: { callResults: ['Busy'] } }), 'client');
const made = (own: Parameters<typeof attemptAt>[1]) => attemptAt('2026-03-07T12:00:00Z', own);

describe('which attempts a rule counts', () => {
  test('a call result that is none is refused: it must not count as nothing', () => {
    const unheardOf = made({ callResult: 'busy' as CallResult });
    expect(() => isCounted(unheardOf, byResults)).toThrow(new RangeError('`busy` is not a call result'));
  });

  test('an attempt whose result is not known counts whatever is filtered by', () => {
    expect(isCounted(made({ callResult: 'Answer' }), byResults)).toBe(false);
    expect(isCounted(made({ callResult: 'Busy' }), byResults)).toBe(true);
    expect(isCounted(made({ callResult: null }), byResults)).toBe(true);
    expect(isCounted(made({ state: 'reserved', callResult: 'Answer' }), byResults)).toBe(true);
    expect(isCounted(made({ state: 'expired', callResult: null }), byResults)).toBe(true);
  });
});

describe('how many attempts after an instant a rule counts', () => {
  const attempts = [
    attemptAt('2026-03-05T12:00:00Z'),
    attemptAt('2026-03-06T12:00:00Z', { direction: 'inbound' }),
    attemptAt('2026-03-07T12:00:00Z', { sameClient: false }),
    attemptAt('2026-03-08T12:00:00Z', { sameDevice: false, channel: 'sms' }),
    attemptAt('2026-03-08T12:00:00Z'),
  ];
  const rows: readonly [name: string, after: string, client: number, device: number, byCalls: number][] = [
    ['before the oldest', '2026-03-05T11:59:59.999Z', 3, 3, 2],
    ['at the oldest: it is not after itself', '2026-03-05T12:00:00Z', 2, 2, 1],
    ['between two', '2026-03-07T12:00:00.001Z', 2, 1, 1],
    ['at the newest two', '2026-03-08T12:00:00Z', 0, 0, 0],
  ];
  const client = attemptMatch(attemptRuleOf(), 'client');
  const device = attemptMatch(attemptRuleOf(), 'device');
  const byCalls = attemptMatch(attemptRuleOf({ countedChannels: ['call'] }), 'client');
  test.each(rows)('%s', (_, after, ofClient, ofDevice, ofCalls) => {
    const history = historyOf(attempts);
    const counts = [client, device, byCalls].map((match) => countAfter(history, match, at(after)));
    expect(counts).toEqual([ofClient, ofDevice, ofCalls]);
  });

  test('what lies further back than any rule looks is not counted', () => {
    const history = historyOf(attempts, at('2026-03-06T00:00:00Z'));
    expect(countAfter(history, client, -Infinity)).toBe(2);
  });
});
