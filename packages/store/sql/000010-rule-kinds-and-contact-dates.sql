-- Two further kinds of rules, and the days without contact, which are no rules that anybody picks: they always apply (S5).

alter table rules add constraint rules_kind_check check (kind in ('location', 'contact-times', 'attempt', 'custom'));
alter table rule_versions
  add constraint rule_versions_kind_check check (kind in ('location', 'contact-times', 'attempt', 'custom'));

create table contact_dates (
  organization_id uuid not null references organizations,
  id uuid not null,
  label text collate "C" not null check (length(label) between 1 and 64),
  date date not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  primary key (organization_id, id)
);
comment on table contact_dates is 'Days without contact, midnight to midnight where the device is (S19). Made and deleted, never changed (seed A8).';
create unique index contact_dates_by_date on contact_dates (organization_id, date, label);
comment on index contact_dates_by_date is 'a day has a label once; listing by date, then label';

grant select, insert, delete on contact_dates to tact_app;
alter table contact_dates enable row level security;
alter table contact_dates force row level security;
create policy own_organization on contact_dates
  using (organization_id = (select nullif(current_setting('tact.organization', true), '')::uuid));
