import type { QuestionJson } from '@tact/api';
import {
  compileExpression,
  compileRuleset,
  customCounts,
  type AttributeValue,
  type CustomCount,
  type CustomRule,
  type Decision,
  type RuleId,
  type RulesetSource,
  type Verdict,
} from '@tact/engine';
import { makeCustomTimezones, zoneTable } from '@tact/places';
import type { RulesInForce } from '@tact/store';
import { CommandError } from '../command-error.ts';
import type { CachedRuleset } from '../deciding/ruleset-cache.ts';
import { rulesetSourceOf } from '../deciding/ruleset-cache.ts';
import { Rounds } from '../deciding/rounds.ts';
import { treatmentTable } from '../deciding/treatment-table.ts';
import { answered, questionOf } from './ask.ts';
import type { Caller, Parts } from './context.ts';

/** What an unsaved custom rule says of a contact at a moment. */
export interface TriedCustomRule {
  readonly verdict: Verdict;
  readonly at: Decision['at'];
  readonly zones: Decision['zones'];
  /** Names of `$name` with the value that was read; null: no value. */
  readonly fields: readonly { readonly name: string; readonly value: AttributeValue }[];
  readonly counts: readonly CustomCount[];
}

const TRIED_ID = 'tried' as RuleId;
/** Facts that move meanwhile are loaded again so often. */
const ROUNDS_MAX = 5;

/**
 * Asks one unsaved custom rule about a question, alone, with the facts of the store and the engine of every decision. Nothing is recorded.
 * `expression_invalid` where it cannot be read; else as a question is refused.
 */
export async function tryCustomRule(
  { store, clock }: Parts,
  { organizationId }: Caller,
  conditions: CustomRule,
  question: QuestionJson,
): Promise<TriedCustomRule> {
  const compiled = compileExpression(conditions.expression, conditions.missingData);
  if (!compiled.ok)
    throw new CommandError('validation_failed', 'the expression cannot be read; correct it first', {
      path: '/conditions/expression',
      problems: compiled.problems.map(({ line, column, sentence }) => ({
        path: '/conditions/expression',
        sentence: `line ${line}, column ${column}: ${sentence}`,
      })),
    });
  const asked = questionOf(question, null);
  const inForce = await store.rules.rulesInForce(organizationId, asked.campaignGroupId);
  if (inForce === undefined)
    throw new CommandError(
      'campaign_group_unknown',
      `there is no campaign group \`${asked.campaignGroupId ?? ''}\``,
      { path: '/question/campaignGroupId' },
    );
  const cached = aloneIn(inForce, conditions);
  const cache = { get: () => Promise.resolve(cached), drop: () => undefined };
  let tried: TriedCustomRule | undefined;
  const rounds = new Rounds(
    organizationId,
    [asked],
    {
      record: false,
      onDecided: ({ request, facts }, ruleset, decision) => {
        const verdict = decision.verdicts.find(({ ruleId }) => ruleId === TRIED_ID);
        if (verdict === undefined) throw new Error('a custom rule gave no verdict');
        const fields = Object.entries(facts.fields).map(([name, value]) => ({ name, value }));
        const counts = customCounts(conditions, request, ruleset, facts);
        tried = { verdict, at: decision.at, zones: decision.zones, fields, counts };
      },
    },
    { store, cache, clock, zoneTable: zoneTable() },
  );
  for (let round = 0; rounds.isOpen() && round < ROUNDS_MAX; round++) await rounds.run();
  if (rounds.isOpen())
    throw new CommandError('too_contended', 'the rules are being changed; try again in a moment');
  answered(rounds.answers()[0]);
  if (tried === undefined) throw new Error('a question was answered and not decided');
  return tried;
}

/** The rules in force with this rule in the place of all others: clocks, zones and defaults stay. */
function aloneIn(inForce: RulesInForce, conditions: CustomRule): CachedRuleset {
  const source: RulesetSource = {
    ...rulesetSourceOf(inForce),
    suppressionLists: [],
    contactDates: [],
    location: [],
    contactTimes: [],
    attempt: [],
    custom: [{ ...conditions, id: TRIED_ID, name: 'Tried', priority: 1, dispositionCode: null }],
  };
  const made = makeCustomTimezones(inForce.customTimezones, zoneTable());
  if (!made.ok) throw new Error(`the custom timezones cannot be used: ${made.sentence}`);
  return {
    ruleset: compileRuleset(source, zoneTable()),
    rulesetEpoch: inForce.rulesetEpoch,
    defaultCountry: inForce.defaultCountry,
    registries: [],
    customTimezones: inForce.customTimezones.length === 0 ? undefined : made.map,
    treatments: treatmentTable([]),
  };
}
