import type { CallResult, CampaignGroupId, Channel } from '@tact/engine';
import type { Interaction, InteractionContact, InteractionDecision } from './reports.ts';

/** What many interactions have in common, and so is read and worked on once for all of them. */
export interface InteractionShape {
  readonly channel: Channel;
  readonly direction: Interaction['direction'];
  readonly state: Interaction['state'];
  readonly callResult: CallResult | null;
  readonly disposition: string | null;
  readonly devicePosition: number | null;
  readonly campaignGroupId: CampaignGroupId | null;
  readonly country: string | null;
  readonly regions: readonly string[];
}

/** Where a contact lives, as it is stored now. */
export type ContactAddress = Omit<InteractionContact, 'devices'>;

/** What `asked` of a batch says. */
export const NOT_ASKED = 0;
/** The newest question of the hour before was allowed. */
export const ASKED_ALLOWED = 1;
/** It was blocked. */
export const ASKED_BLOCKED = 2;

/**
 * Some thousand interactions in the order of their ids, column by column: a long report makes no object of each. Texts lie in `bytes` as UTF-8;
 * what repeats is a number, with which a list gives the value. A list only grows while it is the same object, so that whoever works something
 * out of a value may keep it by the number. A batch and its bytes are overwritten after the next one was asked for.
 */
export interface InteractionBatch {
  readonly length: number;
  readonly bytes: Buffer;
  /** Where the 16 bytes of each id begin. */
  readonly ids: Int32Array;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly instants: Float64Array;
  readonly clientsFrom: Int32Array;
  readonly clientsTo: Int32Array;
  readonly devicesFrom: Int32Array;
  readonly devicesTo: Int32Array;
  readonly shapes: Int32Array;
  readonly shapeList: readonly InteractionShape[];
  /** Recorded with the interaction; -1: none. */
  readonly postalCodes: Int32Array;
  readonly postalCodeList: readonly string[];
  /** NaN: it does not expire. */
  readonly expiresAt: Float64Array;
  /** Where the 16 bytes of an account's id begin; -1: it has none. */
  readonly accountIds: Int32Array;
  /** The account's own reference as UTF-8; null where there is no such account any more, or none. */
  accountReferenceOf(index: number): Uint8Array | null;
  /** The contact's address; -1: there is no contact. */
  readonly addresses: Int32Array;
  readonly addressList: readonly ContactAddress[];
  /** The type that the contact says of the device, as its place in `DEVICE_TYPES`; -1: it is none of the contact's. */
  readonly deviceTypes: Int8Array;
  /** Where the 16 bytes of its own decision's id begin; -1: it was made without one. */
  readonly decisionIds: Int32Array;
  /** The zones of its own decision; -1: it was made without one. */
  readonly zones: Int32Array;
  readonly zonesList: readonly InteractionDecision['zones'][];
  /** `NOT_ASKED`, `ASKED_ALLOWED` or `ASKED_BLOCKED`; the id of the question is in the 16 bytes of its place in `askedIds`. */
  readonly asked: Uint8Array;
  readonly askedIds: Uint8Array;
  /** Who reported its result; -1: nobody. */
  readonly agents: Int32Array;
  readonly agentList: readonly string[];
  /** Whether attempts before it were counted. */
  readonly isCounted: boolean;
  readonly attemptsOfDay: Uint32Array;
  readonly attemptsOfWeek: Uint32Array;
  /** One of them, as the parts of a report tell it. */
  interactionAt(index: number): Interaction;
}
