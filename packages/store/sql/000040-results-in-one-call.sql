-- What becomes known of an attempt is written by one call. As eight statements of a transaction a result took as long as a dozen dispatches, and
-- every dispatch has one.

create function note_result_of_item(
  p_organization uuid, p_attempt uuid, p_call_result text, p_disposition text, p_known_at timestamptz
) returns void
  language plpgsql volatile as
$$
begin
  -- What is under way stays so; what has finished is due again, unless its campaign is over.
  update queue_items q
    set result_at = p_known_at, result_call_result = p_call_result, result_disposition = p_disposition,
      state = case when q.state = 'processing' then q.state else 'pending' end,
      scheduled_at = case when q.state = 'processing' then q.scheduled_at else p_known_at end,
      code = case when q.state = 'processing' then q.code else 'result_reported' end,
      reason = case when q.state = 'processing' then q.reason else 'its result was reported; what follows from it is worked out next' end,
      updated_at = p_known_at, finished_at = null
    from (
      select i.id from queue_items i
      cross join lateral (
        select from campaigns c where c.organization_id = p_organization and c.id = i.campaign_id and c.status <> 'completed' offset 0
      ) as c
      where i.organization_id = p_organization and i.attempt_id = p_attempt and i.state <> 'skipped'
    ) as open
    where q.organization_id = p_organization and q.id = open.id and q.attempt_id = p_attempt and q.state <> 'skipped';
end
$$;
comment on function note_result_of_item is
  'Tells the queue that an item''s attempt has a result: its treatment is applied by the next worker, and cannot be lost by a crash.';

create function finish_attempt(
  p_organization uuid, p_id uuid, p_at timestamptz, p_kind text, p_call_result text, p_disposition text, p_known_at timestamptz, p_actor jsonb,
  -- Whether it only fills in what is not known: a word of the network, which replaces none that somebody gave.
  p_fills_in boolean,
  out ending text, out attempt json
)
  language plpgsql volatile as
$$
declare
  v_before attempts;
  v_disposition text := p_disposition;
begin
  perform set_config('tact.organization', p_organization::text, true);
  -- The id carries the instant, so the lookup goes to one partition.
  select * into v_before from attempts a where a.organization_id = p_organization and a.id = p_id and a.at = p_at for update;
  if not found then
    ending := 'not_found';
    return;
  end if;
  if p_fills_in then
    v_disposition := v_before.disposition;
  end if;
  ending := case
    when v_before.state = 'released' and p_kind = 'finished' then 'already_released'
    when v_before.state = 'finished' and p_kind = 'released' then 'already_finished'
    when v_before.state = 'released' then 'unchanged'
    when p_fills_in and v_before.state = 'finished' and coalesce(v_before.call_result, 'Unknown') not in ('Unknown', 'Ok') then 'unchanged'
    when v_before.state = 'finished' and v_before.call_result is not distinct from p_call_result
      and v_before.disposition is not distinct from v_disposition then 'unchanged'
    else 'changed'
  end;
  if ending = 'changed' then
    if p_kind = 'finished' then
      perform note_result_of_item(p_organization, p_id, p_call_result, v_disposition, p_known_at);
    end if;
    update attempts set state = p_kind, call_result = p_call_result, disposition = v_disposition, finished_at = p_known_at
      where organization_id = p_organization and id = p_id and at = p_at;
    -- The first correction of an imported attempt keeps what it came with, which its seal covers (ADR 0014).
    if v_before.origin = 'import' then
      insert into attempt_events (organization_id, attempt_id, at, sequence, kind, call_result, disposition, actor)
        values (p_organization, p_id, p_at, 0, 'imported', v_before.call_result, v_before.disposition,
          p_actor || jsonb_build_object('at', milliseconds(v_before.finished_at)))
        on conflict do nothing;
    end if;
    insert into attempt_events (organization_id, attempt_id, at, sequence, kind, call_result, disposition, actor)
      select p_organization, p_id, p_at, count(*), p_kind, p_call_result, v_disposition,
        p_actor || jsonb_build_object('at', milliseconds(p_known_at))
      from attempt_events e where e.organization_id = p_organization and e.attempt_id = p_id and e.at = p_at;
    -- INVARIANT: the guards are raised, because what is counted moved; last, because they are the last locks of a transaction.
    perform raise_guards(p_organization, array['c:' || v_before.client_id, 'd:' || v_before.device_key]);
    v_before.state := p_kind;
    v_before.call_result := p_call_result;
    v_before.disposition := v_disposition;
    v_before.finished_at := p_known_at;
  end if;
  attempt := json_build_array(v_before.client_id, v_before.device_key, v_before.device_position, v_before.account_id,
    v_before.campaign_group_id, v_before.channel, v_before.direction, v_before.state, milliseconds(v_before.expires_at),
    v_before.call_result, v_before.disposition, milliseconds(v_before.finished_at), v_before.decision_id, v_before.origin, v_before.country,
    v_before.regions, v_before.area_code, v_before.postal_code);
end
$$;
comment on function finish_attempt is
  'Writes what became known of an attempt: its result, with what its record in a campaign has to know; or that it was not made. Gives what came of it, and the attempt.';

grant execute on all functions in schema tact to tact_app;
