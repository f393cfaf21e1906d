import type {
  AccountId,
  AccountStatus,
  AttributeValue,
  ClientId,
  DeviceKey,
  DeviceType,
  Instant,
  OrganizationId,
} from '@tact/engine';
import type { Actor, Page, PageRequest } from './store.ts';

/** One address of a contact. */
export interface Device {
  /** 1 to 10. */
  readonly position: number;
  readonly key: DeviceKey;
  /** As the contact's record says; `unknown` leaves it to the numbering plan. */
  readonly type: DeviceType;
}

/** What a contact is described by. Texts are normalised before they come here. */
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

/** A stored contact. */
export interface Contact extends ContactFields {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** Contacts at one place. */
export interface ContactsAtPlace {
  /** As they state it; null: not stated. */
  readonly country: string | null;
  readonly region: string | null;
  /** The first number of one of them, where no region is stated; null: none has a number. For its place only. */
  readonly number: DeviceKey | null;
  readonly contacts: number;
}

/** Contacts with their devices. A change refuses with `version_conflict`, `client_id_taken` or `device_taken_twice`. */
export interface ContactPort {
  get(organizationId: OrganizationId, id: string): Promise<Contact | undefined>;
  getByClientId(organizationId: OrganizationId, clientId: ClientId): Promise<Contact | undefined>;
  /** In the order of `clientId`; `search` matches the start of the client id, and those are found that have the device. */
  list(
    organizationId: OrganizationId,
    page: PageRequest,
    search: string | null,
    deviceKey?: string,
  ): Promise<Page<Contact>>;
  /**
   * In the order of `clientId`: those whose client id, name or last word of the name begins with the text, and those that have the device.
   */
  search(
    organizationId: OrganizationId,
    page: PageRequest,
    search: string,
    deviceKey: string,
  ): Promise<Page<Contact>>;
  /** The client ids of some contacts, by contact id; without those that are not there. */
  clientIdsOf(
    organizationId: OrganizationId,
    contactIds: readonly string[],
  ): Promise<ReadonlyMap<string, ClientId>>;
  /** Which of these devices any contact has. */
  devicesKnown(organizationId: OrganizationId, keys: readonly DeviceKey[]): Promise<ReadonlySet<DeviceKey>>;
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
  /** How many of these client ids contacts have. */
  countKnown(organizationId: OrganizationId, clientIds: readonly ClientId[]): Promise<number>;
  /** Of one contact list, or all (null). */
  countByPlace(
    organizationId: OrganizationId,
    contactListId: string | null,
  ): Promise<readonly ContactsAtPlace[]>;
  /** The names of attributes that contacts have, looked for among so many of them: a hint for whoever writes a rule, not a proof. */
  attributeNames(organizationId: OrganizationId, contactsMax: number): Promise<ReadonlySet<string>>;
  /** Every contact in batches, for whole-list runs. */
  stream(organizationId: OrganizationId, batchSize: number): AsyncIterable<readonly Contact[]>;
}

/** What a debt is described by. */
export interface AccountFields {
  readonly contactId: string;
  readonly reference: string;
  readonly status: AccountStatus;
  /** Decimal text, so that no cent is lost; null where not stated. */
  readonly amount: string | null;
  readonly currency: string | null;
}

/** A stored debt. */
export interface Account extends AccountFields {
  readonly id: AccountId;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** A debt as a list names it: by the client id of its contact, and its reference. */
export interface AccountToImport extends Pick<AccountFields, 'reference' | 'amount' | 'currency'> {
  readonly clientId: ClientId;
}

/** Debts of contacts. */
export interface AccountPort {
  get(organizationId: OrganizationId, id: AccountId): Promise<Account | undefined>;
  list(organizationId: OrganizationId, page: PageRequest, contactId: string | null): Promise<Page<Account>>;
  /** By reference: those of the client, and those whose reference begins with the text. */
  search(organizationId: OrganizationId, page: PageRequest, search: string): Promise<Page<Account>>;
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
  /**
   * Creates many, or brings their amounts up to date, by contact and reference; one audit entry for all. What is not stated stays, and so
   * does the status. Their ids in order; null where there is no such contact.
   */
  upsertMany(
    organizationId: OrganizationId,
    accounts: readonly AccountToImport[],
    actor: Actor,
  ): Promise<readonly (AccountId | null)[]>;
}
