import type { Selectable } from 'kysely';
import type { Instant } from '@tact/engine';
import { audit, type Database } from './database.ts';
import type { Tables } from './database-types.ts';
import { keyOf, pageOf } from './page.ts';
import type { Actor, AuditEntry, AuditPort } from './ports.ts';

/** Reading the audit log, which is written with each change, and adding to it what was found. */
export function auditPort(database: Database): AuditPort {
  return {
    list: (organizationId, page, { entity, entityId }) =>
      database.inOrganization(organizationId, async (tx) => {
        let query = tx.selectFrom('audit_log').selectAll().where('organization_id', '=', organizationId);
        if (entity !== null) query = query.where('entity', '=', entity);
        if (entityId !== null) query = query.where('entity_id', '=', entityId);
        if (page.cursor !== null) query = query.where('id', '<', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('id', 'desc')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, entryOf, ({ id }) => [id]);
      }),
    note: (organizationId, actor, note) =>
      database.inOrganization(organizationId, (tx) => audit(tx, organizationId, actor, note)),
  };
}

function entryOf(row: Selectable<Tables['audit_log']>): AuditEntry {
  return {
    id: row.id,
    at: row.at as Instant,
    actor: row.actor as Actor,
    action: row.action,
    entity: row.entity,
    entityId: row.entity_id,
    before: row.before,
    after: row.after,
    reason: row.reason,
  };
}
