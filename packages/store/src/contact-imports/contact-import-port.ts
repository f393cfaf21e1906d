import { sql } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import type { Database, Tx } from '../database.ts';
import type { Namers } from '../erasure/erased-names.ts';
import { StoreError } from '../errors.ts';
import {
  endLeased,
  leaseEnd,
  leaseLost,
  resumeLeased,
  stopLeased,
  takeLeased,
  tellLeased,
} from '../leased-work.ts';
import { keyOf, pageOf } from '../page.ts';
import type { Actor, ContactImport, ContactImportFields, ContactImportPort } from '../ports.ts';
import { isUuid, uuidV7 } from '../uuid-v7.ts';
import {
  findContactImport,
  contactImportOf,
  KIND,
  mustFindContactImport,
  type ContactImportColumns,
} from './find-contact-import.ts';
import { storeContactStep } from './store-contact-step.ts';
import { undoContactStep } from './undo-contact-step.ts';

/** Days for which an import can be taken back, and for which cells that were not taken are kept: they name people. */
export const CONTACT_IMPORT_DAYS = 30;
/** Rows that are forgotten in one transaction: what a second does. */
const FORGOTTEN_MAX = 20_000;

type Inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) => Promise<T>;

/** Files of contacts that are brought in. */
export function contactImportPort(database: Database, namers: Namers): ContactImportPort {
  const inside: Inside = (organizationId, work) => database.inOrganization(organizationId, work);
  return {
    create: (organizationId, given, actor) =>
      inside(organizationId, (tx) => create(tx, organizationId, given, actor)),
    ...readers(inside),
    ...steps(inside),
    take: async (organizationId, hold, fileIds) => {
      const which = sql`(phase = 'undo' or file_id = any (${fileIds.filter(isUuid)}::uuid[]))`;
      const row = await takeLeased<ContactImportColumns>(database, KIND, organizationId, hold, which);
      return row === undefined ? undefined : contactImportOf(row);
    },
    renew: (organizationId, { id, runner, leaseMs }) =>
      inside(organizationId, async (tx) => {
        const { rows } = await sql<{ stop_requested: boolean }>`
          update contact_imports set leased_until = ${leaseEnd(leaseMs)}
          where organization_id = ${organizationId} and id = ${id} and runner = ${runner} and state = 'running'
          returning stop_requested`.execute(tx);
        const [row] = rows;
        if (row === undefined) throw leaseLost(KIND);
        return row.stop_requested;
      }),
    store: (organizationId, hold, step, actor) =>
      inside(organizationId, (tx) => storeContactStep(tx, namers, organizationId, hold, step, actor)),
    undoStep: (organizationId, hold, contactsMax, actor) =>
      inside(organizationId, (tx) => undoContactStep(tx, organizationId, hold, contactsMax, actor)),
    end: (organizationId, { id, runner }, end, actor) =>
      inside(organizationId, async (tx) => {
        await endLeased(tx, KIND, organizationId, { id, runner, end });
        if (end.state !== 'finished' && end.state !== 'failed') return;
        if (end.state === 'finished')
          await sql`update contact_imports set undone_at = now(), done = 1
            where organization_id = ${organizationId} and id = ${id} and phase = 'undo'`.execute(tx);
        await tellEnd(tx, organizationId, id, actor);
      }),
    lapse: (organizationId, id, sentence) =>
      inside(organizationId, async (tx) => {
        const { rows } = await sql`
          update contact_imports set state = 'failed', finished_at = now(), error_code = 'file_invalid', error = ${sentence}
          where organization_id = ${organizationId} and id = ${id} and state = 'stopped' and phase = 'import'
          returning 1`.execute(tx);
        if (rows.length === 0) return false;
        const { createdBy } = await mustFindContactImport(tx, organizationId, id);
        await tellEnd(tx, organizationId, id, { ...createdBy, source: 'bulk' });
        return true;
      }),
    async tidyUp(organizationId, id) {
      const over = sql`import_id = ${id} and not is_new`;
      for (let left = FORGOTTEN_MAX; left === FORGOTTEN_MAX;)
        left = await inside(organizationId, (tx) =>
          forget(tx, organizationId, 'contact_import_contacts', over),
        );
    },
    async purge(organizationId) {
      const old = sql`select id from contact_imports where organization_id = ${organizationId}
        and created_at < now() - make_interval(days => ${CONTACT_IMPORT_DAYS})`;
      const beyond = sql`import_id in (${old} and state in ('stopped', 'failed', 'finished'))`;
      // Cells name people, whatever becomes of an import that waits for a file that nobody has any more.
      const cellsBeyond = sql`import_id in (${old})`;
      for (const table of [
        'contact_import_rows',
        'contact_import_contacts',
        'contact_import_accounts',
        'contact_import_records',
      ] as const)
        for (let left = FORGOTTEN_MAX; left === FORGOTTEN_MAX;)
          left = await inside(organizationId, (tx) =>
            forget(tx, organizationId, table, table === 'contact_import_rows' ? cellsBeyond : beyond),
          );
      await inside(organizationId, async (tx) => {
        await sql`update contact_imports i set bad_kept = 0 where i.organization_id = ${organizationId} and i.bad_kept > 0
          and not exists (select from contact_import_rows r where r.organization_id = i.organization_id and r.import_id = i.id)
          and i.created_at < now() - make_interval(days => ${CONTACT_IMPORT_DAYS})`.execute(tx);
      });
    },
  };
}

async function forget(
  tx: Tx,
  organizationId: OrganizationId,
  table:
    'contact_import_rows' | 'contact_import_contacts' | 'contact_import_accounts' | 'contact_import_records',
  which: ReturnType<typeof sql>,
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from ${sql.table(table)} where organization_id = ${organizationId} and ctid in (
      select ctid from ${sql.table(table)} where organization_id = ${organizationId} and ${which} limit ${FORGOTTEN_MAX})`.execute(
    tx,
  );
  return Number(numAffectedRows);
}

function readers(inside: Inside): Pick<ContactImportPort, 'get' | 'list' | 'ofFile' | 'badRows'> {
  return {
    get: (organizationId, id) => inside(organizationId, (tx) => findContactImport(tx, organizationId, id)),
    ofFile: (organizationId, fileId) =>
      inside(organizationId, async (tx) => {
        if (!isUuid(fileId)) return undefined;
        const { rows } = await sql<ContactImportColumns>`
          select * from contact_imports where organization_id = ${organizationId} and file_id = ${fileId}`.execute(
          tx,
        );
        return rows[0] === undefined ? undefined : contactImportOf(rows[0]);
      }),
    list: (organizationId, page) =>
      inside(organizationId, async (tx) => {
        let query = tx
          .selectFrom('contact_imports')
          .selectAll()
          .where('organization_id', '=', organizationId);
        if (page.cursor !== null) query = query.where('id', '<', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('id', 'desc')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, contactImportOf, ({ id }) => [id]);
      }),
    badRows: (organizationId, id, page) =>
      inside(organizationId, async (tx) => {
        await mustFindContactImport(tx, organizationId, id);
        let query = tx
          .selectFrom('contact_import_rows')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .where('import_id', '=', id);
        if (page.cursor !== null)
          query = query.where('number', '>', Number(keyOf(page.cursor, ['integer'])[0]));
        const rows = await query
          .orderBy('number')
          .limit(page.limit + 1)
          .execute();
        return pageOf(
          rows,
          page,
          ({ line, column_name: column, value, code, sentence }) => ({ line, column, value, code, sentence }),
          ({ number }) => [number],
        );
      }),
  };
}

/** What people ask of one. */
function steps(inside: Inside): Pick<ContactImportPort, 'requestStop' | 'resume' | 'requestUndo'> {
  return {
    requestStop: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        await stopLeased(tx, KIND, organizationId, id, actor);
        return mustFindContactImport(tx, organizationId, id);
      }),
    resume: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        await assertResumable(tx, organizationId, id);
        await resumeLeased(tx, KIND, organizationId, id, actor);
        return mustFindContactImport(tx, organizationId, id);
      }),
    requestUndo: (organizationId, id, reason, actor) =>
      inside(organizationId, async (tx) => {
        const { fileName, good, created } = await mustFindContactImport(tx, organizationId, id);
        const { rows } = await sql`
          update contact_imports set phase = 'undo', state = 'queued', done = 0, error_code = null, error = null, stop_requested = false,
            started_at = null, finished_at = null, undone_by = ${JSON.stringify(actor)}::jsonb, undone_reason = ${reason}
          where organization_id = ${organizationId} and id = ${id}
            and (state = 'failed' or phase = 'import' and state in ('stopped', 'finished'))
            and created_at > now() - make_interval(days => ${CONTACT_IMPORT_DAYS})
          returning 1`.execute(tx);
        if (rows.length === 0)
          throw new StoreError(
            'status_conflict',
            `the import runs, was taken back before, or is older than ${CONTACT_IMPORT_DAYS} days; stop one that runs first`,
          );
        const after = { fileName, good, created };
        await tellLeased(tx, KIND, organizationId, { actor, verb: 'undo', id, after, reason });
        return mustFindContactImport(tx, organizationId, id);
      }),
  };
}

/** What an import has made is known for so many days: later, nothing would be taken back, and it would say that all was. */
async function assertResumable(tx: Tx, organizationId: OrganizationId, id: string): Promise<void> {
  if (!isUuid(id)) return;
  const { rows } = await sql`
    select 1 from contact_imports where organization_id = ${organizationId} and id = ${id} and phase = 'undo' and state = 'stopped'
      and created_at <= now() - make_interval(days => ${CONTACT_IMPORT_DAYS})`.execute(tx);
  if (rows.length > 0)
    throw new StoreError(
      'job_ended',
      `the import is older than ${CONTACT_IMPORT_DAYS} days; what of it is still there stays`,
    );
}

/** Tells the audit log of one that is over. */
async function tellEnd(tx: Tx, organizationId: OrganizationId, id: string, actor: Actor): Promise<void> {
  const after = summaryOf(await mustFindContactImport(tx, organizationId, id));
  await tellLeased(tx, KIND, organizationId, { actor, verb: 'end', id, after });
}

async function create(
  tx: Tx,
  organizationId: OrganizationId,
  { fileId, fileName, fileSha256, fileBytes, plan, contactListId }: ContactImportFields,
  actor: Actor,
): Promise<ContactImport> {
  if (contactListId !== null) await assertContactList(tx, organizationId, contactListId);
  const id = uuidV7(Date.now() as Instant);
  await sql`
    insert into contact_imports (organization_id, id, file_id, file_name, file_sha256, file_bytes, plan, contact_list_id, state, created_by)
    values (${organizationId}, ${id}, ${fileId}, ${fileName}, ${fileSha256}, ${fileBytes}, ${JSON.stringify(plan)}::jsonb,
      ${contactListId}, 'queued', ${JSON.stringify(actor)}::jsonb)`.execute(tx);
  const after = { fileName, fileSha256, fileBytes, contactListId };
  await tellLeased(tx, KIND, organizationId, { actor, verb: 'create', id, after });
  return mustFindContactImport(tx, organizationId, id);
}

/** Throws `not_found` where there is no such contact list; where there is, it stays until the transaction ends. */
async function assertContactList(tx: Tx, organizationId: OrganizationId, id: string): Promise<void> {
  const { rows } = isUuid(id)
    ? await sql`select 1 from contact_lists where organization_id = ${organizationId} and id = ${id} for key share`.execute(
        tx,
      )
    : { rows: [] };
  if (rows.length === 0) throw new StoreError('not_found', `there is no contact list \`${id}\``);
}

/** What the audit log tells of one that is over. */
function summaryOf(one: ContactImport) {
  const { phase, state, fileName, fileSha256, good, bad, repeated, created, updated, unchanged } = one;
  const { accountsCreated, recordsAdded, error, undo } = one;
  if (phase === 'undo' && undo !== null) {
    const { removed, used, changed, records, recordsKept, accounts, accountsKept } = undo;
    const kept = { used, changed, recordsKept, accountsKept };
    return { phase, state, fileName, removed, records, accounts, ...kept };
  }
  const counts = { good, bad, repeated, created, updated, unchanged, accountsCreated, recordsAdded };
  return { phase, state, fileName, fileSha256, ...counts, error: error?.code ?? null };
}
