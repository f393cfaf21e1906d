import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import type { Database } from './database.ts';
import type { ContactsAtPlace } from './ports.ts';

/**
 * Counts contacts by the place that they state and, where they state no region, by the beginning of their first number: a handful of groups
 * for a million contacts, in one statement.
 */
export function contactsByPlace(
  database: Database,
  organizationId: OrganizationId,
  contactListId: string | null,
): Promise<readonly ContactsAtPlace[]> {
  return database.inOrganization(organizationId, async (tx) => {
    const ofList =
      contactListId === null
        ? sql``
        : sql`and exists (
            select from contact_list_records r
            where r.organization_id = ${organizationId} and r.list_id = ${contactListId} and r.contact_id = c.id)`;
    const { rows } = await sql<ContactsAtPlace>`
      select c.country, c.region, min(d.device_key) as number, count(*)::int as contacts
      from contacts c
      left join lateral (
        select x.device_key from devices x
        where c.region is null and x.organization_id = ${organizationId} and x.contact_id = c.id and x.device_key like '+%' and x.device_key not like '%@%'
        order by x.position
        limit 1) d on true
      where c.organization_id = ${organizationId} ${ofList}
      group by c.country, c.region, left(d.device_key, ${PREFIX_LENGTH})`.execute(tx);
    return rows;
  });
}

/** `+1212`: an area code of North America, or more than any calling code elsewhere. */
const PREFIX_LENGTH = 5;
