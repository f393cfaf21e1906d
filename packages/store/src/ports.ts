import type {
  AccountId,
  AccountStatus,
  AttemptId,
  AttributeValue,
  CallResult,
  CampaignGroupId,
  Channel,
  ClientId,
  DeviceKey,
  DevicePlace,
  DeviceType,
  EntryId,
  Instant,
  OptOutId,
  OrganizationId,
  OrganizationRules,
  RuleId,
  SpanEdge,
  SuppressionListId,
  TimezoneSource,
} from '@tact/engine';

/**
 * What the service asks of its storage. Narrow, one interface a resource; every method names its organization first, and PostgreSQL's
 * row-level security holds it apart even where the code were wrong (G7). A method that changes something takes the actor and writes the
 * audit entry in the same transaction. A fault throws; nothing here answers "none" when it could not look.
 */
export interface Store {
  readonly access: AccessPort;
  readonly organizations: OrganizationPort;
  readonly contacts: ContactPort;
  readonly accounts: AccountPort;
  readonly campaignGroups: CampaignGroupPort;
  readonly rules: RulePort;
  readonly suppression: SuppressionPort;
  readonly optOuts: OptOutPort;
  readonly decisions: DecisionPort;
  readonly attempts: AttemptPort;
  readonly audit: AuditPort;
  readonly idempotency: IdempotencyPort;
  /** Throws where the database does not answer within the time; gives its clock, so that a node whose own clock is off notices. */
  ping(timeoutMs: number): Promise<{ readonly databaseNow: Instant }>;
  close(): Promise<void>;
}

/** Who changes something, for the audit log. `requestId` ties the entry to the log line of the request. */
export interface Actor {
  readonly kind: 'user' | 'api-key' | 'command-line' | 'job';
  readonly id: string;
  readonly name: string;
  readonly requestId: string;
  readonly source: 'individual' | 'bulk' | 'api';
}

/** One page of a listing in a fixed order. `next` is opaque; null on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** `limit` is 1 to 200. A cursor that is not one of ours throws a `StoreError` with code `cursor_invalid`. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | null;
}

/** Why a change was refused: an expected failure, as a value of one class with a stable code. */
export type StoreErrorCode =
  | 'not_found'
  | 'name_taken'
  | 'priority_taken'
  | 'client_id_taken'
  | 'device_taken_twice'
  | 'version_conflict'
  | 'still_used'
  | 'cursor_invalid'
  | 'already_finished'
  | 'already_released'
  | 'already_lifted'
  | 'database_unavailable';

// --- who may ask -------------------------------------------------------------------------------------------------------

export type Role = 'administrator' | 'operator' | 'analyst';

/** What a key or a session may do. `organizationId` comes from the credential, never from the request. */
export interface Principal {
  readonly kind: 'api-key' | 'user';
  readonly id: string;
  readonly name: string;
  readonly organizationId: OrganizationId;
  readonly role: Role;
  /** Null: all that the role may do. */
  readonly scopes: readonly string[] | null;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly scopes: readonly string[] | null;
  /** The first characters, so that people recognise it. */
  readonly prefix: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
  readonly lastUsedAt: Instant | null;
}

export interface User {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly createdAt: Instant;
}

export interface AccessPort {
  /** Finds a key by the SHA-256 of its text, expired and revoked ones too, so that the answer can say which. */
  findApiKey(keyHash: string): Promise<{ readonly key: ApiKey; readonly principal: Principal } | undefined>;
  createApiKey(
    organizationId: OrganizationId,
    key: Pick<ApiKey, 'name' | 'role' | 'scopes' | 'prefix' | 'expiresAt'> & { readonly keyHash: string },
    actor: Actor,
  ): Promise<ApiKey>;
  listApiKeys(organizationId: OrganizationId, page: PageRequest): Promise<Page<ApiKey>>;
  revokeApiKey(organizationId: OrganizationId, id: string, actor: Actor): Promise<ApiKey>;
  createUser(
    organizationId: OrganizationId,
    user: Pick<User, 'email' | 'role'> & { readonly passwordHash: string },
    actor: Actor,
  ): Promise<User>;
  listUsers(organizationId: OrganizationId, page: PageRequest): Promise<Page<User>>;
}

// --- the organization --------------------------------------------------------------------------------------------------

export interface Organization {
  readonly id: OrganizationId;
  readonly name: string;
  readonly locale: string;
  readonly currency: string;
  /** ISO 3166-1: the country of numbers that are written without one. */
  readonly defaultCountry: string;
  readonly rules: OrganizationRules;
  /** Grows with every change; a change names the version that it was made on (`version_conflict`). */
  readonly version: number;
}

export interface OrganizationPort {
  /** All organizations, for start-up and jobs only. */
  listIds(): Promise<readonly OrganizationId[]>;
  get(organizationId: OrganizationId): Promise<Organization>;
  create(organization: Omit<Organization, 'version'>, actor: Actor): Promise<Organization>;
  /** Bumps the ruleset epoch (G2). */
  update(
    organizationId: OrganizationId,
    version: number,
    change: Partial<Omit<Organization, 'id' | 'version'>>,
    actor: Actor,
  ): Promise<Organization>;
}

// --- contacts and accounts ---------------------------------------------------------------------------------------------

export interface Device {
  /** 1 to 10. */
  readonly position: number;
  readonly key: DeviceKey;
  /** As the contact's record says; `unknown` leaves it to the numbering plan. */
  readonly type: DeviceType;
}

export interface ContactFields {
  readonly clientId: ClientId;
  readonly name: string | null;
  /** A stated timezone. */
  readonly zone: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly language: string | null;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly devices: readonly Device[];
}

export interface Contact extends ContactFields {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface ContactPort {
  get(organizationId: OrganizationId, id: string): Promise<Contact | undefined>;
  getByClientId(organizationId: OrganizationId, clientId: ClientId): Promise<Contact | undefined>;
  /** In the order of `clientId`; `search` matches the start of the client id or a whole device key. */
  list(organizationId: OrganizationId, page: PageRequest, search: string | null): Promise<Page<Contact>>;
  create(organizationId: OrganizationId, contact: ContactFields, actor: Actor): Promise<Contact>;
  replace(
    organizationId: OrganizationId,
    id: string,
    version: number,
    contact: ContactFields,
    actor: Actor,
  ): Promise<Contact>;
  delete(organizationId: OrganizationId, id: string, actor: Actor): Promise<void>;
  /**
   * Creates or replaces many at once by client id, in one transaction; one audit entry for the batch. A device that an opted-out contact
   * gets is opted out everywhere from the commit on (S21).
   */
  upsertMany(
    organizationId: OrganizationId,
    contacts: readonly ContactFields[],
    actor: Actor,
  ): Promise<{ readonly created: number; readonly updated: number; readonly unchanged: number }>;
  count(organizationId: OrganizationId): Promise<number>;
  /** Every contact in batches, for whole-list runs. */
  stream(organizationId: OrganizationId, batchSize: number): AsyncIterable<readonly Contact[]>;
}

export interface AccountFields {
  readonly contactId: string;
  readonly reference: string;
  readonly status: AccountStatus;
  /** Decimal text, so that no cent is lost; null where not stated. */
  readonly amount: string | null;
  readonly currency: string | null;
}

export interface Account extends AccountFields {
  readonly id: AccountId;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface AccountPort {
  get(organizationId: OrganizationId, id: AccountId): Promise<Account | undefined>;
  list(organizationId: OrganizationId, page: PageRequest, contactId: string | null): Promise<Page<Account>>;
  create(organizationId: OrganizationId, account: AccountFields, actor: Actor): Promise<Account>;
  /** A change of status takes effect on every node before it is acknowledged. */
  update(
    organizationId: OrganizationId,
    id: AccountId,
    version: number,
    change: Partial<AccountFields>,
    actor: Actor,
  ): Promise<Account>;
  delete(organizationId: OrganizationId, id: AccountId, actor: Actor): Promise<void>;
}

// --- rules -------------------------------------------------------------------------------------------------------------

export interface CampaignGroupFields {
  readonly name: string;
  readonly timezoneSource: TimezoneSource | null;
  /** Optional rules and lists that the group has picked (S5). */
  readonly ruleIds: readonly RuleId[];
  readonly suppressionListIds: readonly SuppressionListId[];
}

export interface CampaignGroup extends CampaignGroupFields {
  readonly id: CampaignGroupId;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

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

export interface RuleFields {
  readonly name: string;
  readonly required: boolean;
  readonly priority: number;
  readonly dispositionCode: string | null;
  /** The kind's own fields: `AttemptRule` or `ContactTimesRule` of the engine, checked by its schema and `problemsOf`. */
  readonly conditions: Readonly<Record<string, unknown>>;
}

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

// --- suppression -------------------------------------------------------------------------------------------------------

export interface SuppressionListFields {
  readonly name: string;
  readonly type: 'device' | 'client';
  readonly channels: 'any' | readonly Channel[];
  readonly required: boolean;
  readonly expires: SpanEdge | null;
  /** Set for a registry list (S26). `coverage` are number prefixes such as `+1212`. */
  readonly registry: {
    readonly ageMsMax: number;
    readonly versionAt: Instant | null;
    readonly coverage: readonly string[];
  } | null;
}

export interface SuppressionListRow extends SuppressionListFields {
  readonly id: SuppressionListId;
  readonly size: number;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

export interface SuppressionEntryFields {
  /** A device key on a list of type device, a client id on one of type client. */
  readonly value: string;
  readonly from: SpanEdge | null;
  readonly until: SpanEdge | null;
  readonly reason: string | null;
}

export interface SuppressionEntry extends SuppressionEntryFields {
  readonly id: EntryId;
  readonly createdAt: Instant;
}

export interface SuppressionPort {
  get(organizationId: OrganizationId, id: SuppressionListId): Promise<SuppressionListRow | undefined>;
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<SuppressionListRow>>;
  create(
    organizationId: OrganizationId,
    list: SuppressionListFields,
    actor: Actor,
  ): Promise<SuppressionListRow>;
  update(
    organizationId: OrganizationId,
    id: SuppressionListId,
    version: number,
    change: Partial<SuppressionListFields>,
    actor: Actor,
  ): Promise<SuppressionListRow>;
  delete(organizationId: OrganizationId, id: SuppressionListId, actor: Actor): Promise<void>;
  /** In force on every node before it returns (G2). */
  addEntries(
    organizationId: OrganizationId,
    id: SuppressionListId,
    entries: readonly SuppressionEntryFields[],
    actor: Actor,
  ): Promise<readonly SuppressionEntry[]>;
  listEntries(
    organizationId: OrganizationId,
    id: SuppressionListId,
    page: PageRequest,
  ): Promise<Page<SuppressionEntry>>;
  removeEntry(
    organizationId: OrganizationId,
    id: SuppressionListId,
    entryId: EntryId,
    actor: Actor,
  ): Promise<void>;
}

export interface OptOutFields {
  readonly clientId: ClientId;
  readonly channels: 'any' | readonly Channel[];
  /** Only the contact's own devices at this contact; else the devices everywhere (S21). */
  readonly contactOnly: boolean;
  readonly reason: string;
  readonly source: string;
  /** Null: from now on. */
  readonly from: SpanEdge | null;
  readonly until: SpanEdge | null;
}

export interface OptOut extends OptOutFields {
  readonly id: OptOutId;
  readonly from: SpanEdge;
  readonly createdAt: Instant;
  readonly createdBy: string;
  readonly liftedAt: Instant | null;
  readonly liftedBy: string | null;
  readonly liftReason: string | null;
}

export interface OptOutPort {
  get(organizationId: OrganizationId, id: OptOutId): Promise<OptOut | undefined>;
  list(
    organizationId: OrganizationId,
    page: PageRequest,
    filter: { readonly clientId: ClientId | null; readonly active: boolean | null },
  ): Promise<Page<OptOut>>;
  /** In force on every node before it returns (G2). The client id need not belong to a stored contact. `at` is the instant of the wish. */
  create(organizationId: OrganizationId, optOut: OptOutFields, at: Instant, actor: Actor): Promise<OptOut>;
  lift(
    organizationId: OrganizationId,
    id: OptOutId,
    reason: string,
    at: Instant,
    actor: Actor,
  ): Promise<OptOut>;
}

// --- deciding ----------------------------------------------------------------------------------------------------------

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
  readonly contact: Contact | undefined;
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

/** What is to be loaded besides the contact: see `FactsNeeded` of the engine. `since` null: no attempts. `until`: for a past instant, what came after it is left out. */
export interface FactsScope {
  readonly since: Instant | null;
  readonly until: Instant | null;
  readonly byClient: boolean;
  readonly byDevice: boolean;
  readonly byAccount: boolean;
  readonly suppressionListIds: readonly SuppressionListId[];
}

export interface LoadedFacts {
  /** Read in the same snapshot as the facts. */
  readonly rulesetEpoch: number;
  readonly suppressionEpoch: number;
  /** One for each query, in order. */
  readonly facts: readonly StoredFacts[];
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

export interface DecisionPort {
  load(
    organizationId: OrganizationId,
    queries: readonly FactsQuery[],
    scope: FactsScope,
  ): Promise<LoadedFacts>;
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
  list(
    organizationId: OrganizationId,
    page: PageRequest,
    filter: { readonly clientId: ClientId | null; readonly decision: 'allowed' | 'blocked' | null },
  ): Promise<Page<StoredDecision>>;
}

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

// --- attempts ----------------------------------------------------------------------------------------------------------

export interface Attempt extends Omit<StoredAttempt, 'state'> {
  readonly state: 'reserved' | 'finished' | 'released';
  readonly devicePosition: number | null;
  readonly finishedAt: Instant | null;
  readonly decisionId: string | null;
  /** How it came to be known: reserved here, or told afterwards (S32). */
  readonly origin: 'reservation' | 'import';
}

export interface AttemptToImport {
  /** The caller's own id of it: importing the same twice changes nothing. Null: none. */
  readonly externalId: string | null;
  readonly at: Instant;
  readonly clientId: ClientId;
  readonly deviceKey: DeviceKey;
  readonly devicePosition: number | null;
  readonly accountId: AccountId | null;
  readonly campaignGroupId: CampaignGroupId | null;
  readonly channel: Channel;
  readonly direction: 'outbound' | 'inbound';
  readonly callResult: CallResult | null;
  readonly disposition: string | null;
  readonly place: Reservation['place'];
}

export interface AttemptPort {
  get(organizationId: OrganizationId, id: AttemptId): Promise<Attempt | undefined>;
  list(
    organizationId: OrganizationId,
    page: PageRequest,
    filter: { readonly clientId: ClientId | null },
  ): Promise<Page<Attempt>>;
  /** Records what came of a reservation, expired or not; the same report twice changes nothing, another one corrects it. `already_released` where it was released. */
  recordResult(
    organizationId: OrganizationId,
    id: AttemptId,
    result: {
      readonly callResult: CallResult | null;
      readonly disposition: string | null;
      readonly at: Instant;
    },
    actor: Actor,
  ): Promise<Attempt>;
  /** Says that it was not dialled: it no longer counts (S7). `already_finished` where a result is there. */
  release(organizationId: OrganizationId, id: AttemptId, at: Instant, actor: Actor): Promise<Attempt>;
  /** History from elsewhere: counts like any other attempt from the commit on. One audit entry for the batch. */
  importMany(
    organizationId: OrganizationId,
    attempts: readonly AttemptToImport[],
    actor: Actor,
  ): Promise<{ readonly imported: number; readonly alreadyThere: number }>;
}

// --- audit, idempotency ------------------------------------------------------------------------------------------------

export interface AuditEntry {
  readonly id: string;
  readonly at: Instant;
  readonly actor: Actor;
  /** `rule.create`, `opt-out.lift`, … */
  readonly action: string;
  readonly entity: string;
  readonly entityId: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
}

export interface AuditPort {
  /** Newest first. */
  list(
    organizationId: OrganizationId,
    page: PageRequest,
    filter: { readonly entity: string | null; readonly entityId: string | null },
  ): Promise<Page<AuditEntry>>;
}

export interface IdempotencyPort {
  /**
   * Claims a key for a request (its SHA-256). `new`: go on, then `finish`. `finished`: the stored answer. `running`: another request with
   * this key is under way. `different`: the key was used for another request. A claim whose request died is free again after a minute.
   */
  claim(
    organizationId: OrganizationId,
    principalId: string,
    key: string,
    requestHash: string,
  ): Promise<
    | { readonly state: 'new' | 'running' | 'different' }
    | { readonly state: 'finished'; readonly httpStatus: number; readonly body: string }
  >;
  finish(
    organizationId: OrganizationId,
    principalId: string,
    key: string,
    httpStatus: number,
    body: string,
  ): Promise<void>;
  /** The request failed before it changed anything: the key may be used again. */
  abandon(organizationId: OrganizationId, principalId: string, key: string): Promise<void>;
}
