import { zoneTable } from '@tact/places';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRuleset, decide } from '../../src/index.ts';
import { modelDecide } from '../model/decide.ts';
import { casesOf } from './cases.ts';
import { questions } from './questions.ts';

describe('the engine and the naive model agree', () => {
  test('on the decision, on every rule that blocks with its code, on which one decides, and on the next allowed instant', () => {
    fc.assert(
      fc.property(questions, ({ request, source, facts }) => {
        const decision = decide(request, compileRuleset(source, zoneTable()), facts);
        const blocking = decision.verdicts
          .filter(({ verdict }) => verdict !== 'pass')
          .map(({ kind, rule, reason: { code } }) => ({ kind, rule, code }));
        expect({
          decision: decision.decision,
          blocking,
          nextAllowedAt: decision.nextAllowedAt,
        }).toEqual(modelDecide(request, source, facts, zoneTable()));
        expect(decision.deciding).toBe(decision.verdicts.find(({ verdict }) => verdict !== 'pass') ?? null);
      }),
      casesOf(800),
    );
  });
});
