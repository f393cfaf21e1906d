-- What proposed rules would have changed: asked for, worked on, found. Beside `jobs`, which are about files and hold an organization up.

create table backtests (
  organization_id uuid not null references organizations,
  id uuid not null,
  -- What is looked back at, and the proposal.
  plan jsonb not null,
  state text not null check (state in ('queued', 'running', 'stopped', 'failed', 'finished')),
  -- How far it is and what it has found: another process goes on from here. Null: nothing was done yet.
  progress jsonb,
  done double precision not null default 0,
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
comment on table backtests is 'Proposed rules over the recorded history, and what they would have changed. Purged after 90 days: examples name contacts.';
create unique index backtests_running on backtests (organization_id) where state = 'running';
comment on index backtests_running is 'an organization runs one backtest at a time';
create index backtests_waiting on backtests (organization_id, id) where state in ('queued', 'running');
comment on index backtests_waiting is 'a runner looks for work';

grant select, insert, update, delete on backtests to tact_app;
alter table backtests enable row level security;
alter table backtests force row level security;
create policy own_organization on backtests
  using (organization_id = (select nullif(current_setting('tact.organization', true), '')::uuid));
