import type { Instant, OrganizationId } from '@tact/engine';
import { audit, raiseEpoch, type Tx } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Actor, NumberSetReference, NumberSetState, NumberSetVersion } from '../ports.ts';
import { inForceOf, mustFindVersion } from './find-version.ts';
import { gapIn, writtenPieces } from './read-pieces.ts';

/**
 * Puts a loaded version in force instead of the one that it was begun on. INVARIANT: raises the suppression epoch in the same transaction, so
 * that a decision on the numbers before it is not committed once this is acknowledged (S23).
 */
export async function putInForce(
  tx: Tx,
  organizationId: OrganizationId,
  reference: NumberSetReference,
  actor: Actor,
): Promise<NumberSetVersion> {
  const list = await lockList(tx, organizationId, reference);
  const version = await mustFindVersion(tx, organizationId, reference, 'update');
  if (version.state !== 'loading')
    throw conflict(`the version of the numbers is \`${version.state}\` already; begin a new one`);
  const pieces = await writtenPieces(tx, organizationId, reference);
  if (gapIn(pieces) !== undefined)
    throw conflict(
      'pieces of the version are missing; write those that `written` does not name, and try again',
    );
  const inForce = await inForceOf(tx, organizationId, reference.listId);
  if (inForce !== version.replaces)
    throw conflict('other numbers were put in force since this version was begun; begin again on those');
  const sum = (of: 'numbers' | 'chunks' | 'words') => pieces.reduce((total, piece) => total + piece[of], 0);
  if (list?.retention_days != null && sum('numbers') > 0)
    throw new StoreError(
      'retention_with_numbers',
      'the list keeps each entry for some days only, and numbers of a set have no day to count from; import the file again, which makes entries of them',
    );
  if (inForce !== null) await setState(tx, organizationId, { ...reference, versionId: inForce }, 'replaced');
  await setState(tx, organizationId, reference, 'in force');
  await updateVersion(tx, organizationId, reference)
    .set({ numbers: sum('numbers'), chunks: sum('chunks'), words: sum('words'), in_force_at: new Date() })
    .execute();
  const after = await mustFindVersion(tx, organizationId, reference);
  await audit(tx, organizationId, actor, {
    action: 'number-set.put-in-force',
    entity: 'suppression-list',
    entityId: reference.listId,
    before: { version: inForce },
    after: { version: after.id, numbers: after.numbers, importId: after.importId },
  });
  // Numbers of no stated instant leave the list's own date as it is.
  await takeEffect(tx, organizationId, reference, after.dataAt === null ? 'as it is' : after.dataAt);
  return after;
}

/** Takes a version back that is in force, and puts the one before it in force again. */
export async function rollBack(
  tx: Tx,
  organizationId: OrganizationId,
  reference: NumberSetReference,
  reason: string,
  actor: Actor,
): Promise<void> {
  await lockList(tx, organizationId, reference);
  const version = await mustFindVersion(tx, organizationId, reference, 'update');
  if (version.state !== 'in force')
    throw conflict(
      `the version of the numbers is \`${version.state}\`; only the one in force is rolled back`,
    );
  const before = version.replaces === null ? null : { ...reference, versionId: version.replaces };
  const previous =
    before === null
      ? null
      : await mustFindVersion(tx, organizationId, before, 'update').catch((error: unknown) => {
          if (!(error instanceof StoreError) || error.code !== 'not_found') throw error;
          throw conflict('the version before was deleted; import its list again instead');
        });
  await setState(tx, organizationId, reference, 'rolled back');
  if (before !== null) await setState(tx, organizationId, before, 'in force');
  await audit(tx, organizationId, actor, {
    action: 'number-set.roll-back',
    entity: 'suppression-list',
    entityId: reference.listId,
    before: { version: version.id, numbers: version.numbers, importId: version.importId },
    after: { version: previous?.id ?? null, numbers: previous?.numbers ?? null },
    reason,
  });
  // Going back to numbers of no known instant, the date of the ones that go must not stay: a list without a date blocks.
  await takeEffect(tx, organizationId, reference, previous?.dataAt ?? null);
}

/** The date of a registry list is that of its numbers; then, as the last thing, nothing older is committed any more. */
async function takeEffect(
  tx: Tx,
  organizationId: OrganizationId,
  { listId }: NumberSetReference,
  dataAt: Instant | null | 'as it is',
): Promise<void> {
  const { numUpdatedRows: registries } = await tx
    .updateTable('suppression_lists')
    .set(({ eb }) => ({
      ...(dataAt === 'as it is'
        ? {}
        : {
            registry_version_at: dataAt === null ? null : new Date(dataAt),
            // Whoever changes the list by what it was before is told.
            version: eb('version', '+', 1),
          }),
      updated_at: new Date(),
    }))
    .where('organization_id', '=', organizationId)
    .where('id', '=', listId)
    .where('is_registry', '=', true)
    .executeTakeFirst();
  // What a list says of itself is part of the ruleset.
  if (registries > 0n) await raiseEpoch(tx, organizationId, 'ruleset');
  await raiseEpoch(tx, organizationId, 'suppression');
}

/** Changes of one list's numbers come one after the other. */
async function lockList(
  tx: Tx,
  organizationId: OrganizationId,
  { listId }: NumberSetReference,
): Promise<{ readonly retention_days: number | null } | undefined> {
  return tx
    .selectFrom('suppression_lists')
    .select('retention_days')
    .where('organization_id', '=', organizationId)
    .where('id', '=', listId)
    .forUpdate()
    .executeTakeFirst();
}

async function setState(
  tx: Tx,
  organizationId: OrganizationId,
  reference: NumberSetReference,
  state: NumberSetState,
): Promise<void> {
  await updateVersion(tx, organizationId, reference).set({ state }).execute();
}

function updateVersion(tx: Tx, organizationId: OrganizationId, { listId, versionId }: NumberSetReference) {
  return tx
    .updateTable('number_set_versions')
    .where('organization_id', '=', organizationId)
    .where('list_id', '=', listId)
    .where('id', '=', versionId);
}

function conflict(sentence: string): StoreError {
  return new StoreError('version_conflict', sentence);
}
