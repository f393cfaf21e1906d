import { sql } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import type { Change, Tx } from './database.ts';
import { textArray, uuidArray } from './deciding/binary-arrays.ts';
import type { Actor } from './ports.ts';
import { uuidV7 } from './uuid-v7.ts';

/** Changes in one statement: what some tens of megabytes hold. */
const CHANGES_MAX = 20_000;

/** Writes an audit entry for each of many changes of one actor, in the transaction that makes them: a statement for thousands. */
export async function auditMany(
  tx: Tx,
  organizationId: OrganizationId,
  actor: Actor,
  changes: readonly Change[],
): Promise<void> {
  for (let from = 0; from < changes.length; from += CHANGES_MAX) {
    const some = changes.slice(from, from + CHANGES_MAX);
    const texts = (of: (change: Change) => string | null) => textArray(some.map(of));
    await sql`
      insert into audit_log (organization_id, id, actor, action, entity, entity_id, before, after, reason)
      select ${organizationId}, c.id, ${JSON.stringify(actor)}::jsonb, c.action, c.entity, c.entity_id, c.before::jsonb, c.after::jsonb, c.reason
      from unnest(
        ${uuidArray(some.map(() => uuidV7(Date.now() as Instant)))}::uuid[], ${texts(({ action }) => action)}::text[],
        ${texts(({ entity }) => entity)}::text[], ${texts(({ entityId }) => entityId)}::text[],
        ${texts(({ before }) => jsonOrNull(before))}::text[], ${texts(({ after }) => jsonOrNull(after))}::text[],
        ${texts(({ reason }) => reason ?? null)}::text[]
      ) as c (id, action, entity, entity_id, before, after, reason)`.execute(tx);
  }
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
