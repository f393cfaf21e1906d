import { zoneTable } from '@tact/places';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRuleset, decide } from '../../src/index.ts';
import { modelDecide } from '../model/decide.ts';
import { readsClock } from '../model/custom.ts';
import { casesOf } from './cases.ts';
import { countingQuestions, questions, type Question } from './questions.ts';

describe('the engine and the naive model agree on the decision, on what blocks, and on the next allowed instant', () => {
  test('for rules of every kind', () => {
    fc.assert(fc.property(questions, expectAgreement), casesOf(500));
  });

  test('for counting alone', () => {
    fc.assert(fc.property(countingQuestions, expectAgreement), casesOf(500));
  });
});

function expectAgreement({ request, source, facts }: Question): void {
  const { decision, verdicts, nextAllowedAt } = decide(request, compileRuleset(source, zoneTable()), facts);
  const blocking = verdicts
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ kind, rule, reason: { code } }) => ({ kind, rule, code }));
  const answer = { decision, blocking, nextAllowedAt };
  const model = modelDecide(request, source, facts, zoneTable());
  // The model tries instants, and gives up before a clock finer than a minute. Where an expression reads the clock, the engine may know more.
  const isEngineWiser = model.nextAllowedAt === 'unknown' && source.custom.some(readsClock);
  expect(answer).toEqual(isEngineWiser ? { ...model, nextAllowedAt } : model);
}
