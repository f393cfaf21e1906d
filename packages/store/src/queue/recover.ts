import { sql } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { setStatus } from '../campaigns/campaign-port.ts';
import type { Database } from '../database.ts';
import type { Actor } from '../ports.ts';
import { endedCampaigns } from './due-campaigns.ts';

/** Items in one statement. */
const BATCH = 5_000;

/** Takes back what ended workers held, takes results that did not come for `Unknown`, ends campaigns whose time is over, and skips what waits in completed ones: a batch of each. */
export async function recover(
  database: Database,
  organizationId: OrganizationId,
  now: Instant,
  actor: Actor,
): Promise<number> {
  const [row] = await database.call<{ count: number }>(
    'recover_queue_items',
    'select recover_queue_items($1, to_timestamp($2::double precision / 1000), $3) as count',
    [organizationId, now, BATCH],
  );
  const [late] = await database.call<{ count: number }>(
    'time_out_queue_items',
    'select time_out_queue_items($1, to_timestamp($2::double precision / 1000), $3) as count',
    [organizationId, now, BATCH],
  );
  const skipped = await database.inOrganization(organizationId, async (tx) => {
    for (const id of await endedCampaigns(tx, organizationId, now))
      await setStatus(tx, organizationId, id, 'completed', actor);
    const done = await sql`
      update queue_items q
      set state = 'skipped', code = 'campaign_completed', reason = 'the campaign was completed before its turn came',
        course = null, updated_at = ${new Date(now)}, finished_at = ${new Date(now)}
      from (
        select q.id from campaigns c
        cross join lateral (
          select q.id from queue_items q
          where q.organization_id = ${organizationId} and q.campaign_id = c.id and q.state = 'pending'
          order by q.scheduled_at limit ${BATCH}
          for update skip locked
        ) as q
        where c.organization_id = ${organizationId} and c.status = 'completed'
        limit ${BATCH}
      ) as waiting
      where q.organization_id = ${organizationId} and q.id = waiting.id`.execute(tx);
    return Number(done.numAffectedRows ?? 0n);
  });
  return (row?.count ?? 0) + (late?.count ?? 0) + skipped;
}
