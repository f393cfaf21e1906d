import type { Instant, OrganizationId } from '@tact/engine';
import type { Database } from '../database.ts';

const DUE = `select organization_id, next_at from organizations_due(to_timestamp($1::double precision / 1000))`;
const OPEN = `select organization_id from organizations_open() as o (organization_id)`;

/** The organizations in whose queues something is due, and when the next item of any other is: one statement, however many there are. */
export async function organizationsDue(
  database: Database,
  now: Instant,
): Promise<{ readonly due: readonly OrganizationId[]; readonly nextDueAt: Instant | null }> {
  const rows = await database.call<{ organization_id: string; next_at: number }>('organizations_due', DUE, [
    now,
  ]);
  const later = rows.flatMap(({ next_at: at }) => (at > now ? [at] : []));
  return {
    due: rows.flatMap(({ organization_id: id, next_at: at }) => (at <= now ? [id as OrganizationId] : [])),
    nextDueAt: later.length === 0 ? null : (Math.min(...later) as Instant),
  };
}

/** The organizations whose queues are to be looked after now and then. */
export async function organizationsOpen(database: Database): Promise<readonly OrganizationId[]> {
  const rows = await database.call<{ organization_id: string }>('organizations_open', OPEN, []);
  return rows.map(({ organization_id: id }) => id as OrganizationId);
}
