-- When the chains of an organization were last checked from their first entry on, by whom, how far, and what was found: the service does so each night
-- (ADR 0014), and `tact audit verify` where it reads the database.

create table verifications (
  organization_id uuid not null references organizations,
  id uuid not null,
  actor jsonb not null,
  -- The night that the service checks for, so that of several processes one does. Null: somebody asked for it.
  night timestamptz,
  started_at timestamptz not null,
  -- Null: it is under way, or the process has ended.
  finished_at timestamptz,
  is_whole boolean not null default false,
  findings integer not null default 0,
  -- How many checkpoints and keys that were kept elsewhere it was held against.
  kept integer not null default 0,
  covered jsonb,
  primary key (organization_id, id)
);
comment on table verifications is 'Checks of the audit log, the seals and the records: how far each went, and what it found. The newest thousand are kept. It is what the database says; what proves it is `tact audit verify` on an export.';
create unique index verifications_of_night on verifications (organization_id, night);
comment on index verifications_of_night is 'one process checks an organization in a night';
create index verifications_by_end on verifications (organization_id, finished_at desc);
comment on index verifications_by_end is 'the newest one, and the newest that found something; removing the oldest';

grant select, insert, update, delete on verifications to tact_app;
alter table verifications enable row level security;
alter table verifications force row level security;
create policy own_organization on verifications
  using (organization_id = (select nullif(current_setting('tact.organization', true), '')::uuid));
