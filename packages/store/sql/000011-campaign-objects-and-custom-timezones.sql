-- What rules are picked on besides campaign groups, the campaign's own hours, an organization's own timezone map, and what is done after
-- an attempt. As everywhere: organization_id first in every key, row-level security, no trigger.

create table custom_timezones (
  organization_id uuid not null references organizations,
  id uuid not null,
  country_code text not null check (country_code ~ '^[1-9][0-9]{0,2}$'),
  area_code text not null check (area_code ~ '^[0-9]+$'),
  exchange text check (exchange ~ '^[0-9]+$'),
  -- Told twice so that two ways to cut one prefix into parts are seen to be one prefix (S16).
  prefix text collate "C" not null check (prefix = country_code || area_code || coalesce(exchange, '') and length(prefix) <= 15),
  zone text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id)
);
comment on table custom_timezones is 'Zones that an organization gives to numbers by their first digits, before the built-in map; the longest prefix wins (seed A4, S16).';
create unique index custom_timezones_by_prefix on custom_timezones (organization_id, prefix);
comment on index custom_timezones_by_prefix is 'a prefix has one zone; listing by prefix; imports';

create table dialing_profiles (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id)
);
comment on table dialing_profiles is 'Optional rules and lists that apply to every campaign group which names the profile, as they are now (S5).';
create unique index dialing_profiles_by_name on dialing_profiles (organization_id, name);
comment on index dialing_profiles_by_name is 'a name is used once; listing by name';

create table dialing_profile_rules (
  organization_id uuid not null,
  dialing_profile_id uuid not null,
  rule_id uuid not null,
  primary key (organization_id, dialing_profile_id, rule_id),
  foreign key (organization_id, dialing_profile_id) references dialing_profiles on delete cascade,
  foreign key (organization_id, rule_id) references rules
);
comment on table dialing_profile_rules is 'Optional rules that a dialing profile has picked.';
create index dialing_profile_rules_by_rule on dialing_profile_rules (organization_id, rule_id);
comment on index dialing_profile_rules_by_rule is 'deletion of a rule; where is it used';

create table dialing_profile_lists (
  organization_id uuid not null,
  dialing_profile_id uuid not null,
  list_id uuid not null,
  primary key (organization_id, dialing_profile_id, list_id),
  foreign key (organization_id, dialing_profile_id) references dialing_profiles on delete cascade,
  foreign key (organization_id, list_id) references suppression_lists on delete cascade
);
comment on table dialing_profile_lists is 'Optional suppression lists that a dialing profile has picked.';
create index dialing_profile_lists_by_list on dialing_profile_lists (organization_id, list_id);
comment on index dialing_profile_lists_by_list is 'deletion of a list; where is it used';

create table campaign_templates (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null,
  timezone_source text,
  campaign_hours jsonb,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id)
);
comment on table campaign_templates is 'What a campaign group can be made from: it takes a copy, and later changes do not reach it (S5).';
create unique index campaign_templates_by_name on campaign_templates (organization_id, name);
comment on index campaign_templates_by_name is 'a name is used once; listing by name';

create table campaign_template_rules (
  organization_id uuid not null,
  campaign_template_id uuid not null,
  rule_id uuid not null,
  primary key (organization_id, campaign_template_id, rule_id),
  foreign key (organization_id, campaign_template_id) references campaign_templates on delete cascade,
  foreign key (organization_id, rule_id) references rules
);
comment on table campaign_template_rules is 'Optional rules that a campaign template has picked.';
create index campaign_template_rules_by_rule on campaign_template_rules (organization_id, rule_id);
comment on index campaign_template_rules_by_rule is 'deletion of a rule; where is it used';

create table campaign_template_lists (
  organization_id uuid not null,
  campaign_template_id uuid not null,
  list_id uuid not null,
  primary key (organization_id, campaign_template_id, list_id),
  foreign key (organization_id, campaign_template_id) references campaign_templates on delete cascade,
  foreign key (organization_id, list_id) references suppression_lists on delete cascade
);
comment on table campaign_template_lists is 'Optional suppression lists that a campaign template has picked.';
create index campaign_template_lists_by_list on campaign_template_lists (organization_id, list_id);
comment on index campaign_template_lists_by_list is 'deletion of a list; where is it used';

alter table campaign_groups
  -- The campaign's own hours (seed A7.5); null: none.
  add column campaign_hours jsonb,
  add column dialing_profile_id uuid,
  -- Where it came from. No foreign key: the template may be gone, and the group does not change with it.
  add column template_id uuid,
  add constraint campaign_groups_dialing_profile_fkey
    foreign key (organization_id, dialing_profile_id) references dialing_profiles;
create index campaign_groups_by_dialing_profile on campaign_groups (organization_id, dialing_profile_id)
  where dialing_profile_id is not null;
comment on index campaign_groups_by_dialing_profile is 'deletion of a profile; where is it used';

create table dispositions (
  organization_id uuid not null references organizations,
  id uuid not null,
  code text collate "C" not null check (length(code) between 1 and 64),
  name text not null,
  description text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id)
);
comment on table dispositions is 'The disposition codes that an organization works with. Rules and attempts hold the code as text.';
create unique index dispositions_by_code on dispositions (organization_id, code);
comment on index dispositions_by_code is 'a code stands once; listing by code; is a code known';

create table treatments (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null,
  action text not null check (action in
    ('none', 'redial', 'retry-in', 'retry-at', 'next-in-chain', 'next-in-chain-after', 'next-in-chain-at')),
  retries_max integer check (retries_max between 1 and 1000),
  interval_minutes integer check (interval_minutes between 1 and 527040),
  increment_minutes integer check (increment_minutes between 0 and 527040),
  at timestamptz,
  next_action text not null check (next_action in ('next-in-chain', 'stop')),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id)
);
comment on table treatments is 'What is done with a record after an attempt, or after a check that was negative (seed A11).';
create unique index treatments_by_name on treatments (organization_id, name);
comment on index treatments_by_name is 'a name is used once; listing by name';

create table treatment_triggers (
  organization_id uuid not null,
  kind text not null check (kind in ('call-result', 'disposition')),
  value text collate "C" not null,
  treatment_id uuid not null,
  -- The trigger comes first: two treatments for one call result or code would leave open which one is meant.
  primary key (organization_id, kind, value),
  foreign key (organization_id, treatment_id) references treatments on delete cascade
);
comment on table treatment_triggers is 'Which treatment follows which call result or disposition code.';
create index treatment_triggers_by_treatment on treatment_triggers (organization_id, treatment_id);
comment on index treatment_triggers_by_treatment is 'the triggers of a treatment';

grant select, insert, update, delete on
  custom_timezones, dialing_profiles, dialing_profile_rules, dialing_profile_lists, campaign_templates, campaign_template_rules,
  campaign_template_lists, dispositions, treatments, treatment_triggers
  to tact_app;

do $$
declare
  one text;
begin
  foreach one in array array[
    'custom_timezones', 'dialing_profiles', 'dialing_profile_rules', 'dialing_profile_lists', 'campaign_templates',
    'campaign_template_rules', 'campaign_template_lists', 'dispositions', 'treatments', 'treatment_triggers'
  ] loop
    execute format('alter table %I enable row level security', one);
    execute format('alter table %I force row level security', one);
    execute format(
      'create policy own_organization on %I using (organization_id = (select nullif(current_setting(''tact.organization'', true), '''')::uuid))',
      one);
  end loop;
end
$$;
