import { sql } from 'kysely';
import type { OrganizationId, RuleId } from '@tact/engine';
import type { Tx } from './database.ts';
import { keyOf, pageOf } from './page.ts';
import type { Page, PageRequest, RuleUse } from './ports.ts';
import { assertUnused } from './still-used.ts';
import { isUuid } from './uuid-v7.ts';

interface UseRow {
  readonly kind: RuleUse['kind'];
  readonly id: string;
  readonly name: string;
  readonly through_id: string | null;
  readonly through_name: string | null;
}

/** What has picked a rule, by kind and name; groups whose dialing profile has picked it too. */
export async function listUses(
  tx: Tx,
  organizationId: OrganizationId,
  id: RuleId,
  page: PageRequest,
): Promise<Page<RuleUse>> {
  const [kind, name, through] = page.cursor === null ? [] : keyOf(page.cursor, ['text', 'text', 'text']);
  const { rows } = await sql<UseRow>`
    with uses (kind, id, name, through_id, through_name) as (
      ${picksOf(organizationId, id)}
      union all
      select 'campaign-group', g.id, g.name, p.id, p.name
      from dialing_profile_rules r
      join dialing_profiles p on p.organization_id = r.organization_id and p.id = r.dialing_profile_id
      join campaign_groups g on g.organization_id = r.organization_id and g.dialing_profile_id = p.id
      where r.organization_id = ${organizationId} and r.rule_id = ${uuidOf(id)}
    )
    select * from uses
    where ${kind ?? null}::text is null
      or (kind, name, coalesce(through_name, '')) > (${kind ?? ''}::text, ${name ?? ''}::text, ${through ?? ''}::text)
    order by kind, name, coalesce(through_name, '') limit ${page.limit + 1}`.execute(tx);
  return pageOf(rows, page, useOf, (row) => [row.kind, row.name, row.through_name ?? '']);
}

/** Refuses to delete a rule that something has picked. INVARIANT: the rule's row is locked, so nothing comes to pick it meanwhile. */
export async function assertRuleUnused(tx: Tx, organizationId: OrganizationId, id: RuleId): Promise<void> {
  const { rows } = await sql<UseRow>`
    select * from (${picksOf(organizationId, id)}) as uses order by kind, name`.execute(tx);
  assertUnused(
    'the rule',
    rows.map(({ kind, name }) => ({ kind: kind.replaceAll('-', ' '), name })),
  );
}

/** What has picked a rule by itself. */
function picksOf(organizationId: OrganizationId, id: RuleId) {
  return sql`
    select 'campaign-group' as kind, o.id, o.name, null::uuid as through_id, null::text as through_name
    from campaign_group_rules r join campaign_groups o on o.organization_id = r.organization_id and o.id = r.campaign_group_id
    where r.organization_id = ${organizationId} and r.rule_id = ${uuidOf(id)}
    union all
    select 'campaign-template', o.id, o.name, null, null
    from campaign_template_rules r join campaign_templates o on o.organization_id = r.organization_id and o.id = r.campaign_template_id
    where r.organization_id = ${organizationId} and r.rule_id = ${uuidOf(id)}
    union all
    select 'dialing-profile', o.id, o.name, null, null
    from dialing_profile_rules r join dialing_profiles o on o.organization_id = r.organization_id and o.id = r.dialing_profile_id
    where r.organization_id = ${organizationId} and r.rule_id = ${uuidOf(id)}`;
}

function useOf({ kind, id, name, through_id, through_name }: UseRow): RuleUse {
  const through =
    through_id === null || through_name === null ? null : { id: through_id, name: through_name };
  return { kind, id, name, through };
}

function uuidOf(id: string): string {
  return isUuid(id) ? id : '00000000-0000-0000-0000-000000000000';
}
