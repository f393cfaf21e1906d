-- A result that nobody reports while its attempt is held is `Unknown` (S7), and may have a treatment like any other (seed B4, step time-out).

alter table queue_items
  -- When it is taken for `Unknown`; null: nothing follows from that, so that nobody waits for it.
  add column times_out_at timestamptz;
create index queue_items_waiting_for_results on queue_items (organization_id, times_out_at)
  where times_out_at is not null and state = 'completed';
comment on index queue_items_waiting_for_results is 'results that did not come in time; empty where no treatment asks for them';

create or replace function settle_queue_items(p_organization uuid, p_claim uuid, p_now timestamptz, p_settlements json) returns uuid[]
  language plpgsql volatile as
$$
declare
  v_settled uuid[] := '{}';
  v_end record;
begin
  perform set_config('tact.organization', p_organization::text, true);
  -- In the order of their keys, so that two workers who settle the same items do not wait for each other in a circle.
  for v_end in
    select * from json_to_recordset(p_settlements) as s (
      id uuid, attempt_id uuid, state text, scheduled_at timestamptz, hand_over text, provider_reference text, device_position smallint,
      course jsonb, put_off integer, steps_back integer, code text, reason text, assignee text, comes_first boolean, times_out_at timestamptz)
    order by s.id
  loop
    update queue_items q
      -- A result that came while the item was under way is treated next.
      set state = case when v_end.attempt_id is not null and q.result_at is not null then 'pending' else v_end.state end,
        scheduled_at = coalesce(case when v_end.attempt_id is not null and q.result_at is not null then p_now end, v_end.scheduled_at, q.scheduled_at),
        comes_first_at = case
          when v_end.attempt_id is not null and q.result_at is not null then p_now
          when coalesce(v_end.comes_first, q.comes_first_at is not null) then coalesce(v_end.scheduled_at, q.scheduled_at)
        end,
        hand_over = coalesce(v_end.hand_over, q.hand_over),
        provider_reference = coalesce(v_end.provider_reference, q.provider_reference),
        device_position = v_end.device_position, course = v_end.course, put_off = v_end.put_off,
        step = q.step - v_end.steps_back,
        code = v_end.code, reason = v_end.reason, assignee = v_end.assignee,
        times_out_at = v_end.times_out_at,
        result_at = case when v_end.attempt_id is null then null else q.result_at end,
        result_call_result = case when v_end.attempt_id is null then null else q.result_call_result end,
        result_disposition = case when v_end.attempt_id is null then null else q.result_disposition end,
        claim_id = null, claimed_until = null, updated_at = p_now,
        finished_at = case when v_end.state = 'pending' or (v_end.attempt_id is not null and q.result_at is not null) then null else p_now end
      where q.organization_id = p_organization and q.id = v_end.id and case
        -- What the worker knows of a hand-over is the truth, also where its claim has run out meanwhile.
        when v_end.attempt_id is not null then q.attempt_id = v_end.attempt_id and q.hand_over in ('handing-over', 'unknown')
        else q.state = 'processing' and q.hand_over <> 'handing-over' and q.claim_id = p_claim
      end;
    if found then
      v_settled := v_settled || v_end.id;
    end if;
  end loop;
  return v_settled;
end
$$;

create function time_out_queue_items(p_organization uuid, p_now timestamptz, p_limit integer) returns integer
  language plpgsql volatile as
$$
declare
  v_late uuid[];
begin
  perform set_config('tact.organization', p_organization::text, true);
  v_late := array(
    select q.id from queue_items q
    where q.organization_id = p_organization and q.state = 'completed' and q.times_out_at <= p_now
    order by q.times_out_at
    limit p_limit
    for update skip locked);
  update queue_items q
    set times_out_at = null,
        -- A campaign that is over treats nothing any more.
        state = case when c.status = 'completed' then q.state else 'pending' end,
        result_at = case when c.status <> 'completed' then p_now end,
        result_call_result = case when c.status <> 'completed' then 'Unknown' end,
        result_disposition = null,
        scheduled_at = case when c.status = 'completed' then q.scheduled_at else p_now end,
        comes_first_at = case when c.status = 'completed' then q.comes_first_at else p_now end,
        finished_at = case when c.status = 'completed' then q.finished_at end,
        code = case when c.status = 'completed' then q.code else 'result_timed_out' end,
        reason = case when c.status = 'completed' then q.reason
          else 'nobody reported a result while its attempt was held; what follows from that is worked out next' end,
        updated_at = p_now
    from campaigns c
    where q.organization_id = p_organization and q.id = any (v_late)
      and c.organization_id = p_organization and c.id = q.campaign_id;
  return cardinality(v_late);
end
$$;
comment on function time_out_queue_items is
  'Takes results that did not come while their attempts were held for `Unknown`: their treatment is applied by whoever claims the items next.';

grant execute on function time_out_queue_items(uuid, timestamptz, integer) to tact_app;
