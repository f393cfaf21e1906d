import { zoneTable } from '@tact/places';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compileRuleset,
  decide,
  decisionJson,
  situationOf,
  type Decision,
  type Facts,
  type Instant,
  type RulesetSource,
} from '../../src/index.ts';
import { casesOf } from './cases.ts';
import { questions, type Question } from './questions.ts';
import { moreRules } from './rulesets.ts';

const decided = ({ request, source, facts }: Question): Decision =>
  decide(request, compileRuleset(source, zoneTable()), facts);
const at = ({ request, source, facts }: Question, instant: number): Decision =>
  decided({ request, source, facts: { ...facts, at: instant as Instant } });
const blockingOf = ({ verdicts }: Decision) => verdicts.filter(({ verdict }) => verdict !== 'pass');

describe('a decision', () => {
  test('is allowed exactly where every verdict is a pass, and the first that is not decides (S1, S3)', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const decision = decided(question);
        const [first = null] = blockingOf(decision);
        expect(decision.deciding).toBe(first);
        expect(decision.decision).toBe(first === null ? 'allowed' : 'blocked');
        expect(decision.nextAllowedAt === null).toBe(first === null);
      }),
      casesOf(400),
    );
  });

  test('does not depend on the order in which the rules are given (S2)', () => {
    const shuffled = questions.chain((question) =>
      fc.record({ question: fc.constant(question), other: otherOrder(question.source) }),
    );
    fc.assert(
      fc.property(shuffled, ({ question, other }) => {
        const one = decisionJson(decided(question));
        const two = decisionJson(decided({ ...question, source: other }));
        expect({ ...two, ruleset: '' }).toEqual({ ...one, ruleset: '' });
      }),
      casesOf(400),
    );
  });

  test('never turns from blocked to allowed by one rule more, nor opens earlier (S2)', () => {
    fc.assert(
      fc.property(questions, moreRules, (question, more) => {
        const one = decided(question);
        const two = decided({ ...question, source: withMore(question.source, more) });
        expect(two.verdicts).toEqual(expect.arrayContaining([...one.verdicts]));
        if (one.decision === 'blocked') expect(two.decision).toBe('blocked');
        if (typeof one.nextAllowedAt === 'number' && typeof two.nextAllowedAt === 'number')
          expect(two.nextAllowedAt).toBeGreaterThanOrEqual(one.nextAllowedAt);
        if (one.nextAllowedAt === 'never') expect(two.nextAllowedAt).toBe('never');
      }),
      casesOf(400),
    );
  });

  test('replays to the same bytes from its request, rules and facts as JSON (S31)', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const replayed = JSON.parse(JSON.stringify(question)) as Question;
        expect(JSON.stringify(decisionJson(decided(replayed)))).toBe(
          JSON.stringify(decisionJson(decided(question))),
        );
      }),
      casesOf(400),
    );
  });

  test('needs only as far back as the ruleset says, and only the attempts of whom it says', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { request, source, facts } = question;
        const ruleset = compileRuleset(source, zoneTable());
        const { lookBackMs, attemptsOf, suppressionLists, otherDevices, fields } = ruleset.factsNeeded;
        const loaded: Facts = {
          ...facts,
          attempts: facts.attempts.filter(
            (attempt) =>
              attempt.at > facts.at - lookBackMs &&
              ((attemptsOf.client && attempt.sameClient) ||
                (attemptsOf.device && attempt.sameDevice) ||
                (attemptsOf.account && attempt.sameAccount)),
          ),
          entries: facts.entries.filter(({ listId }) => suppressionLists.includes(listId)),
          otherDevices: otherDevices ? facts.otherDevices : [],
          fields: Object.fromEntries(fields.map((name) => [name, facts.fields[name] ?? null])),
        };
        expect(decide(request, ruleset, loaded)).toEqual(decide(request, ruleset, facts));
      }),
      casesOf(400),
    );
  });
});

describe('the next allowed instant', () => {
  test('is allowed, and a millisecond before it is not (S4)', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { nextAllowedAt } = decided(question);
        if (typeof nextAllowedAt !== 'number') return;
        expect(nextAllowedAt).toBeGreaterThan(question.facts.at);
        expect(at(question, nextAllowedAt).decision).toBe('allowed');
        const before = at(question, nextAllowedAt - 1);
        expect(before.decision).toBe('blocked');
        // Where nothing but a clock finer than a minute is left, the search gives up (S4).
        const isFine = question.source.custom.some(({ expression }) => expression.includes('getSeconds'));
        if (!isFine) expect(before.nextAllowedAt).toBe(nextAllowedAt);
      }),
      casesOf(400),
    );
  });

  test('of a rule: it passes exactly where it opens at once, and blocks throughout until it opens', () => {
    const moments = fc.array(fc.nat(40 * 86_400_000), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(questions, moments, ({ request, source, facts }, laters) => {
        const ruleset = compileRuleset(source, zoneTable());
        const situation = situationOf(request, facts, ruleset.clock, zoneTable());
        for (const rule of ruleset.rules) {
          const passes = (instant: number) =>
            [rule.evaluate(situation, instant as Instant) ?? []]
              .flat()
              .every(({ verdict }) => verdict === 'pass');
          for (const laterMs of [0, ...laters]) {
            const instant = (facts.at + laterMs) as Instant;
            const opensAt = rule.opensAgainAt(situation, instant);
            expect(passes(instant)).toBe(opensAt === instant);
            if (opensAt === instant || Number.isNaN(opensAt)) continue;
            expect(opensAt).toBeGreaterThan(instant);
            const within = Math.min(opensAt, instant + 40 * 86_400_000) - instant;
            for (const part of [0.25, 0.5, 0.9])
              expect(passes(instant + Math.floor(within * part))).toBe(false);
            expect(passes(instant + within - 1)).toBe(false);
          }
        }
      }),
      casesOf(400),
    );
  });
});

function otherOrder(source: RulesetSource): fc.Arbitrary<RulesetSource> {
  const shuffled = <T>(values: readonly T[]) =>
    fc.shuffledSubarray([...values], { minLength: values.length, maxLength: values.length });
  return fc
    .tuple(
      shuffled(source.suppressionLists),
      shuffled(source.contactDates),
      shuffled(source.location),
      shuffled(source.contactTimes),
      shuffled(source.attempt),
      shuffled(source.custom),
    )
    .map(([suppressionLists, contactDates, location, contactTimes, attempt, custom]) => ({
      ...source,
      suppressionLists,
      contactDates,
      location,
      contactTimes,
      attempt,
      custom,
    }));
}

function withMore(
  source: RulesetSource,
  more: Pick<RulesetSource, 'location' | 'contactTimes' | 'attempt' | 'custom'>,
): RulesetSource {
  return {
    ...source,
    location: [...source.location, ...more.location],
    contactTimes: [...source.contactTimes, ...more.contactTimes],
    attempt: [...source.attempt, ...more.attempt],
    custom: [...source.custom, ...more.custom],
  };
}
