import type {
  AccountId,
  AttemptId,
  CampaignGroupId,
  Channel,
  ClientId,
  DeviceKey,
  Instant,
  OptOutId,
  OrganizationId,
} from '@tact/engine';
import type { InteractionFilter } from './reports.ts';

/**
 * An outbound attempt that began while an opt-out covered it, after the opt-out was acknowledged. Where the opt-out has a first or a last day, this holds
 * of the day as long as it lasts anywhere: whoever knows the zone looks again.
 */
export interface AttemptAfterOptOut {
  readonly optOutId: OptOutId;
  /** The client who opted out; the attempt may be on another contact that has the device. */
  readonly optOutClientId: ClientId;
  /** When the opt-out was acknowledged, or from when on it holds where that is later and an instant. */
  readonly since: Instant;
  /** The first and the last day of the opt-out, `YYYY-MM-DD`; null: it has none. */
  readonly fromDate: string | null;
  readonly untilDate: string | null;
  readonly id: AttemptId;
  readonly at: Instant;
  readonly clientId: ClientId;
  readonly deviceKey: DeviceKey;
  readonly channel: Channel;
  readonly accountId: AccountId | null;
  readonly campaignGroupId: CampaignGroupId | null;
  readonly decisionId: string | null;
}

/** Where a walk through opt-outs and the attempts after them stands; `attemptId` null: with all of the opt-out. */
export interface AfterOptOutsPlace {
  readonly optOutId: string;
  readonly attemptId: string | null;
}

/** A part of such a walk. */
export interface AfterOptOutsPart {
  /** By opt-out, then by attempt: by their instants. */
  readonly rows: readonly AttemptAfterOptOut[];
  /** Where the next part goes on; null: this was the last one. */
  readonly next: AfterOptOutsPlace | null;
}

/** How opt-outs were honoured, for reports. */
export interface AfterOptOutsPort {
  /** How many opt-outs were recorded in the time of the filter. Of its other parts the client and the channel apply. */
  count(organizationId: OrganizationId, filter: InteractionFilter): Promise<number>;
  /**
   * The outbound attempts after those opt-outs, as the filter narrows them, at most so many rows a part. A part looks at some thousand opt-outs, so that it
   * takes a second or two, and may be empty before the end.
   */
  part(
    organizationId: OrganizationId,
    filter: InteractionFilter,
    after: AfterOptOutsPlace | null,
    rowsMax: number,
  ): Promise<AfterOptOutsPart>;
}
