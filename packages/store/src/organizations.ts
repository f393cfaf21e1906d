import type { Selectable } from 'kysely';
import type { OrganizationId, OrganizationRules, ZoneFallback } from '@tact/engine';
import { audit, raiseEpoch, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import type { Organization, OrganizationPort } from './ports.ts';
import { assertVersion } from './versions.ts';

/** Organizations and their settings. */
export function organizationPort(database: Database): OrganizationPort {
  return {
    listIds() {
      return database.withSetting('tact.job', 'every organization', async (tx) => {
        const rows = await tx
          .selectFrom('organizations')
          .select('organization_id')
          .orderBy('organization_id')
          .execute();
        return rows.map((row) => row.organization_id as OrganizationId);
      });
    },
    get: (organizationId) =>
      database.inOrganization(organizationId, (tx) => readOrganization(tx, organizationId)),
    create(organization, actor) {
      const create = database.inOrganization(organization.id, async (tx) => {
        await tx
          .insertInto('organizations')
          .values({ organization_id: organization.id, ...columnsOf(organization) })
          .execute();
        await tx.insertInto('organization_epochs').values({ organization_id: organization.id }).execute();
        const created = await readOrganization(tx, organization.id);
        await audit(tx, organization.id, actor, {
          action: 'organization.create',
          entity: 'organization',
          entityId: organization.id,
          after: created,
        });
        return created;
      });
      return create.catch((error: unknown) => {
        throw brokenConstraint(error) === 'organizations_pkey'
          ? new StoreError('name_taken', 'there is an organization with this id already', error)
          : error;
      });
    },
    update(organizationId, version, change, actor) {
      return database.inOrganization(organizationId, async (tx) => {
        const before = await readOrganization(tx, organizationId, true);
        assertVersion('organization', before.version, version);
        await tx
          .updateTable('organizations')
          .set({ ...columnsOf({ ...before, ...change }), version: version + 1 })
          .where('organization_id', '=', organizationId)
          .execute();
        const after = await readOrganization(tx, organizationId);
        await audit(tx, organizationId, actor, {
          action: 'organization.update',
          entity: 'organization',
          entityId: organizationId,
          before,
          after,
        });
        await raiseEpoch(tx, organizationId, 'ruleset');
        return after;
      });
    },
  };
}

/** The organization's own rules, as the engine takes them. */
export function organizationRulesOf(row: Selectable<Tables['organizations']>): OrganizationRules {
  return {
    zone: row.zone,
    zoneFallback: row.zone_fallback as ZoneFallback,
    allowedHours: row.allowed_hours as OrganizationRules['allowedHours'],
    limits: row.limits as OrganizationRules['limits'],
  };
}

/** One organization; `not_found` where there is none. */
export async function readOrganization(
  tx: Tx,
  organizationId: OrganizationId,
  lock = false,
): Promise<Organization> {
  let query = tx.selectFrom('organizations').selectAll().where('organization_id', '=', organizationId);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  if (row === undefined) throw new StoreError('not_found', 'there is no such organization');
  return {
    id: organizationId,
    name: row.name,
    locale: row.locale,
    currency: row.currency,
    defaultCountry: row.default_country,
    rules: organizationRulesOf(row),
    version: row.version,
  };
}

function columnsOf({ name, locale, currency, defaultCountry, rules }: Omit<Organization, 'id' | 'version'>) {
  return {
    name,
    locale,
    currency,
    default_country: defaultCountry,
    zone: rules.zone,
    zone_fallback: rules.zoneFallback,
    allowed_hours: JSON.stringify(rules.allowedHours),
    limits: JSON.stringify(rules.limits),
  };
}
