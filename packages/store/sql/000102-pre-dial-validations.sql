-- Services outside that are asked just before a record is dialled (seed A9), and which campaign objects have picked them (ADR 0028).

create table pre_dial_validations (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null check (length(name) between 1 and 64),
  -- True: for the records of every campaign. False: where a campaign object has picked it.
  required boolean not null,
  priority integer not null check (priority between 1 and 999),
  url text not null,
  timeout_ms integer not null check (timeout_ms between 100 and 20000),
  connections_max integer not null check (connections_max between 1 and 100),
  -- What a record has where no usable answer came.
  call_result text not null,
  -- What is stamped where the service refuses; null: it is treated as `Do Not Call`.
  disposition_code text,
  -- Header values, encrypted by the service (ADR 0013). Null: there are none.
  sealed_headers text,
  -- Which headers there are, by name.
  header_names text[] not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id)
);
comment on table pre_dial_validations is 'Pre-dial validations: which service is asked before a record is dialled, how, and what follows from its answers (seed A9).';
create unique index pre_dial_validations_by_name on pre_dial_validations (organization_id, name);
comment on index pre_dial_validations_by_name is 'a name is used once';
create unique index pre_dial_validations_by_priority on pre_dial_validations (organization_id, priority);
comment on index pre_dial_validations_by_priority is 'a priority is used once; listing and asking in their order';

create table campaign_group_validations (
  organization_id uuid not null,
  campaign_group_id uuid not null,
  validation_id uuid not null,
  primary key (organization_id, campaign_group_id, validation_id),
  foreign key (organization_id, campaign_group_id) references campaign_groups on delete cascade,
  foreign key (organization_id, validation_id) references pre_dial_validations
);
comment on table campaign_group_validations is 'Optional pre-dial validations that a campaign group has picked.';
create index campaign_group_validations_by_validation on campaign_group_validations (organization_id, validation_id);
comment on index campaign_group_validations_by_validation is 'deletion of a validation; where is it used';

create table dialing_profile_validations (
  organization_id uuid not null,
  dialing_profile_id uuid not null,
  validation_id uuid not null,
  primary key (organization_id, dialing_profile_id, validation_id),
  foreign key (organization_id, dialing_profile_id) references dialing_profiles on delete cascade,
  foreign key (organization_id, validation_id) references pre_dial_validations
);
comment on table dialing_profile_validations is 'Optional pre-dial validations that a dialing profile has picked.';
create index dialing_profile_validations_by_validation on dialing_profile_validations (organization_id, validation_id);
comment on index dialing_profile_validations_by_validation is 'deletion of a validation; where is it used';

create table campaign_template_validations (
  organization_id uuid not null,
  campaign_template_id uuid not null,
  validation_id uuid not null,
  primary key (organization_id, campaign_template_id, validation_id),
  foreign key (organization_id, campaign_template_id) references campaign_templates on delete cascade,
  foreign key (organization_id, validation_id) references pre_dial_validations
);
comment on table campaign_template_validations is 'Optional pre-dial validations that a campaign template has picked.';
create index campaign_template_validations_by_validation on campaign_template_validations (organization_id, validation_id);
comment on index campaign_template_validations_by_validation is 'deletion of a validation; where is it used';

alter table organizations
  -- Grows with every change of a validation, of what has picked one, and of which profile a group has. A mark of a hand-over compares it.
  add column validations_epoch bigint not null default 0;

grant select, insert, update, delete on
  pre_dial_validations, campaign_group_validations, dialing_profile_validations, campaign_template_validations
  to tact_app;

do $$
declare
  one text;
begin
  foreach one in array array[
    'pre_dial_validations', 'campaign_group_validations', 'dialing_profile_validations', 'campaign_template_validations'
  ] loop
    execute format('alter table %I enable row level security', one);
    execute format('alter table %I force row level security', one);
    execute format(
      'create policy own_organization on %I using (organization_id = (select nullif(current_setting(''tact.organization'', true), '''')::uuid))',
      one);
  end loop;
end
$$;
