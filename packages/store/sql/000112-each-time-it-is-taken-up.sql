-- A service outside is asked under another id each time that a record is taken up, so that it never repeats an answer of yesterday (ADR 0028).

alter table queue_items
  -- How often it was taken up; not counted again where it is taken back from a worker that ended a moment ago.
  add column taken_up integer not null default 0,
  -- When it was taken up that time, first.
  add column taken_up_at timestamptz;

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

  update queue_items
    set state = 'processing', claim_id = p_claim, claimed_until = p_until, updated_at = p_now,
      -- Another time, but where a worker ended a moment ago that may have asked about it already.
      taken_up = taken_up + case when code = 'claim_expired' and taken_up_at > p_now - interval '5 minutes' then 0 else 1 end,
      taken_up_at = case when code = 'claim_expired' and taken_up_at > p_now - interval '5 minutes' then taken_up_at else p_now end
    where organization_id = p_organization and id = any (v_due);
  select json_agg(json_build_array(
      q.id, q.record_id, q.step, q.device_position, q.attempt_id, q.course, q.put_off,
      milliseconds(q.result_at), q.result_call_result, q.result_disposition,
      -- What was marked before these were kept is treated from where it is.
      coalesce(q.attempt_device_position, q.device_position),
      case when q.attempt_device_position is null then q.course else q.attempt_course end,
      x.id, x.client_id, x.name, x.country, x.language, x.attributes,
      (select json_agg(json_build_array(d.position, d.device_key, d.device_type) order by d.position)
        from devices d where d.organization_id = p_organization and d.contact_id = q.contact_id),
      a.id, a.reference, a.amount::text, a.currency,
      -- Last: what still runs from before this does not read it.
      q.taken_up) order by q.scheduled_at, q.id)
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
