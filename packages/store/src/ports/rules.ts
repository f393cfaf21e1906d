import type {
  CampaignGroupId,
  Instant,
  OrganizationId,
  OrganizationRules,
  RuleId,
  SuppressionListId,
  TimezoneSource,
} from '@tact/engine';
import type { Actor, Page, PageRequest } from './store.ts';
import type { SuppressionListRow } from './suppression.ts';

/** What a campaign group is described by. */
export interface CampaignGroupFields {
  readonly name: string;
  readonly timezoneSource: TimezoneSource | null;
  /** Optional rules and lists that the group has picked (S5). */
  readonly ruleIds: readonly RuleId[];
  readonly suppressionListIds: readonly SuppressionListId[];
}

/** A stored campaign group. */
export interface CampaignGroup extends CampaignGroupFields {
  readonly id: CampaignGroupId;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** Campaign groups. Every change is in force on every node before it returns (G2). */
export interface CampaignGroupPort {
  get(organizationId: OrganizationId, id: CampaignGroupId): Promise<CampaignGroup | undefined>;
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<CampaignGroup>>;
  create(organizationId: OrganizationId, group: CampaignGroupFields, actor: Actor): Promise<CampaignGroup>;
  update(
    organizationId: OrganizationId,
    id: CampaignGroupId,
    version: number,
    change: Partial<CampaignGroupFields>,
    actor: Actor,
  ): Promise<CampaignGroup>;
  delete(organizationId: OrganizationId, id: CampaignGroupId, actor: Actor): Promise<void>;
}

/** The kinds of rules that are kept as rows; further kinds join here. */
export type StoredRuleKind = 'attempt' | 'contact-times';

/** What all kinds of rules have, and the kind's own conditions. */
export interface RuleFields {
  readonly name: string;
  readonly required: boolean;
  readonly priority: number;
  readonly dispositionCode: string | null;
  /** The kind's own fields: `AttemptRule` or `ContactTimesRule` of the engine, checked by its schema and `problemsOf`. */
  readonly conditions: Readonly<Record<string, unknown>>;
}

/** A stored rule as it is now. */
export interface Rule extends RuleFields {
  readonly id: RuleId;
  readonly kind: StoredRuleKind;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** One saved state of a rule: who, when, what. Never changed. */
export interface RuleVersion extends RuleFields {
  readonly version: number;
  readonly savedAt: Instant;
  readonly savedBy: string;
  readonly deleted: boolean;
}

/** Rules, each saved state of them, and the rules in force. */
export interface RulePort {
  get(organizationId: OrganizationId, kind: StoredRuleKind, id: RuleId): Promise<Rule | undefined>;
  /** By priority, then name. */
  list(organizationId: OrganizationId, kind: StoredRuleKind, page: PageRequest): Promise<Page<Rule>>;
  /** Name and priority are unique within the kind: `name_taken`, `priority_taken`. Bumps the ruleset epoch before it returns (G2, S5). */
  create(organizationId: OrganizationId, kind: StoredRuleKind, rule: RuleFields, actor: Actor): Promise<Rule>;
  update(
    organizationId: OrganizationId,
    kind: StoredRuleKind,
    id: RuleId,
    version: number,
    rule: RuleFields,
    actor: Actor,
  ): Promise<Rule>;
  delete(organizationId: OrganizationId, kind: StoredRuleKind, id: RuleId, actor: Actor): Promise<void>;
  versions(organizationId: OrganizationId, id: RuleId, page: PageRequest): Promise<Page<RuleVersion>>;
  /** All that a request of this group is decided by, read in one snapshot together with the epoch that it belongs to. */
  rulesInForce(
    organizationId: OrganizationId,
    campaignGroupId: CampaignGroupId | null,
  ): Promise<RulesInForce | undefined>;
  /** Keeps the source of a ruleset under its fingerprint, so that a decision can be recomputed from its record (S31). Idempotent. */
  saveRuleset(organizationId: OrganizationId, fingerprint: string, source: string): Promise<void>;
  findRuleset(organizationId: OrganizationId, fingerprint: string): Promise<string | undefined>;
}

/** Undefined from `rulesInForce` means: there is no such campaign group. */
export interface RulesInForce {
  readonly rulesetEpoch: number;
  readonly organization: OrganizationRules;
  /** The country of numbers that are written without one. */
  readonly defaultCountry: string;
  readonly timezoneSource: TimezoneSource | null;
  readonly suppressionLists: readonly SuppressionListRow[];
  readonly rules: readonly Rule[];
}
