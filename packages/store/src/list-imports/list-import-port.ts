import { sql } from 'kysely';
import type { Instant, OrganizationId, SuppressionListId } from '@tact/engine';
import { audit, type Database, type Tx } from '../database.ts';
import { brokenConstraint, StoreError } from '../errors.ts';
import { mustFindJob } from '../jobs.ts';
import { keyOf, pageOf } from '../page.ts';
import type {
  Actor,
  Job,
  ListImport,
  ListImportFields,
  ListImportPort,
  ListImportReference,
} from '../ports.ts';
import { mustFindList } from '../suppression-list-rows.ts';
import { isUuid, uuidV7 } from '../uuid-v7.ts';
import { assertBase, findImport, importOf, mustFindImport } from './find-import.ts';
import { joinParts } from './join-parts.ts';
import { storeStep } from './store-step.ts';
import { putImportInForce, rollImportBack } from './switch-import.ts';

/** Files brought into suppression lists. */
export function listImportPort(database: Database): ListImportPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      if (brokenConstraint(error) === undefined) throw error;
      throw new StoreError('not_found', 'the list or its import has been deleted meanwhile', error);
    });
  return {
    begin: (organizationId, listId, given, actor) =>
      inside(organizationId, (tx) => begin(tx, organizationId, listId, given, actor)),
    ...readers(inside),
    store: (organizationId, run, step) =>
      inside(organizationId, (tx) => storeStep(tx, organizationId, run, step)),
    join: (organizationId, run, actor, onStep) => joinParts(database, organizationId, run, actor, onStep),
    putInForce: (organizationId, run, actor) =>
      inside(organizationId, (tx) => putImportInForce(tx, organizationId, run, actor)),
    rollBack: (organizationId, reference, reason, actor) =>
      inside(organizationId, (tx) => rollImportBack(tx, organizationId, reference, reason, actor)),
    abandon: (organizationId, { listId, importId }) =>
      inside(organizationId, async (tx) => {
        await tx
          .updateTable('list_imports')
          .set({ state: 'failed' })
          .where('organization_id', '=', organizationId)
          .where('list_id', '=', listId)
          .where('id', '=', importId)
          .where('state', '=', 'loading')
          .execute();
      }),
    async tidyUp(organizationId, reference) {
      for (let isDone = false; !isDone;)
        isDone = await inside(organizationId, (tx) => tidyOnce(tx, organizationId, reference));
    },
  };
}

type Inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) => Promise<T>;

function readers(inside: Inside): Pick<ListImportPort, 'get' | 'find' | 'list' | 'unfinished' | 'badRows'> {
  const rowsOf = (tx: Tx, organizationId: OrganizationId) =>
    tx.selectFrom('list_imports').selectAll().where('organization_id', '=', organizationId);
  return {
    get: (organizationId, reference) =>
      inside(organizationId, (tx) => findImport(tx, organizationId, reference)),
    find: (organizationId, importId) =>
      inside(organizationId, async (tx) => {
        if (!isUuid(importId)) return undefined;
        const row = await rowsOf(tx, organizationId).where('id', '=', importId).executeTakeFirst();
        return row === undefined ? undefined : importOf(row);
      }),
    list: (organizationId, listId, page) =>
      inside(organizationId, async (tx) => {
        if (!isUuid(listId)) return { items: [], next: null };
        let query = rowsOf(tx, organizationId).where('list_id', '=', listId);
        if (page.cursor !== null) query = query.where('job_id', '<', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('job_id', 'desc')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, importOf, ({ job_id: jobId }) => [jobId]);
      }),
    unfinished: (organizationId, listId, { fileSha256, mode }) =>
      inside(organizationId, async (tx) => {
        const row = await rowsOf(tx, organizationId)
          .where('list_id', '=', listId)
          .where('file_sha256', '=', fileSha256)
          .where('mode', '=', mode)
          .where('state', '=', 'loading')
          .orderBy('job_id', 'desc')
          .limit(1)
          .executeTakeFirst();
        return row === undefined ? undefined : importOf(row);
      }),
    badRows: (organizationId, { listId, importId }, page) =>
      inside(organizationId, async (tx) => {
        await mustFindImport(tx, organizationId, { listId, importId });
        let query = tx
          .selectFrom('list_import_bad_rows')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .where('list_id', '=', listId)
          .where('import_id', '=', importId);
        if (page.cursor !== null)
          query = query.where('number', '>', Number(keyOf(page.cursor, ['integer'])[0]));
        const rows = await query
          .orderBy('number')
          .limit(page.limit + 1)
          .execute();
        return pageOf(
          rows,
          page,
          ({ member, line, column_name: column, value, code, sentence }) => ({
            member,
            line,
            column,
            value,
            code,
            sentence,
          }),
          ({ number }) => [number],
        );
      }),
  };
}

async function begin(
  tx: Tx,
  organizationId: OrganizationId,
  listId: SuppressionListId,
  given: ListImportFields,
  actor: Actor,
): Promise<{ readonly listImport: ListImport; readonly job: Job }> {
  const { isOwn } = await mustFindList(tx, organizationId, listId, true);
  if (isOwn && (given.mode !== 'append' || given.baseLabel !== null))
    throw new StoreError(
      'own_list_fixed',
      "a file can only add to the organization's own list; take single entries off it instead",
    );
  await assertBase(tx, organizationId, listId, given.baseLabel);
  const jobId = uuidV7(Date.now() as Instant);
  await tx
    .insertInto('jobs')
    .values({
      organization_id: organizationId,
      id: jobId,
      kind: 'list-import',
      list_id: listId,
      import_id: given.id,
      state: 'queued',
      bytes_total: given.fileBytes,
      created_by: JSON.stringify(actor),
    })
    .execute();
  await tx
    .insertInto('list_imports')
    .values({
      organization_id: organizationId,
      list_id: listId,
      id: given.id,
      job_id: jobId,
      file_name: given.fileName,
      file_sha256: given.fileSha256,
      file_bytes: given.fileBytes,
      mode: given.mode,
      plan: JSON.stringify(given.plan),
      label: given.label ?? given.id,
      base_label: given.baseLabel,
      data_at: given.dataAt === null ? null : new Date(given.dataAt),
      coverage: given.coverage === null ? null : [...given.coverage],
      created_by: JSON.stringify(actor),
    })
    .execute();
  await audit(tx, organizationId, actor, {
    action: 'list-import.begin',
    entity: 'suppression-list',
    entityId: listId,
    after: { importId: given.id, fileName: given.fileName, fileSha256: given.fileSha256, mode: given.mode },
  });
  return {
    listImport: await mustFindImport(tx, organizationId, { listId, importId: given.id }),
    job: await mustFindJob(tx, organizationId, jobId),
  };
}

/** Entries that are taken away in one transaction: what a second does. */
const TIDIED_MAX = 20_000;

/** Gives whether nothing is left to take away. */
async function tidyOnce(
  tx: Tx,
  organizationId: OrganizationId,
  { listId, importId }: ListImportReference,
): Promise<boolean> {
  const { state, versionId } = await mustFindImport(tx, organizationId, { listId, importId });
  if (state === 'loading') return true;
  await tx
    .deleteFrom('list_import_parts')
    .where('organization_id', '=', organizationId)
    .where('list_id', '=', listId)
    .where('import_id', '=', importId)
    .execute();
  if (state !== 'failed' && state !== 'rolled back') return true;
  if (versionId !== null)
    await sql`delete from number_set_versions where organization_id = ${organizationId} and list_id = ${listId}
      and id = ${versionId} and state = 'loading'`.execute(tx);
  const { numAffectedRows = 0n } = await sql`
    delete from suppression_entries where organization_id = ${organizationId} and list_id = ${listId} and id in (
      select id from suppression_entries
      where organization_id = ${organizationId} and list_id = ${listId} and import_id = ${importId} limit ${TIDIED_MAX})`.execute(
    tx,
  );
  return numAffectedRows < BigInt(TIDIED_MAX);
}
