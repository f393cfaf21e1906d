-- Files of contacts: brought in row by row, in the background, beside `report_files`, whose way of being worked on they share. Contacts are decided by
-- as soon as their row is in: an import that is stopped leaves what it has brought.

create table contact_imports (
  organization_id uuid not null references organizations,
  id uuid not null,
  -- By what the node that received the file has kept it, until it is read.
  file_id uuid not null,
  file_name text not null,
  file_sha256 text not null,
  file_bytes bigint not null,
  -- How the file is read: nothing of it is decided anew when reading is taken up again.
  plan jsonb not null,
  -- Where its contacts are put besides; null: nowhere. No foreign key: the list may go, and the import stays told.
  contact_list_id uuid,
  -- `undo`: what it brought is being taken away again.
  phase text not null default 'import' check (phase in ('import', 'undo')),
  state text not null check (state in ('queued', 'running', 'stopped', 'failed', 'finished')),
  -- Behind the last row that is stored. Null: nothing is.
  progress jsonb,
  done double precision not null default 0,
  read_whole boolean not null default false,
  good bigint not null default 0,
  bad bigint not null default 0,
  bad_kept integer not null default 0,
  repeated bigint not null default 0,
  created bigint not null default 0,
  updated bigint not null default 0,
  unchanged bigint not null default 0,
  accounts_created bigint not null default 0,
  records_added bigint not null default 0,
  -- Of taking it back: contacts that are gone with their accounts, and that stay because something was done with them, or because they were changed.
  undone_removed bigint not null default 0,
  undone_used bigint not null default 0,
  undone_changed bigint not null default 0,
  undone_at timestamptz,
  undone_by jsonb,
  undone_reason text,
  error_code text,
  error text,
  stop_requested boolean not null default false,
  -- Who works on it. Where the lease is over, that process is gone, and another one goes on from what is stored.
  runner uuid,
  leased_until timestamptz,
  created_at timestamptz not null default now(),
  created_by jsonb not null,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (organization_id, id)
);
comment on table contact_imports is 'Files of contacts that were brought in, or are being: how far, and what came of them.';
create unique index contact_imports_running on contact_imports (organization_id) where state = 'running';
comment on index contact_imports_running is 'an organization has one file of contacts worked on at a time';
create index contact_imports_waiting on contact_imports (organization_id, id) where state in ('queued', 'running');
comment on index contact_imports_waiting is 'a runner looks for work';
create index contact_imports_by_file on contact_imports (organization_id, file_id);
comment on index contact_imports_by_file is 'whether a file that is kept is still needed';

create table contact_import_rows (
  organization_id uuid not null references organizations,
  import_id uuid not null,
  number integer not null,
  line bigint not null,
  column_name text not null,
  value text not null,
  code text not null,
  sentence text not null,
  primary key (organization_id, import_id, number),
  foreign key (organization_id, import_id) references contact_imports (organization_id, id) on delete cascade
);
comment on table contact_import_rows is
  'Cells for which rows were left out, and rows that repeat a client id, up to a limit: where, what stood there (shortened), and why. Purged after 30 days.';

create table contact_import_contacts (
  organization_id uuid not null references organizations,
  import_id uuid not null,
  contact_id uuid not null,
  -- Whether the import made it: only then it may go when the import is taken back.
  is_new boolean not null,
  -- As the import left it: a contact of another version was changed since.
  version integer not null,
  primary key (organization_id, import_id, contact_id),
  foreign key (organization_id, import_id) references contact_imports (organization_id, id) on delete cascade,
  foreign key (organization_id, contact_id) references contacts (organization_id, id) on delete cascade
);
comment on table contact_import_contacts is
  'The contacts that an import has had, while it runs; those that it made, for 30 days: what taking it back looks at.';
create index contact_import_contacts_of_contact on contact_import_contacts (organization_id, contact_id);
comment on index contact_import_contacts_of_contact is 'deletion of a contact';

create table contact_import_accounts (
  organization_id uuid not null references organizations,
  import_id uuid not null,
  account_id uuid not null,
  version integer not null,
  primary key (organization_id, import_id, account_id),
  foreign key (organization_id, import_id) references contact_imports (organization_id, id) on delete cascade,
  foreign key (organization_id, account_id) references accounts (organization_id, id) on delete cascade
);
comment on table contact_import_accounts is 'The accounts that an import made, as it left them, for 30 days.';
create index contact_import_accounts_of_account on contact_import_accounts (organization_id, account_id);
comment on index contact_import_accounts_of_account is 'deletion of an account; whether the accounts of a contact are those of the import';

create index opt_outs_lifted_of_client on opt_outs (organization_id, client_id) where lifted_at is not null;
comment on index opt_outs_lifted_of_client is 'whether a contact had ever opted out, before its import is taken back';

grant select, insert, update on contact_imports to tact_app;
grant select, insert, delete on contact_import_rows to tact_app;
grant select, insert, update, delete on contact_import_contacts, contact_import_accounts to tact_app;

do $$
declare
  one text;
begin
  foreach one in array array['contact_imports', 'contact_import_rows', 'contact_import_contacts', 'contact_import_accounts'] loop
    execute format('alter table %I enable row level security', one);
    execute format('alter table %I force row level security', one);
    execute format(
      'create policy own_organization on %I using (organization_id = (select nullif(current_setting(''tact.organization'', true), '''')::uuid))',
      one);
  end loop;
end
$$;
