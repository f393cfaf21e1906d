import type { AccountId, ClientId, Instant, OrganizationId } from '@tact/engine';
import type { QueueState } from './queue.ts';
import type { Actor, Page, PageRequest } from './store.ts';

/** A list of contacts that campaigns work through. */
export interface ContactList {
  readonly id: string;
  readonly name: string;
  /** Records in it. */
  readonly size: number;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** `held`: somebody keeps it out, and no campaign takes it up. */
export type RecordStatus = 'ready' | 'held';

/** One contact in a list. */
export interface ContactListRecord {
  readonly id: string;
  readonly contactId: string;
  readonly clientId: ClientId;
  /** The debt that it is about; null: none. */
  readonly accountId: AccountId | null;
  readonly status: RecordStatus;
  /** How far each campaign is with it; empty where none has taken it up. */
  readonly progress: readonly {
    readonly campaignId: string;
    readonly state: QueueState;
    readonly code: string;
  }[];
  readonly createdAt: Instant;
}

/** Which records are meant. Null: all of them. */
export interface RecordFilter {
  readonly status: RecordStatus | null;
  /** What the client id begins with. */
  readonly clientIdStart: string | null;
}

/** A record to be added: the contact by one of its two names. */
export interface RecordToAdd {
  readonly contactId: string | null;
  readonly clientId: ClientId | null;
  readonly accountId: AccountId | null;
}

/** What became of one record to be added. `unchanged`: the contact is in the list already. */
export type RecordAdded =
  'added' | 'unchanged' | 'contact_unknown' | 'account_unknown' | 'account_of_another_contact';

/** Contact lists with their records. Names are unique (`name_taken`); a list that a campaign names is `still_used`. */
export interface ContactListPort {
  get(organizationId: OrganizationId, id: string): Promise<ContactList | undefined>;
  /** By name. */
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<ContactList>>;
  findByName(organizationId: OrganizationId, name: string): Promise<ContactList | undefined>;
  create(organizationId: OrganizationId, name: string, actor: Actor): Promise<ContactList>;
  rename(
    organizationId: OrganizationId,
    id: string,
    version: number,
    name: string,
    actor: Actor,
  ): Promise<ContactList>;
  delete(organizationId: OrganizationId, id: string, actor: Actor): Promise<void>;
  /** One result for each, in order; what is refused stops nothing else. One audit entry for all. At most 10,000. */
  addRecords(
    organizationId: OrganizationId,
    id: string,
    records: readonly RecordToAdd[],
    actor: Actor,
  ): Promise<readonly RecordAdded[]>;
  /** In the order in which they came. `skip` rows are left out first; the cost of that grows with them. */
  listRecords(
    organizationId: OrganizationId,
    id: string,
    page: PageRequest,
    filter?: RecordFilter,
    skip?: number,
  ): Promise<Page<ContactListRecord>>;
  /** How many records a listing with this filter has. */
  countRecords(organizationId: OrganizationId, id: string, filter: RecordFilter): Promise<number>;
  /** Holds a record back, or lets it go; what a campaign does with it at this moment goes on. */
  setRecordStatus(
    organizationId: OrganizationId,
    id: string,
    recordId: string,
    status: RecordStatus,
    actor: Actor,
  ): Promise<ContactListRecord>;
  /** Takes a record out of the list, and with it out of every queue. Attempts that were made stay. */
  deleteRecord(organizationId: OrganizationId, id: string, recordId: string, actor: Actor): Promise<void>;
}
