import type { Channel, ClientId, DeviceKey, Instant, OptOutId, OrganizationId } from '@tact/engine';
import type { AttemptToImport } from './attempts.ts';
import type { Actor, Page, PageRequest } from './store.ts';
import type { Moment } from './suppression.ts';

/** How attempts are handed over: to a web address of one's own, by SMTP, through a Twilio-compatible API, or to nobody at all. */
export type ChannelKind = 'webhook' | 'smtp' | 'twilio' | 'simulated';

/** What a channel configuration is described by. */
export interface ChannelConfigurationFields {
  readonly name: string;
  readonly channel: Channel;
  readonly kind: ChannelKind;
  /** Whether attempts go out through it; one of a channel at most (`channel_in_use`). What comes in is taken either way. */
  readonly enabled: boolean;
  /** Dispatches at once, 1 to 1,000. */
  readonly concurrencyMax: number;
  /** As its kind has them, without secrets. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The secrets as the service encrypted them; null where there are none. */
  readonly sealedSecrets: string | null;
  /** Which secrets there are. */
  readonly secretNames: readonly string[];
}

/** A stored channel configuration. */
export interface ChannelConfiguration extends ChannelConfigurationFields {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** Channel configurations. Audit entries tell which secrets there are, and that they changed; never what they are, not even encrypted. */
export interface ChannelPort {
  get(organizationId: OrganizationId, id: string): Promise<ChannelConfiguration | undefined>;
  /** The one that attempts of the channel go out through. */
  inUse(organizationId: OrganizationId, channel: Channel): Promise<ChannelConfiguration | undefined>;
  /** By name. */
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<ChannelConfiguration>>;
  /** `name_taken`; `channel_in_use` where another one of its channel is enabled. The id is the caller's: secrets are encrypted for it. */
  create(
    organizationId: OrganizationId,
    id: string,
    fields: ChannelConfigurationFields,
    actor: Actor,
  ): Promise<ChannelConfiguration>;
  update(
    organizationId: OrganizationId,
    id: string,
    version: number,
    change: Partial<Omit<ChannelConfigurationFields, 'channel' | 'kind'>>,
    actor: Actor,
  ): Promise<ChannelConfiguration>;
  delete(organizationId: OrganizationId, id: string, actor: Actor): Promise<void>;
}

/** How a stop came: as a message, by the link of an e-mail, or as the provider's word that the device stopped there. */
export type StopOrigin = 'message' | 'unsubscribe' | 'provider';

/** A stop that came from a device itself. */
export interface DeviceStop {
  readonly deviceKey: DeviceKey;
  /** The configuration that it came by; null where that is not known any more. */
  readonly channelId: string | null;
  readonly origin: StopOrigin;
  /** For the opt-outs and entries that it makes. */
  readonly reason: string;
  readonly source: string;
}

/** What a stop made, or a lift took away; all empty where it was so before. */
export interface StopDone {
  readonly optOutIds: readonly OptOutId[];
  /** Entries of the own list. */
  readonly entries: number;
}

/** A contact that has a device. */
export interface DeviceHolder {
  readonly contactId: string;
  readonly clientId: ClientId;
  readonly position: number;
}

/** Stops that come from devices, and who has a device. */
export interface DeviceStopPort {
  /**
   * Opts out each contact that has the device, `contact only` and with the device for every contact; where nobody has it, puts it on the own
   * list (S24). In force on every node before it returns (G2). A stop makes its own opt-outs whatever else blocks the contact, so that it
   * outlasts what is lifted elsewhere; the same stop again makes only what is missing.
   */
  stop(organizationId: OrganizationId, stop: DeviceStop, now: Moment, actor: Actor): Promise<StopDone>;
  /**
   * Records the message that asks for it, and lifts what stops of its device by message or by the provider made, and nothing else (S25). Both in
   * one transaction, so that a fault leaves it all to the copy that the provider sends; a message that was recorded before lifts nothing.
   */
  start(
    organizationId: OrganizationId,
    message: AttemptToImport,
    reason: string,
    now: Moment,
    actor: Actor,
  ): Promise<StopDone>;
  /** Who has the device, the one that was tried last on it first. */
  holdersOf(organizationId: OrganizationId, deviceKey: DeviceKey): Promise<readonly DeviceHolder[]>;
}
