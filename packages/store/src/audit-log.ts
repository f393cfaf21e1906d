import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Instant } from '@tact/engine';
import { audit, instantValue, type Database } from './database.ts';
import type { Tables } from './database-types.ts';
import { keyOf, pageOf } from './page.ts';
import type { Actor, AuditEntry, AuditFilter, AuditPort } from './ports.ts';

/** Entries of an export that are read at once: some megabytes where each changes something large. */
const PART_ENTRIES = 1_000;

/** Reading the audit log, which is written with each change, and adding to it what was found. */
export function auditPort(database: Database): AuditPort {
  return {
    list: (organizationId, page, filter) =>
      database.inOrganization(organizationId, async (tx) => {
        let query = tx
          .selectFrom('audit_log')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .where(isMeant(filter));
        if (page.cursor !== null) query = query.where('id', '<', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('id', 'desc')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, entryOf, ({ id }) => [id]);
      }),
    async *parts(organizationId, afterNumber, filter) {
      const head = await database.inOrganization(organizationId, (tx) =>
        tx
          .selectFrom('audit_heads')
          .select('seq')
          .where('organization_id', '=', organizationId)
          .executeTakeFirst(),
      );
      for (let after = afterNumber; ;) {
        const rows = await database.inOrganization(organizationId, (tx) =>
          tx
            .selectFrom('audit_log')
            .selectAll()
            .where('organization_id', '=', organizationId)
            .where('seq', '>', after)
            .where('seq', '<=', head?.seq ?? 0)
            .where(isMeant(filter))
            .orderBy('seq')
            .limit(PART_ENTRIES)
            .execute(),
        );
        if (rows.length > 0) yield rows.map(entryOf);
        const last = rows.at(-1);
        if (last === undefined || rows.length < PART_ENTRIES) return;
        after = last.seq;
      }
    },
    note: (organizationId, actor, note) =>
      database.inOrganization(organizationId, (tx) => audit(tx, organizationId, actor, note)),
  };
}

/** Who and which request are columns made from the actor: row-level security hands no computed value down to an index. */
function isMeant(filter: Partial<AuditFilter>): RawBuilder<boolean> {
  const { from = null, until = null } = filter;
  const wanted: readonly (readonly [column: string, value: string | null | undefined])[] = [
    ['entity', filter.entity],
    ['entity_id', filter.entityId],
    ['action', filter.action],
    ['actor_id', filter.actorId],
    ['actor_kind', filter.actorKind],
    ['actor_source', filter.source],
    ['request_id', filter.requestId],
  ];
  const conditions = wanted.flatMap(([column, value]) =>
    value === null || value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`],
  );
  if (from !== null) conditions.push(sql`at >= ${instantValue(from)}`);
  if (until !== null) conditions.push(sql`at < ${instantValue(until)}`);
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

function entryOf(row: Selectable<Tables['audit_log']>): AuditEntry {
  return {
    id: row.id,
    number: row.seq,
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
