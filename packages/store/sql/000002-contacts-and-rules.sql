-- Contacts with their devices, their debts, and the rules they are asked by.
--
-- Keys that deciding looks up are `collate "C"`: compared byte by byte, several times faster than by a language's rules, and in the same
-- order on every machine.

create table contacts (
  organization_id uuid not null references organizations,
  id uuid not null,
  client_id text collate "C" not null check (length(client_id) between 1 and 64),
  name text,
  zone text,
  country text,
  region text,
  postal_code text,
  language text,
  attributes jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id)
);
comment on table contacts is 'People, known by client id.';
create unique index contacts_by_client_id on contacts (organization_id, client_id);
comment on index contacts_by_client_id is 'deciding and upserts by client id; listing in the order of client ids';

create table devices (
  organization_id uuid not null,
  contact_id uuid not null,
  position smallint not null check (position between 1 and 10),
  device_key text collate "C" not null,
  device_type text not null check (device_type in ('landline', 'mobile', 'other', 'unknown')),
  primary key (organization_id, contact_id, position),
  foreign key (organization_id, contact_id) references contacts on delete cascade
);
comment on table devices is 'Up to ten addresses of a contact: numbers in E.164, e-mail addresses in lower case.';
create unique index devices_once_a_contact on devices (organization_id, contact_id, device_key);
comment on index devices_once_a_contact is 'a contact has a device once';
create index devices_by_key on devices (organization_id, device_key);
comment on index devices_by_key is 'whose is this number: search, bulk opt-out';

create table accounts (
  organization_id uuid not null references organizations,
  id uuid not null,
  contact_id uuid not null,
  reference text not null,
  status text not null,
  amount numeric(18, 4),
  currency text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id),
  foreign key (organization_id, contact_id) references contacts
);
comment on table accounts is 'Debts. A rule may count attempts by account; a paused, closed or paid one is out of contact (S33).';
create index accounts_by_contact on accounts (organization_id, contact_id, id);
comment on index accounts_by_contact is 'the accounts of a contact';

create table rules (
  organization_id uuid not null references organizations,
  id uuid not null,
  kind text not null,
  name text not null,
  required boolean not null,
  priority integer not null check (priority between 1 and 999),
  disposition_code text,
  conditions jsonb not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id)
);
comment on table rules is 'Rules as they are now; what they were stands in rule_versions.';
create unique index rules_by_name on rules (organization_id, kind, name);
comment on index rules_by_name is 'a name is unique within its kind (seed A2)';
create unique index rules_by_priority on rules (organization_id, kind, priority);
comment on index rules_by_priority is 'a priority is unique within its kind (seed A2); listing by priority';

create table rule_versions (
  organization_id uuid not null references organizations,
  rule_id uuid not null,
  version integer not null,
  kind text not null,
  name text not null,
  required boolean not null,
  priority integer not null,
  disposition_code text,
  conditions jsonb not null,
  deleted boolean not null default false,
  saved_at timestamptz not null default clock_timestamp(),
  saved_by text not null,
  primary key (organization_id, rule_id, version)
);
comment on table rule_versions is 'Every saved state of every rule. Only added to.';

create table rulesets (
  organization_id uuid not null references organizations,
  fingerprint text not null,
  source text not null,
  saved_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, fingerprint)
);
comment on table rulesets is 'The source of each ruleset that ever decided something, byte for byte, so that a decision can be recomputed (S31). Only added to.';

create table campaign_groups (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null,
  timezone_source text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id)
);
comment on table campaign_groups is 'What a request belongs to: it picks optional rules and lists (S5).';
create unique index campaign_groups_by_name on campaign_groups (organization_id, name);
comment on index campaign_groups_by_name is 'a name is used once; listing by name';

create table campaign_group_rules (
  organization_id uuid not null,
  campaign_group_id uuid not null,
  rule_id uuid not null,
  primary key (organization_id, campaign_group_id, rule_id),
  foreign key (organization_id, campaign_group_id) references campaign_groups on delete cascade,
  foreign key (organization_id, rule_id) references rules on delete cascade
);
comment on table campaign_group_rules is 'Optional rules that a campaign group has picked.';
create index campaign_group_rules_by_rule on campaign_group_rules (organization_id, rule_id);
comment on index campaign_group_rules_by_rule is 'deletion of a rule; where is it used';
