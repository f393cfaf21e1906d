import { sql, type Selectable } from 'kysely';
import type { Channel, ClientId, Instant, OrganizationId } from '@tact/engine';
import { audit, instantValue, type Database, type Tx } from '../database.ts';
import type { Tables } from '../database-types.ts';
import { StoreError } from '../errors.ts';
import { keyOf, pageOf } from '../page.ts';
import type {
  Actor,
  ChannelPace,
  HandOverState,
  QueueFigures,
  QueueItem,
  QueuePort,
  QueueState,
} from '../ports.ts';
import { isUuid } from '../uuid-v7.ts';
import { claimItems, isAsKnown, markHandingOver, settleAsKnown, settleItems } from './claims.ts';
import { dueCampaigns } from './due-campaigns.ts';
import { enqueueAll, enqueueNew } from './enqueue.ts';
import { organizationsDue, organizationsOpen } from './organizations-with-work.ts';
import { recover } from './recover.ts';

/** The queue of campaigns. */
export function queuePort(database: Database): QueuePort {
  const inside = database.inOrganization.bind(database);
  return {
    get: (organizationId, id) =>
      inside(organizationId, async (tx) => {
        if (!isUuid(id)) return undefined;
        const row = await shownItems(tx, organizationId).where('q.id', '=', id).executeTakeFirst();
        return row === undefined ? undefined : queueItemOf(row);
      }),
    list: (organizationId, page, { campaignId, state, assignee = null, code = null }) =>
      inside(organizationId, async (tx) => {
        let query = shownItems(tx, organizationId);
        if (campaignId !== null)
          query = query.where('q.campaign_id', '=', isUuid(campaignId) ? campaignId : NO_ID);
        if (state !== null) query = query.where('q.state', '=', state);
        if (assignee !== null) query = query.where('q.assignee', '=', assignee);
        if (code !== null) query = query.where('q.code', '=', code);
        if (page.cursor !== null) query = query.where('q.id', '>', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('q.id')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, queueItemOf, ({ id }) => [id]);
      }),
    figures: (organizationId, campaignId, finishedSince) =>
      inside(organizationId, (tx) => figures(tx, organizationId, campaignId, finishedSince)),
    isPaused: (organizationId) =>
      inside(organizationId, async (tx) => {
        const row = await tx
          .selectFrom('organizations')
          .select('execution_paused')
          .where('organization_id', '=', organizationId)
          .executeTakeFirst();
        if (row === undefined) throw new StoreError('not_found', 'there is no such organization');
        return row.execution_paused;
      }),
    setPaused: (organizationId, isPaused, actor) =>
      inside(organizationId, (tx) => setPaused(tx, organizationId, isPaused, actor)),
    channelPaces: (organizationId) =>
      inside(organizationId, async (tx) => {
        const rows = await tx
          .selectFrom('pacing')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .where('scope', 'like', 'channel:%')
          .orderBy('scope')
          .execute();
        return rows.map(paceOf);
      }),
    setChannelLimits: (organizationId, limits, actor) =>
      inside(organizationId, (tx) => setChannelLimits(tx, organizationId, limits, actor)),
    slowDown: (organizationId, channel, until, reason) =>
      inside(organizationId, async (tx) => {
        await sql`insert into pacing (organization_id, scope, not_before, reason)
          values (${organizationId}, ${`channel:${channel}`}, ${new Date(until)}, ${reason})
          on conflict (organization_id, scope) do update
          set not_before = greatest(pacing.not_before, excluded.not_before), reason = excluded.reason`.execute(
          tx,
        );
      }),
    enqueueAll: (...given) => enqueueAll(database, ...given),
    enqueueNew: (...given) => enqueueNew(database, ...given),
    dueCampaigns: (organizationId, now) =>
      // One snapshot: all that is known of a campaign was so at one moment, which its version and the epoch name.
      inside(organizationId, (tx) => dueCampaigns(tx, organizationId, now), { snapshot: true }),
    organizationsDue: (now) => organizationsDue(database, now),
    organizationsOpen: () => organizationsOpen(database),
    pauses: () =>
      database.withSetting('tact.job', 'every organization', async (tx) => {
        const { rows } = await sql<{ organizations: number; paused: number }>`
          select count(*) as organizations, count(*) filter (where execution_paused) as paused from organizations`.execute(
          tx,
        );
        return rows[0] ?? { organizations: 0, paused: 0 };
      }),
    claim: (...given) => claimItems(database, ...given),
    markHandingOver: (...given) => markHandingOver(database, ...given),
    settle: (...given) => settleItems(database, ...given),
    settleAsKnown: (...given) => settleAsKnown(database, ...given),
    isAsKnown: (...given) => isAsKnown(database, ...given),
    recover: (...given) => recover(database, ...given),
  };
}

/** Items with the client ids of those whom they are about. */
function shownItems(tx: Tx, organizationId: OrganizationId) {
  return tx
    .selectFrom('queue_items as q')
    .innerJoin('contacts as x', (join) =>
      join.onRef('x.organization_id', '=', 'q.organization_id').onRef('x.id', '=', 'q.contact_id'),
    )
    .selectAll('q')
    .select('x.client_id')
    .where('q.organization_id', '=', organizationId);
}

/** The id of nothing. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

async function figures(
  tx: Tx,
  organizationId: OrganizationId,
  campaignId: string | null,
  finishedSince: Instant,
): Promise<QueueFigures> {
  const ofCampaign =
    campaignId === null ? sql`` : sql`and campaign_id = ${isUuid(campaignId) ? campaignId : NO_ID}`;
  const { rows } = await sql<{ state: QueueState; count: number }>`
    select state, count(*) as count from queue_items
    where organization_id = ${organizationId} and state = 'pending' ${ofCampaign} group by state
    union all
    select state, count(*) from queue_items
    where organization_id = ${organizationId} and state = 'processing' ${ofCampaign} group by state
    union all
    select state, count(*) from queue_items
    where organization_id = ${organizationId} and finished_at >= ${instantValue(finishedSince)} ${ofCampaign}
      and state in ('completed', 'failed', 'skipped') group by state`.execute(tx);
  const of = (state: QueueState) => rows.find((row) => row.state === state)?.count ?? 0;
  return {
    pending: of('pending'),
    processing: of('processing'),
    completed: of('completed'),
    failed: of('failed'),
    skipped: of('skipped'),
  };
}

/** INVARIANT: changes the organization's row, for which marks of hand-overs wait. */
async function setPaused(
  tx: Tx,
  organizationId: OrganizationId,
  isPaused: boolean,
  actor: Actor,
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('organizations')
    .set({ execution_paused: isPaused })
    .where('organization_id', '=', organizationId)
    .where('execution_paused', '=', !isPaused)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  await audit(tx, organizationId, actor, {
    action: isPaused ? 'execution.pause' : 'execution.resume',
    entity: 'organization',
    entityId: organizationId,
    before: { paused: !isPaused },
    after: { paused: isPaused },
  });
}

async function setChannelLimits(
  tx: Tx,
  organizationId: OrganizationId,
  { channel, dispatchesPerMinuteMax, concurrencyMax }: Parameters<QueuePort['setChannelLimits']>[1],
  actor: Actor,
): Promise<ChannelPace> {
  const scope = `channel:${channel}`;
  const limits = { dispatches_per_minute_max: dispatchesPerMinuteMax, concurrency_max: concurrencyMax };
  const before = await tx
    .selectFrom('pacing')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('scope', '=', scope)
    .forUpdate()
    .executeTakeFirst();
  const row = await tx
    .insertInto('pacing')
    .values({ organization_id: organizationId, scope, ...limits })
    .onConflict((conflict) => conflict.columns(['organization_id', 'scope']).doUpdateSet(limits))
    .returningAll()
    .executeTakeFirstOrThrow();
  const after = paceOf(row);
  await audit(tx, organizationId, actor, {
    action: 'channel-limits.update',
    entity: 'channel-limits',
    entityId: channel,
    before: before === undefined ? { ...after, ...UNLIMITED } : paceOf(before),
    after,
  });
  return after;
}

/** A channel of which nobody has said anything. */
const UNLIMITED = { dispatchesPerMinuteMax: null, concurrencyMax: null };

function paceOf(row: Selectable<Tables['pacing']>): ChannelPace {
  return {
    channel: row.scope.slice('channel:'.length) as Channel,
    dispatchesPerMinuteMax: row.dispatches_per_minute_max,
    concurrencyMax: row.concurrency_max,
    notBefore: row.not_before as Instant | null,
    reason: row.reason,
  };
}

function queueItemOf(row: Selectable<Tables['queue_items']> & { readonly client_id: string }): QueueItem {
  return {
    id: row.id,
    campaignId: row.campaign_id,
    recordId: row.record_id,
    contactId: row.contact_id,
    clientId: row.client_id as ClientId,
    state: row.state as QueueState,
    scheduledAt: row.scheduled_at as Instant,
    comesFirst: row.comes_first_at !== null,
    handOver: row.hand_over as HandOverState,
    step: row.step,
    devicePosition: row.device_position,
    attemptId: row.attempt_id,
    decisionId: row.decision_id,
    providerReference: row.provider_reference,
    assignee: row.assignee,
    code: row.code,
    reason: row.reason,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
    finishedAt: row.finished_at as Instant | null,
  };
}
