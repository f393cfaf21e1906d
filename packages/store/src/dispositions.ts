import { sql, type Selectable } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { audit, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import type { Disposition, DispositionPort } from './ports.ts';
import { assertUnused } from './still-used.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';
import { assertVersion } from './versions.ts';

/** Disposition codes. Decisions hold codes as text, so no change here raises an epoch. */
export function dispositionPort(database: Database): DispositionPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      throw brokenConstraint(error) === 'dispositions_by_code'
        ? new StoreError('name_taken', 'there is a disposition with this code already', error)
        : error;
    });
  return {
    get: (organizationId, id) => inside(organizationId, (tx) => find(tx, organizationId, id)),
    list: (organizationId, page) =>
      inside(organizationId, async (tx) => {
        let query = tx.selectFrom('dispositions').selectAll().where('organization_id', '=', organizationId);
        if (page.cursor !== null) query = query.where('code', '>', String(keyOf(page.cursor, ['text'])[0]));
        const rows = await query
          .orderBy('code')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, dispositionOf, ({ code }) => [code]);
      }),
    unknownCodes: (organizationId, codes) =>
      inside(organizationId, async (tx) => {
        const { rows } = await sql<{ code: string }>`
          select distinct wanted.code from unnest(${[...codes]}::text[]) as wanted (code)
          where exists (select from dispositions where organization_id = ${organizationId})
            and not exists (select from dispositions d where d.organization_id = ${organizationId} and d.code = wanted.code)
          order by 1`.execute(tx);
        return rows.map(({ code }) => code);
      }),
    create: (organizationId, disposition, actor) =>
      inside(organizationId, async (tx) => {
        const row = await tx
          .insertInto('dispositions')
          .values({ organization_id: organizationId, id: uuidV7(Date.now() as Instant), ...disposition })
          .returningAll()
          .executeTakeFirstOrThrow();
        const after = dispositionOf(row);
        await audit(tx, organizationId, actor, { ...changeOf('create', after.id), after });
        return after;
      }),
    update: (organizationId, id, version, change, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id);
        assertVersion('disposition', before.version, version);
        const { name, description } = { ...before, ...change };
        const row = await tx
          .updateTable('dispositions')
          .set({ name, description, version: version + 1, updated_at: new Date() })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow();
        const after = dispositionOf(row);
        await audit(tx, organizationId, actor, { ...changeOf('update', id), before, after });
        return after;
      }),
    delete: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFind(tx, organizationId, id);
        await assertCodeUnused(tx, organizationId, before.code);
        await tx
          .deleteFrom('dispositions')
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .execute();
        await audit(tx, organizationId, actor, { ...changeOf('delete', id), before });
      }),
  };
}

/**
 * Refuses to delete a code that a rule or a pre-dial validation stamps, that a rule counts, or that leads to a treatment. One that comes to be used at this very moment is
 * not seen; the rule then holds a code that is not defined, and blocks as before.
 */
async function assertCodeUnused(tx: Tx, organizationId: OrganizationId, code: string): Promise<void> {
  const { rows } = await sql<{ kind: string; name: string }>`
    select 'rule' as kind, name from rules
    where organization_id = ${organizationId}
      and (disposition_code = ${code} or conditions #> '{countBy,dispositions}' ? ${code}::text)
    union all
    select 'pre-dial validation', name from pre_dial_validations
    where organization_id = ${organizationId} and disposition_code = ${code}
    union all
    select 'treatment', t.name from treatment_triggers g
    join treatments t on t.organization_id = g.organization_id and t.id = g.treatment_id
    where g.organization_id = ${organizationId} and g.kind = 'disposition' and g.value = ${code}
    order by kind, name`.execute(tx);
  assertUnused('the disposition', rows);
}

function changeOf(action: string, entityId: string) {
  return { action: `disposition.${action}`, entity: 'disposition', entityId };
}

async function find(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  lock = false,
): Promise<Disposition | undefined> {
  if (!isUuid(id)) return undefined;
  let query = tx
    .selectFrom('dispositions')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id);
  if (lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row === undefined ? undefined : dispositionOf(row);
}

/** The disposition, locked until the transaction ends. */
async function mustFind(tx: Tx, organizationId: OrganizationId, id: string): Promise<Disposition> {
  const disposition = await find(tx, organizationId, id, true);
  if (disposition === undefined) throw new StoreError('not_found', `there is no disposition \`${id}\``);
  return disposition;
}

function dispositionOf(row: Selectable<Tables['dispositions']>): Disposition {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    description: row.description,
    version: row.version,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  };
}
