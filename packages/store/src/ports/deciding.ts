import type {
  AccountId,
  AccountStatus,
  AttemptId,
  CallResult,
  CampaignGroupId,
  Channel,
  ClientId,
  DeviceKey,
  DevicePlace,
  EntryId,
  Instant,
  OptOutId,
  OrganizationId,
  SpanEdge,
  SuppressionListId,
} from '@tact/engine';
import type { Contact } from './contacts.ts';
import type { Page, PageRequest } from './store.ts';

/** Where the contact of a request is to be found. `inline`: the caller keeps its own contacts; nothing is looked up but what is keyed by client id and device. */
export type ContactReference =
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'clientId'; readonly clientId: ClientId }
  | { readonly by: 'inline'; readonly clientId: ClientId };

/** One waiting request, as the store needs it. At most 1,000 in one call. */
export interface FactsQuery {
  readonly contact: ContactReference;
  /** The device as named; where this and the position are null, the contact's first device of the preferred kind. */
  readonly deviceKey: DeviceKey | null;
  readonly devicePosition: number | null;
  /** Which kind of device is taken where neither is named: the first of it. */
  readonly prefers: 'phone' | 'email';
  readonly accountId: AccountId | null;
}

/** What the store knows for one request. Attempts, opt-outs and entries are for the client and for `deviceKey` (or the device at `devicePosition`, else the first of the preferred kind). */
export interface StoredFacts {
  /** Undefined: no such contact (or inline). */
  readonly contact: SurveyedContact | undefined;
  /** The device that the attempts, opt-outs and entries below belong to; null where the contact has no such device. */
  readonly deviceKey: DeviceKey | null;
  /** Undefined: not asked for, or no such account. */
  readonly account:
    { readonly id: AccountId; readonly clientId: ClientId; readonly status: AccountStatus } | undefined;
  /** Ascending by instant; released ones are left out. */
  readonly attempts: readonly StoredAttempt[];
  readonly optOuts: readonly {
    readonly id: OptOutId;
    readonly by: 'client' | 'device';
    readonly channels: 'any' | readonly Channel[];
    readonly from: SpanEdge;
    readonly until: SpanEdge | null;
  }[];
  readonly entries: readonly {
    readonly listId: SuppressionListId;
    readonly entryId: EntryId;
    readonly from: SpanEdge | null;
    readonly until: SpanEdge | null;
  }[];
  /** The versions that a commit of this request must find unchanged. */
  readonly guards: { readonly client: number; readonly device: number };
}

/** An earlier attempt as the hot path reads it. */
export interface StoredAttempt {
  readonly id: AttemptId;
  readonly at: Instant;
  readonly clientId: ClientId;
  readonly deviceKey: DeviceKey;
  readonly accountId: AccountId | null;
  readonly campaignGroupId: CampaignGroupId | null;
  readonly channel: Channel;
  readonly direction: 'outbound' | 'inbound';
  /** A reservation becomes expired by the clock alone: `expiresAt <= at` (S7). */
  readonly state: 'reserved' | 'finished';
  readonly expiresAt: Instant | null;
  readonly callResult: CallResult | null;
  readonly disposition: string | null;
  readonly place: {
    readonly country: string | null;
    readonly regions: readonly string[];
    readonly areaCode: string | null;
    readonly postalCode: string | null;
  };
}

/** What is to be loaded besides the contact: see `FactsNeeded` of the engine. `since` null: no attempts; else from that instant on, it included. `until`: for a past instant, what came after it is left out. */
export interface FactsScope {
  readonly since: Instant | null;
  readonly until: Instant | null;
  /** Attempts from this instant on need not be looked for: parts of the history that begin later are not opened. Left out: all are. */
  readonly before?: Instant;
  readonly byClient: boolean;
  readonly byDevice: boolean;
  readonly byAccount: boolean;
  readonly suppressionListIds: readonly SuppressionListId[];
  /** Whether rules read attributes of contacts. Where not, a survey gives every contact none, because they are half of its bytes. */
  readonly attributes: boolean;
}

/** What one call loads. */
export interface LoadedFacts {
  /** Read in the same snapshot as the facts. */
  readonly rulesetEpoch: number;
  readonly suppressionEpoch: number;
  /** The database's clock while they were read. */
  readonly databaseNow: Instant;
  /** One for each query, in order. */
  readonly facts: readonly StoredFacts[];
}

/** What is known for a question that will not be committed: everything but the guards. */
export type SurveyedFacts = Omit<StoredFacts, 'guards'>;

/** A contact with what it is decided by. */
export type SurveyedContact = Pick<
  Contact,
  'clientId' | 'zone' | 'country' | 'region' | 'postalCode' | 'attributes' | 'devices'
>;

/** What one survey loads. */
export interface Survey {
  /** Read in the same snapshot as the facts. */
  readonly rulesetEpoch: number;
  readonly suppressionEpoch: number;
  /** The database's clock while they were read. */
  readonly databaseNow: Instant;
  /** One for each query, in order. */
  readonly facts: readonly SurveyedFacts[];
}

/** One decision to be made durable, with its reservation where there is one. */
export interface DecisionToCommit {
  /** UUID version 7 whose time is `at`. */
  readonly id: string;
  readonly at: Instant;
  readonly clientId: ClientId;
  readonly deviceKey: DeviceKey;
  readonly channel: Channel;
  readonly accountId: AccountId | null;
  readonly campaignGroupId: CampaignGroupId | null;
  readonly decision: 'allowed' | 'blocked';
  /** The code of the deciding verdict. */
  readonly code: string | null;
  readonly ruleset: string;
  /** The whole record as JSON text: request, facts, decision. Stored byte for byte (S31). */
  readonly record: string;
  /** Set only with `allowed`: compare-and-swap of both guards, and the attempt. */
  readonly reservation: Reservation | null;
}

/** An attempt that is held for the caller, and the guards that it was decided on. */
export interface Reservation {
  /** UUID version 7 whose time is `at`. */
  readonly attemptId: AttemptId;
  readonly expiresAt: Instant;
  readonly devicePosition: number | null;
  readonly place: Pick<DevicePlace, 'country' | 'regions' | 'areaCode'> & {
    readonly postalCode: string | null;
  };
  readonly guards: { readonly client: number; readonly device: number };
}

/** `committed`: durable. `moved`: a counted history moved since the facts were read; load again and decide again. */
export type CommitResult = 'committed' | 'moved';

/** The hot path, and the records that it leaves. */
export interface DecisionPort {
  load(
    organizationId: OrganizationId,
    queries: readonly FactsQuery[],
    scope: FactsScope,
  ): Promise<LoadedFacts>;
  /**
   * The same facts for many questions that nobody commits, at most 10,000: set by set instead of question by question, at about a third of
   * the cost, so that a whole list can be run.
   */
  survey(organizationId: OrganizationId, queries: readonly FactsQuery[], scope: FactsScope): Promise<Survey>;
  /**
   * Makes decisions durable in one transaction. `epochs moved`: nothing was written, because a rule or a suppression changed since the
   * facts were read; all are decided again. Otherwise one result for each, in order; at most one reservation for each client and
   * each device may be in one call. INVARIANT: once a change of rules or suppression is acknowledged, no commit on older epochs succeeds (G2).
   */
  commit(
    organizationId: OrganizationId,
    epochs: { readonly rulesetEpoch: number; readonly suppressionEpoch: number },
    decisions: readonly DecisionToCommit[],
  ): Promise<'epochs moved' | readonly CommitResult[]>;
  get(organizationId: OrganizationId, id: string): Promise<StoredDecision | undefined>;
  /** The first decision at or after each of the instants, before `until`, each at most once, oldest first. */
  sample(
    organizationId: OrganizationId,
    instants: readonly Instant[],
    until: Instant,
  ): Promise<readonly StoredDecision[]>;
  list(
    organizationId: OrganizationId,
    page: PageRequest,
    filter: { readonly clientId: ClientId | null; readonly decision: 'allowed' | 'blocked' | null },
  ): Promise<Page<StoredDecision>>;
}

/** A decision's record. */
export interface StoredDecision {
  readonly id: string;
  readonly at: Instant;
  readonly clientId: ClientId;
  readonly channel: Channel;
  readonly campaignGroupId: CampaignGroupId | null;
  readonly decision: 'allowed' | 'blocked';
  readonly code: string | null;
  readonly ruleset: string;
  readonly record: string;
}
