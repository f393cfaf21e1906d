import type { CampaignGroupId, OrganizationId } from '@tact/engine';
import type { Store } from '@tact/store';
import { namedOf } from './named-of.ts';

/** The campaign group of a name or an id; null where none is named. */
export async function campaignGroupNamed(
  store: Store,
  organizationId: OrganizationId,
  wanted: string | undefined,
): Promise<CampaignGroupId | null> {
  if (wanted === undefined) return null;
  const group = await namedOf('campaign group', wanted, (page) =>
    store.campaignGroups.list(organizationId, page),
  );
  return group.id;
}
