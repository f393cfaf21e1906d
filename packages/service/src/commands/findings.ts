import type { FindingJson } from '@tact/api';
import {
  analyseRuleset,
  type CampaignGroupId,
  type Finding,
  type Instant,
  type OrganizationId,
  type RuleId,
} from '@tact/engine';
import type { Rule, RulesInForce, StoredRuleKind } from '@tact/store';
import { found } from '../command-error.ts';
import { rulesetSourceOf } from '../deciding/ruleset-cache.ts';
import type { Caller, Parts } from './context.ts';
import { ruleProblems, type RuleInput } from './save-rule.ts';

/** A rule to be looked at; its id where it is saved. */
type Looked<Kind extends StoredRuleKind> = RuleInput<Kind> & { readonly id?: RuleId };

/** What a rule that is not saved yet is called among the others. */
const CANDIDATE = 'candidate' as RuleId;

/**
 * What is found about one rule beside those that hold for every request: as if it were picked, where it is optional. It takes the place of the saved one
 * of its id, or of its name where it has none. A rule that cannot be saved has problems, and no findings.
 */
export async function findingsFor<Kind extends StoredRuleKind>(
  parts: Pick<Parts, 'store' | 'clock'>,
  { organizationId }: Caller,
  kind: Kind,
  rule: Looked<Kind>,
): Promise<readonly FindingJson[]> {
  if (ruleProblems(kind, rule.conditions).length > 0) return [];
  const inForce = await parts.store.rules.rulesInForce(organizationId, null);
  if (inForce === undefined) return [];
  const { id = CANDIDATE, name, required, priority, dispositionCode = null, conditions } = rule;
  const others = inForce.rules.filter((other) =>
    rule.id === undefined ? other.kind !== kind || other.name !== name : other.id !== id,
  );
  const at = parts.clock();
  const looked: Rule = {
    id,
    kind,
    name,
    required,
    priority,
    dispositionCode,
    conditions: { ...conditions },
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
  return findingsIn({ ...inForce, rules: [...others, looked] }, at)
    .filter(({ rules }) => rules.some((concerned) => concerned.id === id))
    .map(findingJson);
}

/** What is found in the rules in force for a campaign group; for requests without one where it is null. */
export async function ruleFindingsOf(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  organizationId: OrganizationId,
  group: CampaignGroupId | null,
): Promise<readonly Finding[]> {
  const inForce = await store.rules.rulesInForce(organizationId, group);
  return findingsIn(found(inForce, 'campaign group'), clock());
}

/** A finding as the API gives it: with its place in the rule itself. */
export function findingJson({ code, severity, rules, path, sentence }: Finding): FindingJson {
  return {
    code,
    severity,
    rules: rules.map(({ kind, id, name }) => ({ kind, id: id === CANDIDATE ? null : id, name })),
    path: placeInRule(path),
    sentence,
  };
}

function findingsIn(inForce: RulesInForce, at: Instant): readonly Finding[] {
  const optionalRules = new Set(inForce.rules.filter(({ required }) => !required).map(({ id }) => id));
  return analyseRuleset(rulesetSourceOf(inForce), { at, optionalRules });
}

/** What a rule is decided by stands under its conditions; a list, a date and the organization's settings have none. */
function placeInRule(path: string): string {
  const [, kind = '', index, ...rest] = path.split('/');
  const place = rest.map((part) => `/${part}`).join('');
  if (['attempt', 'contactTimes', 'location', 'custom'].includes(kind)) return `/conditions${place}`;
  return index !== undefined && /^\d+$/.test(index) ? place : `/${index ?? ''}${place}`;
}
