-- What was asked, what was answered, what was tried. Partitioned by month, so that retention is dropping a partition.

create table guards (
  organization_id uuid not null,
  key text collate "C" not null,
  version bigint not null,
  primary key (organization_id, key)
) with (fillfactor = 50);
comment on table guards is
  'The version of the counted history of one client (`c:` and the client id) or one device (`d:` and its key). A reservation raises both from the versions that it read, or is decided again (G1, ADR 0004).';

create table attempts (
  organization_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  client_id text collate "C" not null,
  device_key text collate "C" not null,
  device_position smallint,
  account_id uuid,
  campaign_group_id uuid,
  channel text not null,
  direction text not null,
  state text not null check (state in ('reserved', 'finished', 'released')),
  expires_at timestamptz,
  call_result text,
  disposition text,
  finished_at timestamptz,
  decision_id uuid,
  origin text not null check (origin in ('reservation', 'import')),
  country text,
  regions text[] not null default '{}',
  area_code text,
  postal_code text,
  primary key (organization_id, id, at)
) partition by range (at);
comment on table attempts is
  'Tries on devices, reserved here or told afterwards. The id carries the instant (UUID version 7), so a lookup by id finds its partition. The application may change only what becomes known later.';
create index attempts_by_client on attempts (organization_id, client_id, at);
comment on index attempts_by_client is 'deciding: attempts of a client since an instant';
create index attempts_by_device on attempts (organization_id, device_key, at);
comment on index attempts_by_device is 'deciding: attempts on a device since an instant';
create index attempts_by_account on attempts (organization_id, account_id, at) where account_id is not null;
comment on index attempts_by_account is 'deciding: attempts about an account since an instant';
create table attempts_default partition of attempts default;
comment on table attempts_default is 'Attempts of months that have no partition of their own.';

create table attempt_external_ids (
  organization_id uuid not null,
  external_id text collate "C" not null,
  attempt_id uuid not null,
  primary key (organization_id, external_id)
);
comment on table attempt_external_ids is 'The callers'' own ids of imported attempts: importing the same twice changes nothing.';

create table attempt_events (
  organization_id uuid not null,
  attempt_id uuid not null,
  at timestamptz not null,
  sequence integer not null,
  kind text not null check (kind in ('finished', 'released')),
  call_result text,
  disposition text,
  actor jsonb not null,
  primary key (organization_id, attempt_id, at, sequence)
) partition by range (at);
comment on table attempt_events is 'What became known of attempts, each time. Only added to.';
create table attempt_events_default partition of attempt_events default;
comment on table attempt_events_default is 'Events of months that have no partition of their own.';

create table decisions (
  organization_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  client_id text collate "C" not null,
  device_key text collate "C" not null,
  channel text not null,
  account_id uuid,
  campaign_group_id uuid,
  allowed boolean not null,
  code text,
  ruleset text not null,
  record text not null,
  primary key (organization_id, id, at)
) partition by range (at);
comment on table decisions is 'Every answer with its whole record, byte for byte. Only added to.';
create index decisions_by_client on decisions (organization_id, client_id, at);
comment on index decisions_by_client is 'the decisions about a client';
create table decisions_default partition of decisions default;
comment on table decisions_default is 'Decisions of months that have no partition of their own.';

create table queue (
  organization_id uuid not null references organizations,
  id uuid not null,
  kind text not null,
  payload jsonb not null,
  state text not null check (state in ('pending', 'processing', 'completed', 'failed', 'skipped')),
  scheduled_at timestamptz not null,
  claimed_until timestamptz,
  tries integer not null default 0,
  error text,
  created_at timestamptz not null default now(),
  primary key (organization_id, id)
);
comment on table queue is 'Work to be done at its time, claimed in batches.';
create index queue_due on queue (organization_id, scheduled_at, id) where state = 'pending';
comment on index queue_due is 'claiming what is due';
