-- The second half of the hot path: one call makes a batch of decisions durable, with their reservations.

create function commit_decisions(
  p_organization uuid, p_ruleset_epoch bigint, p_suppression_epoch bigint,
  -- One element a decision.
  p_ids uuid[], p_ats timestamptz[], p_client_ids text[], p_device_keys text[], p_channels text[], p_account_ids uuid[],
  p_group_ids uuid[], p_allowed boolean[], p_codes text[], p_rulesets text[], p_records text[],
  -- One element a decision, null where it reserves nothing; all empty where none does.
  p_attempt_ids uuid[], p_expiries timestamptz[], p_device_positions smallint[], p_countries text[], p_regions text[],
  p_area_codes text[], p_postal_codes text[],
  -- One element a guard, two a reservation, in the order of the keys' bytes: its key, its version as read, and the place of its decision.
  p_guard_keys text[], p_guard_versions bigint[], p_guard_of integer[]
) returns integer[]
  -- INVARIANT: volatile and at read committed, so every statement takes a new snapshot, and sees all that was committed while the one
  -- before it waited for a lock. In one statement the snapshot would be older than the lock: that over-grants (ADR 0004).
  language plpgsql volatile as
$$
declare
  v_versions bigint[];
  v_keys text[];
  v_held integer[] := '{}';
  v_moved integer[] := '{}';
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'decisions are committed at read committed, not at %', current_setting('transaction_isolation');
  end if;
  perform set_config('tact.organization', p_organization::text, true);

  -- INVARIANT (G2): a change of rules or suppressions raises its epoch under this lock, exclusively, until it is committed. Here, with the
  -- lock shared, either the change is committed, and its epoch is seen and refused; or it waits until this transaction has ended, and is
  -- acknowledged after it. There is no third case.
  perform pg_advisory_xact_lock_shared(organization_lock_key(p_organization));
  perform from organization_epochs
    where organization_id = p_organization and ruleset_epoch = p_ruleset_epoch and suppression_epoch = p_suppression_epoch;
  if not found then
    return null;
  end if;

  if cardinality(p_guard_keys) > 0 then
    if 0 = any (p_guard_versions) then
      insert into guards (organization_id, key, version)
        select p_organization, g.key, 0
        from unnest(p_guard_keys, p_guard_versions) with ordinality as g (key, version, place)
        where g.version = 0
        order by g.place
        on conflict do nothing;
    end if;
    -- INVARIANT (G1): who changes a counted history raises the guards of its client and device in the same transaction. These rows are
    -- locked now, until the end; where their versions are still those that were read together with the facts, nothing has been counted
    -- since that the facts do not hold. Of two reservations that race, the second waits here and then finds another version.
    select array_agg(g.version order by g.key), array_agg(g.key order by g.key) into v_versions, v_keys
      from (
        select guard.key, guard.version from guards guard
        where guard.organization_id = p_organization and guard.key = any (p_guard_keys)
        order by guard.key
        for update
      ) as g;
    if v_keys is distinct from p_guard_keys then
      raise exception 'the guards to compare are not sorted, or one that was read has gone';
    end if;
    v_held := array(
      select g.decision from unnest(p_guard_of, p_guard_versions, v_versions) as g (decision, read_version, version)
      group by g.decision having bool_and(g.version = g.read_version));
    -- Guards of a reservation that is not made stay as they are: raising them would send others back for nothing.
    v_keys := array(select g.key from unnest(p_guard_keys, p_guard_of) as g (key, decision) where g.decision = any (v_held));
    update guards set version = version + 1 where organization_id = p_organization and key = any (v_keys);
    if cardinality(v_keys) < cardinality(p_guard_keys) then
      v_moved := array(select distinct g.decision from unnest(p_guard_of) as g (decision) where g.decision <> all (v_held));
    end if;
  end if;

  insert into decisions (organization_id, id, at, client_id, device_key, channel, account_id, campaign_group_id, allowed, code, ruleset,
      record)
    select p_organization, d.id, d.at, d.client_id, d.device_key, d.channel, d.account_id, d.group_id, d.allowed, d.code, d.ruleset, d.record
    from unnest(p_ids, p_ats, p_client_ids, p_device_keys, p_channels, p_account_ids, p_group_ids, p_allowed, p_codes, p_rulesets, p_records)
      with ordinality as d (id, at, client_id, device_key, channel, account_id, group_id, allowed, code, ruleset, record, position)
    where d.position <> all (v_moved);

  if cardinality(v_held) > 0 then
    insert into attempts (organization_id, id, at, client_id, device_key, device_position, account_id, campaign_group_id, channel,
        direction, state, expires_at, decision_id, origin, country, regions, area_code, postal_code)
      select p_organization, d.attempt_id, d.at, d.client_id, d.device_key, d.device_position, d.account_id, d.group_id, d.channel,
        'outbound', 'reserved', d.expires_at, d.id, 'reservation', d.country, string_to_array(d.regions, ','), d.area_code, d.postal_code
      from unnest(p_ids, p_ats, p_client_ids, p_device_keys, p_channels, p_account_ids, p_group_ids, p_attempt_ids, p_expiries,
          p_device_positions, p_countries, p_regions, p_area_codes, p_postal_codes)
        with ordinality as d (id, at, client_id, device_key, channel, account_id, group_id, attempt_id, expires_at,
          device_position, country, regions, area_code, postal_code, position)
      where d.attempt_id is not null and d.position <> all (v_moved);
  end if;
  return v_moved;
end
$$;
comment on function commit_decisions is
  'Makes a batch of decisions durable with their reservations. Gives the places, from 1, of those whose counted history moved and that were not written; null where an epoch moved and nothing was written.';

grant execute on all functions in schema tact to tact_app;
