import { sql } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { audit, type Database, type Tx } from '../database.ts';
import { mustFindCampaign } from '../campaigns/campaign-port.ts';
import { uuidArray } from '../deciding/binary-arrays.ts';
import { StoreError } from '../errors.ts';
import type { Actor } from '../ports.ts';
import { uuidV7 } from '../uuid-v7.ts';

/** Records in one transaction: it holds nothing that claims wait for, and is over in a moment. */
const BATCH = 5_000;
/**
 * Ids ascend with the time at which they were made, not at which they were committed: those of the last minutes are looked at again. Two nodes
 * may be ten minutes apart, each five from the database, and a transaction may take one.
 */
const LATE_MS_MAX = 15 * 60_000;

/** Puts every ready record in the queue that is not there yet, batch by batch. */
export async function enqueueAll(
  database: Database,
  organizationId: OrganizationId,
  campaignId: string,
  now: Instant,
  actor: Actor,
): Promise<number> {
  const listId = await database.inOrganization(organizationId, async (tx) => {
    const campaign = await mustFindCampaign(tx, organizationId, campaignId);
    if (campaign.status === 'completed')
      throw new StoreError('status_conflict', 'the campaign is completed and takes nothing up any more');
    return campaign.contactListId;
  });
  let count = 0;
  for (let after: string | null = null; ;) {
    const batch: Batch = await database.inOrganization(organizationId, (tx) =>
      enqueueBatch(tx, organizationId, { campaignId, listId, after, now }),
    );
    count += batch.enqueued;
    if (batch.last === null) break;
    after = batch.last;
  }
  await database.inOrganization(organizationId, (tx) =>
    audit(tx, organizationId, actor, {
      action: 'campaign.enqueue',
      entity: 'campaign',
      entityId: campaignId,
      after: { enqueued: count },
    }),
  );
  return count;
}

/** Puts the records in the queue that came since the last time, of campaigns that enqueue automatically. */
export async function enqueueNew(
  database: Database,
  organizationId: OrganizationId,
  now: Instant,
): Promise<number> {
  const campaigns = await database.inOrganization(organizationId, async (tx) => {
    const { rows } = await sql<{ id: string; list_id: string; after: string | null }>`
      select c.id, c.contact_list_id as list_id, c.enqueued_through as after from campaigns c
      where c.organization_id = ${organizationId} and c.status = 'active' and c.enqueues = 'automatically'
        and coalesce(c.starts_at <= ${new Date(now)}::timestamptz, true) and coalesce(c.ends_at > ${new Date(now)}::timestamptz, true)`.execute(
      tx,
    );
    return rows;
  });
  let count = 0;
  for (const { id: campaignId, list_id: listId, after: through } of campaigns) {
    for (let after = through; ;) {
      const batch: Batch = await database.inOrganization(organizationId, async (tx) => {
        const done = await enqueueBatch(tx, organizationId, { campaignId, listId, after, now });
        await remember(tx, organizationId, campaignId, done.last ?? done.lastSeen);
        return done;
      });
      count += batch.enqueued;
      if (batch.last === null) break;
      after = batch.last;
    }
  }
  return count;
}

interface Batch {
  readonly enqueued: number;
  /** Where the next batch begins; null where this was the last one. */
  readonly last: string | null;
  readonly lastSeen: string | null;
}

async function enqueueBatch(
  tx: Tx,
  organizationId: OrganizationId,
  given: {
    readonly campaignId: string;
    readonly listId: string;
    readonly after: string | null;
    readonly now: Instant;
  },
): Promise<Batch> {
  const { campaignId, listId, after, now } = given;
  // INVARIANT: whoever gives the campaign another list locks its row, so that nothing of the former one is taken up afterwards.
  const campaign =
    await sql`select from campaigns where organization_id = ${organizationId} and id = ${campaignId}
    and contact_list_id = ${listId} and status <> 'completed' for key share`.execute(tx);
  if (campaign.rows.length === 0) return { enqueued: 0, last: null, lastSeen: null };
  const { rows } = await sql<{ id: string; status: string }>`
    select r.id, r.status from contact_list_records r
    where r.organization_id = ${organizationId} and r.list_id = ${listId} and (${after}::uuid is null or r.id > ${after}::uuid)
    order by r.id limit ${BATCH}`.execute(tx);
  const ready = rows.filter(({ status }) => status === 'ready').map(({ id }) => id);
  // Whoever holds a record meanwhile is waited for, and finds its item afterwards; `for share` looks at the record anew.
  // In the records' order: neighbours in the list are neighbours in the table and in every index.
  const ids = ready.map(() => uuidV7(now)).toSorted();
  const inserted = await sql`
    insert into queue_items (organization_id, id, campaign_id, record_id, contact_id, account_id, state, scheduled_at, code, reason,
      created_at, updated_at)
    select ${organizationId}, n.id, ${campaignId}, r.id, r.contact_id, r.account_id, 'pending', ${new Date(now)}, 'enqueued',
      'it waits for its turn', ${new Date(now)}, ${new Date(now)}
    from unnest(${uuidArray(ids)}::uuid[], ${uuidArray(ready)}::uuid[]) as n (id, record_id)
    join contact_list_records r on r.organization_id = ${organizationId} and r.id = n.record_id and r.status = 'ready'
    for share of r
    on conflict (organization_id, campaign_id, record_id) do nothing`.execute(tx);
  const lastSeen = rows.at(-1)?.id ?? null;
  return {
    enqueued: Number(inserted.numAffectedRows ?? 0n),
    last: rows.length < BATCH ? null : lastSeen,
    lastSeen,
  };
}

/** Remembers how far a campaign has got, but never closer to this moment than records may come late. */
async function remember(
  tx: Tx,
  organizationId: OrganizationId,
  campaignId: string,
  last: string | null,
): Promise<void> {
  if (last === null) return;
  const latest = uuidV7((Date.now() - LATE_MS_MAX) as Instant);
  await tx
    .updateTable('campaigns')
    .set({ enqueued_through: last < latest ? last : latest })
    .where('organization_id', '=', organizationId)
    .where('id', '=', campaignId)
    .where((is) =>
      is.or([is('enqueued_through', 'is', null), is('enqueued_through', '<', last < latest ? last : latest)]),
    )
    .execute();
}
