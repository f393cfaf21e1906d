import type { OrganizationId } from '@tact/engine';
import type { Store, SuppressionListRow } from '@tact/store';
import { usage } from '../failure.ts';

/** A suppression list by its id or its name. */
export async function findList(
  store: Store,
  organizationId: OrganizationId,
  nameOrId: string,
): Promise<SuppressionListRow> {
  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await store.suppression.list(organizationId, { limit: 200, cursor });
    for (const list of page.items) {
      if (list.id === nameOrId || list.name === nameOrId) return list;
      names.push(list.name);
    }
    cursor = page.next;
  } while (cursor !== null);
  const there = names.length === 0 ? 'there is none yet' : `there are ${names.slice(0, 20).join(', ')}`;
  throw usage(`there is no suppression list \`${nameOrId}\`; ${there}`);
}
