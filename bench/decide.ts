import { decide, decisionJson } from '@tact/engine';
import { casesRuleset, decideCases, handWritten } from './decide-cases.ts';
import { figure, type Bench } from './figure.ts';
import { roundsOf, sideBySide } from './measure.ts';

/** The engine in memory, beside a hand-written function of the same rules that gives only yes or no. */
export const decideBench: Bench = async ({ smoke }) => {
  const ruleset = casesRuleset();
  const cases = decideCases(smoke ? 64 : 2_048, 1);
  const at = (index: number) => cases[index] ?? never();
  const engine = (index: number) => decide(at(index).request, ruleset, at(index).facts);
  const disagree = cases.filter(
    (one) => (decide(one.request, ruleset, one.facts).decision === 'allowed') !== handWritten(one),
  );
  if (disagree.length > 0)
    throw new Error(
      `the engine and the hand-written function disagree on ${disagree.length} of ${cases.length} cases`,
    );
  const rounds = roundsOf(smoke);
  const whole = sideBySide(cases.length, engine, (index) => handWritten(at(index)), rounds);
  const asJson = sideBySide(
    cases.length,
    (index) => JSON.stringify(decisionJson(engine(index))),
    (index) => JSON.stringify({ allowed: handWritten(at(index)) }),
    rounds,
  );
  const limit = (value: number) => ({ name: 'hand-written, yes or no', value });
  return Promise.resolve([
    figure('decide', 'decisions, every verdict and next instant', whole.subject, '/s', limit(whole.limit)),
    figure('decide', 'the same as JSON text', asJson.subject, '/s', limit(asJson.limit)),
  ]);
};

function never(): never {
  throw new RangeError('there is no such case');
}
