import { expect, test } from 'vitest';
import { shortDecision } from './peers/agreement.ts';
import { handDecision } from './peers/hand-written.ts';
import { rawQuestions } from './peers/raw-questions.ts';
import { tactDecision, tactRuleset } from './peers/tact-decision.ts';

test('Tact and the hand-written function give the same reason and count, and every reason occurs', () => {
  const { questions, suppressed } = rawQuestions(20_000, 5_000, 1);
  const ruleset = tactRuleset();
  const reasons = new Set<string>();
  for (const question of questions) {
    const byHand = handDecision(question, suppressed);
    reasons.add(byHand.reason);
    expect({ ...shortDecision(tactDecision(question, ruleset, suppressed)), question }).toEqual({
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
