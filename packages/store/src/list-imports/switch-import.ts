import { sql } from 'kysely';
import type { OrganizationId, SuppressionListId } from '@tact/engine';
import { audit, raiseEpoch, type Tx } from '../database.ts';
import { StoreError } from '../errors.ts';
import { endJob, holdJob } from '../jobs.ts';
import { putInForce as putNumbersInForce, rollBack as rollNumbersBack } from '../number-sets/put-in-force.ts';
import type { Actor, ListImport, ListImportReference, ListImportRun } from '../ports.ts';
import { assertBase, mustFindImport } from './find-import.ts';

/**
 * Puts all of an import in force: its entries, what it removes, the version of numbers that it made. INVARIANT: raises the suppression epoch
 * in the same transaction, so that no decision on the list before is committed once this is acknowledged (S23).
 */
export async function putImportInForce(
  tx: Tx,
  organizationId: OrganizationId,
  run: ListImportRun,
  actor: Actor,
): Promise<ListImport> {
  await holdJob(tx, organizationId, run);
  await lockList(tx, organizationId, run.listId);
  const listImport = await mustFindImport(tx, organizationId, run);
  if (listImport.state !== 'loading' || !listImport.readWhole)
    throw new StoreError('version_conflict', 'the import is not read to its end; go on with it first');
  await assertBase(tx, organizationId, run.listId, listImport.baseLabel);
  if (listImport.mode === 'replace')
    await sql`update list_imports set state = 'replaced', replaced_by = ${run.importId}
      where organization_id = ${organizationId} and list_id = ${run.listId} and state = 'in force'`.execute(
      tx,
    );
  // By the clock that moves on within a transaction: two imports are never put in force at one instant.
  await sql`update list_imports set state = 'in force', in_force_at = clock_timestamp()
    where organization_id = ${organizationId} and list_id = ${run.listId} and id = ${run.importId}`.execute(
    tx,
  );
  const isRegistryChanged = await setRegistry(tx, organizationId, listImport);
  const after = await mustFindImport(tx, organizationId, run);
  await audit(tx, organizationId, actor, {
    action: 'list-import.put-in-force',
    entity: 'suppression-list',
    entityId: run.listId,
    after: summaryOf(after),
  });
  await endJob(tx, organizationId, run.jobId, { state: 'finished' });
  if (after.versionId === null) await raiseEpochs(tx, organizationId, isRegistryChanged);
  else await putNumbersInForce(tx, organizationId, { listId: run.listId, versionId: after.versionId }, actor);
  return after;
}

/** Takes the import back that the list was last changed by, exactly. */
export async function rollImportBack(
  tx: Tx,
  organizationId: OrganizationId,
  reference: ListImportReference,
  reason: string,
  actor: Actor,
): Promise<ListImport> {
  const { listId, importId } = reference;
  await lockList(tx, organizationId, listId);
  const listImport = await mustFindImport(tx, organizationId, reference);
  if (listImport.state !== 'in force')
    throw new StoreError(
      'import_not_in_force',
      `the import is \`${listImport.state}\`; only one that is in force is rolled back`,
    );
  const { rows: later } = await sql`
    select 1 from list_imports where organization_id = ${organizationId} and list_id = ${listId} and state = 'in force'
      and in_force_at > (select in_force_at from list_imports
        where organization_id = ${organizationId} and list_id = ${listId} and id = ${importId})`.execute(tx);
  if (later.length > 0)
    throw new StoreError(
      'import_not_last',
      'later imports into the list are in force; roll those back first',
    );
  await sql`update list_imports set state = 'rolled back', rolled_back_at = now(), rolled_back_by = ${JSON.stringify(actor)}::jsonb,
      roll_back_reason = ${reason}
    where organization_id = ${organizationId} and list_id = ${listId} and id = ${importId}`.execute(tx);
  await sql`update list_imports set state = 'in force', replaced_by = null
    where organization_id = ${organizationId} and list_id = ${listId} and replaced_by = ${importId} and state = 'replaced'`.execute(
    tx,
  );
  const isRegistryChanged = await restoreRegistry(tx, organizationId, listImport);
  const after = await mustFindImport(tx, organizationId, reference);
  await audit(tx, organizationId, actor, {
    action: 'list-import.roll-back',
    entity: 'suppression-list',
    entityId: listId,
    before: summaryOf(listImport),
    reason,
  });
  if (after.versionId === null) await raiseEpochs(tx, organizationId, isRegistryChanged);
  else await rollNumbersBack(tx, organizationId, { listId, versionId: after.versionId }, reason, actor);
  return after;
}

/** Where no version of numbers comes or goes, which does the same. What a list says of itself is part of the ruleset. */
async function raiseEpochs(
  tx: Tx,
  organizationId: OrganizationId,
  isRegistryChanged: boolean,
): Promise<void> {
  if (isRegistryChanged) await raiseEpoch(tx, organizationId, 'ruleset');
  await raiseEpoch(tx, organizationId, 'suppression');
}

/** What the audit log tells of an import. */
function summaryOf({ id, fileName, fileSha256, mode, label, good, bad, repeated, versionId }: ListImport) {
  return { importId: id, fileName, fileSha256, mode, label, good, bad, repeated, version: versionId };
}

/** Date and coverage of a registry list, from the import's settings (S26); the coverage before is kept for rolling back. */
async function setRegistry(
  tx: Tx,
  organizationId: OrganizationId,
  { id, listId, dataAt, coverage }: ListImport,
): Promise<boolean> {
  if (dataAt === null && coverage === null) return false;
  await sql`update list_imports set (coverage_before, data_at_before) = (
      select registry_coverage, registry_version_at from suppression_lists where organization_id = ${organizationId} and id = ${listId})
    where organization_id = ${organizationId} and list_id = ${listId} and id = ${id}`.execute(tx);
  const { numAffectedRows = 0n } = await sql`
    update suppression_lists set version = version + 1, updated_at = now(),
      registry_version_at = coalesce(${dataAt === null ? null : new Date(dataAt)}::timestamptz, registry_version_at),
      registry_coverage = coalesce(${coverage === null ? null : [...coverage]}::text[], registry_coverage)
    where organization_id = ${organizationId} and id = ${listId} and is_registry`.execute(tx);
  return numAffectedRows > 0n;
}

async function restoreRegistry(
  tx: Tx,
  organizationId: OrganizationId,
  { id, listId, dataAt, coverage }: ListImport,
): Promise<boolean> {
  if (dataAt === null && coverage === null) return false;
  const { numAffectedRows = 0n } = await sql`
    update suppression_lists set version = version + 1, updated_at = now(), registry_coverage = i.coverage_before,
      registry_version_at = i.data_at_before
    from list_imports i
    where suppression_lists.organization_id = ${organizationId} and suppression_lists.id = ${listId} and is_registry
      and i.organization_id = ${organizationId} and i.list_id = ${listId} and i.id = ${id} and i.coverage_before is not null`.execute(
    tx,
  );
  return numAffectedRows > 0n;
}

/** Changes of one list come one after the other. */
async function lockList(tx: Tx, organizationId: OrganizationId, listId: SuppressionListId): Promise<void> {
  await tx
    .selectFrom('suppression_lists')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', listId)
    .forUpdate()
    .execute();
}
