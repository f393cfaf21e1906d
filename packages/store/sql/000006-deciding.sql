-- The hot path: one call loads the facts of a batch of questions, one call makes a batch of decisions durable.

create function milliseconds(at timestamptz) returns bigint
  language sql stable parallel safe
  return round(date_part('epoch', at) * 1000)::bigint;
comment on function milliseconds is 'An instant as the service counts it: milliseconds since 1970 UTC.';

create function organization_lock_key(p_organization uuid) returns bigint
  language sql immutable parallel safe
  return hashtextextended(p_organization::text, 8228);
comment on function organization_lock_key is
  'The advisory lock of an organization: shared by commits of decisions, exclusive for changes of rules and suppressions (ADR 0004).';

create function raise_epoch(p_organization uuid, p_which text) returns void
  language plpgsql volatile as
$$
begin
  -- INVARIANT: waits for every commit of decisions under way, and holds back new ones until this transaction has ended; those then
  -- find another epoch. So once this change is acknowledged, no decision is committed against it (G2).
  perform pg_advisory_xact_lock(organization_lock_key(p_organization));
  update organization_epochs
    set ruleset_epoch = ruleset_epoch + (p_which = 'ruleset')::int,
        suppression_epoch = suppression_epoch + (p_which = 'suppression')::int
    where organization_id = p_organization;
end
$$;
comment on function raise_epoch is 'The last statement of every change of rules (`ruleset`) or of whom not to contact (`suppression`).';

create function raise_guards(p_organization uuid, p_keys text[]) returns void
  language sql volatile as
$$
  insert into guards as g (organization_id, key, version)
  select p_organization, key, 1 from (select distinct key from unnest(p_keys) as k (key)) as k order by key
  on conflict (organization_id, key) do update set version = g.version + 1;
$$;
comment on function raise_guards is 'Says that the counted history of these clients and devices moved. Locks in the order of keys, so that no two deadlock.';

create function load_facts(
  p_organization uuid,
  p_contact_ids uuid[],
  p_client_ids text[],
  p_is_inline boolean[],
  p_device_keys text[],
  p_positions smallint[],
  p_prefers_phone boolean[],
  p_account_ids uuid[],
  p_since timestamptz,
  p_until timestamptz,
  p_by_client boolean,
  p_by_device boolean,
  p_by_account boolean,
  p_list_ids uuid[]
) returns table (
  ruleset_epoch bigint, suppression_epoch bigint, contact json, devices json, device_key text, account json,
  attempts json, opt_outs json, entries json, client_guard bigint, device_guard bigint
)
  language plpgsql volatile as
$$
begin
  perform set_config('tact.organization', p_organization::text, true);
  -- INVARIANT: one statement, so one snapshot: epochs and guards belong to the very facts that stand beside them.
  return query
  -- The keys are worked out first and kept as plain columns: row-level security hands no computed value down to an index.
  with asked as materialized (
    select q.ord, q.account_id, e.ruleset_epoch, e.suppression_epoch, c.contact, d.devices,
      coalesce(c.client_id, q.client_id) as client_id,
      coalesce(q.device_key, case when q.device_position is null then d.by_kind else d.by_position end) as device_key
    from unnest(p_contact_ids, p_client_ids, p_is_inline, p_device_keys, p_positions, p_prefers_phone, p_account_ids)
      with ordinality as q (contact_id, client_id, is_inline, device_key, device_position, prefers_phone, account_id, ord)
    cross join (select x.ruleset_epoch, x.suppression_epoch from organization_epochs x where x.organization_id = p_organization) as e
    left join lateral (
      select x.id, x.client_id,
        json_build_array(x.id, x.client_id, x.name, x.zone, x.country, x.region, x.postal_code, x.language, x.attributes, x.version,
          milliseconds(x.created_at), milliseconds(x.updated_at)) as contact
      from (
        select * from contacts y where y.organization_id = p_organization and y.id = q.contact_id
        union all
        select * from contacts y where y.organization_id = p_organization and y.client_id = q.client_id and not q.is_inline
      ) as x
      limit 1
    ) as c on true
    left join lateral (
      select json_agg(json_build_array(x.position, x.device_key, x.device_type) order by x.position) as devices,
        (array_agg(x.device_key order by x.position) filter (where x.position = q.device_position)) [1] as by_position,
        (array_agg(x.device_key order by x.position) filter (where (x.device_key like '+%') = q.prefers_phone)) [1] as by_kind
      from devices x where x.organization_id = p_organization and x.contact_id = c.id
    ) as d on true
  ),
  keyed as materialized (
    select a.*, 'c:' || a.client_id as client_key, 'd:' || a.device_key as device_guard_key from asked a
  )
  select
    k.ruleset_epoch, k.suppression_epoch, k.contact, k.devices, k.device_key, ac.account,
    h.attempts, o.opt_outs, s.entries, coalesce(gc.version, 0), coalesce(gd.version, 0)
  from keyed as k
  left join lateral (
    select json_build_array(x.id, y.client_id, x.status) as account
    from accounts x
    join contacts y on y.organization_id = p_organization and y.id = x.contact_id
    where x.organization_id = p_organization and x.id = k.account_id
    limit 1
  ) as ac on true
  left join lateral (
    select json_agg(json_build_array(x.id, milliseconds(x.at), x.client_id, x.device_key, x.account_id, x.campaign_group_id, x.channel,
      x.direction, x.state, milliseconds(x.expires_at), x.call_result, x.disposition, x.country, x.regions, x.area_code, x.postal_code)
      order by x.at, x.id) as attempts
    from (
      select * from attempts y
      where p_by_client and y.organization_id = p_organization and y.client_id = k.client_id
        and y.at > p_since and y.at <= coalesce(p_until, 'infinity') and y.state <> 'released'
      union all
      select * from attempts y
      where p_by_device and y.organization_id = p_organization and y.device_key = k.device_key
        and not (p_by_client and y.client_id = k.client_id)
        and y.at > p_since and y.at <= coalesce(p_until, 'infinity') and y.state <> 'released'
      union all
      select * from attempts y
      where p_by_account and y.organization_id = p_organization and y.account_id = k.account_id
        and not (p_by_client and y.client_id = k.client_id) and not (p_by_device and y.device_key = k.device_key)
        and y.at > p_since and y.at <= coalesce(p_until, 'infinity') and y.state <> 'released'
    ) as x
  ) as h on true
  left join lateral (
    select json_agg(json_build_array(x.id, x.way, x.channels, milliseconds(x.from_at), x.from_date, milliseconds(x.until_at), x.until_date)
      order by x.id) as opt_outs
    from (
      select y.id, 'client' as way, y.channels, y.from_at, y.from_date, y.until_at, y.until_date from opt_outs y
      where y.organization_id = p_organization and y.client_id = k.client_id and y.lifted_at is null
      union all
      select y.id, 'device', y.channels, y.from_at, y.from_date, y.until_at, y.until_date
      from opt_out_devices z
      join opt_outs y on y.organization_id = p_organization and y.id = z.opt_out_id and y.lifted_at is null
      where z.organization_id = p_organization and z.device_key = k.device_key and y.client_id <> k.client_id
    ) as x
  ) as o on true
  left join lateral (
    select json_agg(json_build_array(x.list_id, x.id, milliseconds(x.from_at), x.from_date, milliseconds(x.until_at), x.until_date)
      order by x.list_id, x.id) as entries
    from (
      select z.* from suppression_entries z
      join suppression_lists y on y.organization_id = p_organization and y.id = z.list_id and y.type = 'device'
      where z.organization_id = p_organization and z.value = k.device_key and z.list_id = any (p_list_ids)
      union all
      select z.* from suppression_entries z
      join suppression_lists y on y.organization_id = p_organization and y.id = z.list_id and y.type = 'client'
      where z.organization_id = p_organization and z.value = k.client_id and z.list_id = any (p_list_ids)
    ) as x
  ) as s on cardinality(p_list_ids) > 0
  left join lateral (
    select x.version from guards x where x.organization_id = p_organization and x.key = k.client_key limit 1
  ) as gc on true
  left join lateral (
    select x.version from guards x where x.organization_id = p_organization and x.key = k.device_guard_key limit 1
  ) as gd on true
  order by k.ord;
end
$$;
comment on function load_facts is 'All that a batch of questions is decided by, one row a question, in order.';

create function commit_decisions(
  p_organization uuid,
  p_ruleset_epoch bigint,
  p_suppression_epoch bigint,
  p_ids uuid[], p_ats double precision[], p_client_ids text[], p_device_keys text[], p_channels text[],
  p_account_ids uuid[], p_group_ids uuid[], p_allowed boolean[], p_codes text[], p_rulesets text[], p_records text[],
  p_attempt_ids uuid[], p_expires double precision[], p_positions smallint[], p_countries text[], p_regions text[],
  p_area_codes text[], p_postal_codes text[], p_client_guards bigint[], p_device_guards bigint[]
) returns boolean[]
  language plpgsql volatile as
$$
declare
  v_committed boolean[];
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    -- An older snapshot would not see what the locks were waited for.
    raise exception 'commit_decisions works at read committed, not at %', current_setting('transaction_isolation');
  end if;
  perform set_config('tact.organization', p_organization::text, true);
  perform pg_advisory_xact_lock_shared(organization_lock_key(p_organization));
  -- INVARIANT: a statement of its own, after the lock: its snapshot holds every change that was acknowledged before (G2).
  perform from organization_epochs
    where organization_id = p_organization and ruleset_epoch = p_ruleset_epoch and suppression_epoch = p_suppression_epoch;
  if not found then
    return null;
  end if;

  with asked as (
    select *
    from unnest(p_ids, p_ats, p_client_ids, p_device_keys, p_channels, p_account_ids, p_group_ids, p_allowed, p_codes, p_rulesets,
      p_records, p_attempt_ids, p_expires, p_positions, p_countries, p_regions, p_area_codes, p_postal_codes, p_client_guards,
      p_device_guards) with ordinality
      as a (id, at_ms, client_id, device_key, channel, account_id, group_id, allowed, code, ruleset, record, attempt_id, expires_ms,
        device_position, country, regions, area_code, postal_code, client_guard, device_guard, ord)
  ),
  -- INVARIANT (G1): a guard is raised only from the version that was read together with the facts. Of two reservations that race for
  -- one, the second waits for the first's row, finds another version, and is decided again. Rows are locked in the order of keys.
  raised as (
    insert into guards as g (organization_id, key, version)
    select p_organization, key, version from (
      select 'c:' || client_id as key, client_guard + 1 as version from asked where attempt_id is not null
      union all
      select 'd:' || device_key, device_guard + 1 from asked where attempt_id is not null
    ) as wanted
    order by key
    on conflict (organization_id, key) do update set version = excluded.version where g.version = excluded.version - 1
    returning g.key
  ),
  held as (
    select a.*, a.attempt_id is null
      or ('c:' || a.client_id in (select key from raised) and 'd:' || a.device_key in (select key from raised)) as is_held
    from asked a
  ),
  decided as (
    insert into decisions (organization_id, id, at, client_id, device_key, channel, account_id, campaign_group_id, allowed, code,
      ruleset, record)
    select p_organization, id, to_timestamp(at_ms / 1000), client_id, device_key, channel, account_id, group_id, allowed, code, ruleset,
      record
    from held where is_held
  ),
  reserved as (
    insert into attempts (organization_id, id, at, client_id, device_key, device_position, account_id, campaign_group_id, channel,
      direction, state, expires_at, decision_id, origin, country, regions, area_code, postal_code)
    select p_organization, attempt_id, to_timestamp(at_ms / 1000), client_id, device_key, device_position, account_id, group_id, channel,
      'outbound', 'reserved', to_timestamp(expires_ms / 1000), id, 'reservation', country,
      coalesce(string_to_array(nullif(regions, ''), ','), '{}'), area_code, postal_code
    from held where is_held and attempt_id is not null
  )
  select array_agg(is_held order by ord) into v_committed from held;
  return v_committed;
end
$$;
comment on function commit_decisions is
  'Makes a batch of decisions durable with their reservations: true for each that was written, false where its history moved; null where an epoch moved and nothing was written.';

grant execute on all functions in schema tact to tact_app;
