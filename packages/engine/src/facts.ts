import type { CallResult } from './call-result.ts';
import type { Channel, ContactPlace, CountryCode, DevicePlace, RegionCode } from './device.ts';
import type { AttemptId, EntryId, OptOutId, SuppressionListId } from './ids.ts';
import type { AttributeValue } from './request.ts';
import type { Instant } from './time/instant.ts';

/**
 * Everything known when deciding, the instant too. A decision is a function of the request, the ruleset and these facts
 * and of nothing else, so that it can be recomputed from its record (S31). No phone number and no name is among them.
 */
export interface Facts {
  /** The decision's instant: read once, at the edge. */
  readonly at: Instant;
  /** The release of the number and postal data that the places below come from. */
  readonly numbersVersion: string;
  readonly contact: ContactPlace;
  readonly device: DevicePlace;
  /** The contact's other devices: Strict looks at all of them (S17). */
  readonly otherDevices: readonly DevicePlace[];
  /**
   * Earlier attempts that share the client, the device or the account with the request, oldest first, as far back as
   * `factsNeeded` asks. One that lies after `at` counts as made at `at` (S8: clock skew); for a past instant the loader leaves out
   * what came after it.
   */
  readonly attempts: readonly AttemptFact[];
  /** Opt-outs that name the client, or the device by way of any contact that has or had it (S21). */
  readonly optOuts: readonly OptOutFact[];
  /** Entries of suppression lists that name the device or the client, whether or not they are in force at `at`. */
  readonly entries: readonly EntryFact[];
  /** What is known of each registry list of the ruleset. One that is missing here is `unknown` (S26). */
  readonly registries: readonly RegistryFact[];
  /** Null where the request names no account. */
  readonly account: AccountFact | null;
  /**
   * The values of the `$names` that custom rules read (S27): the record's own fields, else the request's attributes, else the contact's.
   * One that is missing here, or null, has no value.
   */
  readonly fields: Readonly<Record<string, AttributeValue>>;
}

/** An earlier attempt, seen from the request: whose it was stands in the four `same…` fields. */
export interface AttemptFact {
  readonly id: AttemptId;
  readonly at: Instant;
  /** `reserved`: not dialled yet, or not reported yet; `expired`: never reported, so it goes on counting in every rule (S7). */
  readonly state: 'reserved' | 'expired' | 'finished';
  readonly sameClient: boolean;
  readonly sameDevice: boolean;
  /** False where the request or the attempt names no account. */
  readonly sameAccount: boolean;
  /** The same campaign group as the request's; also true where neither has one (S12). */
  readonly sameGroup: boolean;
  readonly channel: Channel;
  readonly direction: 'outbound' | 'inbound';
  /** Null while not reported, or finished without one. */
  readonly callResult: CallResult | null;
  readonly disposition: string | null;
  readonly place: AttemptPlace;
}

/** Where an attempt went, as recorded with it: the device's place and the contact's postal code (S9). Null: not known. */
export interface AttemptPlace {
  readonly country: CountryCode | null;
  readonly regions: readonly RegionCode[];
  readonly areaCode: string | null;
  readonly postalCode: string | null;
}

/** The edge of a span: an instant, or a whole day of the organization's zone (S22), as `YYYY-MM-DD`. */
export type SpanEdge = { readonly instant: Instant } | { readonly date: string };

/** A contact's own wish not to be contacted. */
export interface OptOutFact {
  readonly id: OptOutId;
  /** Whether it is the request's contact that opted out, or its device that belongs to a contact who did. */
  readonly by: 'client' | 'device';
  readonly channels: readonly Channel[] | 'any';
  readonly from: SpanEdge;
  readonly until: SpanEdge | null;
}

/** One line of a suppression list that names the request's device or client. */
export interface EntryFact {
  readonly listId: SuppressionListId;
  readonly entryId: EntryId;
  readonly from: SpanEdge | null;
  readonly until: SpanEdge | null;
}

/** What a registry list (a national do-not-call list) says of itself for the request's device. */
export interface RegistryFact {
  readonly listId: SuppressionListId;
  /** Whether the list covers the device's number at all; outside its coverage silence means nothing (S26). */
  readonly covered: boolean;
  /** The instant that the list's data is of; null where it has never been loaded. */
  readonly versionAt: Instant | null;
}

/** The state of a debt (seed B5). */
export type AccountStatus =
  | 'new'
  | 'pending_contact'
  | 'in_auto_management'
  | 'active_conversation'
  | 'promise_active'
  | 'promise_overdue'
  | 'paid'
  | 'escalated'
  | 'in_review'
  | 'closed'
  | 'paused';

/** What is known of the debt that a request names. */
export interface AccountFact {
  readonly status: AccountStatus;
}
