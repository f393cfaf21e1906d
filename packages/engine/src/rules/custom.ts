import {
  compileExpression,
  type CompiledExpression,
  type ExpressionReads,
  type MissingData,
} from '../expression/compile.ts';
import { conjunctsOf, EXPRESSION_LENGTH_MAX } from '../expression/parse.ts';
import { ExpressionFailure } from '../expression/value.ts';
import type { JsonSchema, RuleProblem } from '../json-schema.ts';
import type { Reason } from '../reason.ts';
import type { CompiledRule, Situation } from '../situation.ts';
import { verdictOf, type RuleName, type Verdict } from '../verdict.ts';
import type { ZoneOrigin } from '../zones.ts';
import { openingOf } from './custom-opening.ts';
import { NotedReading, Reading } from './custom-reading.ts';
import { optInFields } from './opt-in.ts';
import { zoneUnknown } from './opt-out.ts';

/** A condition in JavaScript that is true where contact is allowed (seed A6, S27 to S29). Its priority has no effect. */
export interface CustomRule {
  readonly description: string;
  readonly expression: string;
  readonly missingData: MissingData;
}

/** The shape of a rule's own fields; name, priority and the like are common to all kinds. */
export const schema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['description', 'expression', 'missingData'],
  properties: {
    description: { type: 'string', maxLength: 1_000 },
    expression: { type: 'string', minLength: 1, maxLength: EXPRESSION_LENGTH_MAX },
    missingData: { enum: ['block', 'undefined'] },
  },
};

/** What is wrong with an expression, with line and column (S29). */
export function problemsOf({ expression, missingData }: CustomRule): readonly RuleProblem[] {
  const check = compileExpression(expression, missingData);
  if (check.ok) return [];
  return check.problems.map(({ line, column, sentence }) => ({
    path: '/expression',
    sentence: `line ${line}, column ${column}: ${sentence}`,
  }));
}

/** What the rule reads of the world. */
export function factsNeeded({ expression, missingData }: CustomRule): ExpressionReads {
  const { reads } = checked(expression, missingData);
  return { ...reads, fields: new Set([...reads.fields, ...optInFields(reads.optIns)]) };
}

/** A rule that was refused at save cannot be in force: it throws. */
function checked(expression: string, missingData: MissingData): CompiledExpression {
  const check = compileExpression(expression, missingData);
  if (!check.ok) throw new Error(check.problems.map(({ sentence }) => sentence).join('; '));
  return check.expression;
}

/** Makes a rule ready. In several zones every one must give true (S27). */
export function compile({ expression, missingData }: CustomRule, name: RuleName): CompiledRule {
  const whole = checked(expression, missingData);
  const opens = openingOf(conjunctsOf(expression).map((conjunct) => checked(conjunct, missingData)));
  const readsClock = whole.reads.dateGetters.size > 0;
  const zonesOf = (situation: Situation) => (readsClock ? situation.zonesOf('request') : NO_ZONES);
  const pass = verdictOf(name, 'pass', { code: 'expression_true' });
  function verdictOn(reading: Reading): Verdict {
    const reason = reasonOf(whole, reading);
    if (reason === null) return pass;
    return verdictOf(name, reason.code === 'expression_false' ? 'block' : 'error', reason);
  }

  return {
    recurs: true,
    evaluate(situation, at) {
      if (!readsClock) return verdictOn(situation.readingAt(at));
      const zones = situation.zonesOf('request');
      if (!zones.known) return zoneUnknown(name, zones.zone);
      for (let i = 0; i < zones.zones.length; i++) {
        const verdict = verdictOn(new Reading(situation, at, zones.zones[i] as ZoneOrigin));
        if (verdict !== pass) return verdict;
      }
      return pass;
    },
    opensAgainAt(situation, at) {
      const zones = zonesOf(situation);
      if (!zones.known) return Infinity;
      return opens(situation, zones.zones, at);
    },
    passesUntil(situation, at) {
      const zones = zonesOf(situation);
      if (!zones.known) return Infinity;
      let until = Infinity;
      for (const origin of zones.zones) {
        const reading = new NotedReading(situation, at, origin);
        reasonOf(whole, reading);
        until = Math.min(until, reading.unchangedUntil());
      }
      return until;
    },
  };
}

/** For an expression that does not read the clock: it is evaluated once, without a zone. */
const NO_ZONES = { known: true, zones: [null] } as const;

type CustomReason = Extract<Reason, { code: 'expression_false' | 'not_boolean' | ExpressionFailure['code'] }>;

/** Why an expression is not true; null where it is (S28). */
function reasonOf(expression: CompiledExpression, reading: Reading): CustomReason | null {
  const missing = expression.missing(reading);
  if (missing !== null) return failureReason(missing, reading);
  try {
    const value = expression.evaluate(reading);
    if (value === true) return null;
    if (value === false) return { code: 'expression_false', facts: { zone: reading.zone } };
    return {
      code: 'not_boolean',
      facts: { zone: reading.zone, type: value === null ? 'null' : typeof value },
    };
  } catch (error) {
    if (!(error instanceof ExpressionFailure)) throw error;
    return failureReason(error, reading);
  }
}

function failureReason({ code, message }: ExpressionFailure, { zone }: Reading): CustomReason {
  return { code, facts: { zone, failure: message } };
}
