import {
  compileExpression,
  CAMPAIGN_FIELD_NAMES,
  isOfCampaigns,
  neverHasValue,
  OWN_FIELD_NAMES,
  type CallResult,
  type CustomRule,
} from '@tact/engine';
import type { Caller, Parts } from './context.ts';
import { ruleProblems } from './save-rule.ts';

/** A place in an expression and what is to be said about it; line and column from 1. */
interface Remark {
  readonly line: number;
  readonly column: number;
  readonly sentence: string;
}

/** What a check of a custom rule says (S29). `reads` null: the expression cannot be read. */
export interface CustomRuleCheck {
  readonly valid: boolean;
  readonly problems: readonly {
    readonly path: string;
    readonly line: number | null;
    readonly column: number | null;
    readonly sentence: string;
  }[];
  readonly warnings: readonly Remark[];
  readonly reads: {
    readonly fields: readonly string[];
    readonly counters: readonly {
      readonly on: 'device' | 'contact';
      readonly periodSeconds: number;
      readonly callResults: readonly CallResult[] | null;
    }[];
    readonly functions: readonly string[];
    readonly clock: readonly string[];
  } | null;
}

/** How many contacts are looked through for the names of attributes: those of a list are nearly always the same. */
const CONTACTS_LOOKED_THROUGH = 1_000;

/** Names that an expression can read here, without the `$`: the record's own, and attributes that contacts have. */
export async function customRuleFields(
  { store }: Pick<Parts, 'store'>,
  { organizationId }: Caller,
): Promise<{ readonly record: readonly string[]; readonly contacts: readonly string[] }> {
  const names = await store.contacts.attributeNames(organizationId, CONTACTS_LOOKED_THROUGH);
  const record = [...OWN_FIELD_NAMES, ...CAMPAIGN_FIELD_NAMES];
  return { record: record.toSorted(), contacts: [...names].toSorted() };
}

/**
 * Checks a custom rule without saving it: every problem with its place, what deserves a look, and what the expression reads. A name that no contact
 * has is warned of, unless there are no attributes at all: then they come with the requests.
 */
export async function checkCustomRule(
  { store }: Pick<Parts, 'store'>,
  { organizationId }: Caller,
  conditions: CustomRule,
): Promise<CustomRuleCheck> {
  const names = await store.contacts.attributeNames(organizationId, CONTACTS_LOOKED_THROUGH);
  const knownFields = names.size === 0 ? undefined : names;
  const check = compileExpression(conditions.expression, conditions.missingData, knownFields);
  if (!check.ok) {
    const problems = check.problems.map(({ line, column, sentence }) => ({
      path: '/conditions/expression',
      line,
      column,
      sentence,
    }));
    return { valid: false, problems, warnings: [], reads: null };
  }
  const { reads, warnings } = check.expression;
  const problems = ruleProblems('custom', conditions).map((problem) => ({
    ...problem,
    line: null,
    column: null,
  }));
  return {
    valid: problems.length === 0,
    problems,
    warnings: [...warnings, ...oftenMissing(conditions.expression, [...reads.fields])],
    reads: {
      fields: [...reads.fields].toSorted(),
      counters: reads.counters.map(({ on, periodMs, results }) => ({
        on,
        periodSeconds: periodMs / 1_000,
        callResults: results,
      })),
      functions: [...reads.functions].toSorted(),
      clock: [...reads.dateGetters].toSorted(),
    },
  };
}

/** A reserved name that our records do not have would be read as missing for ever; one that only campaigns know, by everybody else who asks. */
function oftenMissing(expression: string, fields: readonly string[]): readonly Remark[] {
  return fields.flatMap((name) => {
    const sentence = neverHasValue(name)
      ? `\`$${name}\` is a name of the record itself, and records here do not have it: it never has a value`
      : isOfCampaigns(name)
        ? `\`$${name}\` has a value only where a campaign asks for one of its records; to everybody else who asks, a backtest too, it is missing data`
        : undefined;
    return sentence === undefined ? [] : [{ ...positionOf(expression, name), sentence }];
  });
}

/** Where a name is read first. Names are letters, digits and underscores, so they stand for themselves in a pattern. */
function positionOf(expression: string, name: string): { readonly line: number; readonly column: number } {
  const before = expression.slice(0, Math.max(0, expression.search(new RegExp(`\\$${name}\\b`))));
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}
