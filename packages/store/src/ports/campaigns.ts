import type {
  Brand,
  CampaignGroupId,
  CampaignHours,
  Instant,
  OrganizationId,
  RuleId,
  SuppressionListId,
  TimezoneSource,
} from '@tact/engine';
import type { Actor, Page, PageRequest } from './store.ts';

/** A campaign object is what optional rules and lists are picked on (seed A2): a group, a dialing profile, a template. */
export interface CampaignObjectFields {
  readonly name: string;
  /** Optional rules and lists that it has picked (S5). */
  readonly ruleIds: readonly RuleId[];
  readonly suppressionListIds: readonly SuppressionListId[];
  /** Optional pre-dial validations that it has picked (seed A9). Left out: none; of a change, those that it has. */
  readonly preDialValidationIds?: readonly string[];
}

/** What every stored campaign object has besides. */
export interface StoredCampaignObject extends CampaignObjectFields {
  readonly preDialValidationIds: readonly string[];
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** What a campaign itself says of its hours: a group's own, or what a template hands on. */
export interface CampaignClock {
  readonly timezoneSource: TimezoneSource | null;
  /** The campaign's own hours (seed A7.5); null: none. */
  readonly campaignHours: CampaignHours | null;
}

/** What a campaign group is described by. */
export interface CampaignGroupFields extends CampaignObjectFields, CampaignClock {
  /** The profile whose picks apply too, as they are now (S5). */
  readonly dialingProfileId: DialingProfileId | null;
  /** Where the group came from, said once at its creation; that template may be gone. */
  readonly templateId: CampaignTemplateId | null;
}

/** A group as it is created. What is left out is null. */
export type NewCampaignGroup = CampaignObjectFields &
  Pick<CampaignGroupFields, 'timezoneSource'> &
  Partial<CampaignGroupFields>;

/** A stored campaign group. */
export interface CampaignGroup
  extends Omit<CampaignGroupFields, 'preDialValidationIds'>, StoredCampaignObject {
  readonly id: CampaignGroupId;
}

/** The id of a dialing profile. */
export type DialingProfileId = Brand<string, 'DialingProfileId'>;
/** The id of a campaign template. */
export type CampaignTemplateId = Brand<string, 'CampaignTemplateId'>;

/** What a dialing profile is described by. */
export type DialingProfileFields = CampaignObjectFields;

/** A stored dialing profile. */
export interface DialingProfile extends StoredCampaignObject {
  readonly id: DialingProfileId;
}

/** What a campaign template is described by. */
export interface CampaignTemplateFields extends CampaignObjectFields, CampaignClock {}

/** A stored campaign template. */
export interface CampaignTemplate
  extends Omit<CampaignTemplateFields, 'preDialValidationIds'>, StoredCampaignObject {
  readonly id: CampaignTemplateId;
}

/**
 * Campaign objects of one kind. Names are unique within the kind (`name_taken`); a rule, list or profile that is not there is
 * `not_found`. A change of a group or of a profile is in force on every node before it returns (G2); one of a template reaches nobody.
 */
export interface CampaignObjectPort<Id extends string, New, Change, Stored> {
  get(organizationId: OrganizationId, id: Id): Promise<Stored | undefined>;
  /** By name. */
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<Stored>>;
  create(organizationId: OrganizationId, object: New, actor: Actor): Promise<Stored>;
  update(
    organizationId: OrganizationId,
    id: Id,
    version: number,
    change: Change,
    actor: Actor,
  ): Promise<Stored>;
  /** A dialing profile that groups name is `still_used`; the sentence names them. */
  delete(organizationId: OrganizationId, id: Id, actor: Actor): Promise<void>;
  /** Picks one rule; nothing changes where it was picked before. */
  pickRule(organizationId: OrganizationId, id: Id, ruleId: RuleId, actor: Actor): Promise<Stored>;
  /** Takes one pick back; `not_found` where it was not picked. */
  unpickRule(organizationId: OrganizationId, id: Id, ruleId: RuleId, actor: Actor): Promise<Stored>;
}

/** Campaign groups. */
export type CampaignGroupPort = CampaignObjectPort<
  CampaignGroupId,
  NewCampaignGroup,
  Partial<Omit<CampaignGroupFields, 'templateId'>>,
  CampaignGroup
>;

/** Dialing profiles. */
export type DialingProfilePort = CampaignObjectPort<
  DialingProfileId,
  DialingProfileFields,
  Partial<DialingProfileFields>,
  DialingProfile
>;

/** Campaign templates. */
export type CampaignTemplatePort = CampaignObjectPort<
  CampaignTemplateId,
  CampaignTemplateFields,
  Partial<CampaignTemplateFields>,
  CampaignTemplate
>;

/** Every campaign object that has picked something, by what it is called. */
export type CampaignObjectKind = 'campaign-group' | 'campaign-template' | 'dialing-profile';
