import { sql } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { audit, type Database, type Tx } from '../database.ts';
import { brokenConstraint, StoreError } from '../errors.ts';
import { keyOf, pageOf } from '../page.ts';
import type { ContactList, ContactListPort } from '../ports.ts';
import { assertUnused } from '../still-used.ts';
import { isUuid, uuidV7 } from '../uuid-v7.ts';
import { assertVersion } from '../versions.ts';
import { addRecords } from './add-records.ts';
import { countRecords, deleteRecord, listRecords, setRecordStatus } from './records.ts';

/** Contact lists with their records. */
export function contactListPort(database: Database): ContactListPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      throw brokenConstraint(error) === 'contact_lists_by_name'
        ? new StoreError('name_taken', 'there is a contact list with this name already', error)
        : error;
    });
  return {
    get: (organizationId, id) => inside(organizationId, (tx) => find(tx, organizationId, id)),
    list: (organizationId, page) =>
      inside(organizationId, async (tx) => {
        const after = page.cursor === null ? null : String(keyOf(page.cursor, ['text'])[0]);
        const { rows } = await sql<Row>`${SELECT}
          where l.organization_id = ${organizationId} and (${after}::text is null or l.name > ${after})
          order by l.name limit ${page.limit + 1}`.execute(tx);
        return pageOf(rows, page, contactListOf, ({ name }) => [name]);
      }),
    findByName: (organizationId, name) =>
      inside(organizationId, async (tx) => {
        const { rows } = await sql<Row>`${SELECT}
          where l.organization_id = ${organizationId} and l.name = ${name}`.execute(tx);
        return rows[0] === undefined ? undefined : contactListOf(rows[0]);
      }),
    create: (organizationId, name, actor) =>
      inside(organizationId, async (tx) => {
        const id = uuidV7(Date.now() as Instant);
        await tx.insertInto('contact_lists').values({ organization_id: organizationId, id, name }).execute();
        const after = await mustFind(tx, organizationId, id);
        await audit(tx, organizationId, actor, { ...changeOf('create', id), after });
        return after;
      }),
    rename: (organizationId, id, version, name, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id);
        assertVersion('contact list', before.version, version);
        await tx
          .updateTable('contact_lists')
          .set({ name, version: version + 1, updated_at: new Date() })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        const after = await mustFind(tx, organizationId, id);
        await audit(tx, organizationId, actor, { ...changeOf('update', id), before, after });
        return after;
      }),
    delete: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id);
        const uses = await tx
          .selectFrom('campaigns')
          .select('name')
          .where('organization_id', '=', organizationId)
          .where('contact_list_id', '=', id)
          .orderBy('name')
          .execute();
        assertUnused(
          'the contact list',
          uses.map((use) => ({ kind: 'campaign', name: use.name })),
        );
        await tx
          .deleteFrom('contact_lists')
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await audit(tx, organizationId, actor, { ...changeOf('delete', id), before });
      }),
    addRecords: (organizationId, id, records, actor) =>
      inside(organizationId, async (tx) => {
        await mustFind(tx, organizationId, id);
        return addRecords(tx, organizationId, id, records, actor);
      }),
    listRecords: (organizationId, id, page, filter, skip) =>
      inside(organizationId, async (tx) => {
        await mustExist(tx, organizationId, id);
        return listRecords(tx, organizationId, id, page, filter, skip);
      }),
    countRecords: (organizationId, id, filter) =>
      inside(organizationId, async (tx) => {
        await mustExist(tx, organizationId, id);
        return countRecords(tx, organizationId, id, filter);
      }),
    setRecordStatus: (organizationId, id, recordId, status, actor) =>
      inside(organizationId, (tx) => setRecordStatus(tx, organizationId, id, recordId, status, actor)),
    deleteRecord: (organizationId, id, recordId, actor) =>
      inside(organizationId, (tx) => deleteRecord(tx, organizationId, id, recordId, actor)),
  };
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly version: number;
  readonly created_at: number;
  readonly updated_at: number;
}

const SELECT = sql`select l.*, (
    select count(*) from contact_list_records r where r.organization_id = l.organization_id and r.list_id = l.id
  ) as size from contact_lists l`;

async function find(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  lock = false,
): Promise<ContactList | undefined> {
  if (!isUuid(id)) return undefined;
  const { rows } = await sql<Row>`${SELECT}
    where l.organization_id = ${organizationId} and l.id = ${id} ${lock ? sql`for update of l` : sql``}`.execute(
    tx,
  );
  return rows[0] === undefined ? undefined : contactListOf(rows[0]);
}

async function mustFind(tx: Tx, organizationId: OrganizationId, id: string): Promise<ContactList> {
  const list = await find(tx, organizationId, id, true);
  if (list === undefined) throw notFound(id);
  return list;
}

/** For listings: the records of the list are not counted for each of its pages. */
async function mustExist(tx: Tx, organizationId: OrganizationId, id: string): Promise<void> {
  const row = isUuid(id)
    ? await tx
        .selectFrom('contact_lists')
        .select('id')
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .executeTakeFirst()
    : undefined;
  if (row === undefined) throw notFound(id);
}

function notFound(id: string): StoreError {
  return new StoreError('not_found', `there is no contact list \`${id}\``);
}

function contactListOf(row: Row): ContactList {
  return {
    id: row.id,
    name: row.name,
    size: row.size,
    version: row.version,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  };
}

function changeOf(action: string, entityId: string) {
  return { action: `contact-list.${action}`, entity: 'contact-list', entityId };
}
