-- A record that is held is not contacted, also where it is in the queue already: whoever holds it takes its items out of it in the same
-- transaction, from workers that claimed them, too, so that a mark that comes later finds nothing of its own.

alter table queue_items
  -- Whether its record is held. INVARIANT: what is held is never `pending`, and is `processing` only while it is being handed over.
  add column held boolean not null default false;

-- What was held while it waited, or while a worker had claimed it; what was due of it would be contacted. Row-level security is forced on the
-- owner, too, but for this.
alter table queue_items no force row level security;
alter table contact_list_records no force row level security;
update queue_items q set held = true
  from contact_list_records r
  where r.status = 'held' and q.organization_id = r.organization_id and q.record_id = r.id;
update queue_items
  set state = 'skipped', code = 'record_held', reason = 'its record is held; it goes on when the record is ready again',
      claim_id = null, claimed_until = null, finished_at = now()
  where held and (state = 'pending' or (state = 'processing' and hand_over <> 'handing-over'));
alter table contact_list_records force row level security;
alter table queue_items force row level security;

create function hold_queue_items(p_organization uuid, p_record uuid) returns void
  language plpgsql volatile as
$$
begin
  -- In the order of their keys, as settlements lock them; and by a statement of its own, so that the next one sees what was waited for.
  perform from queue_items where organization_id = p_organization and record_id = p_record order by id for update;
  update queue_items q
    set held = true,
        state = case when u.stays then q.state else 'skipped' end,
        code = case when u.stays then q.code else 'record_held' end,
        reason = case when u.stays then q.reason else 'its record is held; it goes on when the record is ready again' end,
        claim_id = case when u.stays then q.claim_id end,
        claimed_until = case when u.stays then q.claimed_until end,
        finished_at = case when u.stays then q.finished_at else now() end,
        updated_at = now()
    from (
      select i.id, i.state not in ('pending', 'processing') or i.state = 'processing' and i.hand_over = 'handing-over' as stays
      from queue_items i where i.organization_id = p_organization and i.record_id = p_record
    ) as u
    where q.organization_id = p_organization and q.id = u.id;
end
$$;
comment on function hold_queue_items is
  'Takes what waits of a record out of the queue, and away from workers that only claimed it; the record''s row is locked by the caller. What is being handed over stays so.';

create function release_queue_items(p_organization uuid, p_record uuid) returns void
  language plpgsql volatile as
$$
begin
  perform from queue_items where organization_id = p_organization and record_id = p_record order by id for update;
  update queue_items q
    set held = false,
        state = case when w.waits then 'pending' else q.state end,
        code = case when w.waits then 'record_ready' else q.code end,
        reason = case when w.waits then 'its record is ready again; it waits for its turn' else q.reason end,
        finished_at = case when w.waits then null else q.finished_at end,
        updated_at = now()
    from (
      select i.id, c.status <> 'completed' and i.state <> 'processing' and (i.code = 'record_held' or i.result_at is not null) as waits
      from queue_items i
      cross join lateral (
        select c.status from campaigns c where c.organization_id = p_organization and c.id = i.campaign_id offset 0
      ) as c
      where i.organization_id = p_organization and i.record_id = p_record and i.held
    ) as w
    where q.organization_id = p_organization and q.id = w.id;
end
$$;
comment on function release_queue_items is
  'Puts what was taken out of the queue back where it was, and what has a result that came meanwhile; the record''s row is locked by the caller.';

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
      -- A result that came while the item was under way is treated next; of a record that is held, when it is ready again.
      set state = case
          when q.held and v_end.state = 'pending' then 'skipped'
          when not q.held and v_end.attempt_id is not null and q.result_at is not null then 'pending'
          else v_end.state
        end,
        scheduled_at = coalesce(case when v_end.attempt_id is not null and q.result_at is not null then p_now end, v_end.scheduled_at, q.scheduled_at),
        comes_first_at = case
          when v_end.attempt_id is not null and q.result_at is not null then p_now
          when coalesce(v_end.comes_first, q.comes_first_at is not null) then coalesce(v_end.scheduled_at, q.scheduled_at)
        end,
        hand_over = coalesce(v_end.hand_over, q.hand_over),
        provider_reference = coalesce(v_end.provider_reference, q.provider_reference),
        device_position = v_end.device_position, course = v_end.course, put_off = v_end.put_off,
        step = q.step - v_end.steps_back,
        code = case when q.held and v_end.state = 'pending' then 'record_held' else v_end.code end,
        reason = case when q.held and v_end.state = 'pending' then 'its record is held; it goes on when the record is ready again' else v_end.reason end,
        assignee = v_end.assignee,
        times_out_at = case when q.result_at is null then v_end.times_out_at end,
        result_at = case when v_end.attempt_id is null then null else q.result_at end,
        result_call_result = case when v_end.attempt_id is null then null else q.result_call_result end,
        result_disposition = case when v_end.attempt_id is null then null else q.result_disposition end,
        claim_id = null, claimed_until = null, updated_at = p_now,
        finished_at = case
          when not q.held and (v_end.state = 'pending' or (v_end.attempt_id is not null and q.result_at is not null)) then null
          else p_now
        end
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

create or replace function time_out_queue_items(p_organization uuid, p_now timestamptz, p_limit integer) returns integer
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
        result_at = case when c.status <> 'completed' then p_now end,
        result_call_result = case when c.status <> 'completed' then 'Unknown' end,
        result_disposition = null,
        -- A record that is held goes on when it is ready again.
        state = case when c.status = 'completed' or q.held then q.state else 'pending' end,
        scheduled_at = case when c.status = 'completed' then q.scheduled_at else p_now end,
        comes_first_at = case when c.status = 'completed' then q.comes_first_at else p_now end,
        finished_at = case when c.status = 'completed' or q.held then q.finished_at end,
        code = case when c.status = 'completed' or q.held then q.code else 'result_timed_out' end,
        reason = case when c.status = 'completed' or q.held then q.reason
          else 'nobody reported a result while its attempt was held; what follows from that is worked out next' end,
        updated_at = p_now
    from campaigns c
    where q.organization_id = p_organization and q.id = any (v_late)
      and c.organization_id = p_organization and c.id = q.campaign_id;
  return cardinality(v_late);
end
$$;

create or replace function recover_queue_items(p_organization uuid, p_now timestamptz, p_limit integer) returns integer
  language plpgsql volatile as
$$
declare
  v_lost uuid[];
begin
  perform set_config('tact.organization', p_organization::text, true);
  v_lost := array(
    select q.id from campaigns c
    cross join lateral (
      select q.id, q.hand_over from queue_items q
      where q.organization_id = p_organization and q.campaign_id = c.id and q.state = 'processing' and q.claimed_until <= p_now
      order by q.claimed_until limit p_limit
      for update skip locked
    ) as q
    where c.organization_id = p_organization
    limit p_limit);
  update queue_items q
    -- A record that is held was taken away from all who only claimed it: what is left of it was being handed over.
    set state = case when q.hand_over = 'handing-over' and (q.result_at is null or q.held) then 'failed' else 'pending' end,
        hand_over = case when q.hand_over = 'handing-over' then 'unknown' else q.hand_over end,
        scheduled_at = p_now,
        code = case when q.hand_over = 'handing-over' then 'handover_unknown' else 'claim_expired' end,
        reason = case when q.hand_over = 'handing-over'
          then 'the worker ended while it handed it over: somebody may have been contacted, so it counts, and is not sent again by itself'
          else 'the worker that had it ended before anything was sent; it is taken up again'
        end,
        claim_id = null, claimed_until = null, updated_at = p_now,
        finished_at = case when q.hand_over = 'handing-over' and (q.result_at is null or q.held) then p_now end
    where q.organization_id = p_organization and q.id = any (v_lost);
  return cardinality(v_lost);
end
$$;

create or replace function note_result_of_item(
  p_organization uuid, p_attempt uuid, p_call_result text, p_disposition text, p_known_at timestamptz
) returns void
  language plpgsql volatile as
$$
begin
  -- What is under way stays so, and so does what is held; what has finished is due again, unless its campaign is over.
  update queue_items q
    set result_at = p_known_at, result_call_result = p_call_result, result_disposition = p_disposition, times_out_at = null,
      state = case when q.state = 'processing' or q.held then q.state else 'pending' end,
      scheduled_at = case when q.state = 'processing' then q.scheduled_at else p_known_at end,
      comes_first_at = case when q.state = 'processing' then q.comes_first_at else p_known_at end,
      code = case when q.state = 'processing' or q.held then q.code else 'result_reported' end,
      reason = case when q.state = 'processing' or q.held then q.reason else 'its result was reported; what follows from it is worked out next' end,
      updated_at = p_known_at, finished_at = case when q.state = 'processing' or q.held then q.finished_at end
    from (
      select i.id from queue_items i
      cross join lateral (
        select from campaigns c where c.organization_id = p_organization and c.id = i.campaign_id and c.status <> 'completed' offset 0
      ) as c
      where i.organization_id = p_organization and i.attempt_id = p_attempt
    ) as open
    where q.organization_id = p_organization and q.id = open.id and q.attempt_id = p_attempt
      and (q.state <> 'skipped' or (q.held and q.code = 'record_held'));
end
$$;

grant execute on function hold_queue_items(uuid, uuid), release_queue_items(uuid, uuid) to tact_app;
