-- Organizations, who may ask, and the two numbers that make stale memory harmless.
--
-- Everywhere: organization_id leads every key and index, so that the schema is a Citus multi-tenant schema as it stands; row-level
-- security lets a transaction see only the organization that it names by `set_config('tact.organization', …, true)`; no triggers.

create table organizations (
  organization_id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  locale text not null,
  currency text not null,
  default_country text not null,
  zone text not null,
  zone_fallback text not null check (zone_fallback in ('number', 'organization')),
  allowed_hours jsonb not null,
  limits jsonb not null,
  version integer not null default 1,
  created_at timestamptz not null default now()
);
comment on table organizations is 'A tenant: its clock, its limits, its defaults.';

create table organization_epochs (
  organization_id uuid primary key references organizations,
  ruleset_epoch bigint not null default 1,
  suppression_epoch bigint not null default 1
);
comment on table organization_epochs is
  'Raised by every change of rules or of suppressions, under the organization''s exclusive lock. A decision commits only on the epochs that it was made on (ADR 0004).';

create table users (
  organization_id uuid not null references organizations,
  id uuid not null,
  email text not null,
  role text not null check (role in ('administrator', 'operator', 'analyst')),
  password_hash text not null,
  created_at timestamptz not null default now(),
  primary key (organization_id, id)
);
comment on table users is 'People who sign in. Passwords are argon2id.';
create unique index users_by_email on users (organization_id, lower(email));
comment on index users_by_email is 'sign-in; one user an address';

create table api_keys (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null,
  role text not null check (role in ('administrator', 'operator', 'analyst')),
  scopes text[],
  prefix text not null,
  key_hash text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  primary key (organization_id, id)
);
comment on table api_keys is 'Keys of programs. Only the SHA-256 is kept; whoever knows a key''s hash may look at its row before the organization is known.';
create index api_keys_by_hash on api_keys (key_hash);
comment on index api_keys_by_hash is 'authentication: the one lookup that does not know the organization yet; the hash is the secret';

-- No foreign key here and on other tables that grow with the work: its check would lock the organization's one row for every row written.
create table audit_log (
  organization_id uuid not null,
  id uuid not null,
  at timestamptz not null default clock_timestamp(),
  actor jsonb not null,
  action text not null,
  entity text not null,
  entity_id text not null,
  before jsonb,
  after jsonb,
  reason text,
  primary key (organization_id, id)
);
comment on table audit_log is 'Who changed what, when and why. Only added to: the application has no right to change or delete a line.';
create index audit_log_by_entity on audit_log (organization_id, entity, entity_id, id desc);
comment on index audit_log_by_entity is 'the history of one thing; its listing by page';

create table idempotency_keys (
  organization_id uuid not null,
  principal_id text not null,
  key text not null,
  request_hash text not null,
  claimed_at timestamptz not null default clock_timestamp(),
  http_status integer,
  body text,
  primary key (organization_id, principal_id, key)
);
comment on table idempotency_keys is 'Answers of writes, so that a repeated request gets the first one''s answer.';
create index idempotency_keys_by_age on idempotency_keys (organization_id, claimed_at);
comment on index idempotency_keys_by_age is 'removal of old keys';
