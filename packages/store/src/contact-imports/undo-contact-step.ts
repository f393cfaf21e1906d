import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import { audit, lockContacts, organizationValue, raiseEpoch, raiseGuards, type Tx } from '../database.ts';
import { textArray, uuidArray } from '../deciding/binary-arrays.ts';
import { leaseEnd, leaseLost } from '../leased-work.ts';
import type { Actor, ContactImportHold } from '../ports.ts';
import { KIND } from './find-contact-import.ts';
import { undoAdditions } from './undo-additions.ts';

/** Why a contact goes or stays. */
type Fate = 'removed' | 'used' | 'changed';

/**
 * Takes back so many of the contacts that an import made. One that is as the import left it, and with which nothing was done, goes with its
 * accounts and its records; the others stay, and are counted. After the last of them goes what the import added to contacts that were there
 * before. Gives whether that was all: each is looked at once.
 */
export async function undoContactStep(
  tx: Tx,
  organizationId: OrganizationId,
  { id, runner, leaseMs }: ContactImportHold,
  contactsMax: number,
  actor: Actor,
): Promise<boolean> {
  await lockContacts(tx, organizationId, 'shared');
  const { rows: holding } = await sql<{ created: number }>`
    update contact_imports set leased_until = ${leaseEnd(leaseMs)}
    where organization_id = ${organizationId} and id = ${id} and runner = ${runner} and state = 'running' and phase = 'undo'
    returning created`.execute(tx);
  const [held] = holding;
  if (held === undefined) throw leaseLost(KIND);
  const { looked, isLast } = await look(tx, organizationId, id, contactsMax);
  const idsOf = (fate: Fate) => looked.filter((one) => one.fate === fate);
  const removed = idsOf('removed');
  const accounts = await remove(
    tx,
    organizationId,
    removed.map(({ contact_id: contactId }) => contactId),
  );
  await sql`
    delete from contact_import_contacts where organization_id = ${organizationId} and import_id = ${id}
      and contact_id = any (${uuidArray(looked.map(({ contact_id: contactId }) => contactId))}::uuid[])`.execute(
    tx,
  );
  await forgetWhatStays(tx, organizationId, id, [...idsOf('used'), ...idsOf('changed')]);
  const counts = { removed: removed.length, used: idsOf('used').length, changed: idsOf('changed').length };
  await sql`
    update contact_imports set undone_removed = undone_removed + ${counts.removed}, undone_used = undone_used + ${counts.used},
      undone_changed = undone_changed + ${counts.changed},
      done = least(1, (undone_removed + undone_used + undone_changed + ${looked.length})::double precision / greatest(created, 1))
    where organization_id = ${organizationId} and id = ${id}`.execute(tx);
  if (looked.length > 0)
    await audit(tx, organizationId, actor, {
      action: 'contact.undo-import',
      entity: 'contact',
      entityId: 'many',
      after: { importId: id, ...counts, accounts },
    });
  if (accounts > 0) await raiseEpoch(tx, organizationId, 'suppression');
  // Who is deleted and comes back as somebody who lives elsewhere is not contacted on what was known before.
  const gone = removed.map(({ client_id: clientId }) => ({ clientId, deviceKey: null }));
  await raiseGuards(tx, organizationId, gone);
  return isLast && undoAdditions(tx, organizationId, id, contactsMax, actor);
}

/** The next contacts of the import, held to the end of the transaction, and what becomes of each. */
async function look(
  tx: Tx,
  organizationId: OrganizationId,
  importId: string,
  contactsMax: number,
): Promise<{
  readonly looked: readonly {
    readonly contact_id: string;
    readonly client_id: string;
    readonly fate: Fate;
  }[];
  /** By what the import remembers: of those, others may be deleted by hand just now. */
  readonly isLast: boolean;
}> {
  const owner = organizationValue(organizationId);
  const { rows: made } = await sql<{ contact_id: string; version: number }>`
    select contact_id, version from contact_import_contacts
    where organization_id = ${owner} and import_id = ${importId} and is_new
    order by contact_id limit ${contactsMax}`.execute(tx);
  const versions = new Map(made.map((row) => [row.contact_id, row.version]));
  const { rows: contacts } = await sql<{ id: string; client_id: string; version: number }>`
    select id, client_id, version from contacts
    where organization_id = ${owner} and id = any (${uuidArray([...versions.keys()])}::uuid[])
    order by client_id for update`.execute(tx);
  const next = contacts.map(({ id, client_id: clientId, version }) => ({
    contact_id: id,
    client_id: clientId,
    is_same: version === versions.get(id),
  }));
  const same = next.filter((row) => row.is_same);
  const { rows: used } = await sql<{ contact_id: string }>`
    with n as (
      select * from unnest(${uuidArray(same.map((row) => row.contact_id))}::uuid[], ${textArray(same.map((row) => row.client_id))}::text[])
        as n (contact_id, client_id)
    )
    select n.contact_id from n where
      exists (select from attempts x where x.organization_id = ${owner} and x.client_id = n.client_id)
      or exists (select from decisions x where x.organization_id = ${owner} and x.client_id = n.client_id)
      or exists (select from opt_outs x where x.organization_id = ${owner} and x.client_id = n.client_id and x.lifted_at is null)
      or exists (select from opt_outs x where x.organization_id = ${owner} and x.client_id = n.client_id and x.lifted_at is not null)
      or exists (
        select from contact_list_records r
        join contact_imports i on i.organization_id = ${owner} and i.id = ${importId}
        where r.organization_id = ${owner} and r.contact_id = n.contact_id
          and (r.list_id is distinct from i.contact_list_id or r.status <> 'ready' or exists (
            select from queue_items q where q.organization_id = ${owner} and q.record_id = r.id)))
      or exists (
        select from accounts a where a.organization_id = ${owner} and a.contact_id = n.contact_id and not exists (
          select from contact_import_accounts h
          where h.organization_id = ${owner} and h.import_id = ${importId} and h.account_id = a.id and h.version = a.version))`.execute(
    tx,
  );
  const usedIds = new Set(used.map((row) => row.contact_id));
  const looked = next.map(({ contact_id: contactId, client_id: clientId, is_same: isSame }) => ({
    contact_id: contactId,
    client_id: clientId,
    fate: !isSame ? ('changed' as const) : usedIds.has(contactId) ? ('used' as const) : ('removed' as const),
  }));
  return { looked, isLast: made.length < contactsMax };
}

/** What the import added to contacts that stay as they are stays with them, and is not looked at again. */
async function forgetWhatStays(
  tx: Tx,
  organizationId: OrganizationId,
  importId: string,
  contacts: readonly { readonly contact_id: string }[],
): Promise<void> {
  if (contacts.length === 0) return;
  const owner = organizationValue(organizationId);
  const ids = uuidArray(contacts.map((row) => row.contact_id));
  await sql`
    delete from contact_import_accounts h where h.organization_id = ${owner} and h.import_id = ${importId} and h.account_id in (
      select a.id from accounts a where a.organization_id = ${owner} and a.contact_id = any (${ids}::uuid[]))`.execute(
    tx,
  );
  await sql`
    delete from contact_import_records h where h.organization_id = ${owner} and h.import_id = ${importId} and h.record_id in (
      select r.id from contact_list_records r where r.organization_id = ${owner} and r.contact_id = any (${ids}::uuid[]))`.execute(
    tx,
  );
}

/** Deletes contacts with their accounts; gives how many accounts went. */
async function remove(tx: Tx, organizationId: OrganizationId, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const accounts = await sql`
    delete from accounts where organization_id = ${organizationValue(organizationId)} and contact_id = any (${uuidArray(ids)}::uuid[])`.execute(
    tx,
  );
  await sql`delete from contacts where organization_id = ${organizationValue(organizationId)} and id = any (${uuidArray(ids)}::uuid[])`.execute(
    tx,
  );
  return Number(accounts.numAffectedRows ?? 0n);
}
