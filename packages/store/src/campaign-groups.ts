import { sql, type Selectable } from 'kysely';
import type {
  CampaignGroupId,
  Instant,
  OrganizationId,
  RuleId,
  SuppressionListId,
  TimezoneSource,
} from '@tact/engine';
import { audit, raiseEpoch, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import type { CampaignGroup, CampaignGroupFields, CampaignGroupPort } from './ports.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';
import { assertVersion } from './versions.ts';

/** Campaign groups, with the optional rules and lists that they have picked (S5). */
export function campaignGroupPort(database: Database): CampaignGroupPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      throw refusalOf(error);
    });
  return {
    get: (organizationId, id) => inside(organizationId, (tx) => find(tx, organizationId, id)),
    list: (organizationId, page) =>
      inside(organizationId, async (tx) => {
        let query = tx
          .selectFrom('campaign_groups')
          .selectAll()
          .where('organization_id', '=', organizationId);
        if (page.cursor !== null) query = query.where('name', '>', String(keyOf(page.cursor, ['text'])[0]));
        const rows = await query
          .orderBy('name')
          .limit(page.limit + 1)
          .execute();
        const groups = await withPicks(tx, organizationId, rows);
        return pageOf(
          groups,
          page,
          (group) => group,
          ({ name }) => [name],
        );
      }),
    create: (organizationId, group, actor) =>
      inside(organizationId, async (tx) => {
        const id = uuidV7(Date.now() as Instant) as CampaignGroupId;
        await tx
          .insertInto('campaign_groups')
          .values({
            organization_id: organizationId,
            id,
            name: group.name,
            timezone_source: group.timezoneSource,
          })
          .execute();
        await writePicks(tx, organizationId, id, group);
        const created = await mustFind(tx, organizationId, id);
        await audit(tx, organizationId, actor, {
          action: 'campaign-group.create',
          entity: 'campaign-group',
          entityId: id,
          after: created,
        });
        return created;
      }),
    update: (organizationId, id, version, change, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id, true);
        assertVersion('campaign group', before.version, version);
        const next = { ...before, ...change };
        await tx
          .updateTable('campaign_groups')
          .set({
            name: next.name,
            timezone_source: next.timezoneSource,
            version: version + 1,
            updated_at: new Date(),
          })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await tx
          .deleteFrom('campaign_group_rules')
          .where('organization_id', '=', organizationId)
          .where('campaign_group_id', '=', id)
          .execute();
        await tx
          .deleteFrom('campaign_group_lists')
          .where('organization_id', '=', organizationId)
          .where('campaign_group_id', '=', id)
          .execute();
        await writePicks(tx, organizationId, id, next);
        const after = await mustFind(tx, organizationId, id);
        await audit(tx, organizationId, actor, {
          action: 'campaign-group.update',
          entity: 'campaign-group',
          entityId: id,
          before,
          after,
        });
        await raiseEpoch(tx, organizationId, 'ruleset');
        return after;
      }),
    delete: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id, true);
        await tx
          .deleteFrom('campaign_groups')
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await audit(tx, organizationId, actor, {
          action: 'campaign-group.delete',
          entity: 'campaign-group',
          entityId: id,
          before,
        });
        await raiseEpoch(tx, organizationId, 'ruleset');
      }),
  };
}

async function writePicks(
  tx: Tx,
  organizationId: OrganizationId,
  id: CampaignGroupId,
  { ruleIds, suppressionListIds }: CampaignGroupFields,
): Promise<void> {
  if (![...ruleIds, ...suppressionListIds].every(isUuid))
    throw new StoreError('not_found', 'a rule or list that the group picks does not exist');
  await sql`insert into campaign_group_rules (organization_id, campaign_group_id, rule_id)
    select ${organizationId}, ${id}, * from unnest(${[...new Set(ruleIds)]}::uuid[])`.execute(tx);
  await sql`insert into campaign_group_lists (organization_id, campaign_group_id, list_id)
    select ${organizationId}, ${id}, * from unnest(${[...new Set(suppressionListIds)]}::uuid[])`.execute(tx);
}

async function find(
  tx: Tx,
  organizationId: OrganizationId,
  id: CampaignGroupId,
  lock = false,
): Promise<CampaignGroup | undefined> {
  if (!isUuid(id)) return undefined;
  let query = tx
    .selectFrom('campaign_groups')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  return (await withPicks(tx, organizationId, await query.execute()))[0];
}

async function mustFind(
  tx: Tx,
  organizationId: OrganizationId,
  id: CampaignGroupId,
  lock = false,
): Promise<CampaignGroup> {
  const group = await find(tx, organizationId, id, lock);
  if (group === undefined) throw new StoreError('not_found', `there is no campaign group \`${id}\``);
  return group;
}

async function withPicks(
  tx: Tx,
  organizationId: OrganizationId,
  rows: readonly Selectable<Tables['campaign_groups']>[],
): Promise<CampaignGroup[]> {
  const ids = rows.map(({ id }) => id);
  const inRows = sql<boolean>`campaign_group_id = any (${ids}::uuid[])`;
  const rules = await tx
    .selectFrom('campaign_group_rules')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where(inRows)
    .orderBy('rule_id')
    .execute();
  const lists = await tx
    .selectFrom('campaign_group_lists')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where(inRows)
    .orderBy('list_id')
    .execute();
  return rows.map((row) => ({
    id: row.id as CampaignGroupId,
    name: row.name,
    timezoneSource: row.timezone_source as TimezoneSource | null,
    ruleIds: rules.filter((pick) => pick.campaign_group_id === row.id).map((pick) => pick.rule_id as RuleId),
    suppressionListIds: lists
      .filter((pick) => pick.campaign_group_id === row.id)
      .map((pick) => pick.list_id as SuppressionListId),
    version: row.version,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  }));
}

function refusalOf(error: unknown): unknown {
  const broken = brokenConstraint(error);
  if (broken === 'campaign_groups_by_name')
    return new StoreError('name_taken', 'there is a campaign group with this name already', error);
  if (broken?.startsWith('campaign_group_') === true)
    return new StoreError('not_found', 'a rule or list that the group picks does not exist', error);
  return error;
}
