import { decide, decisionJson, judge } from '@tact/engine';
import { decideCases, EARLIER_ATTEMPTS } from './decide-cases.ts';
import { fewRulesByHand, fewRulesCases, fewRulesRuleset } from './few-rule-cases.ts';
import { figure, type Bench } from './figure.ts';
import { roundsOf, sideBySide } from './measure.ts';
import { realisticByHand } from './realistic-by-hand.ts';
import { realisticRuleset } from './realistic-rules.ts';

/** The engine in memory, beside hand-written functions of the same rules that give only yes or no. */
export const decideBench: Bench = async ({ smoke }) => {
  const rounds = roundsOf(smoke);
  // As many as fit into a core's cache: facts that were loaded a moment ago are there too.
  const count = 64;
  const sets = [
    {
      name: `25 rules, ${EARLIER_ATTEMPTS} earlier attempts, 2 zones`,
      ruleset: realisticRuleset(),
      cases: decideCases(count, 1),
      byHand: realisticByHand,
    },
    {
      name: '3 rules, up to 10 earlier attempts',
      ruleset: fewRulesRuleset(),
      cases: fewRulesCases(count, 1),
      byHand: fewRulesByHand,
    },
  ];
  const figures = sets.flatMap(({ name, ruleset, cases, byHand }) => {
    const disagree = cases.filter(
      (one) => (decide(one.request, ruleset, one.facts).decision === 'allowed') !== byHand(one),
    );
    if (disagree.length > 0)
      throw new Error(
        `the engine and the hand-written function disagree on ${disagree.length} of ${count} cases of ${name}`,
      );
    const at = (index: number) => cases[index] ?? never();
    const engine = (index: number) => decide(at(index).request, ruleset, at(index).facts);
    const judged = sideBySide(
      cases.length,
      (index) => judge(at(index).request, ruleset, at(index).facts),
      (index) => byHand(at(index)),
      rounds,
    );
    const whole = sideBySide(cases.length, engine, (index) => byHand(at(index)), rounds);
    const asJson = sideBySide(
      cases.length,
      (index) => JSON.stringify(decisionJson(engine(index))),
      (index) => JSON.stringify({ allowed: byHand(at(index)) }),
      rounds,
    );
    const limit = (value: number) => ({ name: 'hand-written, yes or no', value });
    return [
      figure('decide', name, judged.subject, '/s', limit(judged.limit)),
      figure('decide', 'the same with the next allowed instant', whole.subject, '/s', limit(whole.limit)),
      figure('decide', 'the same as JSON text', asJson.subject, '/s', limit(asJson.limit)),
    ];
  });
  return Promise.resolve(figures);
};

function never(): never {
  throw new RangeError('there is no such case');
}
