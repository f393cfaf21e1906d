import type { Channel, OrganizationId } from '@tact/engine';
import type { ChannelAdapter } from '../channels/channel-adapter.ts';

/** How organizations reach people: which adapter stands behind which channel. */
export interface ChannelDirectory {
  /** Null: the organization has set up nothing for this channel. The same adapter each time, as long as it is the one that is set up. */
  adapterOf(organizationId: OrganizationId, channel: Channel): Promise<ChannelAdapter | null>;
}
