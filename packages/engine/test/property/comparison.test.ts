import { zoneTable } from '@tact/places';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareRulesets,
  compileRuleset,
  firstBlocking,
  judge,
  type RulesetSource,
} from '../../src/index.ts';
import { casesOf } from './cases.ts';
import { questions, type Question } from './questions.ts';

const KINDS = ['suppressionLists', 'contactDates', 'location', 'contactTimes', 'attempt', 'custom'] as const;

describe('two rulesets, taken apart, answer as each of them does', () => {
  test('where one rule is taken away, or everything is another', () => {
    fc.assert(
      fc.property(questions, questions, fc.nat(KINDS.length - 1), (question, { source: other }, kind) => {
        const name = KINDS[kind] ?? 'attempt';
        const { source } = question;
        expectSameAnswers(question, { ...source, [name]: source[name].slice(1) });
        expectSameAnswers(question, { ...source, [name]: other[name], organization: other.organization });
        expectSameAnswers(question, other);
      }),
      casesOf(300),
    );
  });

  test('and nothing differs where they are the same', () => {
    fc.assert(
      fc.property(questions, ({ source }) => {
        expect(compareRulesets(source, structuredClone(source), zoneTable()).differs).toBe(false);
      }),
      casesOf(50),
    );
  });
});

function expectSameAnswers({ request, source, facts }: Question, after: RulesetSource): void {
  const { shared, onlyBefore, onlyAfter } = compareRulesets(source, after, zoneTable());
  const passes = [shared, onlyBefore, onlyAfter].map((part) => firstBlocking(request, part, facts) === null);
  const [ofShared, ofBefore, ofAfter] = passes;
  const allows = (rules: RulesetSource) =>
    judge(request, compileRuleset(rules, zoneTable()), facts).decision === 'allowed';
  expect([ofShared === true && ofBefore, ofShared === true && ofAfter]).toEqual([
    allows(source),
    allows(after),
  ]);
}
