import { compileExpression } from '../expression/compile.ts';
import type { CallResult } from '../call-result.ts';
import type { Facts } from '../facts.ts';
import type { ContactRequest } from '../request.ts';
import type { Ruleset } from '../ruleset.ts';
import { situationOf } from '../situation.ts';
import { Reading } from './custom-reading.ts';
import type { CustomRule } from './custom.ts';

/** What one counter of an expression counts at the facts' instant. `results` null: all call results. */
export interface CustomCount {
  readonly on: 'device' | 'contact';
  readonly periodMs: number;
  readonly results: readonly CallResult[] | null;
  readonly attempts: number;
}

/** What each counter of a custom rule's expression gives, as its verdict reads it; empty where the expression cannot be read. */
export function customCounts(
  { expression, missingData }: CustomRule,
  request: ContactRequest,
  { clock, zoneTable, factsNeeded }: Ruleset,
  facts: Facts,
): readonly CustomCount[] {
  const check = compileExpression(expression, missingData);
  if (!check.ok) return [];
  const { counters } = check.expression.reads;
  const situation = situationOf(request, facts, clock, zoneTable, factsNeeded.lookBackMs);
  const reading = new Reading(situation, facts.at, null);
  return counters.map((counter) => ({
    on: counter.on,
    periodMs: counter.periodMs,
    results: counter.results,
    attempts: reading.attempts(counter),
  }));
}
