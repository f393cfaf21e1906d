import { sql } from 'kysely';
import type { Instant, OrganizationId, RuleId } from '@tact/engine';
import { auditedName } from './audited-names.ts';
import { audit, raiseEpoch, type Database, type Tx } from './database.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import type { Actor, Rule, RulePort, StoredRuleKind } from './ports.ts';
import { columnsOf, ruleOf, versionOf } from './rule-rows.ts';
import { assertRuleUnused, listUses } from './rule-uses.ts';
import { freeFor } from './rule-copies.ts';
import { rulesInForce } from './rules-in-force.ts';
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
    getMany: (organizationId, ids) =>
      inside(organizationId, async (tx) => {
        const rows = await tx
          .selectFrom('rules')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .where(sql<boolean>`id = any (${ids.filter(isUuid)}::uuid[])`)
          .execute();
        return rows.map(ruleOf);
      }),
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
        await assertRuleUnused(tx, organizationId, id);
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
    uses: (organizationId, id, page) =>
      inside(organizationId, (tx) => listUses(tx, organizationId, id, page)),
    freeFor: (organizationId, kind, names, priority) =>
      inside(organizationId, (tx) => freeFor(tx, organizationId, kind, names, priority)),
    versions: (organizationId, kind, id, page) =>
      inside(organizationId, async (tx) => {
        let query = tx
          .selectFrom('rule_versions')
          .selectAll()
          .select(SAVED_BY_NAME)
          .where('organization_id', '=', organizationId)
          .where('rule_id', '=', isUuid(id) ? id : NO_ID)
          .where('kind', '=', kind);
        if (page.cursor !== null)
          query = query.where('version', '<', Number(keyOf(page.cursor, ['integer'])[0]));
        const rows = await query
          .orderBy('version', 'desc')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, versionOf, ({ version }) => [version]);
      }),
    rulesInForce: (organizationId, group, campaignId = null) =>
      database.inOrganization(organizationId, (tx) => rulesInForce(tx, organizationId, group, campaignId), {
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

const SAVED_BY_NAME = auditedName('rule', {
  organization: 'rule_versions.organization_id',
  thing: 'rule_versions.rule_id',
  by: 'rule_versions.saved_by',
}).as('saved_by_name');

const NO_ID = '00000000-0000-0000-0000-000000000000';

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
