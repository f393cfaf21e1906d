import type { Channel, DeviceType } from './device.ts';
import type { AccountId, CampaignGroupId, ClientId } from './ids.ts';

/** The value of one attribute (user data attached to a request or a contact). `null` is no value (S27). */
export type AttributeValue = string | number | boolean | null;

/** Which address of the contact is meant. The address itself is not needed to decide, and so stays out of the records. */
export interface RequestDevice {
  /** Its place among the contact's devices, 1 to 10; null where the request does not say: then it is held to rules for any of them. */
  readonly position: number | null;
  /** What the contact's record says, else what the numbering plan says. */
  readonly type: DeviceType;
}

/** One question: may this contact be contacted on this device, by this channel? Always outbound (S1). */
export interface ContactRequest {
  readonly channel: Channel;
  readonly clientId: ClientId;
  readonly device: RequestDevice;
  /** The debt that the request is about; null where it names none. */
  readonly accountId: AccountId | null;
  /** Null: the request belongs to no campaign group, and no optional rule applies to it (S5). */
  readonly campaignGroupId: CampaignGroupId | null;
}
