import { formatLocalDate, localDateAt, type OrganizationId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { Moment } from '@tact/store';
import type { Parts } from './context.ts';

/** Now, with the day that it is in the organization's zone. Where the zone table does not know the zone, the day is not known. */
export async function momentOf(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  organizationId: OrganizationId,
): Promise<Moment> {
  const { rules } = await store.organizations.get(organizationId);
  const zone = zoneTable().get(rules.zone);
  const at = clock();
  return { at, date: zone === undefined ? null : formatLocalDate(localDateAt(zone, at)) };
}
