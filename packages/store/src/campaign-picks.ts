import { sql } from 'kysely';
import type { OrganizationId, RuleId, SuppressionListId } from '@tact/engine';
import type { Tx } from './database.ts';
import { StoreError } from './errors.ts';
import type { CampaignObjectFields } from './ports.ts';
import { isUuid } from './uuid-v7.ts';

/** Where the picks of one kind of campaign objects stand. */
export interface PickTables {
  readonly rules: string;
  readonly lists: string;
  readonly validations: string;
  /** The column of all tables that names the object. */
  readonly column: string;
}

type Picks = Pick<CampaignObjectFields, 'ruleIds' | 'suppressionListIds' | 'preDialValidationIds'>;

/** Replaces the picks of an object. Throws `not_found` for what cannot be an id; a foreign key refuses what does not exist. */
export async function writePicks(
  tx: Tx,
  organizationId: OrganizationId,
  { rules, lists, validations, column }: PickTables,
  id: string,
  { ruleIds, suppressionListIds, preDialValidationIds = [] }: Picks,
): Promise<void> {
  for (const [table, pick, ids] of [
    [rules, 'rule_id', ruleIds],
    [lists, 'list_id', suppressionListIds],
    [validations, 'validation_id', preDialValidationIds],
  ] as const) {
    if (!ids.every(isUuid)) throw noSuchPick();
    await sql`delete from ${sql.table(table)}
      where organization_id = ${organizationId} and ${sql.ref(column)} = ${id}`.execute(tx);
    await sql`insert into ${sql.table(table)} (organization_id, ${sql.ref(column)}, ${sql.ref(pick)})
      select ${organizationId}, ${id}, * from unnest(${[...new Set<string>(ids)]}::uuid[])`.execute(tx);
  }
}

/** Picks one rule; says whether it was not picked before. */
export async function pickRule(
  tx: Tx,
  organizationId: OrganizationId,
  { rules, column }: PickTables,
  id: string,
  ruleId: RuleId,
): Promise<boolean> {
  if (!isUuid(ruleId)) throw noSuchPick();
  const { numAffectedRows } = await sql`
    insert into ${sql.table(rules)} (organization_id, ${sql.ref(column)}, rule_id)
    values (${organizationId}, ${id}, ${ruleId}) on conflict do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

/** Takes one pick back; says whether there was one. */
export async function unpickRule(
  tx: Tx,
  organizationId: OrganizationId,
  { rules, column }: PickTables,
  id: string,
  ruleId: RuleId,
): Promise<boolean> {
  if (!isUuid(ruleId)) return false;
  const { numAffectedRows } = await sql`delete from ${sql.table(rules)}
    where organization_id = ${organizationId} and ${sql.ref(column)} = ${id} and rule_id = ${ruleId}`.execute(
    tx,
  );
  return numAffectedRows === 1n;
}

/** The picks of some objects, read in three statements; in the order of their ids. */
export async function withPicks(
  tx: Tx,
  organizationId: OrganizationId,
  { rules, lists, validations, column }: PickTables,
  ids: readonly string[],
): Promise<(id: string) => Required<Picks>> {
  const read = async (table: string, pick: string) => {
    const { rows } = await sql<{ owner: string; picked: string }>`
      select ${sql.ref(column)} as owner, ${sql.ref(pick)} as picked from ${sql.table(table)}
      where organization_id = ${organizationId} and ${sql.ref(column)} = any (${ids}::uuid[])
      order by picked`.execute(tx);
    return Map.groupBy(rows, ({ owner }) => owner);
  };
  const pickedRules = await read(rules, 'rule_id');
  const pickedLists = await read(lists, 'list_id');
  const pickedValidations = await read(validations, 'validation_id');
  return (id) => ({
    ruleIds: (pickedRules.get(id) ?? []).map(({ picked }) => picked as RuleId),
    suppressionListIds: (pickedLists.get(id) ?? []).map(({ picked }) => picked as SuppressionListId),
    preDialValidationIds: (pickedValidations.get(id) ?? []).map(({ picked }) => picked),
  });
}

function noSuchPick(): StoreError {
  return new StoreError('not_found', 'a rule, list or validation that is picked does not exist');
}
