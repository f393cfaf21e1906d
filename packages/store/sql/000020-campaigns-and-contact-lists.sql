-- Whom to contact, with what, and how fast: contact lists with their records, message templates, campaigns. As everywhere:
-- organization_id first in every key, row-level security, no trigger.

create table message_templates (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null,
  -- [{language, subject, text, html}, …]; the first is taken where no language fits.
  texts jsonb not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id)
);
comment on table message_templates is 'What campaigns say, in one or more languages, with placeholders that were checked when it was saved.';
create unique index message_templates_by_name on message_templates (organization_id, name);
comment on index message_templates_by_name is 'a name is used once; listing by name';

create table contact_lists (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id)
);
comment on table contact_lists is 'Lists of contacts that campaigns work through.';
create unique index contact_lists_by_name on contact_lists (organization_id, name);
comment on index contact_lists_by_name is 'a name is used once; listing by name';

create table contact_list_records (
  organization_id uuid not null,
  id uuid not null,
  list_id uuid not null,
  contact_id uuid not null,
  -- The debt that it is about; null: none. No foreign key: a debt may go, and requests about it are then refused by name.
  account_id uuid,
  -- `held`: somebody keeps it out; no campaign takes it up.
  status text not null default 'ready' check (status in ('ready', 'held')),
  created_at timestamptz not null default now(),
  primary key (organization_id, id),
  foreign key (organization_id, list_id) references contact_lists on delete cascade,
  foreign key (organization_id, contact_id) references contacts on delete cascade
);
comment on table contact_list_records is 'The records of a contact list: one contact each, once a list. Their ids ascend with time.';
create unique index contact_list_records_by_contact on contact_list_records (organization_id, list_id, contact_id);
comment on index contact_list_records_by_contact is 'a contact stands in a list once';
create index contact_list_records_by_list on contact_list_records (organization_id, list_id, id);
comment on index contact_list_records_by_list is 'listing; enqueueing those that are new';
create index contact_list_records_of_contact on contact_list_records (organization_id, contact_id);
comment on index contact_list_records_of_contact is 'deletion of a contact';

create table campaigns (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null,
  status text not null default 'draft' check (status in ('draft', 'active', 'paused', 'completed')),
  campaign_group_id uuid not null,
  contact_list_id uuid not null,
  channel text not null,
  -- Null for calls, where an agent speaks.
  message_template_id uuid,
  -- Goes before the contact's own language; null: the usual order.
  language text,
  -- The span in which it dispatches; null: open. The end is out.
  starts_at timestamptz,
  ends_at timestamptz,
  -- The devices of a contact that are tried, in this order (seed A11, device escalation).
  device_positions smallint[] not null,
  enqueues text not null check (enqueues in ('automatically', 'by-hand')),
  dispatches_per_minute_max integer check (dispatches_per_minute_max > 0),
  concurrency_max integer check (concurrency_max > 0),
  -- Its share beside other campaigns of the organization.
  weight smallint not null default 1 check (weight between 1 and 100),
  -- Records up to this id were enqueued automatically; null: none.
  enqueued_through uuid,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id),
  foreign key (organization_id, campaign_group_id) references campaign_groups,
  foreign key (organization_id, contact_list_id) references contact_lists,
  foreign key (organization_id, message_template_id) references message_templates
);
comment on table campaigns is 'A contact list worked through on one channel, under the rules and hours of its campaign group (seed B4, A7.5).';
create unique index campaigns_by_name on campaigns (organization_id, name);
comment on index campaigns_by_name is 'a name is used once; listing by name';
create index campaigns_by_status on campaigns (organization_id, status);
comment on index campaigns_by_status is 'the campaigns that have work';
create index campaigns_by_group on campaigns (organization_id, campaign_group_id);
comment on index campaigns_by_group is 'deletion of a group; where is it used';
create index campaigns_by_list on campaigns (organization_id, contact_list_id);
comment on index campaigns_by_list is 'deletion of a list; where is it used';
create index campaigns_by_template on campaigns (organization_id, message_template_id) where message_template_id is not null;
comment on index campaigns_by_template is 'deletion of a message template; where is it used';

grant select, insert, update, delete on message_templates, contact_lists, contact_list_records, campaigns to tact_app;

do $$
declare
  one text;
begin
  foreach one in array array['message_templates', 'contact_lists', 'contact_list_records', 'campaigns'] loop
    execute format('alter table %I enable row level security', one);
    execute format('alter table %I force row level security', one);
    execute format(
      'create policy own_organization on %I using (organization_id = (select nullif(current_setting(''tact.organization'', true), '''')::uuid))',
      one);
  end loop;
end
$$;
