import { zoneTable } from '@tact/places';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  analyseRuleset,
  compileRuleset,
  decide,
  type Decision,
  type Facts,
  type Finding,
  type FindingCode,
  type FindingRule,
  type RuleId,
  type RulesetSource,
} from '../../src/index.ts';
import { analysed, harmless, ofClass, only, without, type Analysed } from './analysed.ts';
import { casesOf } from './cases.ts';
import type { Question } from './questions.ts';

const NEVER_BLOCKS: readonly FindingCode[] = [
  'expression_always_true',
  'contact_times_always_open',
  'list_expired',
  'contact_date_past',
];
const UNKNOWN = ['zone_unknown', 'account_missing', 'location_unknown'];

const decided = (request: Question['request'], source: RulesetSource, facts: Facts): Decision =>
  decide(request, compileRuleset(source, zoneTable()), facts);
const found = (question: Analysed): readonly Finding[] =>
  analyseRuleset(question.source, { at: question.since });
const verdictOf = ({ verdicts }: Decision, { id, name }: FindingRule) =>
  verdicts.find((verdict) => (id === null ? verdict.rule === name : verdict.ruleId === id));

describe('an analysis', () => {
  test('says that requests are never allowed only where none of them is, for the rules that it names', () => {
    fc.assert(
      fc.property(analysed, (question) => {
        for (const { neverAllows, rules } of found(question)) {
          if (neverAllows === null) continue;
          const { request, facts } = ofClass(question, neverAllows);
          const source = only(question.source, rules);
          for (const at of question.instants)
            expect(decided(request, source, harmless(facts, at)).decision).toBe('blocked');
        }
      }),
      casesOf(250),
    );
  });

  test('says that a rule is covered only where the one that covers it blocks too', () => {
    fc.assert(
      fc.property(analysed, (question) => {
        for (const { code, rules } of found(question)) {
          const [inner, outer] = rules;
          if (!code.startsWith('covered') || inner === undefined || outer === undefined) continue;
          for (const at of question.instants) {
            const facts = harmless(question.facts, at);
            const one = decided(question.request, only(question.source, [inner]), facts);
            if (one.decision === 'allowed') continue;
            const isUnknown = UNKNOWN.includes(one.deciding?.reason.code ?? '');
            if (code === 'covered_but_for_unknowns' && isUnknown) continue;
            expect(decided(question.request, only(question.source, [outer]), facts).decision).toBe('blocked');
          }
        }
      }),
      casesOf(250),
    );
  });

  test('calls rules covered that can all be deleted at once, and no decision changes', () => {
    fc.assert(
      fc.property(analysed, fc.nat(2), (question, optionalEvery) => {
        const { source, request } = question;
        const optionalRules = new Set<RuleId>(
          [source.attempt, source.location, source.contactTimes, source.custom]
            .flat()
            .filter((_, index) => optionalEvery > 0 && index % (optionalEvery + 1) === 0)
            .map(({ id }) => id),
        );
        const covered = analyseRuleset(source, { at: question.since, optionalRules })
          .filter(({ code }) => code === 'covered' || code === 'covered_in_group')
          .map(({ rules }) => String(rules[0]?.id));
        const less = without(source, new Set(covered));
        for (const at of question.instants) {
          const facts = harmless(question.facts, at);
          const [one, two] = [decided(request, source, facts), decided(request, less, facts)];
          expect(two.decision).toBe(one.decision);
        }
      }),
      casesOf(250),
    );
  });

  test('says that a rule never blocks only where it does not', () => {
    fc.assert(
      fc.property(analysed, (question) => {
        for (const { code, rules } of found(question)) {
          const [rule] = rules;
          if (!NEVER_BLOCKS.includes(code) || rule === undefined) continue;
          for (const at of question.instants) {
            const decision = decided(question.request, only(question.source, [rule]), { ...question.facts, at });
            expect(verdictOf(decision, rule)?.verdict).not.toBe('block');
          }
        }
      }),
      casesOf(250),
    ); // prettier-ignore
  });

  test('gives equal findings for rules in another order, but for where they stand', () => {
    const placeless = (findings: readonly Finding[]) =>
      findings.map(({ code, severity }) => `${severity} ${code}`).toSorted();
    fc.assert(
      fc.property(analysed, ({ source, since }) => {
        const turned = {
          ...source,
          location: source.location.toReversed(),
          attempt: source.attempt.toReversed(),
        };
        expect(placeless(analyseRuleset(turned, { at: since }))).toEqual(
          placeless(analyseRuleset(source, { at: since })),
        );
      }),
      casesOf(100),
    );
  });

  test('finds something of every kind among the rulesets that it is tried with', () => {
    const codes = new Map<FindingCode, number>();
    for (const question of fc.sample(analysed, { numRuns: 600, seed: 20_260_310 }))
      for (const { code } of found(question)) codes.set(code, (codes.get(code) ?? 0) + 1);
    expect([...codes.keys()].toSorted()).toEqual(
      [
        'contact_date_past',
        'contact_times_always_open',
        'contact_times_never_open',
        'covered',
        'covered_but_for_unknowns',
        'expression_always_true',
        'expression_never_true',
        'list_expired',
        'location_contradicts_itself',
        'location_suppresses_everything',
        'location_suppresses_places',
        'never_together',
        'never_together_where_unknown',
        'nothing_allowed',
      ].toSorted(),
    );
  });
});
