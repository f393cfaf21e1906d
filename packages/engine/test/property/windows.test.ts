import { zoneTable } from '@tact/places';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allowedWindows,
  compileRuleset,
  DAY_MS,
  decide,
  situationOf,
  type Instant,
} from '../../src/index.ts';
import { casesOf } from './cases.ts';
import { questions, type Question } from './questions.ts';

const DAYS = 5;

describe('the windows of a request', () => {
  test('are where it is allowed: inside at all instants, outside at none, and their edges are exact', () => {
    const moments = fc.array(fc.nat(DAYS * DAY_MS - 1), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(questions, moments, (question, laters) => {
        const { request, source, facts } = question;
        const until = (facts.at + DAYS * DAY_MS) as Instant;
        const { spans, unknownFrom } = allowedWindows(
          request,
          compileRuleset(source, zoneTable()),
          facts,
          until,
        );
        const known = unknownFrom ?? until;
        const edges = spans.flatMap((span) => [span.from - 1, span.from, span.until - 1, span.until]);
        for (const at of [...laters.map((laterMs) => facts.at + laterMs), ...edges]) {
          if (at < facts.at || at >= known) continue;
          const isInside = spans.some((span) => span.from <= at && at < span.until);
          expect({ at, decision: decisionAt(question, at) }).toEqual({
            at,
            decision: isInside ? 'allowed' : 'blocked',
          });
        }
        spans.forEach((span, i) => {
          expect(span.until).toBeGreaterThan(span.from);
          expect(span.from).toBeGreaterThan(spans[i - 1]?.until ?? facts.at - 1);
        });
      }),
      casesOf(400),
    );
  });

  test('a rule that passes goes on passing up to the instant that it names', () => {
    const moments = fc.array(fc.nat(DAYS * DAY_MS), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(questions, moments, ({ request, source, facts }, laters) => {
        const ruleset = compileRuleset(source, zoneTable());
        const situation = situationOf(request, facts, ruleset.clock, zoneTable());
        for (const rule of ruleset.rules) {
          for (const at of laters.map((laterMs) => facts.at + laterMs)) {
            const passes = (instant: number) => rule.opensAgainAt(situation, instant as Instant) === instant;
            if (!passes(at)) continue;
            const until = rule.passesUntil(situation, at as Instant);
            if (Number.isNaN(until)) continue;
            expect(until).toBeGreaterThan(at);
            const lastMs = Math.min(until, at + 40 * DAY_MS) - 1 - at;
            for (const part of [0.1, 0.5, 0.9, 1]) expect(passes(at + Math.floor(lastMs * part))).toBe(true);
          }
        }
      }),
      casesOf(400),
    );
  });
});

function decisionAt({ request, source, facts }: Question, at: number): string {
  return decide(request, compileRuleset(source, zoneTable()), { ...facts, at: at as Instant }).decision;
}
