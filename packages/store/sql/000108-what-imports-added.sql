-- What an import of contacts added to contacts that were there before goes too when it is taken back: their places in its contact list, and the
-- accounts that it made, as far as nothing was done with them since.

create table contact_import_records (
  organization_id uuid not null references organizations,
  import_id uuid not null,
  record_id uuid not null,
  primary key (organization_id, import_id, record_id),
  foreign key (organization_id, import_id) references contact_imports (organization_id, id) on delete cascade,
  foreign key (organization_id, record_id) references contact_list_records (organization_id, id) on delete cascade
);
comment on table contact_import_records is 'The records that an import added to its contact list, for 30 days: what taking it back looks at.';
create index contact_import_records_of_record on contact_import_records (organization_id, record_id);
comment on index contact_import_records_of_record is 'deletion of a record';

-- Of contacts that were there before: records and accounts of the import that are gone, and that stay because something was done with them.
alter table contact_imports
  add column undone_records bigint not null default 0,
  add column undone_records_kept bigint not null default 0,
  add column undone_accounts bigint not null default 0,
  add column undone_accounts_kept bigint not null default 0;

grant select, insert, delete on contact_import_records to tact_app;

alter table contact_import_records enable row level security;
alter table contact_import_records force row level security;
create policy own_organization on contact_import_records
  using (organization_id = (select nullif(current_setting('tact.organization', true), '')::uuid));
