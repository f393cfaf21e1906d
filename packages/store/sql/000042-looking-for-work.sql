-- Idle workers look for work in all organizations by one statement, whose cost does not grow with those that have none.

-- The two functions below look over all organizations and give their ids alone. They set this setting, and take it back before they end;
-- nothing else sets it, so that jobs go on seeing the ids of organizations and nothing of their rows.
create policy looked_over on campaigns for select
  using ((select current_setting('tact.queues', true)) = 'every organization');
create policy looked_over on queue_items for select
  using ((select current_setting('tact.queues', true)) = 'every organization');

create index campaigns_running on campaigns (organization_id, id) where status in ('active', 'paused');
comment on index campaigns_running is 'the campaigns of all organizations that may have something due, or are to be ended';

create function organizations_due(p_now timestamptz) returns table (organization_id uuid, next_at bigint)
  language plpgsql volatile as
$$
begin
  perform set_config('tact.job', 'every organization', true), set_config('tact.queues', 'every organization', true);
  return query
    select c.organization_id, milliseconds(min(greatest(q.scheduled_at, c.starts_at)))
    from campaigns c
    cross join lateral (
      select from organizations o where o.organization_id = c.organization_id and not o.execution_paused offset 0
    ) as o
    cross join lateral (
      select q.scheduled_at from queue_items q
      where q.organization_id = c.organization_id and q.campaign_id = c.id and q.state = 'pending'
      order by q.scheduled_at limit 1
    ) as q
    where c.status = 'active' and coalesce(c.ends_at > p_now, true)
    group by c.organization_id;
  perform set_config('tact.job', '', true), set_config('tact.queues', '', true);
end
$$;
comment on function organizations_due is
  'The organizations with something pending in an active campaign, and when the first of it is due. One look into the index for each active campaign.';

create function organizations_open() returns setof uuid
  language plpgsql volatile as
$$
begin
  perform set_config('tact.job', 'every organization', true), set_config('tact.queues', 'every organization', true);
  -- From one organization that has something open to the next, along the indexes of what is due and of what is under way: those in between
  -- are not looked at.
  return query
    with recursive waiting as (
      (select q.organization_id from queue_items q where q.state = 'pending' order by q.organization_id limit 1)
      union all
      select n.organization_id from waiting w
      cross join lateral (
        select q.organization_id from queue_items q
        where q.state = 'pending' and q.organization_id > w.organization_id
        order by q.organization_id limit 1
      ) as n
    ), under_way as (
      (select q.organization_id from queue_items q where q.state = 'processing' order by q.organization_id limit 1)
      union all
      select n.organization_id from under_way u
      cross join lateral (
        select q.organization_id from queue_items q
        where q.state = 'processing' and q.organization_id > u.organization_id
        order by q.organization_id limit 1
      ) as n
    )
    select w.organization_id from waiting w
    union
    select u.organization_id from under_way u
    union
    select c.organization_id from campaigns c where c.status in ('active', 'paused');
  perform set_config('tact.job', '', true), set_config('tact.queues', '', true);
end
$$;
comment on function organizations_open is
  'The organizations whose queues need looking after now and then: something waits or is under way there, or a campaign runs.';

grant execute on all functions in schema tact to tact_app;
