import type { CampaignGroupId, Channel, Instant, OrganizationId, WeekTimes } from '@tact/engine';
import type { Actor, Page, PageRequest } from './store.ts';

/** `draft`: never begun. `completed`: for good. Only an active one dispatches. */
export type CampaignStatus = 'draft' | 'active' | 'paused' | 'completed';

/** What may answer a call in place of a person (seed A11): a machine that takes messages, a fax, or nobody who says a word. */
export type CallAnswerer = 'answeringMachine' | 'fax' | 'silence';

/**
 * What is done with a call that is answered (seed A11, delivery). A live person is always delivered. `to` is a number, a `sip:` address or the
 * `https:` address of instructions (TwiML); null: nowhere else, so that the message is all there is, and a machine is treated as a person is.
 */
export interface CallDelivery extends Readonly<
  Record<CallAnswerer, { readonly deliver: boolean; readonly to: string | null }>
> {
  readonly personTo: string | null;
}

/** What a campaign is described by. Its rules and lists are its campaign group's, and so are its hours, which its own may cut (S5, seed A7.5). */
export interface CampaignFields {
  readonly name: string;
  readonly campaignGroupId: CampaignGroupId;
  readonly contactListId: string;
  readonly channel: Channel;
  /** Null for calls. */
  readonly messageTemplateId: string | null;
  /** Goes before the contact's own language; null: the usual order. */
  readonly language: string | null;
  /** The span in which it dispatches; null: open. The end is out. */
  readonly startsAt: Instant | null;
  readonly endsAt: Instant | null;
  /** Its own hours, on the clock of its group's; null: the group's alone. They cut what the group allows, and widen nothing. */
  readonly hours: WeekTimes | null;
  /** Calls only; null: as usual, a person hears the message and whatever else answers is dropped. */
  readonly delivery: CallDelivery | null;
  /** A script in SCXML that replaces all treatments for its records (seed A11, ADR 0026); null: the treatments hold. */
  readonly treatmentScript: string | null;
  /** The devices of a contact that are tried, in this order: 1 to 10, each once. */
  readonly devicePositions: readonly number[];
  readonly enqueues: 'automatically' | 'by-hand';
  readonly dispatchesPerMinuteMax: number | null;
  readonly concurrencyMax: number | null;
  /** Its share beside other campaigns, 1 to 100. */
  readonly weight: number;
}

/** A stored campaign. */
export interface Campaign extends CampaignFields {
  readonly id: string;
  readonly status: CampaignStatus;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** Campaigns. Names are unique (`name_taken`); a group, list or template that is not there is `not_found`. */
export interface CampaignPort {
  get(organizationId: OrganizationId, id: string): Promise<Campaign | undefined>;
  /** By name. */
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<Campaign>>;
  /** It begins as a draft. */
  create(organizationId: OrganizationId, campaign: CampaignFields, actor: Actor): Promise<Campaign>;
  /** Another contact list is `status_conflict` once a record is in the queue: what was taken up of the former one would be contacted all the same. */
  update(
    organizationId: OrganizationId,
    id: string,
    version: number,
    campaign: CampaignFields,
    actor: Actor,
  ): Promise<Campaign>;
  /** Only a draft can be deleted: what a campaign did stays (`still_used`). */
  delete(organizationId: OrganizationId, id: string, actor: Actor): Promise<void>;
  /**
   * Moves it on: draft or paused to active, active to paused, anything but a draft to completed; anything else is `status_conflict`, the
   * same again changes nothing. INVARIANT: once a pause or an end is acknowledged, nothing that was not under way is handed over.
   */
  setStatus(
    organizationId: OrganizationId,
    id: string,
    status: Exclude<CampaignStatus, 'draft'>,
    actor: Actor,
  ): Promise<Campaign>;
}
