-- Files of the compliance report: asked for, made in the background, and kept until they are fetched. Beside `backtests`, whose way of being
-- worked on they share: a file goes on being made when the tab that asked for it is closed, or the process ends.

create table report_files (
  organization_id uuid not null references organizations,
  id uuid not null,
  -- Which interactions, in which form, and as of when.
  plan jsonb not null,
  name text not null,
  state text not null check (state in ('queued', 'running', 'stopped', 'failed', 'finished')),
  -- Where another process goes on. Null: nothing was made yet.
  progress jsonb,
  done double precision not null default 0,
  rows_done bigint not null default 0,
  bytes_done bigint not null default 0,
  parts integer not null default 0,
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
comment on table report_files is 'Files of the compliance report. Purged after seven days: they name contacts, and can be made again.';
create unique index report_files_running on report_files (organization_id) where state = 'running';
comment on index report_files_running is 'an organization has one file made at a time';
create index report_files_waiting on report_files (organization_id, id) where state in ('queued', 'running');
comment on index report_files_waiting is 'a runner looks for work';

create table report_file_parts (
  organization_id uuid not null references organizations,
  report_file_id uuid not null,
  number integer not null,
  body bytea not null,
  primary key (organization_id, report_file_id, number),
  foreign key (organization_id, report_file_id) references report_files (organization_id, id) on delete cascade
);
comment on table report_file_parts is 'What a report file consists of, in the order of its numbers: each part is stored together with how far the file is.';

grant select, insert, update, delete on report_files, report_file_parts to tact_app;
alter table report_files enable row level security;
alter table report_files force row level security;
create policy own_organization on report_files
  using (organization_id = (select nullif(current_setting('tact.organization', true), '')::uuid));
alter table report_file_parts enable row level security;
alter table report_file_parts force row level security;
create policy own_organization on report_file_parts
  using (organization_id = (select nullif(current_setting('tact.organization', true), '')::uuid));
