-- Files brought into suppression lists: long work with its progress, and what came of each file (S23).

create table jobs (
  organization_id uuid not null references organizations,
  id uuid not null,
  kind text not null check (kind in ('list-import')),
  -- What the job is for: the list and its import.
  list_id uuid not null,
  import_id uuid not null,
  state text not null check (state in ('queued', 'running', 'stopped', 'failed', 'finished')),
  bytes_done bigint not null default 0,
  bytes_total bigint not null,
  rows_done bigint not null default 0,
  -- Known when the last row was read.
  rows_total bigint,
  error_code text,
  error text,
  stop_requested boolean not null default false,
  -- Who carries it out. Where the lease is over, that process is gone, and another one goes on from what is stored.
  runner uuid,
  leased_until timestamptz,
  created_at timestamptz not null default now(),
  created_by jsonb not null,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (organization_id, id)
);
comment on table jobs is 'Work that takes longer than a request: its state, how far it is, who asked for it. Errors hold no number and no name.';
create unique index jobs_running on jobs (organization_id) where state = 'running';
comment on index jobs_running is 'an organization runs one job at a time';
create index jobs_waiting on jobs (organization_id, id) where state in ('queued', 'running');
comment on index jobs_waiting is 'a runner looks for work';

create table list_imports (
  organization_id uuid not null,
  list_id uuid not null,
  id uuid not null,
  job_id uuid not null,
  file_name text not null,
  file_sha256 text not null,
  file_bytes bigint not null,
  mode text not null check (mode in ('append', 'replace', 'remove')),
  -- How the file is read (packages/files): nothing of it is decided anew when reading is taken up again.
  plan jsonb not null,
  -- What the list is called after this import: what a change list names as its base.
  label text not null,
  -- Of a change list: what the list has to be called. Null: it is none.
  base_label text,
  data_at timestamptz,
  coverage text[],
  -- What the list said of itself before, for rolling back.
  data_at_before timestamptz,
  coverage_before text[],
  -- The last batch that is stored ends here; null: nothing is.
  position jsonb,
  read_whole boolean not null default false,
  parts integer not null default 0,
  good bigint not null default 0,
  bad bigint not null default 0,
  bad_kept integer not null default 0,
  repeated bigint not null default 0,
  -- The version of the list's numbers that it made; null: it changed none.
  version_id uuid,
  -- Entries count while their import is in force; what it removed stays removed while it is in force or replaced.
  state text not null default 'loading' check (state in ('loading', 'in force', 'replaced', 'rolled back', 'failed')),
  replaced_by uuid,
  created_at timestamptz not null default now(),
  created_by jsonb not null,
  in_force_at timestamptz,
  rolled_back_at timestamptz,
  rolled_back_by jsonb,
  roll_back_reason text,
  primary key (organization_id, list_id, id),
  foreign key (organization_id, list_id) references suppression_lists on delete cascade
);
comment on table list_imports is 'Files brought into lists. One statement puts all of an import in force, and one takes it back.';

create table list_import_bad_rows (
  organization_id uuid not null,
  list_id uuid not null,
  import_id uuid not null,
  number integer not null,
  member text not null,
  line bigint not null,
  column_name text,
  value text not null,
  code text not null,
  sentence text not null,
  primary key (organization_id, list_id, import_id, number),
  foreign key (organization_id, list_id, import_id) references list_imports on delete cascade
);
comment on table list_import_bad_rows is 'Rows of imported files that were not taken, up to a limit: where, what stood there (shortened), and why not.';

create table list_import_parts (
  organization_id uuid not null,
  list_id uuid not null,
  import_id uuid not null,
  part integer not null,
  action text not null check (action in ('add', 'delete')),
  from_key bigint not null,
  end_key bigint not null,
  numbers bigint not null,
  chunks integer not null,
  words bigint not null,
  bytes bytea not null,
  primary key (organization_id, list_id, import_id, part, action, from_key),
  foreign key (organization_id, list_id, import_id) references list_imports on delete cascade
);
comment on table list_import_parts is
  'Numbers read so far, each part a set in pieces as in number_set_pieces. Joined to a version at the end, and taken away then.';
alter table list_import_parts alter column bytes set storage external;

alter table suppression_entries
  -- Null: added by hand. Else it counts only while that import is in force.
  add column import_id uuid,
  -- Taken off the list by this import, while that is in force or replaced.
  add column removed_by uuid,
  add constraint suppression_entries_import foreign key (organization_id, list_id, import_id) references list_imports on delete cascade;
create index suppression_entries_by_import on suppression_entries (organization_id, list_id, import_id) where import_id is not null;
comment on index suppression_entries_by_import is 'the entries of an import that failed or was rolled back are taken away';

grant select, insert, update on jobs, list_imports to tact_app;
grant select, insert, delete on list_import_bad_rows, list_import_parts to tact_app;

do $$
declare
  one text;
begin
  foreach one in array array['jobs', 'list_imports', 'list_import_bad_rows', 'list_import_parts'] loop
    execute format('alter table %I enable row level security', one);
    execute format('alter table %I force row level security', one);
    execute format(
      'create policy own_organization on %I using (organization_id = (select nullif(current_setting(''tact.organization'', true), '''')::uuid))',
      one);
  end loop;
end
$$;

create function entry_counts(p_organization uuid, p_list uuid, p_import uuid, p_removed_by uuid) returns boolean
  -- INVARIANT: stable, so that it sees the snapshot of the statement that calls it.
  language sql stable
  return (p_import is null or exists (
      select from list_imports i
      where i.organization_id = p_organization and i.list_id = p_list and i.id = p_import and i.state = 'in force'))
    and (p_removed_by is null or not exists (
      select from list_imports i
      where i.organization_id = p_organization and i.list_id = p_list and i.id = p_removed_by and i.state in ('in force', 'replaced')));
comment on function entry_counts is
  'Whether an entry is on its list: added by hand or by an import in force, and not taken off by one. Its span is another question.';
grant execute on function entry_counts(uuid, uuid, uuid, uuid) to tact_app;

-- As before, but for entries whose import is not in force.
create or replace function load_facts(
  p_organization uuid,
  -- The contacts, by id or by client id; and the clients whose contacts the caller keeps.
  p_contact_ids uuid[], p_client_ids text[], p_inline_client_ids text[],
  -- The devices; and the contacts that are asked for without naming one: all their devices are looked up.
  p_device_keys text[], p_open_contact_ids uuid[], p_open_client_ids text[],
  p_account_ids uuid[],
  -- Since null: no attempts. Else from this instant to the other, both included; until null: without end.
  p_since timestamptz, p_until timestamptz, p_by_client boolean, p_by_device boolean, p_by_account boolean,
  p_list_ids uuid[],
  out ruleset_epoch bigint, out suppression_epoch bigint, out contact_columns json, out device_columns json,
  out account_columns json, out guard_columns json, out attempt_columns json, out opt_out_columns json, out entry_columns json
)
  -- INVARIANT: stable, so all its statements see one snapshot, that of the call: epochs and guards belong to the very facts beside them.
  language plpgsql stable as
$$
declare
  v_contact_ids uuid[];
  v_open_ids uuid[];
  v_client_ids text[] := p_client_ids;
  v_device_keys text[] := p_device_keys;
  v_keys text[];
begin
  -- How this is quick: every statement looks up a set of keys in one index, and the caller sorts out what belongs to which question. Keys
  -- are plain parameters, because row-level security hands no computed value down to an index. `lateral (… offset 0)` says which table is
  -- looked up from which: left to itself, a plan made while tables are empty goes through the wrong one for ever. Rows travel as columns
  -- of JSON: one array a column is built and read faster than one array a row.
  perform set_config('tact.organization', p_organization::text, true);
  select x.ruleset_epoch, x.suppression_epoch into ruleset_epoch, suppression_epoch
    from organization_epochs x where x.organization_id = p_organization;

  if cardinality(p_contact_ids) > 0 then
    select v_client_ids || coalesce(array_agg(x.client_id), '{}') into v_client_ids
      from contacts x where x.organization_id = p_organization and x.id = any (p_contact_ids);
  end if;
  if cardinality(v_client_ids) > 0 then
    select json_build_array(array_agg(x.id), array_agg(x.client_id), array_agg(x.name), array_agg(x.zone), array_agg(x.country),
        array_agg(x.region), array_agg(x.postal_code), array_agg(x.language), array_agg(x.attributes), array_agg(x.version),
        array_agg(milliseconds(x.created_at)), array_agg(milliseconds(x.updated_at))),
      array_agg(x.id),
      array_agg(x.id) filter (where x.id = any (p_open_contact_ids) or x.client_id = any (p_open_client_ids))
      into contact_columns, v_contact_ids, v_open_ids
      from contacts x where x.organization_id = p_organization and x.client_id = any (v_client_ids);
    select json_build_array(array_agg(x.contact_id), array_agg(x.position), array_agg(x.device_key), array_agg(x.device_type)),
      v_device_keys || coalesce(array_agg(x.device_key) filter (where x.contact_id = any (v_open_ids)), '{}')
      into device_columns, v_device_keys
      from devices x where x.organization_id = p_organization and x.contact_id = any (v_contact_ids);
  end if;
  v_client_ids := v_client_ids || p_inline_client_ids;

  if cardinality(p_account_ids) > 0 then
    select json_build_array(array_agg(x.id), array_agg(y.client_id), array_agg(x.status)) into account_columns
      from accounts x
      cross join lateral (
        select y.client_id from contacts y where y.organization_id = p_organization and y.id = x.contact_id offset 0
      ) as y
      where x.organization_id = p_organization and x.id = any (p_account_ids);
  end if;

  v_keys := array(select 'c:' || k.key from unnest(v_client_ids) as k (key)) || array(select 'd:' || k.key from unnest(v_device_keys) as k (key));
  select json_build_array(array_agg(x.key), array_agg(x.version)) into guard_columns
    from guards x where x.organization_id = p_organization and x.key = any (v_keys);

  if p_since is not null then
    -- The upper bound is kept out of the index: of a range whose bounds it does not know, PostgreSQL expects so little that it would look
    -- up the range and not the keys.
    select json_build_array(array_agg(x.id), array_agg(milliseconds(x.at)), array_agg(x.client_id), array_agg(x.device_key),
        array_agg(x.account_id), array_agg(x.campaign_group_id), array_agg(x.channel), array_agg(x.direction), array_agg(x.state),
        array_agg(milliseconds(x.expires_at)), array_agg(x.call_result), array_agg(x.disposition), array_agg(x.country),
        array_agg(array_to_string(x.regions, ',')), array_agg(x.area_code), array_agg(x.postal_code))
      into attempt_columns
      from (
        select * from attempts y
        where p_by_client and y.organization_id = p_organization and y.client_id = any (v_client_ids)
          and y.at >= p_since and coalesce(y.at <= p_until, true) and y.state <> 'released'
        union all
        select * from attempts y
        where p_by_device and y.organization_id = p_organization and y.device_key = any (v_device_keys)
          and y.at >= p_since and coalesce(y.at <= p_until, true) and y.state <> 'released'
          and not (p_by_client and y.client_id in (select unnest(v_client_ids)))
        union all
        select * from attempts y
        where p_by_account and y.organization_id = p_organization and y.account_id = any (p_account_ids)
          and y.at >= p_since and coalesce(y.at <= p_until, true) and y.state <> 'released'
          and not (p_by_client and y.client_id in (select unnest(v_client_ids)))
          and not (p_by_device and y.device_key in (select unnest(v_device_keys)))
      ) as x;
  end if;

  -- The device of an opt-out is null where the contact itself opted out.
  select json_build_array(array_agg(x.id), array_agg(x.client_id), array_agg(x.device_key), array_agg(array_to_string(x.channels, ',')),
      array_agg(milliseconds(x.from_at)), array_agg(x.from_date), array_agg(milliseconds(x.until_at)), array_agg(x.until_date))
    into opt_out_columns
    from (
      select y.*, null as device_key from opt_outs y
      where y.organization_id = p_organization and y.client_id = any (v_client_ids) and y.lifted_at is null
      union all
      select y.*, z.device_key
      from opt_out_devices z
      cross join lateral (
        select * from opt_outs y where y.organization_id = p_organization and y.id = z.opt_out_id and y.lifted_at is null offset 0
      ) as y
      where z.organization_id = p_organization and z.device_key = any (v_device_keys)
    ) as x;

  if cardinality(p_list_ids) > 0 then
    -- An e-mail address is also found by its domain.
    v_keys := v_client_ids || v_device_keys
      || array(select distinct substring(k.key from '@.*$') from unnest(v_device_keys) as k (key) where k.key not like '+%');
    select json_build_array(array_agg(x.id), array_agg(x.list_id), array_agg(y.type), array_agg(x.value),
        array_agg(milliseconds(x.from_at)), array_agg(x.from_date), array_agg(milliseconds(y.ends_at)),
        array_agg(case when y.ends_at is null then x.until_date end))
      into entry_columns
      from suppression_entries x
      cross join lateral (
        select y.type, entry_ends_at(x.until_at, x.until_date, x.created_at, y.retention_days) as ends_at
        from suppression_lists y where y.organization_id = p_organization and y.id = x.list_id offset 0
      ) as y
      where x.organization_id = p_organization and x.value = any (v_keys) and x.list_id = any (p_list_ids)
        and entry_counts(p_organization, x.list_id, x.import_id, x.removed_by);
  end if;
end
$$;
