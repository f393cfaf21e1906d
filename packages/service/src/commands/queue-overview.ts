import {
  DAY_MS,
  firstInstantOnOrAfterDate,
  localDateAt,
  type Instant,
  type OrganizationId,
} from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { ChannelPace, QueueFigures } from '@tact/store';
import type { Parts } from './context.ts';

/** How an organization's queue stands. */
export interface QueueOverview {
  readonly paused: boolean;
  readonly figures: QueueFigures;
  readonly channels: readonly ChannelPace[];
}

/** Looks at the queue: of one campaign, or of all where it is null. Finished items are those of today, in the organization's zone. */
export async function queueOverview(
  { store, clock }: Parts,
  organizationId: OrganizationId,
  campaignId: string | null,
): Promise<QueueOverview> {
  const { rules } = await store.organizations.get(organizationId);
  const [paused, figures, channels] = await Promise.all([
    store.queue.isPaused(organizationId),
    store.queue.figures(organizationId, campaignId, startOfToday(rules.zone, clock())),
    store.queue.channelPaces(organizationId),
  ]);
  return { paused, figures, channels };
}

/** The first instant of the local day. Where the zone is not known, the last 24 hours are the day. */
function startOfToday(zoneName: string, now: Instant): Instant {
  const zone = zoneTable().get(zoneName);
  // A local day has at most 25 hours.
  const yesterday = (now - DAY_MS) as Instant;
  return zone === undefined ? yesterday : firstInstantOnOrAfterDate(zone, localDateAt(zone, now), yesterday);
}
