import { sql } from 'kysely';
import type { AttemptId, CallResult, Instant, OrganizationId } from '@tact/engine';
import type { Tx } from '../database.ts';

/**
 * Tells the queue, in the transaction that records a result, that an item's attempt has one: its treatment is applied by the next worker,
 * and cannot be lost by a crash. What is under way stays so; what has finished is due again, unless its campaign is over.
 */
export async function noteResult(
  tx: Tx,
  organizationId: OrganizationId,
  attemptId: AttemptId,
  result: {
    readonly callResult: CallResult | null;
    readonly disposition: string | null;
    readonly at: Instant;
  },
): Promise<void> {
  const at = sql`${new Date(result.at)}::timestamptz`;
  await sql`
    update queue_items q
    set result_at = ${at}, result_call_result = ${result.callResult}, result_disposition = ${result.disposition},
      state = case when q.state = 'processing' then q.state else 'pending' end,
      scheduled_at = case when q.state = 'processing' then q.scheduled_at else ${at} end,
      code = case when q.state = 'processing' then q.code else 'result_reported' end,
      reason = case when q.state = 'processing' then q.reason else 'its result was reported; what follows from it is worked out next' end,
      updated_at = ${at}, finished_at = null
    from campaigns c
    where q.organization_id = ${organizationId} and q.attempt_id = ${attemptId} and q.state <> 'skipped'
      and c.organization_id = ${organizationId} and c.id = q.campaign_id and c.status <> 'completed'`.execute(
    tx,
  );
}
