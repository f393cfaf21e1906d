import { sql } from 'kysely';
import type { AccountId, ClientId, OrganizationId } from '@tact/engine';
import { audit, lockContacts, organizationValue, raiseGuards, type Tx } from '../database.ts';
import { bigIntegerArray, integerArray, textArray, uuidArray } from '../deciding/binary-arrays.ts';
import type { Namers } from '../erasure/erased-names.ts';
import { leaseEnd, leaseLost } from '../leased-work.ts';
import { BAD_ROWS_KEPT_MAX } from '../list-imports/store-step.ts';
import { coverNewDevices } from '../opt-out-devices.ts';
import type {
  AccountToImport,
  Actor,
  ContactImportBadRow,
  ContactImportHold,
  ContactImportRow,
  ContactImportStep,
} from '../ports.ts';
import { upsertAccountRows } from '../upsert-accounts.ts';
import { inOrder, upsertContacts } from '../upsert-contacts.ts';
import { KIND } from './find-contact-import.ts';
import { storeRecords } from './store-records.ts';

/** Characters of a cell that was not taken that are kept. */
const VALUE_MAX = 120;

/**
 * Stores what was read since the last step, with the position that reading goes on from: all of it or nothing. Contacts count from its commit
 * on; a device that an opted-out contact gets is opted out everywhere with it (S21).
 */
export async function storeContactStep(
  tx: Tx,
  namers: Namers,
  organizationId: OrganizationId,
  hold: ContactImportHold,
  step: ContactImportStep,
  actor: Actor,
): Promise<void> {
  await lockContacts(tx, organizationId, 'shared');
  const { badKept, contactListId } = await held(tx, organizationId, hold);
  const { rows, readWhole, done, progress } = step;
  const contacts = inOrder(rows.map(({ contact }) => contact));
  const upserted = await upsertContacts(tx, organizationId, contacts);
  const work: Work = { tx, organizationId, importId: hold.id, actor };
  const { known, idOf } = await keepContacts(
    work,
    contacts.map(({ clientId }) => clientId),
    upserted,
  );
  const { accountIdOf, created: accountsCreated } = await storeAccounts(work, rows);
  const recordsAdded = await storeRecords(
    work,
    contactListId,
    contacts.flatMap(({ clientId }) => {
      const id = idOf.get(clientId);
      return id === undefined ? [] : [{ id, clientId, accountId: accountIdOf.get(clientId) ?? null }];
    }),
  );
  const repeats = repeatsOf(rows, known, step.clientIdColumn);
  const told = [...step.badRows, ...repeats].toSorted((one, other) => one.line - other.line);
  const kept = told.slice(0, Math.max(0, BAD_ROWS_KEPT_MAX - badKept));
  await insertRows(work, badKept, kept);
  const { created, updated, unchanged } = countsOf(contacts, upserted, known);
  await sql`
    update contact_imports set progress = ${JSON.stringify(progress)}::jsonb, done = ${done}, read_whole = ${readWhole},
      good = good + ${rows.length}, bad = bad + ${step.bad}, bad_kept = bad_kept + ${kept.length},
      repeated = repeated + ${repeats.length}, created = created + ${created}, updated = updated + ${updated},
      unchanged = unchanged + ${unchanged}, accounts_created = accounts_created + ${accountsCreated},
      records_added = records_added + ${recordsAdded}
    where organization_id = ${organizationId} and id = ${hold.id}`.execute(tx);
  if (rows.length === 0) return;
  await audit(tx, organizationId, actor, {
    action: 'contact.import',
    entity: 'contact',
    entityId: 'many',
    after: { importId: hold.id, created, updated, unchanged },
  });
  await coverNewDevices(tx, namers, organizationId, contacts);
  const changed = upserted.updatedClientIds.map((clientId) => ({ clientId, deviceKey: null }));
  await raiseGuards(tx, organizationId, changed);
}

type Upserted = Awaited<ReturnType<typeof upsertContacts>>;

interface Work {
  readonly tx: Tx;
  readonly organizationId: OrganizationId;
  readonly importId: string;
  readonly actor: Actor;
}

/** INVARIANT: before anything that is stored for the import, so that a runner whose lease was taken over changes nothing. */
async function held(
  tx: Tx,
  organizationId: OrganizationId,
  { id, runner, leaseMs }: ContactImportHold,
): Promise<{ readonly badKept: number; readonly contactListId: string | null }> {
  const { rows } = await sql<{ bad_kept: number; contact_list_id: string | null }>`
    update contact_imports set leased_until = ${leaseEnd(leaseMs)}
    where organization_id = ${organizationId} and id = ${id} and runner = ${runner} and state = 'running' and phase = 'import'
    returning bad_kept, contact_list_id`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw leaseLost(KIND);
  return { badKept: row.bad_kept, contactListId: row.contact_list_id };
}

/**
 * Remembers the contacts of a step as they are now; gives their ids, and the client ids that the import had before. Each statement looks up keys in one
 * index: joined, two tables that have just grown are planned by what they were, and every row is compared with every other.
 */
async function keepContacts(
  { tx, organizationId, importId }: Work,
  clientIds: readonly ClientId[],
  { createdIds, updatedClientIds }: Upserted,
): Promise<{ readonly known: ReadonlySet<string>; readonly idOf: ReadonlyMap<string, string> }> {
  if (clientIds.length === 0) return { known: new Set(), idOf: new Map() };
  const owner = organizationValue(organizationId);
  const { rows: contacts } = await sql<{ id: string; client_id: string; version: number }>`
    select id, client_id, version from contacts
    where organization_id = ${owner} and client_id = any (${textArray(clientIds)}::text[])`.execute(tx);
  const ids = uuidArray(contacts.map(({ id }) => id));
  const { rows: had } = await sql<{ contact_id: string }>`
    select contact_id from contact_import_contacts
    where organization_id = ${owner} and import_id = ${importId} and contact_id = any (${ids}::uuid[])`.execute(
    tx,
  );
  const created = new Set(createdIds);
  const updated = new Set(updatedClientIds);
  const updatedIds = contacts.flatMap((row) => (updated.has(row.client_id as ClientId) ? [row.id] : []));
  // One that somebody has changed since an earlier step stays changed since: only what the import left is left by it again.
  await sql`
    insert into contact_import_contacts (organization_id, import_id, contact_id, is_new, version)
    select ${organizationId}, ${importId}, * from unnest(${ids}::uuid[],
      ${sql.val(contacts.map(({ id }) => created.has(id)))}::boolean[], ${integerArray(contacts.map(({ version }) => version))}::integer[])
    on conflict (organization_id, import_id, contact_id) do update set version = excluded.version
    where contact_import_contacts.version = excluded.version - (excluded.contact_id = any (${uuidArray(updatedIds)}::uuid[]))::integer`.execute(
    tx,
  );
  const hadIds = new Set(had.map((row) => row.contact_id));
  return {
    known: new Set(contacts.filter(({ id }) => hadIds.has(id)).map((row) => row.client_id)),
    idOf: new Map(contacts.map(({ id, client_id: clientId }) => [clientId, id])),
  };
}

/** Each contact counts once an import: those that it has had before count no more, whatever a later line of theirs says. */
function countsOf(
  contacts: readonly { readonly clientId: ClientId }[],
  { created, updatedClientIds }: Upserted,
  known: ReadonlySet<string>,
): { readonly created: number; readonly updated: number; readonly unchanged: number } {
  const updated = updatedClientIds.filter((clientId) => !known.has(clientId)).length;
  const had = contacts.filter(({ clientId }) => known.has(clientId)).length;
  return { created, updated, unchanged: contacts.length - created - updated - had };
}

/** Rows whose client id came before, in this step or an earlier one. One that brings an account is another debt, and nothing to tell of. */
function repeatsOf(
  rows: readonly ContactImportRow[],
  known: ReadonlySet<string>,
  column: string,
): readonly ContactImportBadRow[] {
  const seen = new Set(known);
  const repeats: ContactImportBadRow[] = [];
  for (const { line, contact, account } of rows) {
    const { clientId } = contact;
    if (seen.has(clientId) && account === null)
      repeats.push({
        line,
        column,
        value: clientId,
        code: 'client_id_repeated',
        sentence: 'the client id came before in this file; this line replaced the earlier one',
      });
    seen.add(clientId);
  }
  return repeats;
}

/** Each debt once: of two lines about one debt the later counts, and what it does not state stays. A contact's record is about the first of its debts. */
async function storeAccounts(
  { tx, organizationId, importId, actor }: Work,
  rows: readonly ContactImportRow[],
): Promise<{ readonly accountIdOf: ReadonlyMap<string, AccountId>; readonly created: number }> {
  const accounts = debtsOf(rows);
  const stored = await upsertAccountRows(tx, organizationId, accounts, actor);
  const accountIdOf = new Map<string, AccountId>();
  for (const [index, { clientId }] of accounts.entries()) {
    const id = stored[index]?.id ?? null;
    if (id !== null && !accountIdOf.has(clientId)) accountIdOf.set(clientId, id);
  }
  const idsOf = (isNew: boolean) =>
    stored.flatMap((one) => (one.isNew === isNew && one.id !== null ? [one.id] : []));
  const made = idsOf(true);
  const changed = stored.flatMap((one) => (one.isChanged && one.id !== null ? [one.id] : []));
  await keepAccounts({ tx, organizationId, importId, actor }, { made, others: idsOf(false), changed });
  return { accountIdOf, created: made.length };
}

function debtsOf(rows: readonly ContactImportRow[]): readonly AccountToImport[] {
  const debts = new Map<string, AccountToImport>();
  for (const { contact, account } of rows) {
    if (account === null) continue;
    const { clientId } = contact;
    const key = JSON.stringify([clientId, account.reference]);
    const before = debts.get(key);
    debts.set(key, {
      clientId,
      reference: account.reference,
      amount: account.amount ?? before?.amount ?? null,
      currency: account.currency ?? before?.currency ?? null,
    });
  }
  return [...debts.values()];
}

/** Remembers the accounts that a step made, and how it left those that an earlier one made. */
async function keepAccounts(
  { tx, organizationId, importId }: Work,
  {
    made,
    others,
    changed,
  }: {
    readonly made: readonly string[];
    readonly others: readonly string[];
    /** Those of the others that the step has changed. */
    readonly changed: readonly string[];
  },
): Promise<void> {
  const owner = organizationValue(organizationId);
  await sql`
    insert into contact_import_accounts (organization_id, import_id, account_id, version)
    select ${organizationId}, ${importId}, a.id, a.version from accounts a
    where a.organization_id = ${owner} and a.id = any (${uuidArray(made)}::uuid[])`.execute(tx);
  const { rows: had } = await sql<{ account_id: string }>`
    select account_id from contact_import_accounts
    where organization_id = ${owner} and import_id = ${importId} and account_id = any (${uuidArray(others)}::uuid[])`.execute(
    tx,
  );
  if (had.length === 0) return;
  await sql`
    insert into contact_import_accounts (organization_id, import_id, account_id, version)
    select ${organizationId}, ${importId}, a.id, a.version from accounts a
    where a.organization_id = ${owner} and a.id = any (${uuidArray(had.map((row) => row.account_id))}::uuid[])
    on conflict (organization_id, import_id, account_id) do update set version = excluded.version
    where contact_import_accounts.version = excluded.version - (excluded.account_id = any (${uuidArray(changed)}::uuid[]))::integer`.execute(
    tx,
  );
}

async function insertRows(
  { tx, organizationId, importId }: Work,
  badKept: number,
  rows: readonly ContactImportBadRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const texts = (of: (row: ContactImportBadRow) => string) => textArray(rows.map((row) => plain(of(row))));
  await sql`
    insert into contact_import_rows (organization_id, import_id, number, line, column_name, value, code, sentence)
    select ${organizationId}, ${importId}, *
    from unnest(${integerArray(rows.map((_, index) => badKept + index + 1))}::integer[],
      ${bigIntegerArray(rows.map(({ line }) => line))}::bigint[], ${texts(({ column }) => column)}::text[],
      ${texts(({ value }) => value.slice(0, VALUE_MAX))}::text[], ${texts(({ code }) => code)}::text[],
      ${texts(({ sentence }) => sentence)}::text[])`.execute(tx);
}

/** PostgreSQL's texts hold no zero characters; a bad row may. */
function plain(text: string): string {
  return text.replaceAll('\u0000', '\u{FFFD}');
}
