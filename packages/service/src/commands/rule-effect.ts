import type { LimitsEffectJson } from '@tact/api';
import { formatInstant, weekTimesProblem, type CampaignGroupId, type RuleId } from '@tact/engine';
import type { StoredRuleKind } from '@tact/store';
import { randomUUID } from 'node:crypto';
import { changeJson } from '../backtest/change-json.ts';
import { NO_CHANGE, type ProposedRule } from '../backtest/proposal.ts';
import { ruleEffect, type RuleEffect } from '../backtest/rule-effect.ts';
import { CommandError, found } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import type { LookParts } from './look-parts.ts';
import { ruleProblems, type RuleInput } from './save-rule.ts';

/** A rule whose effect is asked for. */
export type EffectInput<Kind extends StoredRuleKind> = RuleInput<Kind> & {
  readonly replaces?: string;
  readonly campaignGroupIds?: readonly string[];
  readonly days?: number;
};

/** What an effect is worked out with. */
export type EffectParts = Parts & LookParts;

/** What a rule that is not saved would have changed. Throws `rule_invalid` where it could not be saved. */
export async function findRuleEffect<Kind extends StoredRuleKind>(
  { store, clock, workThreads, looks }: EffectParts,
  { organizationId }: Caller,
  kind: Kind,
  { replaces, campaignGroupIds = [], days, ...input }: EffectInput<Kind>,
): Promise<RuleEffect> {
  const problems = ruleProblems(kind, input.conditions);
  const [first] = problems;
  if (first !== undefined)
    throw new CommandError('rule_invalid', first.sentence, { path: first.path, problems });
  const { name, required, priority, dispositionCode = null, conditions } = input;
  const rule: ProposedRule = {
    kind,
    id: (replaces ?? randomUUID()) as RuleId,
    name,
    required,
    priority,
    dispositionCode,
    conditions: { ...conditions },
    campaignGroupIds: campaignGroupIds as readonly CampaignGroupId[],
  };
  return looks(() =>
    ruleEffect({ store, workThreads, now: clock() }, organizationId, { ...NO_CHANGE, rules: [rule] }, days),
  );
}

/** What would have been done if a rule had not been there. Throws `not_found` where there is none. */
export async function findDeletionEffect(
  { store, clock, workThreads, looks }: EffectParts,
  { organizationId }: Caller,
  kind: StoredRuleKind,
  id: RuleId,
  days?: number,
): Promise<RuleEffect> {
  found(await store.rules.get(organizationId, kind, id), 'rule');
  return looks(() =>
    ruleEffect(
      { store, workThreads, now: clock() },
      organizationId,
      { ...NO_CHANGE, removedRuleIds: [id] },
      days,
    ),
  );
}

/** What limits and allowed hours that are not saved would have changed. Throws `hours_invalid` where they could not be saved. */
export async function findLimitsEffect(
  { store, clock, workThreads, looks }: EffectParts,
  { organizationId }: Caller,
  { allowedHours, limits, days }: LimitsEffectJson,
): Promise<RuleEffect> {
  const problem = allowedHours === undefined ? undefined : weekTimesProblem(allowedHours);
  if (problem !== undefined) throw new CommandError('hours_invalid', problem, { path: '/allowedHours' });
  return looks(() =>
    ruleEffect(
      { store, workThreads, now: clock() },
      organizationId,
      { ...NO_CHANGE, allowedHours: allowedHours ?? null, limits: limits ?? null },
      days,
    ),
  );
}

/** An effect as it is sent. */
export function effectJson({ days, from, until, isWhole, share, tally }: RuleEffect, seesContacts: boolean) {
  return {
    days,
    from: formatInstant(from),
    until: formatInstant(until),
    isWhole,
    share,
    ...changeJson(tally, seesContacts),
  };
}
