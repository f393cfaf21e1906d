-- Who opted somebody out, by name; an organization's own device list; how long entries are kept; e-mail domains as entries.

alter table opt_outs add column created_by_name text;
create index opt_outs_not_lifted on opt_outs (organization_id, id) where lifted_at is null;
comment on index opt_outs_not_lifted is 'listing those in force, newest first';

alter table suppression_lists
  -- Null: for good.
  add column retention_days integer check (retention_days between 1 and 36525),
  -- The organization's own list of numbers that opted out and match no contact (S24). What it is made for does not change.
  add column is_own boolean not null default false,
  add constraint own_list_is_for_all check (not is_own or (
    required and type = 'device' and channels is null and not is_registry and expires_at is null and expires_date is null
    and retention_days is null));
create unique index suppression_lists_own on suppression_lists (organization_id) where is_own;
comment on index suppression_lists_own is 'an organization has one list of its own; finding it';

create function entry_ends_at(p_until_at timestamptz, p_until_date date, p_created_at timestamptz, p_retention_days integer)
  returns timestamptz
  language sql stable parallel safe
  -- A last day belongs to the organization's zone, which is not known here: the retention is the earlier end where it is over before
  -- that day begins anywhere; a last day that it would cut short counts whole.
  return case
    when p_retention_days is null then p_until_at
    when p_until_date is null then least(p_until_at, p_created_at + make_interval(days => p_retention_days))
    when p_created_at + make_interval(days => p_retention_days) <= (p_until_date::timestamp at time zone 'UTC') - interval '14 hours'
      then p_created_at + make_interval(days => p_retention_days)
  end;
comment on function entry_ends_at is
  'When an entry stops blocking, by its own end and by how long its list keeps entries (S22); null: at its last day, or never.';

-- As before, but for the entries: those of a device's e-mail domain too, and none beyond its retention.
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
      where x.organization_id = p_organization and x.value = any (v_keys) and x.list_id = any (p_list_ids);
  end if;
end
$$;
comment on function load_facts is 'All that a batch of questions is decided by, in one snapshot.';
