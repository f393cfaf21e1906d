import type { CampaignGroupId, ContactDate, OrganizationRules, RuleId, RulesetSource } from '@tact/engine';
import type { RuleFields, StoredRuleKind } from '@tact/store';
import { sourceOfRules } from '../deciding/ruleset-cache.ts';
import type { RulesAsOf } from '../proof/rules-as-of.ts';

/** A rule as it would be. */
export interface ProposedRule extends RuleFields {
  readonly kind: StoredRuleKind;
  /** The rule that it takes the place of; any other id: it is a new one. */
  readonly id: RuleId;
  /** Groups that would pick it, where it is optional, besides those that had picked it at the time. */
  readonly campaignGroupIds: readonly CampaignGroupId[];
}

/** A day without contact as it would be. */
export interface ProposedContactDate extends ContactDate {
  readonly id: RuleId;
}

/** Nothing is changed: what a proposal begins with. */
export const NO_CHANGE: Proposal = { rules: [], removedRuleIds: [], allowedHours: null, limits: null };

/** Changes of the rules, as they would be over whatever was in force at each instant. Plain data: it travels to threads and into the database. */
export interface Proposal {
  readonly rules: readonly ProposedRule[];
  readonly removedRuleIds: readonly RuleId[];
  /** Days without contact that would be there as well, each with an id of its own. Missing in proposals that were stored before there were any. */
  readonly contactDates?: readonly ProposedContactDate[];
  readonly removedContactDateIds?: readonly RuleId[];
  /** Null: as it was. */
  readonly allowedHours: OrganizationRules['allowedHours'] | null;
  readonly limits: OrganizationRules['limits'] | null;
}

/** The rules of an instant with the proposal over them. */
export function propose(
  { source, pickedRuleIds }: Pick<RulesAsOf, 'source' | 'pickedRuleIds'>,
  group: CampaignGroupId | null,
  { rules, removedRuleIds, contactDates = [], removedContactDateIds = [], allowedHours, limits }: Proposal,
): RulesetSource {
  const goneDates = new Set(removedContactDateIds);
  const gone = new Set<RuleId>([...removedRuleIds, ...rules.map(({ id }) => id)]);
  const holds = ({ required, id, campaignGroupIds }: ProposedRule) =>
    required || pickedRuleIds.has(id) || (group !== null && campaignGroupIds.includes(group));
  const coming = sourceOfRules(rules.filter(holds));
  const { organization } = source;
  return {
    ...source,
    organization: {
      ...organization,
      allowedHours: allowedHours ?? organization.allowedHours,
      limits: limits ?? organization.limits,
    },
    contactDates: [...source.contactDates.filter(({ id }) => !goneDates.has(id)), ...contactDates],
    location: [...source.location.filter(({ id }) => !gone.has(id)), ...coming.location],
    contactTimes: [...source.contactTimes.filter(({ id }) => !gone.has(id)), ...coming.contactTimes],
    attempt: [...source.attempt.filter(({ id }) => !gone.has(id)), ...coming.attempt],
    custom: [...source.custom.filter(({ id }) => !gone.has(id)), ...coming.custom],
  };
}
