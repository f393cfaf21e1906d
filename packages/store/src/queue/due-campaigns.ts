import { sql } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { campaignOf } from '../campaigns/campaign-port.ts';
import { messageTemplateOf } from '../campaigns/message-template-port.ts';
import { instantValue, type Tx } from '../database.ts';
import { readOrganization } from '../organizations.ts';
import type { DueCampaign } from '../ports.ts';
import { validationsInForce } from './validations-in-force.ts';

/**
 * Active campaigns that have something due and may dispatch, with their templates and the organization; and when the next item of any
 * becomes due. One look into the index of due items for each active campaign. INVARIANT: the transaction is a snapshot. A campaign
 * that moves to another group between two statements would else have its version after the move, and its pre-dial validations before it: no mark
 * finds that, and it is dialled without being validated.
 */
export async function dueCampaigns(
  tx: Tx,
  organizationId: OrganizationId,
  now: Instant,
): Promise<{ readonly due: readonly DueCampaign[]; readonly nextDueAt: Instant | null }> {
  const { rows } = await sql<{ id: string; next_at: number; is_due: boolean }>`
    select c.id, milliseconds(greatest(q.scheduled_at, c.starts_at, p.not_before)) as next_at,
      greatest(q.scheduled_at, c.starts_at, p.not_before) <= ${new Date(now)}::timestamptz as is_due
    from campaigns c
    join organizations o on o.organization_id = c.organization_id and not o.execution_paused
    cross join lateral (
      select q.scheduled_at from queue_items q
      where q.organization_id = ${organizationId} and q.campaign_id = c.id and q.state = 'pending'
      order by q.scheduled_at limit 1
    ) as q
    left join lateral (
      select max(p.not_before) as not_before from pacing p
      where p.organization_id = ${organizationId} and p.scope in ('campaign:' || c.id, 'channel:' || c.channel)
    ) as p on true
    where c.organization_id = ${organizationId} and c.status = 'active'
      and coalesce(c.ends_at > ${new Date(now)}::timestamptz, true)`.execute(tx);
  const ids = rows.filter((row) => row.is_due).map(({ id }) => id);
  const later = rows.filter((row) => !row.is_due).map((row) => row.next_at);
  return {
    due: ids.length === 0 ? [] : await withParts(tx, organizationId, ids),
    nextDueAt: later.length === 0 ? null : (Math.min(...later) as Instant),
  };
}

async function withParts(
  tx: Tx,
  organizationId: OrganizationId,
  ids: readonly string[],
): Promise<readonly DueCampaign[]> {
  const { epoch: validationsEpoch, of: validationsOf } = await validationsInForce(tx, organizationId, ids);
  const organization = await readOrganization(tx, organizationId);
  const campaigns = await tx
    .selectFrom('campaigns')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', 'in', [...ids])
    .orderBy('id')
    .execute();
  const named = campaigns.flatMap(({ message_template_id: id }) => id ?? []);
  const templates =
    named.length === 0
      ? []
      : await tx
          .selectFrom('message_templates')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .where('id', 'in', named)
          .execute();
  const byUnknown = await tx
    .selectFrom('treatment_triggers')
    .select('treatment_id')
    .where('organization_id', '=', organizationId)
    .where('kind', '=', 'call-result')
    .where('value', '=', 'Unknown')
    .executeTakeFirst();
  const byId = new Map(templates.map((row) => [row.id, messageTemplateOf(row)]));
  return campaigns.map((row) => ({
    campaign: campaignOf(row),
    template: row.message_template_id === null ? null : (byId.get(row.message_template_id) ?? null),
    organization,
    // A relay reports nothing of an e-mail that it took: to wait for it would be to send it again.
    treatsTimeOuts: row.channel !== 'email' && (byUnknown !== undefined || row.treatment_script !== null),
    validations: validationsOf(row.id),
    validationsEpoch,
  }));
}

/** When the active campaigns of an organization end that have an end, soonest first, and whose time is over. */
export async function endedCampaigns(
  tx: Tx,
  organizationId: OrganizationId,
  now: Instant,
): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('campaigns')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('status', 'in', ['active', 'paused'])
    .where('ends_at', '<=', instantValue(now))
    .execute();
  return rows.map(({ id }) => id);
}
