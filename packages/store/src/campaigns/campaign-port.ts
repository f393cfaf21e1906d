import { sql, type Selectable } from 'kysely';
import type { CampaignGroupId, Channel, Instant, OrganizationId, WeekTimes } from '@tact/engine';
import { audit, raiseEpoch, type Database, type Tx } from '../database.ts';
import type { Tables } from '../database-types.ts';
import { brokenConstraint, StoreError } from '../errors.ts';
import { keyOf, pageOf } from '../page.ts';
import type {
  Actor,
  CallDelivery,
  Campaign,
  CampaignFields,
  CampaignPort,
  CampaignStatus,
} from '../ports.ts';
import { isUuid, uuidV7 } from '../uuid-v7.ts';
import { assertVersion } from '../versions.ts';

/** Campaigns: a contact list, a channel, a message, and how fast. */
export function campaignPort(database: Database): CampaignPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      throw refusalOf(error);
    });
  return {
    get: (organizationId, id) => inside(organizationId, (tx) => findCampaign(tx, organizationId, id)),
    list: (organizationId, page) =>
      inside(organizationId, async (tx) => {
        let query = tx.selectFrom('campaigns').selectAll().where('organization_id', '=', organizationId);
        if (page.cursor !== null) query = query.where('name', '>', String(keyOf(page.cursor, ['text'])[0]));
        const rows = await query
          .orderBy('name')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, campaignOf, ({ name }) => [name]);
      }),
    create: (organizationId, campaign, actor) =>
      inside(organizationId, async (tx) => {
        const id = uuidV7(Date.now() as Instant);
        const row = await tx
          .insertInto('campaigns')
          .values({ organization_id: organizationId, id, ...columnsOf(campaign) })
          .returningAll()
          .executeTakeFirstOrThrow();
        // INVARIANT: every campaign has its row of pacing: claims lock it.
        await tx
          .insertInto('pacing')
          .values({ organization_id: organizationId, scope: `campaign:${id}` })
          .execute();
        const after = campaignOf(row);
        await audit(tx, organizationId, actor, { ...changeOf('create', id), after });
        return after;
      }),
    update: (organizationId, id, version, campaign, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFindCampaign(tx, organizationId, id);
        assertVersion('campaign', before.version, version);
        // Another list begins from its first record.
        const isSameList = before.contactListId === campaign.contactListId;
        if (!isSameList) await assertNothingTakenUp(tx, organizationId, id);
        const row = await tx
          .updateTable('campaigns')
          .set({
            ...columnsOf(campaign),
            ...(isSameList ? {} : { enqueued_through: null }),
            version: version + 1,
            updated_at: new Date(),
          })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        const after = campaignOf(row);
        await audit(tx, organizationId, actor, { ...changeOf('update', id), before, after });
        // What is decided by its hours and its group is decided by the new ones from here on, on every node (G2).
        const hasSameRules =
          before.campaignGroupId === after.campaignGroupId &&
          JSON.stringify(before.hours) === JSON.stringify(after.hours);
        if (!hasSameRules) await raiseEpoch(tx, organizationId, 'ruleset');
        return after;
      }),
    delete: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFindCampaign(tx, organizationId, id);
        if (before.status !== 'draft')
          throw new StoreError(
            'still_used',
            `the campaign is ${before.status}, and what it did stays; complete it instead`,
          );
        await tx
          .deleteFrom('campaigns')
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await tx
          .deleteFrom('pacing')
          .where('organization_id', '=', organizationId)
          .where('scope', '=', `campaign:${id}`)
          .execute();
        await audit(tx, organizationId, actor, { ...changeOf('delete', id), before });
      }),
    setStatus: (organizationId, id, status, actor) =>
      inside(organizationId, (tx) => setStatus(tx, organizationId, id, status, actor)),
  };
}

/**
 * INVARIANT: all items of a campaign are of its list. The campaign's row is locked, for which whoever takes records up waits: either their items are
 * found here, or they find another list.
 */
async function assertNothingTakenUp(tx: Tx, organizationId: OrganizationId, id: string): Promise<void> {
  const item = await tx
    .selectFrom('queue_items')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('campaign_id', '=', id)
    .limit(1)
    .executeTakeFirst();
  if (item !== undefined)
    throw new StoreError(
      'status_conflict',
      'the campaign has records of its contact list in the queue and keeps that list; complete it, and make another campaign',
    );
}

const FROM: Readonly<Record<Exclude<CampaignStatus, 'draft'>, readonly CampaignStatus[]>> = {
  active: ['draft', 'paused'],
  paused: ['active'],
  completed: ['active', 'paused'],
};

/** Moves a campaign on, inside a transaction. INVARIANT: changes its row, for which marks of hand-overs wait. */
export async function setStatus(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  status: Exclude<CampaignStatus, 'draft'>,
  actor: Actor,
): Promise<Campaign> {
  const before = await mustFindCampaign(tx, organizationId, id);
  if (before.status === status) return before;
  if (!FROM[status].includes(before.status))
    throw new StoreError(
      'status_conflict',
      `the campaign is \`${before.status}\` and cannot become \`${status}\``,
    );
  const row = await tx
    .updateTable('campaigns')
    .set({ status, version: before.version + 1, updated_at: new Date() })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const after = campaignOf(row);
  await audit(tx, organizationId, actor, { ...changeOf(status, id), before, after });
  return after;
}

/** One campaign; with `lock` its row is held to the end of the transaction. */
export async function findCampaign(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  lock = false,
): Promise<Campaign | undefined> {
  if (!isUuid(id)) return undefined;
  let query = tx
    .selectFrom('campaigns')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : campaignOf(row);
}

/** One campaign, held to the end of the transaction; `not_found` where there is none. */
export async function mustFindCampaign(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
): Promise<Campaign> {
  const campaign = await findCampaign(tx, organizationId, id, true);
  if (campaign === undefined) throw new StoreError('not_found', `there is no campaign \`${id}\``);
  return campaign;
}

/** A campaign from its row. */
export function campaignOf(row: Selectable<Tables['campaigns']>): Campaign {
  return {
    id: row.id,
    name: row.name,
    status: row.status as CampaignStatus,
    campaignGroupId: row.campaign_group_id as CampaignGroupId,
    contactListId: row.contact_list_id,
    channel: row.channel as Channel,
    messageTemplateId: row.message_template_id,
    language: row.language,
    startsAt: row.starts_at as Instant | null,
    endsAt: row.ends_at as Instant | null,
    hours: row.hours as WeekTimes | null,
    delivery: row.delivery as CallDelivery | null,
    treatmentScript: row.treatment_script,
    devicePositions: row.device_positions,
    enqueues: row.enqueues as Campaign['enqueues'],
    dispatchesPerMinuteMax: row.dispatches_per_minute_max,
    concurrencyMax: row.concurrency_max,
    weight: row.weight,
    version: row.version,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  };
}

function columnsOf(campaign: CampaignFields) {
  return {
    name: campaign.name,
    campaign_group_id: campaign.campaignGroupId,
    contact_list_id: campaign.contactListId,
    channel: campaign.channel,
    message_template_id: campaign.messageTemplateId,
    language: campaign.language,
    starts_at: campaign.startsAt === null ? null : new Date(campaign.startsAt),
    ends_at: campaign.endsAt === null ? null : new Date(campaign.endsAt),
    hours: campaign.hours === null ? null : JSON.stringify(campaign.hours),
    delivery: campaign.delivery === null ? null : JSON.stringify(campaign.delivery),
    treatment_script: campaign.treatmentScript,
    device_positions: sql<number[]>`${[...campaign.devicePositions]}::smallint[]`,
    enqueues: campaign.enqueues,
    dispatches_per_minute_max: campaign.dispatchesPerMinuteMax,
    concurrency_max: campaign.concurrencyMax,
    weight: campaign.weight,
  };
}

function changeOf(action: string, entityId: string) {
  return { action: `campaign.${action}`, entity: 'campaign', entityId };
}

function refusalOf(error: unknown): unknown {
  const broken = brokenConstraint(error);
  if (broken === 'campaigns_by_name')
    return new StoreError('name_taken', 'there is a campaign with this name already', error);
  if (broken?.startsWith('campaigns_organization_id') === true)
    return new StoreError(
      'not_found',
      'the campaign group, the contact list or the message template does not exist',
      error,
    );
  return error;
}
