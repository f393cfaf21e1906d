import type {
  Channel,
  ClientId,
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
  readonly size: number;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** One line of a list, before it has an id. */
export interface SuppressionEntryFields {
  /** A device key on a list of type device, a client id on one of type client. */
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

/** Suppression lists and their single entries. Every change is in force on every node before it returns (G2). */
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
  readonly liftedAt: Instant | null;
  readonly liftedBy: string | null;
  readonly liftReason: string | null;
}

/** Contacts' own wishes (S21, S25). */
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
