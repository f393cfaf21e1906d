import type { CampaignGroupId, Instant, OrganizationId, OrganizationRules, RuleId } from '@tact/engine';
import type { CampaignClock, CampaignObjectKind } from './campaigns.ts';
import type { CustomTimezoneInForce } from './custom-timezones.ts';
import type { Actor, Page, PageRequest } from './store.ts';
import type { SuppressionListRow } from './suppression.ts';
import type { TreatmentTriggers } from './treatments.ts';

/** The kinds of rules that are kept as rows; further kinds join here. */
export type StoredRuleKind = 'location' | 'contact-times' | 'attempt' | 'custom';

/** What all kinds of rules have, and the kind's own conditions. */
export interface RuleFields {
  readonly name: string;
  readonly required: boolean;
  readonly priority: number;
  readonly dispositionCode: string | null;
  /** The kind's own fields: `AttemptRule`, `LocationRule` and so on of the engine, checked by its schema and `problemsOf`. */
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
  /** Null: the audit log does not know it. */
  readonly savedByName: string | null;
  readonly deleted: boolean;
}

/** Rules, each saved state of them, and the rules in force. */
export interface RulePort {
  get(organizationId: OrganizationId, kind: StoredRuleKind, id: RuleId): Promise<Rule | undefined>;
  /** Those of the ids that are rules, of whatever kind; in no order. */
  getMany(organizationId: OrganizationId, ids: readonly RuleId[]): Promise<readonly Rule[]>;
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
  /** A rule that something has picked is `still_used`; the sentence names who. */
  delete(organizationId: OrganizationId, kind: StoredRuleKind, id: RuleId, actor: Actor): Promise<void>;
  /** What has picked the rule, by kind and name; a group with a profile that has picked it stands here too. */
  uses(organizationId: OrganizationId, id: RuleId, page: PageRequest): Promise<Page<RuleUse>>;
  /**
   * What a copy of a rule can be called and which priority it can have: the first of the names that is free, and the first free priority
   * after the given one, else the first at all; null where every one is taken.
   */
  freeFor(
    organizationId: OrganizationId,
    kind: StoredRuleKind,
    names: readonly string[],
    priority: number,
  ): Promise<{ readonly name: string | null; readonly priority: number | null }>;
  versions(
    organizationId: OrganizationId,
    kind: StoredRuleKind,
    id: RuleId,
    page: PageRequest,
  ): Promise<Page<RuleVersion>>;
  /**
   * All that a request of this group is decided by, read in one snapshot together with the epoch that it belongs to. Of a campaign of the
   * group, its own hours cut the group's.
   */
  rulesInForce(
    organizationId: OrganizationId,
    campaignGroupId: CampaignGroupId | null,
    campaignId?: string | null,
  ): Promise<RulesInForce | undefined>;
  /** Keeps the source of a ruleset under its fingerprint, so that a decision can be recomputed from its record (S31). Idempotent. */
  saveRuleset(organizationId: OrganizationId, fingerprint: string, source: string): Promise<void>;
  findRuleset(organizationId: OrganizationId, fingerprint: string): Promise<string | undefined>;
}

/** One campaign object that has picked a rule. */
export interface RuleUse {
  readonly kind: CampaignObjectKind;
  readonly id: string;
  readonly name: string;
  /** The dialing profile by which the rule reaches the group; null: picked by itself. */
  readonly through: { readonly id: string; readonly name: string } | null;
}

/** Undefined from `rulesInForce` means: there is no such campaign group, or campaign of it. Without a group there is no clock and are no hours. */
export interface RulesInForce extends CampaignClock {
  readonly rulesetEpoch: number;
  readonly organization: OrganizationRules;
  /** The country of numbers that are written without one. */
  readonly defaultCountry: string;
  readonly suppressionLists: readonly SuppressionListRow[];
  /** All there are: nobody picks them (S5). By date, then label. */
  readonly contactDates: readonly StoredContactDate[];
  /** All there are: nobody picks them (S5). They say where numbers are, and are no rules. */
  readonly customTimezones: readonly CustomTimezoneInForce[];
  /** Required ones, those that the group has picked, and those of its dialing profile. */
  readonly rules: readonly Rule[];
  /** What a blocked request leads to (S4); it decides nothing. */
  readonly treatments: readonly TreatmentTriggers[];
}

/** A day without contact (seed A8): a label of 1 to 64 characters, and `YYYY-MM-DD`. */
export interface ContactDateFields {
  readonly label: string;
  readonly date: string;
}

/** A stored contact date. It has no version: it is made and deleted, never changed. */
export interface StoredContactDate extends ContactDateFields {
  /** The engine names it in verdicts as it names rules. */
  readonly id: RuleId;
  readonly createdAt: Instant;
  readonly createdBy: string;
}

/** Days without contact, in force for every request of the organization. Every change is in force on every node before it returns (G2). */
export interface ContactDatePort {
  get(organizationId: OrganizationId, id: RuleId): Promise<StoredContactDate | undefined>;
  /** By date, then label. */
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<StoredContactDate>>;
  /** A day has a label once: `name_taken`. */
  create(organizationId: OrganizationId, date: ContactDateFields, actor: Actor): Promise<StoredContactDate>;
  delete(organizationId: OrganizationId, id: RuleId, actor: Actor): Promise<void>;
}
