-- Failed sign-ins, counted for all processes together: four of them are not four times as many guesses.

create table sign_in_failures (
  organization_id uuid not null,
  key_hash text not null,
  times timestamptz[] not null default '{}',
  expires_at timestamptz not null,
  primary key (organization_id, key_hash)
);
comment on table sign_in_failures is 'Tries to sign in that have not succeeded, by account and by network address, each as the SHA-256 of its text. Nobody''s organization is known before the password was right, so that all are kept under the nil id, which no organization has.';
create index sign_in_failures_by_expiry on sign_in_failures (organization_id, expires_at);
comment on index sign_in_failures_by_expiry is 'sweeping those that are forgotten';

grant select, insert, update, delete on sign_in_failures to tact_app;
alter table sign_in_failures enable row level security;
alter table sign_in_failures force row level security;
create policy own_organization on sign_in_failures using (organization_id = (select nullif(current_setting('tact.organization', true), '')::uuid));
