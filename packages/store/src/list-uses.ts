import { sql } from 'kysely';
import type { OrganizationId, SuppressionListId } from '@tact/engine';
import type { Tx } from './database.ts';
import { assertUnused, type User } from './still-used.ts';

/**
 * Refuses to delete a suppression list that something has picked (`still_used`): it would vanish there, and whom it names could be contacted.
 * INVARIANT: the list's row is locked, so nothing comes to pick it meanwhile.
 */
export async function assertListUnused(
  tx: Tx,
  organizationId: OrganizationId,
  id: SuppressionListId,
): Promise<void> {
  const { rows } = await sql<User>`
    select 'campaign group' as kind, o.name
    from campaign_group_lists l join campaign_groups o on o.organization_id = l.organization_id and o.id = l.campaign_group_id
    where l.organization_id = ${organizationId} and l.list_id = ${id}
    union all
    select 'campaign template', o.name
    from campaign_template_lists l join campaign_templates o on o.organization_id = l.organization_id and o.id = l.campaign_template_id
    where l.organization_id = ${organizationId} and l.list_id = ${id}
    union all
    select 'dialing profile', o.name
    from dialing_profile_lists l join dialing_profiles o on o.organization_id = l.organization_id and o.id = l.dialing_profile_id
    where l.organization_id = ${organizationId} and l.list_id = ${id}
    order by kind, name`.execute(tx);
  assertUnused('the suppression list', rows);
}
