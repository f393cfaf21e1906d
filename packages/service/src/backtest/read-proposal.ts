import { randomUUID } from 'node:crypto';
import type { ProposalJson, ShapeProblem } from '@tact/api';
import type { CampaignGroupId, RuleId } from '@tact/engine';
import { ruleProblems } from '../commands/save-rule.ts';
import type { Proposal, ProposedRule } from './proposal.ts';

/** Reads a proposal that has its shape: what is wrong with it beyond that, with JSON pointers, or the proposal. */
export function readProposal(
  json: ProposalJson,
):
  | { readonly ok: true; readonly proposal: Proposal }
  | { readonly ok: false; readonly problems: readonly ShapeProblem[] } {
  const { rules = [], removedRuleIds = [], allowedHours = null, limits = null } = json;
  const problems = rules.flatMap(({ kind, conditions }, index) =>
    ruleProblems(kind, conditions).map(({ path, sentence }) => ({
      path: `/rules/${index}${path}`,
      sentence,
    })),
  );
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    proposal: {
      rules: rules.map(proposedRule),
      removedRuleIds: removedRuleIds as readonly string[] as readonly RuleId[],
      allowedHours,
      limits,
    },
  };
}

/** A rule as it would be; without an id it is a new one. */
export function proposedRule({
  kind,
  id,
  name,
  required,
  priority,
  dispositionCode = null,
  conditions,
  campaignGroupIds = [],
}: NonNullable<ProposalJson['rules']>[number]): ProposedRule {
  return {
    kind,
    id: (id ?? randomUUID()) as RuleId,
    name,
    required,
    priority,
    dispositionCode,
    conditions: { ...conditions },
    campaignGroupIds: campaignGroupIds as readonly string[] as readonly CampaignGroupId[],
  };
}
