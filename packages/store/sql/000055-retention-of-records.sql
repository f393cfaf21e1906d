-- How long records are kept, and how those beyond it go so that what stays can still be checked (ADR 0021).

create table retention (
  organization_id uuid primary key references organizations,
  -- Null: for good. At least 400 days, which is longer than any rule looks back.
  decisions_days integer check (decisions_days between 400 and 36525),
  attempts_days integer check (attempts_days between 400 and 36525),
  opt_outs_days integer check (opt_outs_days between 400 and 36525),
  version integer not null
);
comment on table retention is
  'For how many days an organization keeps decisions, attempts with what became of them, and opt-outs that are over. Without a row: five years.';
alter table retention enable row level security;
alter table retention force row level security;
create policy own_organization on retention
  using (organization_id = (select nullif(current_setting('tact.organization', true), '')::uuid));
grant select, insert, update on retention to tact_app;

create function remove_stated(p_organization uuid, p_kind text, p_limit integer) returns integer
  -- Called by the owner, because the application's role may not delete a record. It takes no bounds from its caller: what goes was stated
  -- before, in the audit log, under a signed checkpoint, and is old.
  language plpgsql volatile
as
$$
declare
  v_signed bigint;
  v_after jsonb;
  v_to timestamptz;
  v_key text;
  v_removed integer;
begin
  if p_organization is distinct from nullif(current_setting('tact.organization', true), '')::uuid then
    raise exception 'records are removed for the organization of the transaction alone';
  end if;
  select (c.body::jsonb -> 'audit' ->> 'seq')::bigint into v_signed
    from checkpoints c where c.organization_id = p_organization order by c.seq desc limit 1;
  select a.after into v_after
    from audit_log a
    where a.organization_id = p_organization and a.entity = 'sealed-records' and a.entity_id = p_kind
      and a.action = 'retention.remove' and a.seq <= v_signed
    order by a.seq desc limit 1;
  if v_after is null then
    return 0;
  end if;
  v_to := to_timestamp_exact(v_after -> 'to' ->> 'at');
  v_key := v_after -> 'to' ->> 'key';
  if v_to > clock_timestamp() - interval '400 days' then
    raise exception 'records are kept for 400 days at least';
  end if;
  case p_kind
    when 'decision' then
      delete from decisions d using (
        select r.id, r.at from decisions r
        where r.organization_id = p_organization and r.recorded_at <= v_to and (r.recorded_at, r.id::text collate "C") <= (v_to, v_key)
        order by r.recorded_at limit p_limit
      ) as old
      where d.organization_id = p_organization and d.id = old.id and d.at = old.at;
    when 'attempt' then
      delete from attempts d using (
        select r.id, r.at from attempts r
        where r.organization_id = p_organization and r.recorded_at <= v_to and (r.recorded_at, r.id::text collate "C") <= (v_to, v_key)
        order by r.recorded_at limit p_limit
      ) as old
      where d.organization_id = p_organization and d.id = old.id and d.at = old.at;
    when 'attempt-event' then
      delete from attempt_events d using (
        select r.attempt_id, r.at, r.sequence from attempt_events r
        where r.organization_id = p_organization and r.recorded_at <= v_to
          and (r.recorded_at, (r.attempt_id::text || '/' || lpad(r.sequence::text, 10, '0')) collate "C") <= (v_to, v_key)
        order by r.recorded_at limit p_limit
      ) as old
      where d.organization_id = p_organization and d.attempt_id = old.attempt_id and d.at = old.at and d.sequence = old.sequence;
  end case;
  get diagnostics v_removed = row_count;
  return v_removed;
end
$$;
comment on function remove_stated is
  'Deletes at most so many sealed records of a kind, oldest first, that the newest signed statement of retention covers. Gives how many.';
revoke all on function remove_stated from public;

create function remove_old_opt_outs(p_organization uuid, p_before timestamptz, p_limit integer) returns table (id uuid)
  language plpgsql volatile
as
$$
begin
  if p_organization is distinct from nullif(current_setting('tact.organization', true), '')::uuid then
    raise exception 'opt-outs are removed for the organization of the transaction alone';
  end if;
  if p_before > clock_timestamp() - interval '400 days' then
    raise exception 'opt-outs are kept for 400 days at least after their end';
  end if;
  return query
    with old as (
      select o.id from opt_outs o
      where o.organization_id = p_organization
        -- One that is in force is never removed. A last day ends within 14 hours of its end in UTC, wherever it is.
        and (o.lifted_at < p_before or o.until_at < p_before or o.until_date + 1 < (p_before at time zone 'UTC')::date)
      order by o.id limit p_limit
    ), devices as (
      delete from opt_out_devices d using old where d.organization_id = p_organization and d.opt_out_id = old.id
    )
    delete from opt_outs o using old where o.organization_id = p_organization and o.id = old.id returning o.id;
end
$$;
comment on function remove_old_opt_outs is
  'Deletes at most so many opt-outs that were lifted, or ended by themselves, before an instant; those in force stay for good. Gives their ids.';
revoke all on function remove_old_opt_outs from public;
