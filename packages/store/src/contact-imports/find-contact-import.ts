import type { Selectable } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import type { Tx } from '../database.ts';
import type { Tables } from '../database-types.ts';
import { leasedOf, noneOf, type LeasedKind } from '../leased-work.ts';
import type { Actor, ContactImport } from '../ports.ts';
import { isUuid } from '../uuid-v7.ts';

/** Imports of contacts, as work under a lease. */
export const KIND: LeasedKind = {
  table: 'contact_imports',
  entity: 'contact-import',
  one: 'import of contacts',
};

/** A row of them. */
export type ContactImportColumns = Selectable<Tables['contact_imports']>;

/** An import; undefined where there is none. */
export async function findContactImport(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
): Promise<ContactImport | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await tx
    .selectFrom('contact_imports')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : contactImportOf(row);
}

/** The same; throws `not_found`. */
export async function mustFindContactImport(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
): Promise<ContactImport> {
  const one = await findContactImport(tx, organizationId, id);
  if (one === undefined) throw noneOf(KIND, id);
  return one;
}

/** An import from its row. */
export function contactImportOf(row: ContactImportColumns): ContactImport {
  return {
    ...leasedOf(row),
    fileId: row.file_id,
    fileName: row.file_name,
    fileSha256: row.file_sha256,
    fileBytes: row.file_bytes,
    contactListId: row.contact_list_id,
    phase: row.phase as ContactImport['phase'],
    readWhole: row.read_whole,
    good: row.good,
    bad: row.bad,
    badKept: row.bad_kept,
    repeated: row.repeated,
    created: row.created,
    updated: row.updated,
    unchanged: row.unchanged,
    accountsCreated: row.accounts_created,
    recordsAdded: row.records_added,
    undo:
      row.undone_by === null
        ? null
        : {
            at: row.undone_at as Instant | null,
            by: row.undone_by as Actor,
            reason: row.undone_reason ?? '',
            removed: row.undone_removed,
            used: row.undone_used,
            changed: row.undone_changed,
            records: row.undone_records,
            recordsKept: row.undone_records_kept,
            accounts: row.undone_accounts,
            accountsKept: row.undone_accounts_kept,
          },
  };
}
