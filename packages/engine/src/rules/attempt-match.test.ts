import { describe, expect, test } from 'vitest';
import { attemptAt, attemptRuleOf } from '../../test/samples.ts';
import type { CallResult } from '../call-result.ts';
import { attemptMatch, isCounted } from './attempt-match.ts';

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
