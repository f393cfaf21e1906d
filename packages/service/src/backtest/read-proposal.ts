import { randomUUID } from 'node:crypto';
import type { ProposalJson, ShapeProblem } from '@tact/api';
import { ruleKindModules, type CampaignGroupId, type ContactDate, type RuleId } from '@tact/engine';
import { ruleProblems } from '../commands/save-rule.ts';
import type { Proposal, ProposedContactDate, ProposedRule } from './proposal.ts';

/** Reads a proposal that has its shape: what is wrong with it beyond that, with JSON pointers, or the proposal. */
export function readProposal(
  json: ProposalJson,
):
  | { readonly ok: true; readonly proposal: Proposal }
  | { readonly ok: false; readonly problems: readonly ShapeProblem[] } {
  const { rules = [], removedRuleIds = [], allowedHours = null, limits = null } = json;
  const { contactDates = [], removedContactDateIds = [] } = json;
  const problems = [
    ...rules.flatMap(({ kind, conditions }, index) =>
      ruleProblems(kind, conditions).map(({ path, sentence }) => ({
        path: `/rules/${index}${path}`,
        sentence,
      })),
    ),
    ...contactDateProblems(contactDates, '/contactDates'),
  ];
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    proposal: {
      rules: rules.map(proposedRule),
      removedRuleIds: removedRuleIds as readonly string[] as readonly RuleId[],
      contactDates: contactDates.map(proposedContactDate),
      removedContactDateIds: removedContactDateIds as readonly string[] as readonly RuleId[],
      allowedHours,
      limits,
    },
  };
}

/** What is wrong with days without contact beyond their shape, with JSON pointers below the given one. */
export function contactDateProblems(dates: readonly ContactDate[], pointer: string): readonly ShapeProblem[] {
  return dates.flatMap((date, index) =>
    ruleKindModules['contact-dates']
      .problemsOf(date)
      .map(({ path, sentence }) => ({ path: `${pointer}/${index}${path}`, sentence })),
  );
}

/** A day without contact as it would be. */
export function proposedContactDate({ label, date }: ContactDate): ProposedContactDate {
  return { id: randomUUID() as RuleId, label, date };
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
