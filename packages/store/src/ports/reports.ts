import type {
  AccountId,
  AttemptId,
  CallResult,
  CampaignGroupId,
  Channel,
  ClientId,
  DeviceKey,
  DeviceType,
  Instant,
  OrganizationId,
} from '@tact/engine';
import type { AfterOptOutsPort } from './after-opt-outs.ts';
import type { InteractionBatch } from './interaction-batch.ts';

/** Which interactions a report is about: those made in `[from, until)`; null: no matter. */
export interface InteractionFilter {
  readonly from: Instant;
  readonly until: Instant;
  readonly channel: Channel | null;
  readonly direction: 'outbound' | 'inbound' | null;
  readonly campaignGroupId: CampaignGroupId | null;
  readonly clientId: ClientId | null;
  readonly accountId: AccountId | null;
}

/** A part of a report, in the order of the interactions' ids, which is that of their instants. */
export interface InteractionRequest extends InteractionFilter {
  /** The last interaction that is known already; null: from the beginning. */
  readonly after: AttemptId | null;
  /** At most 10,000. */
  readonly limit: number;
  /** Whether earlier attempts are counted and agents looked up, which a summary does not need. */
  readonly details: boolean;
}

/** One attempt or inbound contact with all that the compliance report says of it, but for what rules say (seed B8, S32). */
export interface Interaction {
  readonly id: AttemptId;
  readonly at: Instant;
  readonly clientId: ClientId;
  readonly deviceKey: DeviceKey;
  readonly devicePosition: number | null;
  readonly accountId: AccountId | null;
  /** The account's own reference; null where there is no such account any more. */
  readonly accountReference: string | null;
  readonly campaignGroupId: CampaignGroupId | null;
  readonly channel: Channel;
  readonly direction: 'outbound' | 'inbound';
  readonly state: 'reserved' | 'finished';
  readonly expiresAt: Instant | null;
  readonly callResult: CallResult | null;
  readonly disposition: string | null;
  readonly country: string | null;
  readonly regions: readonly string[];
  readonly postalCode: string | null;
  /** The contact as it is stored now; null where there is none. */
  readonly contact: InteractionContact | null;
  /** Its own decision, by which it was reserved; null: it was made without one. */
  readonly decision: InteractionDecision | null;
  /** The newest decision about the same client, device and channel in the hour before it, where it has none of its own. */
  readonly askedBefore: { readonly id: string; readonly allowed: boolean } | null;
  /** Who reported its result, by name; null: nobody did, or details were not asked for. */
  readonly agent: string | null;
  /** Outbound attempts on the contact in the 24 hours and the 7 times 24 hours before it; null where details were not asked for. */
  readonly attemptsBefore: { readonly day: number; readonly week: number } | null;
}

/** What places and devices of a contact are judged by. */
export interface InteractionContact {
  readonly zone: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly devices: readonly { readonly key: DeviceKey; readonly type: DeviceType }[];
}

/** What a record says of the decision behind an attempt. */
export interface InteractionDecision {
  readonly id: string;
  /** The zones as the record shows them, the first one's wall clock as `YYYY-MM-DDTHH:MM`; empty where the record is gone. */
  readonly zones: readonly { readonly zone: string; readonly from: string; readonly local: string }[];
}

/** One change of something that requests are decided by, as the audit log tells it. `after` null: it was deleted. */
export interface RuleChange {
  readonly at: Instant;
  readonly entity: RuleEntity;
  readonly entityId: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly action: string;
  readonly actorName: string;
}

/** What requests are decided by, by the audit log's words. */
export const RULE_ENTITIES = [
  'organization',
  'rule',
  'campaign-group',
  'dialing-profile',
  'contact-date',
  'suppression-list',
] as const;
/** One of them. */
export type RuleEntity = (typeof RULE_ENTITIES)[number];

/** A whole report, without a part's limit; filters by client or account are for parts, which look them up. */
export type InteractionStreamRequest = Omit<InteractionRequest, 'limit' | 'clientId' | 'accountId'>;

/** Reading what was done, for whoever has to show it. */
export interface ReportPort {
  /** One part of a report. Each is read by itself: a long report holds no transaction, and goes on from `after` wherever it was cut. */
  interactions(organizationId: OrganizationId, request: InteractionRequest): Promise<readonly Interaction[]>;
  /**
   * The same interactions as of all parts together, some thousand at once: for long reports, at ten times the pace. It begins by reading the
   * week before. Memory is bounded; each piece of some hundred thousand is read from a snapshot of its own. A batch is good until the next is asked for.
   */
  interactionStream(
    organizationId: OrganizationId,
    request: InteractionStreamRequest,
  ): AsyncGenerator<InteractionBatch>;
  /** How opt-outs were honoured. */
  readonly afterOptOuts: AfterOptOutsPort;
  /** Every change of rules, lists, groups and the organization since its beginning, oldest first: enough to know the rules of any instant. */
  ruleChanges(organizationId: OrganizationId): Promise<readonly RuleChange[]>;
}
