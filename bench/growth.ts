import { compileRuleset, HOUR_MS, judge, type Facts, type RuleId, type RulesetSource } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { decideCases, type DecideCase } from './decide-cases.ts';
import { figure, type Bench, type Figure } from './figure.ts';
import { roundsOf, sideBySide } from './measure.ts';
import { realisticSource } from './realistic-rules.ts';

/** How the cost of a judgement grows with the rules and with what was attempted before the time that they look back on. */
export const growthBench: Bench = async ({ smoke }) => {
  const rounds = roundsOf(smoke);
  const cases = decideCases(smoke ? 16 : 256, 7);
  return Promise.resolve([
    ...grown('a judgement by 800 rules', 10, 'linear: ten judgements by 80 rules', [80, 800], (rules) => {
      const ruleset = compileRuleset(withRules(rules), zoneTable());
      return (index) => judge(caseAt(cases, index).request, ruleset, caseAt(cases, index).facts);
    }),
    ...grown(
      'a judgement after 100,000 attempts, 40 of them recent',
      Math.log2(100_000) / Math.log2(1_000),
      'logarithmic: after 1,000, times 17 / 10',
      [1_000, 100_000],
      (attempts) => {
        const ruleset = compileRuleset(realisticSource(), zoneTable());
        const older = cases.slice(0, 4).map(({ request, facts }) => ({
          request,
          facts: { ...facts, attempts: withOlder(facts, attempts, ruleset.factsNeeded.lookBackMs) },
        }));
        return (index) => judge(caseAt(older, index).request, ruleset, caseAt(older, index).facts);
      },
    ),
  ]);

  function grown(
    metric: string,
    factor: number,
    limitName: string,
    [few, many]: readonly [number, number],
    make: (count: number) => (index: number) => unknown,
  ): readonly Figure[] {
    const { subject, limit } = sideBySide(cases.length, make(many), make(few), rounds);
    return [
      figure('growth', metric, 1e6 / subject, 'µs', { name: limitName, value: (factor * 1e6) / limit }),
    ];
  }
};

/** The realistic rules, with attempt rules up to so many in all. */
function withRules(count: number): RulesetSource {
  const source = realisticSource();
  const { attempt } = source;
  const others = count - attempt.length;
  const more = Array.from({ length: others }, (_, index) => {
    const rule = attempt[index % attempt.length];
    if (rule === undefined) throw new Error('the realistic rules have no attempt rule');
    const name = `${rule.name} ${index}`;
    return { ...rule, id: name as RuleId, name, priority: attempt.length + index + 1 };
  });
  return { ...source, attempt: [...attempt, ...more] };
}

/** The attempts of the facts after so many that no rule looks at any more: one an hour. */
function withOlder({ at, attempts }: Facts, count: number, lookBackMs: number): Facts['attempts'] {
  const [pattern] = attempts;
  if (pattern === undefined) throw new Error('a case has no attempts');
  const endsAt = at - lookBackMs;
  const older = Array.from({ length: count - attempts.length }, (_, index) => ({
    ...pattern,
    at: (endsAt - (count - index) * HOUR_MS) as Facts['at'],
  }));
  return [...older, ...attempts];
}

function caseAt(cases: readonly DecideCase[], index: number): DecideCase {
  const one = cases[index % cases.length];
  if (one === undefined) throw new RangeError('there is no such case');
  return one;
}
