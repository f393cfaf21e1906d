import type { ColumnType, Generated } from 'kysely';
import type { AtOrNull, LeasedWorkColumns, Owned } from './column-types.ts';

type ContactImportColumns = Owned &
  LeasedWorkColumns & {
    file_id: string;
    file_name: string;
    file_sha256: string;
    file_bytes: number;
    contact_list_id: string | null;
    phase: Generated<string>;
    read_whole: Generated<boolean>;
    good: Generated<number>;
    bad: Generated<number>;
    bad_kept: Generated<number>;
    repeated: Generated<number>;
    created: Generated<number>;
    updated: Generated<number>;
    unchanged: Generated<number>;
    accounts_created: Generated<number>;
    records_added: Generated<number>;
    undone_removed: Generated<number>;
    undone_used: Generated<number>;
    undone_changed: Generated<number>;
    undone_records: Generated<number>;
    undone_records_kept: Generated<number>;
    undone_accounts: Generated<number>;
    undone_accounts_kept: Generated<number>;
    undone_at: AtOrNull;
    undone_by: ColumnType<unknown, string | null, string | null>;
    undone_reason: string | null;
  };

/** The tables of files of contacts that are brought in. */
export interface ContactImportTables {
  contact_imports: ContactImportColumns;
  contact_import_rows: Owned & {
    import_id: string;
    number: number;
    line: number;
    column_name: string;
    value: string;
    code: string;
    sentence: string;
  };
  contact_import_contacts: Owned & {
    import_id: string;
    contact_id: string;
    is_new: boolean;
    version: number;
  };
  contact_import_accounts: Owned & { import_id: string; account_id: string; version: number };
  contact_import_records: Owned & { import_id: string; record_id: string };
}
