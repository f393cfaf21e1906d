import type { OrganizationId } from '@tact/engine';
import type { Store, SuppressionListRow } from '@tact/store';
import { namedOf } from '../named-of.ts';

/** A suppression list by its id or its name. */
export async function findList(
  store: Store,
  organizationId: OrganizationId,
  nameOrId: string,
): Promise<SuppressionListRow> {
  return namedOf('suppression list', nameOrId, (page) => store.suppression.list(organizationId, page));
}
