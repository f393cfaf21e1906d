-- Whom not to contact: opt-outs, and lists of devices or clients.

create table opt_outs (
  organization_id uuid not null references organizations,
  id uuid not null,
  client_id text collate "C" not null,
  channels text[],
  contact_only boolean not null,
  reason text not null,
  source text not null,
  from_at timestamptz,
  from_date date,
  until_at timestamptz,
  until_date date,
  created_at timestamptz not null default now(),
  created_by text not null,
  lifted_at timestamptz,
  lifted_by text,
  lift_reason text,
  primary key (organization_id, id)
);
comment on table opt_outs is 'Contacts'' own wishes. Channels null: any. Lifted ones stay.';
create index opt_outs_by_client on opt_outs (organization_id, client_id) where lifted_at is null;
comment on index opt_outs_by_client is 'deciding';

create table opt_out_devices (
  organization_id uuid not null,
  opt_out_id uuid not null,
  device_key text collate "C" not null,
  -- The device leads: this is the index that deciding uses.
  primary key (organization_id, device_key, opt_out_id),
  foreign key (organization_id, opt_out_id) references opt_outs
);
comment on table opt_out_devices is
  'Devices that an opted-out contact had, has or gets; they are opted out at every contact, and taking one away does not free it (S21).';

create table suppression_lists (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null,
  type text not null check (type in ('device', 'client')),
  channels text[],
  required boolean not null,
  expires_at timestamptz,
  expires_date date,
  is_registry boolean not null,
  registry_age_ms_max bigint,
  registry_version_at timestamptz,
  registry_coverage text[] not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id)
);
comment on table suppression_lists is 'Lists of devices or clients not to contact. Channels null: any.';
create unique index suppression_lists_by_name on suppression_lists (organization_id, name);
comment on index suppression_lists_by_name is 'a name is used once; listing by name';

create table suppression_entries (
  organization_id uuid not null,
  list_id uuid not null,
  id uuid not null,
  value text collate "C" not null,
  from_at timestamptz,
  from_date date,
  until_at timestamptz,
  until_date date,
  reason text,
  created_at timestamptz not null default now(),
  primary key (organization_id, list_id, id),
  foreign key (organization_id, list_id) references suppression_lists on delete cascade
);
comment on table suppression_entries is 'Single lines of suppression lists: a device key or a client id.';
create index suppression_entries_by_value on suppression_entries (organization_id, value, list_id);
comment on index suppression_entries_by_value is 'deciding';

create table campaign_group_lists (
  organization_id uuid not null,
  campaign_group_id uuid not null,
  list_id uuid not null,
  primary key (organization_id, campaign_group_id, list_id),
  foreign key (organization_id, campaign_group_id) references campaign_groups on delete cascade,
  foreign key (organization_id, list_id) references suppression_lists on delete cascade
);
comment on table campaign_group_lists is 'Optional suppression lists that a campaign group has picked.';
create index campaign_group_lists_by_list on campaign_group_lists (organization_id, list_id);
comment on index campaign_group_lists_by_list is 'deletion of a list; where is it used';
