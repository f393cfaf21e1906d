import { sql } from 'kysely';
import { LIMITS, type OrganizationId } from '@tact/engine';
import type { Tx } from './database.ts';
import type { StoredRuleKind } from './ports.ts';

/** The first of the names, and the first priority after the given one, that no rule of the kind has; null where all are taken. */
export async function freeFor(
  tx: Tx,
  organizationId: OrganizationId,
  kind: StoredRuleKind,
  names: readonly string[],
  priority: number,
): Promise<{ readonly name: string | null; readonly priority: number | null }> {
  const { rows } = await sql<{ name: string | null; priority: number | null }>`
    select
      (select wanted.name from unnest(${[...names]}::text[]) with ordinality as wanted (name, place)
       where not exists (select from rules where organization_id = ${organizationId} and kind = ${kind} and name = wanted.name)
       order by wanted.place limit 1) as name,
      (select number from generate_series(1, ${LIMITS.priorityMax}::int) as number
       where not exists (select from rules where organization_id = ${organizationId} and kind = ${kind} and priority = number)
       order by number <= ${priority}, number limit 1) as priority`.execute(tx);
  return rows[0] ?? { name: null, priority: null };
}
