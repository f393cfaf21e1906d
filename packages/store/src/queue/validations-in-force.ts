import { sql, type Selectable } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import type { Tx } from '../database.ts';
import type { Tables } from '../database-types.ts';
import type { PreDialValidation } from '../ports.ts';
import { validationOf } from '../pre-dial-validations.ts';

/** The pre-dial validations of some campaigns, and the epoch that they belong to. */
export interface ValidationsInForce {
  readonly epoch: number;
  /** Those that are required, that the campaign's group has picked, or its dialing profile; by priority. */
  readonly of: (campaignId: string) => readonly PreDialValidation[];
}

/** Reads them as they are in the transaction's snapshot. */
export async function validationsInForce(
  tx: Tx,
  organizationId: OrganizationId,
  campaignIds: readonly string[],
): Promise<ValidationsInForce> {
  const { rows } = await sql<
    { validations_epoch: number; campaign_id: string | null } & Selectable<Tables['pre_dial_validations']>
  >`
    select o.validations_epoch, applied.campaign_id, applied.*
    from organizations o
    left join lateral (
      select c.id as campaign_id, v.*
      from campaigns c
      join campaign_groups g on g.organization_id = c.organization_id and g.id = c.campaign_group_id
      join pre_dial_validations v on v.organization_id = c.organization_id
      where c.organization_id = ${organizationId} and c.id = any (${[...campaignIds]}::uuid[]) and (
        v.required
        or exists (select from campaign_group_validations p
          where p.organization_id = c.organization_id and p.campaign_group_id = g.id and p.validation_id = v.id)
        or exists (select from dialing_profile_validations p
          where p.organization_id = c.organization_id and p.dialing_profile_id = g.dialing_profile_id and p.validation_id = v.id))
    ) as applied on true
    where o.organization_id = ${organizationId}
    order by applied.priority`.execute(tx);
  const byCampaign = Map.groupBy(rows, (row) => row.campaign_id);
  return {
    epoch: rows[0]?.validations_epoch ?? -1,
    of: (campaignId) => (byCampaign.get(campaignId) ?? []).map(validationOf),
  };
}
