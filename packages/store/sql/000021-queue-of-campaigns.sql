-- The queue of campaigns: one item a record and campaign, and the functions through which workers move items on. What is promised at a
-- crash in each gap: ADR 0012.

-- Whether the organization dispatches nothing new (seed B4).
alter table organizations add column execution_paused boolean not null default false;

create table queue_items (
  organization_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  record_id uuid not null,
  contact_id uuid not null,
  account_id uuid,
  state text not null check (state in ('pending', 'processing', 'completed', 'failed', 'skipped')),
  -- When it is due, or was last.
  scheduled_at timestamptz not null,
  -- How far the newest attempt got; `none`: there was none.
  hand_over text not null default 'none' check (hand_over in ('none', 'handing-over', 'confirmed', 'refused', 'unknown')),
  claim_id uuid,
  claimed_until timestamptz,
  -- Attempts made so far.
  step integer not null default 0,
  -- The device that is tried; null: the first one.
  device_position smallint,
  attempt_id uuid,
  decision_id uuid,
  provider_reference text,
  -- Why it is where it is.
  code text not null,
  reason text not null,
  -- The treatment in progress, with the retries that it has made.
  course jsonb,
  -- How often in a row it was put off without an attempt.
  put_off integer not null default 0,
  -- A reported result whose treatment is still to be applied.
  result_at timestamptz,
  result_call_result text,
  result_disposition text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  finished_at timestamptz,
  primary key (organization_id, id)
) with (fillfactor = 80);
comment on table queue_items is 'What a campaign does with each of its records: when next, how far, and why. Nothing waits without a reason.';
create unique index queue_items_by_record on queue_items (organization_id, record_id, campaign_id);
comment on index queue_items_by_record is 'a record is in a campaign once; enqueueing; how far the records of a list are; deletion of a record';
create index queue_items_by_campaign on queue_items (organization_id, campaign_id, id);
comment on index queue_items_by_campaign is 'listing those of a campaign; deletion of a draft';
create index queue_items_due on queue_items (organization_id, campaign_id, scheduled_at, id) where state = 'pending';
comment on index queue_items_due is 'claiming what is due, first come first; its cost does not grow with the depth';
create index queue_items_processing on queue_items (organization_id, campaign_id, claimed_until) where state = 'processing';
comment on index queue_items_processing is 'how many are under way; claims that ran out';
create index queue_items_by_attempt on queue_items (organization_id, attempt_id) where attempt_id is not null;
comment on index queue_items_by_attempt is 'the item of an attempt whose result is reported';
create index queue_items_finished on queue_items (organization_id, finished_at, state) where finished_at is not null;
comment on index queue_items_finished is 'what was finished today';

-- Statistics while it is still empty, as for the other hot tables (000009): a hundred rows of one organization say that an organization
-- selects nothing and that keys differ. They go again before anything refers to them.
insert into queue_items (organization_id, id, campaign_id, record_id, contact_id, state, scheduled_at, attempt_id, claimed_until, finished_at,
    code, reason, created_at, updated_at)
  select '00000000-0000-0000-0000-000000000000', md5('item ' || n)::uuid, md5('campaign ' || n % 2)::uuid, md5('record ' || n)::uuid,
    md5('contact ' || n)::uuid, (array['pending', 'processing', 'completed'])[1 + n % 3], now() + n * interval '1 minute',
    md5('attempt ' || n)::uuid, now() + n * interval '1 minute', now() + n * interval '1 minute', '', '', now(), now()
  from generate_series(1, 100) as n;
analyze queue_items;
truncate queue_items;

alter table queue_items
  add foreign key (organization_id, campaign_id) references campaigns on delete cascade,
  add foreign key (organization_id, record_id) references contact_list_records on delete cascade;

create table pacing (
  organization_id uuid not null references organizations,
  -- `campaign:` and its id, or `channel:` and its name.
  scope text collate "C" not null,
  -- For channels; a campaign says its own.
  dispatches_per_minute_max integer check (dispatches_per_minute_max > 0),
  concurrency_max integer check (concurrency_max > 0),
  -- A token bucket: a dispatch takes one; a second's worth is the most that is saved up.
  tokens double precision not null default 1,
  refilled_at timestamptz,
  -- Nothing is claimed before this instant, and why.
  not_before timestamptz,
  reason text,
  primary key (organization_id, scope)
) with (fillfactor = 50);
comment on table pacing is 'How fast a campaign or a channel may go, and what is left of it at this moment; one for all processes.';

grant select, insert, update, delete on queue_items, pacing to tact_app;

do $$
declare
  one text;
begin
  foreach one in array array['queue_items', 'pacing'] loop
    execute format('alter table %I enable row level security', one);
    execute format('alter table %I force row level security', one);
    execute format(
      'create policy own_organization on %I using (organization_id = (select nullif(current_setting(''tact.organization'', true), '''')::uuid))',
      one);
  end loop;
end
$$;

create function take_tokens(
  p_organization uuid, p_scope text, p_per_minute_max integer, p_now timestamptz, p_wanted integer
) returns integer
  language plpgsql volatile as
$$
declare
  v_tokens double precision;
  v_taken integer;
begin
  if p_per_minute_max is null or p_wanted <= 0 then
    return greatest(p_wanted, 0);
  end if;
  -- A clock that stands still or goes back gives nothing.
  select least(
      greatest(1, p_per_minute_max / 60.0),
      p.tokens + greatest(0, coalesce(extract(epoch from p_now - p.refilled_at), 0)) * p_per_minute_max / 60.0)
    into v_tokens from pacing p where p.organization_id = p_organization and p.scope = p_scope;
  v_taken := least(p_wanted, floor(v_tokens)::integer);
  update pacing set tokens = v_tokens - v_taken, refilled_at = greatest(p_now, refilled_at)
    where organization_id = p_organization and scope = p_scope;
  return v_taken;
end
$$;
comment on function take_tokens is 'Takes as many tokens as are there, at most as many as wanted. The row is locked by the caller.';

create function claim_queue_items(
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
    where q.organization_id = p_organization and q.campaign_id = p_campaign and q.state = 'pending' and q.scheduled_at <= p_now
    order by q.scheduled_at, q.id
    limit v_limit
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
comment on function claim_queue_items is
  'Claims what is due of one campaign, as far as its limits, its channel''s and pauses let it. Gives the items with their contacts; null where there is nothing to claim.';

create function mark_handing_over(
  p_organization uuid, p_campaign uuid, p_claim uuid, p_now timestamptz, p_until timestamptz,
  p_ids uuid[], p_attempt_ids uuid[], p_decision_ids uuid[], p_device_positions smallint[]
) returns uuid[]
  language plpgsql volatile as
$$
declare
  v_marked uuid[] := '{}';
begin
  perform set_config('tact.organization', p_organization::text, true);
  -- INVARIANT: a pause changes one of these rows. Either it is committed, and seen here; or it waits until this transaction has ended:
  -- once a pause is acknowledged, nothing more is marked, so nothing that was not under way is handed over.
  perform from organizations where organization_id = p_organization and not execution_paused for share;
  if not found then
    return '{}';
  end if;
  perform from campaigns
    where organization_id = p_organization and id = p_campaign and status = 'active' and coalesce(ends_at > p_now, true)
    for share;
  if not found then
    return '{}';
  end if;
  -- Row by row, each by its key: joined in one statement it would be read by whatever index looked best when the table was empty.
  for v_place in 1 .. cardinality(p_ids) loop
    update queue_items
      set hand_over = 'handing-over', attempt_id = p_attempt_ids[v_place], decision_id = p_decision_ids[v_place],
        device_position = p_device_positions[v_place], step = step + 1, put_off = 0, claimed_until = p_until, provider_reference = null,
        result_at = null, result_call_result = null, result_disposition = null,
        code = 'handing_over', reason = 'it is being handed over to the channel', updated_at = p_now
      where organization_id = p_organization and id = p_ids[v_place]
        -- INVARIANT: whoever lost its claim marks nothing, so no two workers hand over one item.
        and state = 'processing' and hand_over <> 'handing-over' and claim_id = p_claim and claimed_until > p_now;
    if found then
      v_marked := v_marked || p_ids[v_place];
    end if;
  end loop;
  return v_marked;
end
$$;
comment on function mark_handing_over is
  'Says durably that items are about to be handed over, each under its attempt. Gives those that may be; the others are no longer the caller''s, or are paused.';

create function settle_queue_items(p_organization uuid, p_claim uuid, p_now timestamptz, p_settlements json) returns uuid[]
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
      course jsonb, put_off integer, steps_back integer, code text, reason text)
    order by s.id
  loop
    update queue_items q
      -- A result that came while the item was under way is treated next.
      set state = case when v_end.attempt_id is not null and q.result_at is not null then 'pending' else v_end.state end,
        scheduled_at = coalesce(case when v_end.attempt_id is not null and q.result_at is not null then p_now end, v_end.scheduled_at, q.scheduled_at),
        hand_over = coalesce(v_end.hand_over, q.hand_over),
        provider_reference = coalesce(v_end.provider_reference, q.provider_reference),
        device_position = v_end.device_position, course = v_end.course, put_off = v_end.put_off,
        step = q.step - v_end.steps_back,
        code = v_end.code, reason = v_end.reason,
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
comment on function settle_queue_items is
  'Says what became of items: of those that were claimed, by the claim; of those that were handed over, by their attempt. Gives those that it changed.';

create function recover_queue_items(p_organization uuid, p_now timestamptz, p_limit integer) returns integer
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
    set state = case when q.hand_over = 'handing-over' and q.result_at is null then 'failed' else 'pending' end,
        hand_over = case when q.hand_over = 'handing-over' then 'unknown' else q.hand_over end,
        scheduled_at = p_now,
        code = case when q.hand_over = 'handing-over' then 'handover_unknown' else 'claim_expired' end,
        reason = case when q.hand_over = 'handing-over'
          then 'the worker ended while it handed it over: somebody may have been contacted, so it counts, and is not sent again by itself'
          else 'the worker that had it ended before anything was sent; it is taken up again'
        end,
        claim_id = null, claimed_until = null, updated_at = p_now,
        finished_at = case when q.hand_over = 'handing-over' and q.result_at is null then p_now end
    where q.organization_id = p_organization and q.id = any (v_lost);
  return cardinality(v_lost);
end
$$;
comment on function recover_queue_items is
  'Takes back what workers held that have ended: what was only claimed is pending again; what was being handed over is unknown, and is never sent again by itself (ADR 0012).';

grant execute on all functions in schema tact to tact_app;
