-- What follows from a result comes before records that wait for their first attempt (seed A11.1, record type `Campaign Rescheduled`): else a retry
-- after half an hour would wait until a list of a hundred thousand is through. And two more actions of treatments (seed A11).

alter table queue_items
  -- When it is due, of what was made due by a result or a treatment; null: it takes its turn with those that wait for their first attempt.
  add column comes_first_at timestamptz;
create index queue_items_first on queue_items (organization_id, campaign_id, comes_first_at, id)
  where state = 'pending' and comes_first_at is not null;
comment on index queue_items_first is 'claiming what follows from results before everything else that is due';

alter table treatments
  drop constraint treatments_action_check,
  add constraint treatments_action_check check (action in
    ('none', 'redial', 'cycle-redial', 'retry-in', 'retry-at', 'next-in-chain', 'next-in-chain-after', 'next-in-chain-at', 'assign', 'agent-error'));

create or replace function claim_queue_items(
  p_organization uuid, p_campaign uuid, p_claim uuid, p_now timestamptz, p_until timestamptz, p_limit integer
) returns json
  language plpgsql volatile as
$$
declare
  v_campaign record;
  v_pace record;
  v_limit integer := p_limit;
  v_channel_scope text;
  v_channel_rate integer;
  v_due uuid[];
  v_items json;
begin
  perform set_config('tact.organization', p_organization::text, true);
  select c.channel, c.dispatches_per_minute_max, c.concurrency_max into v_campaign
    from campaigns c join organizations o on o.organization_id = c.organization_id
    where c.organization_id = p_organization and c.id = p_campaign and c.status = 'active' and not o.execution_paused
      and coalesce(c.starts_at <= p_now, true) and coalesce(c.ends_at > p_now, true);
  if not found then
    return null;
  end if;
  v_channel_scope := 'channel:' || v_campaign.channel;
  -- INVARIANT: the campaign's row is always there and is locked first of all, with its channel's: claims of one campaign come one after
  -- the other, so none of its limits is exceeded by two processes together.
  for v_pace in
    select p.scope, p.dispatches_per_minute_max as per_minute_max, p.concurrency_max, p.not_before from pacing p
    where p.organization_id = p_organization and p.scope in ('campaign:' || p_campaign, v_channel_scope)
    order by p.scope
    for update
  loop
    if v_pace.not_before > p_now then
      return null;
    end if;
    if v_pace.scope = v_channel_scope then
      v_channel_rate := v_pace.per_minute_max;
      if v_pace.concurrency_max is not null then
        v_limit := least(v_limit, v_pace.concurrency_max - (
          select count(*)::integer from campaigns c
          join queue_items q on q.organization_id = c.organization_id and q.campaign_id = c.id and q.state = 'processing'
          where c.organization_id = p_organization and c.channel = v_campaign.channel));
      end if;
    end if;
  end loop;
  if v_campaign.concurrency_max is not null then
    v_limit := least(v_limit, v_campaign.concurrency_max - (
      select count(*)::integer from queue_items q
      where q.organization_id = p_organization and q.campaign_id = p_campaign and q.state = 'processing'));
  end if;
  if v_limit <= 0 then
    return null;
  end if;

  v_due := array(
    select q.id from queue_items q
    where q.organization_id = p_organization and q.campaign_id = p_campaign and q.state = 'pending' and q.comes_first_at <= p_now
    order by q.comes_first_at, q.id
    limit v_limit
    for update skip locked);
  -- Not narrowed to those that do not come first: whatever of them is due is in the array already, or in the hands of somebody else.
  v_due := v_due || array(
    select q.id from queue_items q
    where q.organization_id = p_organization and q.campaign_id = p_campaign and q.state = 'pending' and q.scheduled_at <= p_now
      and q.id <> all (v_due)
    order by q.scheduled_at, q.id
    limit v_limit - cardinality(v_due)
    for update skip locked);
  if cardinality(v_due) = 0 then
    return null;
  end if;
  v_limit := take_tokens(p_organization, 'campaign:' || p_campaign, v_campaign.dispatches_per_minute_max, p_now, cardinality(v_due));
  v_limit := take_tokens(p_organization, v_channel_scope, v_channel_rate, p_now, v_limit);
  if v_limit <= 0 then
    return null;
  end if;
  v_due := v_due[1:v_limit];

  update queue_items set state = 'processing', claim_id = p_claim, claimed_until = p_until, updated_at = p_now
    where organization_id = p_organization and id = any (v_due);
  select json_agg(json_build_array(
      q.id, q.record_id, q.step, q.device_position, q.attempt_id, q.course, q.put_off,
      milliseconds(q.result_at), q.result_call_result, q.result_disposition,
      x.id, x.client_id, x.name, x.country, x.language, x.attributes,
      (select json_agg(json_build_array(d.position, d.device_key, d.device_type) order by d.position)
        from devices d where d.organization_id = p_organization and d.contact_id = q.contact_id),
      a.id, a.reference, a.amount::text, a.currency) order by q.scheduled_at, q.id)
    into v_items
    from queue_items q
    cross join lateral (
      select * from contacts x where x.organization_id = p_organization and x.id = q.contact_id offset 0
    ) as x
    left join lateral (
      select * from accounts a where a.organization_id = p_organization and a.id = q.account_id offset 0
    ) as a on true
    where q.organization_id = p_organization and q.id = any (v_due);
  return v_items;
end
$$;

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
      course jsonb, put_off integer, steps_back integer, code text, reason text, assignee text, comes_first boolean)
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

create or replace function note_result_of_item(
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
      comes_first_at = case when q.state = 'processing' then q.comes_first_at else p_known_at end,
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
