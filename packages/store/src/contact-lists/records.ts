import { sql, type RawBuilder } from 'kysely';
import type { AccountId, ClientId, Instant, OrganizationId } from '@tact/engine';
import { audit, type Tx } from '../database.ts';
import { uuidArray } from '../deciding/binary-arrays.ts';
import { StoreError } from '../errors.ts';
import { keyOf, pageOf } from '../page.ts';
import type {
  Actor,
  ContactListRecord,
  Page,
  PageRequest,
  QueueState,
  RecordFilter,
  RecordStatus,
} from '../ports.ts';
import { isUuid } from '../uuid-v7.ts';

/** Any record. */
export const EVERY_RECORD: RecordFilter = { status: null, clientIdStart: null };

/**
 * The records of a list in the order in which they came, with how far campaigns are with them. Which rows are shown is found in the index
 * first, so that rows that are skipped are not read.
 */
export async function listRecords(
  tx: Tx,
  organizationId: OrganizationId,
  listId: string,
  page: PageRequest,
  filter: RecordFilter = EVERY_RECORD,
  skip = 0,
): Promise<Page<ContactListRecord>> {
  const after = page.cursor === null ? null : String(keyOf(page.cursor, ['id'])[0]);
  const { rows } = await sql<Row>`${select(organizationId)} and r.id in (
      select r.id from contact_list_records r ${matching(organizationId, listId, filter)}
      ${after === null ? sql`` : sql`and r.id > ${after}::uuid`}
      order by r.id limit ${page.limit + 1} offset ${skip}
    ) order by r.id`.execute(tx);
  const progress = await progressOf(
    tx,
    organizationId,
    listId,
    rows.map(({ id }) => id),
  );
  return pageOf(
    rows,
    page,
    (row) => recordOf(row, progress),
    ({ id }) => [id],
  );
}

/** How many records a listing with this filter has. */
export async function countRecords(
  tx: Tx,
  organizationId: OrganizationId,
  listId: string,
  filter: RecordFilter,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from contact_list_records r ${matching(organizationId, listId, filter)}`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
}

/** Contacts are looked at only where their client ids are asked for. */
function matching(
  organizationId: OrganizationId,
  listId: string,
  { status, clientIdStart }: RecordFilter,
): RawBuilder<unknown> {
  const ofContacts =
    clientIdStart === null
      ? sql``
      : sql`join contacts x on x.organization_id = r.organization_id and x.id = r.contact_id
          and x.client_id like ${`${clientIdStart.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`}`;
  // Written out: the index of those that are held is taken only where the statement itself says so.
  const inStatus = { ready: sql`and r.status = 'ready'`, held: sql`and r.status = 'held'` };
  return sql`${ofContacts} where r.organization_id = ${organizationId} and r.list_id = ${listId}
    ${status === null ? sql`` : inStatus[status]}`;
}

/**
 * Holds a record back, or lets it go; those that enqueue automatically then look through the list again. INVARIANT: once a hold is acknowledged,
 * nothing more of the record is marked as being handed over: its items were taken out of the queue in the same transaction.
 */
export async function setRecordStatus(
  tx: Tx,
  organizationId: OrganizationId,
  listId: string,
  recordId: string,
  status: RecordStatus,
  actor: Actor,
): Promise<ContactListRecord> {
  const before = await mustFind(tx, organizationId, listId, recordId);
  if (before.status === status) return before;
  await tx
    .updateTable('contact_list_records')
    .set({ status })
    .where('organization_id', '=', organizationId)
    .where('id', '=', recordId)
    .execute();
  if (status === 'ready')
    await tx
      .updateTable('campaigns')
      .set({ enqueued_through: null })
      .where('organization_id', '=', organizationId)
      .where('contact_list_id', '=', listId)
      .where('status', '<>', 'completed')
      .execute();
  const ofRecord = sql`(${organizationId}, ${recordId})`;
  await (
    status === 'ready' ? sql`select release_queue_items${ofRecord}` : sql`select hold_queue_items${ofRecord}`
  ).execute(tx);
  await audit(tx, organizationId, actor, {
    action: 'contact-list.set-record-status',
    entity: 'contact-list',
    entityId: listId,
    before: { recordId, status: before.status },
    after: { recordId, status },
  });
  const progress = await progressOf(tx, organizationId, listId, [recordId]);
  return { ...before, status, progress: progress.get(recordId) ?? [] };
}

/** Takes a record out of the list. */
export async function deleteRecord(
  tx: Tx,
  organizationId: OrganizationId,
  listId: string,
  recordId: string,
  actor: Actor,
): Promise<void> {
  const { contactId } = await mustFind(tx, organizationId, listId, recordId);
  await tx
    .deleteFrom('contact_list_records')
    .where('organization_id', '=', organizationId)
    .where('id', '=', recordId)
    .execute();
  await audit(tx, organizationId, actor, {
    action: 'contact-list.delete-record',
    entity: 'contact-list',
    entityId: listId,
    before: { recordId, contactId },
  });
}

interface Row {
  readonly id: string;
  readonly contact_id: string;
  readonly client_id: string;
  readonly account_id: string | null;
  readonly status: string;
  readonly created_at: number;
}

function select(organizationId: OrganizationId) {
  return sql`select r.id, r.contact_id, x.client_id, r.account_id, r.status, r.created_at from contact_list_records r
    join contacts x on x.organization_id = r.organization_id and x.id = r.contact_id
    where r.organization_id = ${organizationId}`;
}

async function mustFind(
  tx: Tx,
  organizationId: OrganizationId,
  listId: string,
  recordId: string,
): Promise<ContactListRecord> {
  const { rows } =
    isUuid(listId) && isUuid(recordId)
      ? await sql<Row>`${select(organizationId)} and r.list_id = ${listId} and r.id = ${recordId} for update of r`.execute(
          tx,
        )
      : { rows: [] };
  const [row] = rows;
  if (row === undefined) throw new StoreError('not_found', `the list has no record \`${recordId}\``);
  return recordOf(row, await progressOf(tx, organizationId, listId, [recordId]));
}

type Progress = ReadonlyMap<string, ContactListRecord['progress'][number][]>;

async function progressOf(
  tx: Tx,
  organizationId: OrganizationId,
  listId: string,
  recordIds: readonly string[],
): Promise<Progress> {
  const { rows } = await sql<{ record_id: string; campaign_id: string; state: QueueState; code: string }>`
    select q.record_id, q.campaign_id, q.state, q.code from campaigns c
    join queue_items q on q.organization_id = c.organization_id and q.campaign_id = c.id
      and q.record_id = any (${uuidArray(recordIds)}::uuid[])
    where c.organization_id = ${organizationId} and c.contact_list_id = ${listId}
    order by c.name`.execute(tx);
  const progress = new Map<string, ContactListRecord['progress'][number][]>();
  for (const { record_id: recordId, campaign_id: campaignId, state, code } of rows) {
    const known = progress.get(recordId) ?? [];
    known.push({ campaignId, state, code });
    progress.set(recordId, known);
  }
  return progress;
}

function recordOf(row: Row, progress: Progress): ContactListRecord {
  return {
    id: row.id,
    contactId: row.contact_id,
    clientId: row.client_id as ClientId,
    accountId: row.account_id as AccountId | null,
    status: row.status === 'held' ? 'held' : 'ready',
    progress: progress.get(row.id) ?? [],
    createdAt: row.created_at as Instant,
  };
}
