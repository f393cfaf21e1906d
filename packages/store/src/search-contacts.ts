import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import { contactOf, devicesOf } from './contact-rows.ts';
import type { Tx } from './database.ts';
import { AFTER_ALL, keyOf, pageOf } from './page.ts';
import type { Contact, Page, PageRequest } from './ports.ts';

/**
 * So many contacts of a name are gathered and put in order; beyond it, so many have the name that a page of them is found sooner by walking
 * through the client ids. At a million contacts both stay far below what people wait for.
 */
const GATHERED_MAX = 20_000;

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
  const wanted = { organizationId, search, deviceKey, after, limit: page.limit + 1 };
  const ids = (await gathered(tx, wanted)) ?? (await walked(tx, wanted));
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

interface Wanted {
  readonly organizationId: OrganizationId;
  readonly search: string;
  readonly deviceKey: string;
  /** The last client id that is known already; empty: none is. */
  readonly after: string;
  readonly limit: number;
}

/** The ids of a page in order; undefined where too many have the name to put them in order. */
async function gathered(
  tx: Tx,
  { organizationId, search, deviceKey, after, limit }: Wanted,
): Promise<readonly string[] | undefined> {
  const { rows } = await sql<{ ids: readonly string[]; isCut: boolean }>`
    with by_name as materialized (
      select id, client_id from contacts
      where organization_id = ${organizationId}
        and name_lower >= lower(${search}) and name_lower < lower(${search}) || ${AFTER_ALL}
      limit ${GATHERED_MAX}
    ), by_last_name as materialized (
      select id, client_id from contacts
      where organization_id = ${organizationId}
        and last_name_lower >= lower(${search}) and last_name_lower < lower(${search}) || ${AFTER_ALL}
      limit ${GATHERED_MAX}
    ), by_device as materialized (
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
    select
      (select count(*) from by_name) = ${GATHERED_MAX} or (select count(*) from by_last_name) = ${GATHERED_MAX} as "isCut",
      array(
        select id::text from (
          select * from by_name union select * from by_last_name union select * from by_device union select * from of_client_id
        ) found
        where client_id > ${after}
        order by client_id
        limit ${limit}
      ) as ids`.execute(tx);
  const [row] = rows;
  return row === undefined || row.isCut ? undefined : row.ids;
}

/** The same for a name that many have: through the client ids in their order, until a page is full. */
async function walked(
  tx: Tx,
  { organizationId, search, deviceKey, after, limit }: Wanted,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from contacts c
    where c.organization_id = ${organizationId} and c.client_id > ${after} and (
      (c.name_lower >= lower(${search}) and c.name_lower < lower(${search}) || ${AFTER_ALL})
      or (c.last_name_lower >= lower(${search}) and c.last_name_lower < lower(${search}) || ${AFTER_ALL})
      or (c.client_id >= ${search} and c.client_id < ${search + AFTER_ALL})
      or c.id in (select contact_id from devices where organization_id = ${organizationId} and device_key = ${deviceKey})
    )
    order by c.client_id
    limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}
