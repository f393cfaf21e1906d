import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import { contactOf, devicesOf } from './contact-rows.ts';
import type { Tx } from './database.ts';
import { keyOf, pageOf } from './page.ts';
import type { Contact, Page, PageRequest } from './ports.ts';

/** Greater than every text that goes on with anything else: the last character there is. */
const AFTER_ALL = '\u{10FFFF}';

/**
 * Contacts whose client id, name, or last word of the name begins with a text, in any case of a name, or that have the device; in the order of
 * `clientId`. Each of the four is answered by its own index, and of client ids no more than a page is read.
 */
export async function searchContacts(
  tx: Tx,
  organizationId: OrganizationId,
  page: PageRequest,
  search: string,
  deviceKey: string,
): Promise<Page<Contact>> {
  const after = page.cursor === null ? '' : String(keyOf(page.cursor, ['text'])[0]);
  const limit = page.limit + 1;
  const found = await sql<{ id: string }>`
    with named as materialized (
      select id, client_id from contacts
      where organization_id = ${organizationId}
        and name_lower >= lower(${search}) and name_lower < lower(${search}) || ${AFTER_ALL}
      union
      select id, client_id from contacts
      where organization_id = ${organizationId}
        and last_name_lower >= lower(${search}) and last_name_lower < lower(${search}) || ${AFTER_ALL}
      union
      select c.id, c.client_id from devices d
      join contacts c on c.organization_id = ${organizationId} and c.id = d.contact_id
      where d.organization_id = ${organizationId} and d.device_key = ${deviceKey}
    ), of_client_id as materialized (
      select id, client_id from contacts
      where organization_id = ${organizationId}
        and client_id >= ${search} and client_id < ${search + AFTER_ALL} and client_id > ${after}
      order by client_id
      limit ${limit}
    )
    select id from (select * from named where client_id > ${after} union select * from of_client_id) found
    order by client_id
    limit ${limit}`.execute(tx);
  const ids = found.rows.map(({ id }) => id);
  if (ids.length === 0) return { items: [], next: null };
  const rows = await tx
    .selectFrom('contacts')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where(sql<boolean>`id = any (${ids}::uuid[])`)
    .orderBy('client_id')
    .execute();
  const devices = await devicesOf(tx, organizationId, ids);
  return pageOf(
    rows,
    page,
    (row) => contactOf(row, devices),
    ({ client_id: clientId }) => [clientId],
  );
}
