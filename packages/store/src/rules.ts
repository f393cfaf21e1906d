import type { Selectable } from 'kysely';
import type { CampaignGroupId, Instant, OrganizationId, RuleId, TimezoneSource } from '@tact/engine';
import { audit, raiseEpoch, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { organizationRulesOf } from './organizations.ts';
import { keyOf, pageOf } from './page.ts';
import type {
  Actor,
  Rule,
  RuleFields,
  RulePort,
  RulesInForce,
  RuleVersion,
  StoredRuleKind,
} from './ports.ts';
import { suppressionListsInForce } from './suppression-lists.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';
import { assertVersion } from './versions.ts';

/** Rules, each saved state of them, and the rules in force for a request. */
export function rulePort(database: Database): RulePort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      throw refusalOf(error);
    });
  return {
    get: (organizationId, kind, id) => inside(organizationId, (tx) => find(tx, organizationId, kind, id)),
    list: (organizationId, kind, page) =>
      inside(organizationId, async (tx) => {
        let query = tx
          .selectFrom('rules')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .where('kind', '=', kind);
        if (page.cursor !== null)
          query = query.where('priority', '>', Number(keyOf(page.cursor, ['integer'])[0]));
        const rows = await query
          .orderBy('priority')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, ruleOf, ({ priority }) => [priority]);
      }),
    create: (organizationId, kind, rule, actor) =>
      inside(organizationId, async (tx) => {
        const id = uuidV7(Date.now() as Instant) as RuleId;
        await tx
          .insertInto('rules')
          .values({ organization_id: organizationId, id, kind, ...columnsOf(rule) })
          .execute();
        const created = await mustFind(tx, organizationId, kind, id);
        return saved(tx, organizationId, actor, 'rule.create', undefined, created);
      }),
    update: (organizationId, kind, id, version, rule, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, kind, id, true);
        assertVersion('rule', before.version, version);
        await tx
          .updateTable('rules')
          .set({ ...columnsOf(rule), version: version + 1, updated_at: new Date() })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        return saved(
          tx,
          organizationId,
          actor,
          'rule.update',
          before,
          await mustFind(tx, organizationId, kind, id),
        );
      }),
    delete: (organizationId, kind, id, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, kind, id, true);
        await tx
          .deleteFrom('rules')
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await writeVersion(tx, organizationId, actor, { ...before, version: before.version + 1 }, true);
        await audit(tx, organizationId, actor, {
          action: 'rule.delete',
          entity: 'rule',
          entityId: id,
          before,
        });
        await raiseEpoch(tx, organizationId, 'ruleset');
      }),
    versions: (organizationId, id, page) =>
      inside(organizationId, async (tx) => {
        let query = tx
          .selectFrom('rule_versions')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .where('rule_id', '=', isUuid(id) ? id : NO_ID);
        if (page.cursor !== null)
          query = query.where('version', '<', Number(keyOf(page.cursor, ['integer'])[0]));
        const rows = await query
          .orderBy('version', 'desc')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, versionOf, ({ version }) => [version]);
      }),
    rulesInForce: (organizationId, group) =>
      database.inOrganization(organizationId, (tx) => rulesInForce(tx, organizationId, group), {
        snapshot: true,
      }),
    saveRuleset: (organizationId, fingerprint, source) =>
      inside(organizationId, async (tx) => {
        await tx
          .insertInto('rulesets')
          .values({ organization_id: organizationId, fingerprint, source })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }),
    findRuleset: (organizationId, fingerprint) =>
      inside(organizationId, async (tx) => {
        const row = await tx
          .selectFrom('rulesets')
          .select('source')
          .where('organization_id', '=', organizationId)
          .where('fingerprint', '=', fingerprint)
          .executeTakeFirst();
        return row?.source;
      }),
  };
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** INVARIANT: one snapshot, so the rules are those of the epoch that stands beside them. */
async function rulesInForce(
  tx: Tx,
  organizationId: OrganizationId,
  group: CampaignGroupId | null,
): Promise<RulesInForce | undefined> {
  const organization = await tx
    .selectFrom('organizations')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .executeTakeFirst();
  const epochs = await tx
    .selectFrom('organization_epochs')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .executeTakeFirst();
  if (organization === undefined || epochs === undefined)
    throw new StoreError('not_found', 'there is no such organization');
  const groupId = group !== null && isUuid(group) ? group : NO_ID;
  const picked = await tx
    .selectFrom('campaign_groups')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', groupId)
    .executeTakeFirst();
  if (group !== null && picked === undefined) return undefined;
  const rows = await tx
    .selectFrom('rules')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where((where) =>
      where.or([
        where('required', '=', true),
        where(
          'id',
          'in',
          where
            .selectFrom('campaign_group_rules')
            .select('rule_id')
            .where('organization_id', '=', organizationId)
            .where('campaign_group_id', '=', groupId),
        ),
      ]),
    )
    .orderBy('kind')
    .orderBy('priority')
    .execute();
  return {
    rulesetEpoch: epochs.ruleset_epoch,
    organization: organizationRulesOf(organization),
    defaultCountry: organization.default_country,
    timezoneSource: (picked?.timezone_source ?? null) as TimezoneSource | null,
    suppressionLists: await suppressionListsInForce(tx, organizationId, groupId),
    rules: rows.map(ruleOf),
  };
}

/** The end of every change of a rule: its version, the audit entry, the epoch. */
async function saved(
  tx: Tx,
  organizationId: OrganizationId,
  actor: Actor,
  action: string,
  before: Rule | undefined,
  after: Rule,
): Promise<Rule> {
  await writeVersion(tx, organizationId, actor, after, false);
  await audit(tx, organizationId, actor, { action, entity: 'rule', entityId: after.id, before, after });
  await raiseEpoch(tx, organizationId, 'ruleset');
  return after;
}

async function writeVersion(
  tx: Tx,
  organizationId: OrganizationId,
  actor: Actor,
  rule: Rule,
  deleted: boolean,
): Promise<void> {
  await tx
    .insertInto('rule_versions')
    .values({
      organization_id: organizationId,
      rule_id: rule.id,
      version: rule.version,
      kind: rule.kind,
      ...columnsOf(rule),
      deleted,
      saved_by: actor.id,
    })
    .execute();
}

async function find(
  tx: Tx,
  organizationId: OrganizationId,
  kind: StoredRuleKind,
  id: RuleId,
  lock = false,
): Promise<Rule | undefined> {
  if (!isUuid(id)) return undefined;
  let query = tx
    .selectFrom('rules')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('kind', '=', kind)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : ruleOf(row);
}

async function mustFind(
  tx: Tx,
  organizationId: OrganizationId,
  kind: StoredRuleKind,
  id: RuleId,
  lock = false,
): Promise<Rule> {
  const rule = await find(tx, organizationId, kind, id, lock);
  if (rule === undefined) throw new StoreError('not_found', `there is no rule \`${id}\` of this kind`);
  return rule;
}

function ruleOf(row: Selectable<Tables['rules']>): Rule {
  return {
    id: row.id as RuleId,
    kind: row.kind as StoredRuleKind,
    ...fieldsOf(row),
    version: row.version,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  };
}

function versionOf(row: Selectable<Tables['rule_versions']>): RuleVersion {
  return {
    ...fieldsOf(row),
    version: row.version,
    savedAt: row.saved_at as Instant,
    savedBy: row.saved_by,
    deleted: row.deleted,
  };
}

function fieldsOf(
  row: Pick<
    Selectable<Tables['rules']>,
    'name' | 'required' | 'priority' | 'disposition_code' | 'conditions'
  >,
): RuleFields {
  return {
    name: row.name,
    required: row.required,
    priority: row.priority,
    dispositionCode: row.disposition_code,
    conditions: row.conditions as RuleFields['conditions'],
  };
}

function columnsOf({ name, required, priority, dispositionCode, conditions }: RuleFields) {
  return {
    name,
    required,
    priority,
    disposition_code: dispositionCode,
    conditions: JSON.stringify(conditions),
  };
}

function refusalOf(error: unknown): unknown {
  switch (brokenConstraint(error)) {
    case 'rules_by_name':
      return new StoreError('name_taken', 'there is a rule of this kind with this name already', error);
    case 'rules_by_priority':
      return new StoreError(
        'priority_taken',
        'there is a rule of this kind with this priority already',
        error,
      );
    default:
      return error;
  }
}
