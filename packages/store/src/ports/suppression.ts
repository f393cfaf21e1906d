import type {
  Channel,
  ClientId,
  DeviceKey,
  EntryId,
  Instant,
  OptOutId,
  OrganizationId,
  SpanEdge,
  SuppressionListId,
} from '@tact/engine';
import type { Actor, Page, PageRequest } from './store.ts';

/** What a suppression list is described by (seed A10, S22). */
export interface SuppressionListFields {
  readonly name: string;
  readonly type: 'device' | 'client';
  readonly channels: 'any' | readonly Channel[];
  readonly required: boolean;
  readonly expires: SpanEdge | null;
  /** How many days of 24 hours an entry is kept after it was added; then it blocks no more, and is purged. Null: for good. */
  readonly retentionDays: number | null;
  /** Set for a registry list (S26). `coverage` are number prefixes such as `+1212`. */
  readonly registry: {
    readonly ageMsMax: number;
    readonly versionAt: Instant | null;
    readonly coverage: readonly string[];
  } | null;
}

/** A stored suppression list. */
export interface SuppressionListRow extends SuppressionListFields {
  readonly id: SuppressionListId;
  /** Single entries, and the numbers of the version in force. */
  readonly size: number;
  /** How many campaign objects have picked it: campaign groups, dialing profiles, campaign templates. */
  readonly uses: number;
  /** The organization's own list of opted-out numbers that match no contact (S24). It is required, and made once. */
  readonly isOwn: boolean;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** One line of a list, before it has an id. */
export interface SuppressionEntryFields {
  /** A device key, or an e-mail domain as `@example.com`, on a list of type device; a client id on one of type client. */
  readonly value: string;
  readonly from: SpanEdge | null;
  readonly until: SpanEdge | null;
  readonly reason: string | null;
}

/** One line of a list. */
export interface SuppressionEntry extends SuppressionEntryFields {
  readonly id: EntryId;
  readonly createdAt: Instant;
}

/** Which entries of a list are looked for. */
export interface EntrySearch {
  readonly type: 'device' | 'client';
  /** Entries that are one of these: at most a few. */
  readonly values: readonly string[];
  /** And those that begin with this; null: none. */
  readonly beginning: string | null;
}

/**
 * Suppression lists and their single entries. Every change is in force on every node before it returns (G2). What would make the
 * organization's own list block less is refused with `own_list_fixed`; a retention for a list that has numbers of a set with
 * `retention_with_numbers`.
 */
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
  /** `still_used` where a campaign group, a template or a dialing profile has picked it. */
  delete(organizationId: OrganizationId, id: SuppressionListId, actor: Actor): Promise<void>;
  /** How old the registry lists are, and may be (S26), without counting what is on them. */
  registries(organizationId: OrganizationId): Promise<
    readonly {
      readonly id: SuppressionListId;
      readonly versionAt: Instant | null;
      readonly ageMsMax: number;
    }[]
  >;
  /** The organization's own list; null where nothing was put on it yet. */
  ownListId(organizationId: OrganizationId): Promise<SuppressionListId | null>;
  /** In force on every node before it returns (G2). */
  addEntries(
    organizationId: OrganizationId,
    id: SuppressionListId,
    entries: readonly SuppressionEntryFields[],
    actor: Actor,
  ): Promise<readonly SuppressionEntry[]>;
  /** In the order in which they were added; those that are searched for by value. */
  listEntries(
    organizationId: OrganizationId,
    id: SuppressionListId,
    page: PageRequest,
    search?: EntrySearch | null,
  ): Promise<Page<SuppressionEntry>>;
  removeEntry(
    organizationId: OrganizationId,
    id: SuppressionListId,
    entryId: EntryId,
    actor: Actor,
  ): Promise<void>;
  /**
   * Takes away entries that their list's retention ended before the instant, with one audit entry for each list that lost any. They
   * block nothing any more, so no decision changes. Gives how many there were.
   */
  purgeEntries(organizationId: OrganizationId, at: Instant, actor: Actor): Promise<number>;
}

/** What an opt-out says (S21). */
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

/** A stored opt-out; a lifted one stays. */
export interface OptOut extends OptOutFields {
  readonly id: OptOutId;
  readonly from: SpanEdge;
  readonly createdAt: Instant;
  readonly createdBy: string;
  /** Null: recorded before names were kept. */
  readonly createdByName: string | null;
  readonly liftedAt: Instant | null;
  readonly liftedBy: string | null;
  readonly liftReason: string | null;
}

/** The same with the name of who lifted it; null: nobody did, or the audit log does not know. */
export interface ToldOptOut extends OptOut {
  readonly liftedByName: string | null;
}

/** An instant, and the day that it is in the organization's zone. Day null: not known; then every edge that is a day counts as in force. */
export interface Moment {
  readonly at: Instant;
  /** `YYYY-MM-DD`. */
  readonly date: string | null;
}

/** Numbers to opt out together (S24). */
export interface BulkOptOut {
  /** Each once, at most 20,000: what holds up the writers of contacts for a second or two. */
  readonly numbers: readonly DeviceKey[];
  readonly reason: string;
  readonly source: string;
  /** Whether numbers of no contact are put on the organization's own list. */
  readonly storeUnmatched: boolean;
}

/** What came of them. */
export interface BulkOptOutResult {
  /** Each contact that has one of the numbers; `optOutId` null: it was opted out from them before. */
  readonly contacts: readonly {
    readonly contactId: string;
    readonly clientId: ClientId;
    readonly optOutId: OptOutId | null;
  }[];
  /** Numbers that no contact has, in their order. */
  readonly unmatched: readonly DeviceKey[];
  /** How many of those were put on the organization's own list; the others are on it, or are not to be stored. */
  readonly stored: number;
  /** The organization's own list; null where none of its entries is meant. */
  readonly listId: SuppressionListId | null;
}

/** An opt-out with the contact that it is of; null where the client id belongs to none that is stored. */
export interface OptOutOfContact extends OptOut {
  readonly contact: { readonly id: string; readonly name: string | null } | null;
}

/** Contacts' own wishes (S21, S25). */
export interface OptOutPort {
  get(organizationId: OrganizationId, id: OptOutId): Promise<ToldOptOut | undefined>;
  list(
    organizationId: OrganizationId,
    page: PageRequest,
    filter: { readonly clientId: ClientId | null; readonly active: boolean | null },
  ): Promise<Page<ToldOptOut>>;
  /** In force on every node before it returns (G2). The client id need not belong to a stored contact. `at` is the instant of the wish. */
  create(organizationId: OrganizationId, optOut: OptOutFields, at: Instant, actor: Actor): Promise<OptOut>;
  lift(
    organizationId: OrganizationId,
    id: OptOutId,
    reason: string,
    at: Instant,
    actor: Actor,
  ): Promise<OptOut>;
  /**
   * Opts out the contacts that have one of the numbers, each `contact only` and with the very numbers that were given, for every contact
   * (S24). In force on every node before it returns (G2); repeated, it changes nothing. One audit entry for each opt-out and for each
   * number that is stored.
   */
  bulk(
    organizationId: OrganizationId,
    optOut: BulkOptOut,
    now: Moment,
    actor: Actor,
  ): Promise<BulkOptOutResult>;
  /** Opt-outs in force, newest first, by number of page from 1; `total` in the same snapshot. */
  listInForce(
    organizationId: OrganizationId,
    page: { readonly page: number; readonly pageSize: number },
    now: Moment,
  ): Promise<{ readonly items: readonly OptOutOfContact[]; readonly total: number }>;
  /** The opt-outs in force of some contacts, by contact id, oldest first; one statement for all of them. */
  inForceOf(
    organizationId: OrganizationId,
    contactIds: readonly string[],
    now: Moment,
  ): Promise<ReadonlyMap<string, readonly OptOut[]>>;
  /** Lifts every opt-out of a client that is in force (S25), oldest first, with an audit entry each; none where there is none. */
  liftAll(
    organizationId: OrganizationId,
    clientId: ClientId,
    reason: string,
    now: Moment,
    actor: Actor,
  ): Promise<readonly OptOut[]>;
}
