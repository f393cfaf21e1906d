import { sql, type RawBuilder } from 'kysely';

/**
 * The name under which somebody changed a thing, as a part of a select: as the audit log has it, and so that of whoever is removed since,
 * too. The columns are those of the row with the thing's id and with the id of who changed it. Null: the audit log does not know.
 */
export function auditedName(
  entity: 'rule' | 'opt-out',
  columns: { readonly thing: string; readonly by: string; readonly organization: string },
): RawBuilder<string | null> {
  const { thing, by, organization } = columns;
  return sql<string | null>`(
    select a.actor ->> 'name' from audit_log a
    where a.organization_id = ${sql.ref(organization)} and a.entity = ${entity}
      and a.entity_id = ${sql.ref(thing)}::text and a.actor_id = ${sql.ref(by)}
    order by a.id desc limit 1)`;
}
