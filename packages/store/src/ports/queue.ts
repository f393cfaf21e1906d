import type {
  AccountId,
  AttributeValue,
  CallResult,
  Channel,
  ClientId,
  Instant,
  OrganizationId,
} from '@tact/engine';
import type { Device } from './contacts.ts';
import type { MessageTemplate } from './message-templates.ts';
import type { Organization } from './organization.ts';
import type { PreDialValidation } from './pre-dial-validations.ts';
import type { Campaign } from './running-campaigns.ts';
import type { Actor, Page, PageRequest } from './store.ts';
import type { TreatmentFields } from './treatments.ts';

/** Where an item of the queue is (seed B4). */
export type QueueState = 'pending' | 'processing' | 'completed' | 'failed' | 'skipped';
/** How far the newest attempt of an item got; `none`: there was none. */
export type HandOverState = 'none' | 'handing-over' | 'confirmed' | 'refused' | 'unknown';

/** What a campaign does with one record. */
export interface QueueItem {
  readonly id: string;
  readonly campaignId: string;
  readonly recordId: string;
  readonly contactId: string;
  readonly clientId: ClientId;
  readonly state: QueueState;
  /** When it is due, or was last. */
  readonly scheduledAt: Instant;
  /** Whether it is due before records that wait for their first attempt: a result or a treatment made it due (seed A11.1). */
  readonly comesFirst: boolean;
  readonly handOver: HandOverState;
  /** Attempts made so far. */
  readonly step: number;
  readonly devicePosition: number | null;
  readonly attemptId: string | null;
  readonly decisionId: string | null;
  readonly providerReference: string | null;
  /** To whom a treatment gave it (seed A11); null: the campaign has it. */
  readonly assignee: string | null;
  /** Why it is where it is; the reason is one sentence without personal data. */
  readonly code: string;
  readonly reason: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly finishedAt: Instant | null;
}

/** A treatment in progress as it was when it began (seed A11: an edit does not interrupt it), and the retries that it has made. */
export interface TreatmentCourse {
  readonly treatmentId: string;
  readonly treatment: TreatmentFields;
  readonly retries: number;
}

/** Where a record is in its campaign's script (ADR 0026), and how often in a row it has been there. */
export interface ScriptCourse {
  readonly scriptState: string;
  readonly times: number;
}

/** What is kept with a record between its attempts. */
export type Course = TreatmentCourse | ScriptCourse;

/** An item that a worker holds, with whom it is about. */
export interface ClaimedItem {
  readonly id: string;
  readonly recordId: string;
  readonly step: number;
  readonly devicePosition: number | null;
  readonly attemptId: string | null;
  readonly course: Course | null;
  /** How often in a row it was put off without an attempt. */
  readonly putOff: number;
  /** How often it was taken up; the same where it is taken back from a worker that ended within the last minutes. */
  readonly takenUp: number;
  /** A reported result of the newest attempt, whose treatment is still to be applied; with the device of that attempt, and the course then. */
  readonly result: {
    readonly callResult: CallResult | null;
    readonly disposition: string | null;
    readonly devicePosition: number | null;
    readonly course: Course | null;
  } | null;
  readonly contact: {
    readonly id: string;
    readonly clientId: ClientId;
    readonly name: string | null;
    readonly country: string | null;
    readonly language: string | null;
    readonly attributes: Readonly<Record<string, AttributeValue>>;
    readonly devices: readonly Device[];
  };
  readonly account: {
    readonly id: AccountId;
    readonly reference: string;
    readonly amount: string | null;
    readonly currency: string | null;
  } | null;
}

/** A claim of one worker. What it holds is taken back from it after `until`. */
export interface Claim {
  readonly id: string;
  readonly now: Instant;
  readonly until: Instant;
}

/** An item that is about to be handed over, under its decision and its attempt. */
export interface HandingOver {
  readonly itemId: string;
  readonly attemptId: string;
  readonly decisionId: string;
  readonly devicePosition: number;
}

/** What became of an item. */
export interface Settlement {
  readonly itemId: string;
  /** Of an item that was marked as being handed over: its attempt. Null: it was only claimed. */
  readonly attemptId: string | null;
  readonly state: Exclude<QueueState, 'processing'>;
  /** Null: as it was. */
  readonly scheduledAt: Instant | null;
  /** Whether it comes before records that wait for their first attempt; null: as it was. */
  readonly comesFirst: boolean | null;
  /** When it is taken for `Unknown` if no result has come; null: nobody waits for one. */
  readonly timesOutAt: Instant | null;
  /** Null: as it was. */
  readonly handOver: Exclude<HandOverState, 'handing-over'> | null;
  readonly providerReference: string | null;
  readonly devicePosition: number | null;
  readonly course: Course | null;
  readonly putOff: number;
  /** To whom it is given; null: the campaign keeps it. */
  readonly assignee: string | null;
  /** 1 where the attempt was not made after all. */
  readonly stepsBack: 0 | 1;
  readonly code: string;
  readonly reason: string;
}

/** An active campaign that has due items, with all that its dispatches need. */
export interface DueCampaign {
  readonly campaign: Campaign;
  readonly template: MessageTemplate | null;
  readonly organization: Organization;
  /** Whether something follows from a result that never comes: a treatment of `Unknown`, or a script. */
  readonly treatsTimeOuts: boolean;
  /** The pre-dial validations that apply to its records, in the order in which they are asked; and as of when. */
  readonly validations: readonly PreDialValidation[];
  readonly validationsEpoch: number;
}

/** A campaign as a worker knew it when it worked something out by it. */
export interface MarkedCampaign
  extends Pick<Campaign, 'id' | 'version'>, Pick<DueCampaign, 'validationsEpoch'> {}

/** How much there is. Finished ones are those since an instant. */
export type QueueFigures = Readonly<Record<QueueState, number>>;

/** What limits a channel of an organization, and what holds it back at this moment. */
export interface ChannelPace {
  readonly channel: Channel;
  readonly dispatchesPerMinuteMax: number | null;
  readonly concurrencyMax: number | null;
  readonly notBefore: Instant | null;
  readonly reason: string | null;
}

/** The queue of campaigns: what is listed, what workers do, what holds it. */
export interface QueuePort {
  get(organizationId: OrganizationId, id: string): Promise<QueueItem | undefined>;
  /** In the order of their ids. */
  list(
    organizationId: OrganizationId,
    page: PageRequest,
    filter: {
      readonly campaignId: string | null;
      readonly state: QueueState | null;
      /** Those that were given to them; left out: all. */
      readonly assignee?: string | null;
      /** Null: whatever the code. */
      readonly code?: string | null;
    },
  ): Promise<Page<QueueItem>>;
  figures(
    organizationId: OrganizationId,
    campaignId: string | null,
    finishedSince: Instant,
  ): Promise<QueueFigures>;
  isPaused(organizationId: OrganizationId): Promise<boolean>;
  /** Pauses the organization's execution, or lets it go on; once a pause is acknowledged, nothing that was not under way is handed over. */
  setPaused(organizationId: OrganizationId, isPaused: boolean, actor: Actor): Promise<void>;
  channelPaces(organizationId: OrganizationId): Promise<readonly ChannelPace[]>;
  setChannelLimits(
    organizationId: OrganizationId,
    limits: Pick<ChannelPace, 'channel' | 'dispatchesPerMinuteMax' | 'concurrencyMax'>,
    actor: Actor,
  ): Promise<ChannelPace>;
  /** Holds a channel back until an instant, at least as long as it is held back already. */
  slowDown(organizationId: OrganizationId, channel: Channel, until: Instant, reason: string): Promise<void>;
  /** Puts every ready record of the campaign's list in the queue that is not there yet. Gives how many. One audit entry. */
  enqueueAll(organizationId: OrganizationId, campaignId: string, now: Instant, actor: Actor): Promise<number>;
  /** The same for records that came since the last time, of every campaign that enqueues automatically. No audit entry. */
  enqueueNew(organizationId: OrganizationId, now: Instant): Promise<number>;
  /** Active campaigns that have items due, organization not paused; and when the next item of any is due, null where none waits. */
  dueCampaigns(
    organizationId: OrganizationId,
    now: Instant,
  ): Promise<{ readonly due: readonly DueCampaign[]; readonly nextDueAt: Instant | null }>;
  /** The organizations in whose queues something is due, and when the next item of any other one is. One statement. */
  organizationsDue(
    now: Instant,
  ): Promise<{ readonly due: readonly OrganizationId[]; readonly nextDueAt: Instant | null }>;
  /** The organizations in whose queues anything waits or is under way, or that run a campaign. One statement. */
  organizationsOpen(): Promise<readonly OrganizationId[]>;
  /** How many organizations there are, and how many of them are paused. */
  pauses(): Promise<{ readonly organizations: number; readonly paused: number }>;
  /** Claims at most so many due items, as far as limits and pauses let it. */
  claim(
    organizationId: OrganizationId,
    campaignId: string,
    claim: Claim,
    itemsMax: number,
  ): Promise<readonly ClaimedItem[]>;
  /** Says durably that items are about to be handed over. Gives the ids of those that may be; no others, and none where the campaign, or what validates it, is not as it was. */
  markHandingOver(
    organizationId: OrganizationId,
    campaign: MarkedCampaign,
    claim: Claim,
    items: readonly HandingOver[],
  ): Promise<ReadonlySet<string>>;
  /** Says what became of items. Gives the ids of those that it changed: the others are no longer the worker's. */
  settle(
    organizationId: OrganizationId,
    claim: Pick<Claim, 'id' | 'now'>,
    settlements: readonly Settlement[],
  ): Promise<ReadonlySet<string>>;
  /** The same, of what follows from a pre-dial validation; undefined, and nothing is changed, where the campaign, or what validates it, is not as it was. */
  settleAsKnown(
    organizationId: OrganizationId,
    campaign: MarkedCampaign,
    claim: Pick<Claim, 'id' | 'now'>,
    settlements: readonly Settlement[],
  ): Promise<ReadonlySet<string> | undefined>;
  /** Whether a campaign, what validates it, its message and its organization are still as they were read, and it may dispatch at this moment. One statement. */
  isAsKnown(organizationId: OrganizationId, known: DueCampaign, now: Instant): Promise<boolean>;
  /**
   * Takes back what ended workers held, takes results that did not come in time for `Unknown`, ends campaigns whose time is over, and skips what waits in completed ones. Gives how many items
   * it changed; call it again until it gives 0.
   */
  recover(organizationId: OrganizationId, now: Instant, actor: Actor): Promise<number>;
}
