import { expect, test } from 'vitest';
import { shortDecision } from './peers/agreement.ts';
import { handDecision } from './peers/hand-written.ts';
import { rawQuestions } from './peers/raw-questions.ts';
import { handVerdicts } from './peers/hand-written-verdicts.ts';
import { tactDecision, tactList, tactRuleset } from './peers/tact-decision.ts';

test('Tact and the hand-written function give the same reason and count, and every reason occurs', () => {
  const { questions, suppressed } = rawQuestions(20_000, 5_000, 1);
  const ruleset = tactRuleset();
  const list = tactList(suppressed);
  const reasons = new Set<string>();
  for (const question of questions) {
    const byHand = handDecision(question, suppressed);
    reasons.add(byHand.reason);
    expect({ ...shortDecision(tactDecision(question, ruleset, list)), question }).toEqual({
      ...byHand,
      question,
    });
  }
  expect([...reasons].toSorted()).toEqual([
    'allowed',
    'day',
    'holiday',
    'hours',
    'list',
    'regions',
    'state',
    'week',
  ]);
});

test('Tact and the hand-written verdicts agree on every rule', () => {
  const { questions, suppressed } = rawQuestions(20_000, 5_000, 2);
  const ruleset = tactRuleset();
  const list = tactList(suppressed);
  for (const question of questions) {
    const all = handVerdicts(question, suppressed);
    // Where no region is known, Tact does not know the state either, unless the country tells; by hand that is not looked at.
    const isUnknown = all.some(({ rule, verdict }) => rule === 'regions' && verdict === 'block');
    const told = all.filter(({ rule }) => !(isUnknown && rule === 'state'));
    const byHand = told.map(({ rule, verdict }) => `${rule}: ${verdict}`);
    const named = new Set(told.map(({ rule }) => rule));
    const ours = tactDecision(question, ruleset, list)
      .verdicts.filter(({ rule }) => named.has(rule))
      // A region that nobody knows is an error, which blocks; by hand it is not told apart.
      .map(({ rule, verdict }) => `${rule}: ${verdict === 'pass' ? 'pass' : 'block'}`);
    expect(ours.toSorted()).toEqual(byHand.toSorted());
  }
});
