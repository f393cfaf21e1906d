import type { CampaignGroupId, OrganizationId } from '@tact/engine';
import type { Store } from '@tact/store';
import { usage } from './failure.ts';

/** The campaign group of a name or an id; null where none is named. */
export async function campaignGroupNamed(
  store: Store,
  organizationId: OrganizationId,
  wanted: string | undefined,
): Promise<CampaignGroupId | null> {
  if (wanted === undefined) return null;
  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Store['campaignGroups']['list']>> = await store.campaignGroups.list(
      organizationId,
      { limit: 200, cursor },
    );
    for (const { id, name } of page.items) {
      if (id === wanted || name === wanted) return id;
      names.push(name);
    }
    cursor = page.next;
  } while (cursor !== null);
  throw usage(
    `there is no campaign group \`${wanted}\`; there ${names.length === 0 ? 'are none' : `are ${names.map((name) => `\`${name}\``).join(', ')}`}`,
  );
}
