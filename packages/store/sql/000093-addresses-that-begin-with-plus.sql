-- An e-mail address may begin with `+`, and is found by its domain like any other.
create or replace function load_facts(
  p_organization uuid,
  -- The contacts, by id or by client id; and the clients whose contacts the caller keeps.
  p_contact_ids uuid[], p_client_ids text[], p_inline_client_ids text[],
  -- The devices; and the contacts that are asked for without naming one: all their devices are looked up.
  p_device_keys text[], p_open_contact_ids uuid[], p_open_client_ids text[],
  p_account_ids uuid[],
  -- Since null: no attempts. Else from this instant on, up to and with `until` and before `before`, which are null where there is no such end.
  p_since timestamptz, p_until timestamptz, p_before timestamptz, p_by_client boolean, p_by_device boolean, p_by_account boolean,
  p_list_ids uuid[]
) returns json
  -- INVARIANT: stable, so all its statements see one snapshot, that of the call: epochs and guards belong to the very facts beside them.
  language plpgsql stable as
$$
declare
  v_epochs json;
  v_contacts json;
  v_devices json;
  v_accounts json;
  v_guards json;
  v_attempts json;
  v_account_attempts json;
  v_opt_outs json;
  v_entries json;
  v_number_sets json;
  v_contact_ids uuid[];
  v_open_ids uuid[];
  v_client_ids text[] := p_client_ids;
  v_device_keys text[] := p_device_keys;
  v_keys text[];
  -- Of all partitions only those between the two ends are opened.
  v_before timestamptz := coalesce(p_before, 'infinity');
begin
  -- How this is quick: every statement looks up a set of keys in one index, and the caller sorts out what belongs to which question. Keys
  -- are plain parameters, because row-level security hands no computed value down to an index. `lateral (… offset 0)` says which table is
  -- looked up from which: left to itself, a plan made while tables are empty goes through the wrong one for ever. Rows travel as columns
  -- of JSON: one array a column is built and read faster than one array a row; and all of them as one value, because a row of values is
  -- put together, stored and taken apart again on its way.
  perform set_config('tact.organization', p_organization::text, true);
  select json_build_array(x.ruleset_epoch, x.suppression_epoch) into v_epochs
    from organization_epochs x where x.organization_id = p_organization;

  if cardinality(p_contact_ids) > 0 then
    select v_client_ids || coalesce(array_agg(x.client_id), '{}') into v_client_ids
      from contacts x where x.organization_id = p_organization and x.id = any (p_contact_ids);
  end if;
  if cardinality(v_client_ids) > 0 then
    select json_build_array(array_agg(x.id), array_agg(x.client_id), array_agg(x.zone), array_agg(x.country), array_agg(x.region),
        array_agg(x.postal_code), array_agg(x.attributes)),
      array_agg(x.id),
      array_agg(x.id) filter (where x.id = any (p_open_contact_ids) or x.client_id = any (p_open_client_ids))
      into v_contacts, v_contact_ids, v_open_ids
      from contacts x where x.organization_id = p_organization and x.client_id = any (v_client_ids);
    select json_build_array(array_agg(x.contact_id), array_agg(x.position), array_agg(x.device_key), array_agg(x.device_type)),
      v_device_keys || coalesce(array_agg(x.device_key) filter (where x.contact_id = any (v_open_ids)), '{}')
      into v_devices, v_device_keys
      from devices x where x.organization_id = p_organization and x.contact_id = any (v_contact_ids);
  end if;
  v_client_ids := v_client_ids || p_inline_client_ids;

  if cardinality(p_account_ids) > 0 then
    select json_build_array(array_agg(x.id), array_agg(y.client_id), array_agg(x.status)) into v_accounts
      from accounts x
      cross join lateral (
        select y.client_id from contacts y where y.organization_id = p_organization and y.id = x.contact_id offset 0
      ) as y
      where x.organization_id = p_organization and x.id = any (p_account_ids);
  end if;

  v_keys := array(select 'c:' || k.key from unnest(v_client_ids) as k (key)) || array(select 'd:' || k.key from unnest(v_device_keys) as k (key));
  select json_build_array(array_agg(x.key), array_agg(x.version)) into v_guards
    from guards x where x.organization_id = p_organization and x.key = any (v_keys);

  if p_since is not null and (p_by_client or p_by_device) then
    -- `until` is kept out of the index: of a range whose bounds it does not know, PostgreSQL expects so little that it would look up the
    -- range and not the keys.
    select json_build_array(array_agg(x.id), array_agg(milliseconds(x.at)), array_agg(x.client_id), array_agg(x.device_key),
        array_agg(x.account_id), array_agg(x.campaign_group_id), array_agg(x.channel), array_agg(x.direction), array_agg(x.state),
        array_agg(milliseconds(x.expires_at)), array_agg(x.call_result), array_agg(x.disposition), array_agg(x.country),
        array_agg(array_to_string(x.regions, ',')), array_agg(x.area_code), array_agg(x.postal_code))
      into v_attempts
      from (
        select * from attempts y
        where p_by_client and y.organization_id = p_organization and y.client_id = any (v_client_ids)
          and y.at >= p_since and y.at < v_before and coalesce(y.at <= p_until, true) and y.state <> 'released'
        union all
        select * from attempts y
        where p_by_device and y.organization_id = p_organization and y.device_key = any (v_device_keys)
          and y.at >= p_since and y.at < v_before and coalesce(y.at <= p_until, true) and y.state <> 'released'
          and not (p_by_client and y.client_id in (select unnest(v_client_ids)))
      ) as x;
  end if;
  -- Apart, because a statement opens all that it names, and few rules count by account. None of them is among those above.
  if p_since is not null and p_by_account then
    select json_build_array(array_agg(x.id), array_agg(milliseconds(x.at)), array_agg(x.client_id), array_agg(x.device_key),
        array_agg(x.account_id), array_agg(x.campaign_group_id), array_agg(x.channel), array_agg(x.direction), array_agg(x.state),
        array_agg(milliseconds(x.expires_at)), array_agg(x.call_result), array_agg(x.disposition), array_agg(x.country),
        array_agg(array_to_string(x.regions, ',')), array_agg(x.area_code), array_agg(x.postal_code))
      into v_account_attempts
      from attempts x
      where x.organization_id = p_organization and x.account_id = any (p_account_ids)
        and x.at >= p_since and x.at < v_before and coalesce(x.at <= p_until, true) and x.state <> 'released'
        and not (p_by_client and x.client_id in (select unnest(v_client_ids)))
        and not (p_by_device and x.device_key in (select unnest(v_device_keys)));
  end if;

  -- The device of an opt-out is null where the contact itself opted out.
  select json_build_array(array_agg(x.id), array_agg(x.client_id), array_agg(x.device_key), array_agg(array_to_string(x.channels, ',')),
      array_agg(milliseconds(x.from_at)), array_agg(x.from_date), array_agg(milliseconds(x.until_at)), array_agg(x.until_date))
    into v_opt_outs
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
      || array(select distinct substring(k.key from '@.*$') from unnest(v_device_keys) as k (key) where k.key like '%@%');
    select json_build_array(array_agg(x.id), array_agg(x.list_id), array_agg(y.type), array_agg(x.value),
        array_agg(milliseconds(x.from_at)), array_agg(x.from_date), array_agg(milliseconds(y.ends_at)),
        array_agg(case when y.ends_at is null then x.until_date end))
      into v_entries
      from suppression_entries x
      cross join lateral (
        select y.type, entry_ends_at(x.until_at, x.until_date, x.created_at, y.retention_days) as ends_at
        from suppression_lists y where y.organization_id = p_organization and y.id = x.list_id offset 0
      ) as y
      where x.organization_id = p_organization and x.value = any (v_keys) and x.list_id = any (p_list_ids)
        and entry_counts(p_organization, x.list_id, x.import_id, x.removed_by);
    v_number_sets := number_sets_in_force(p_organization, p_list_ids);
  end if;

  return json_build_array(v_epochs, v_contacts, v_devices, v_accounts, v_guards, v_attempts, v_account_attempts, v_opt_outs, v_entries,
    v_number_sets);
end
$$;
