-- What keeps decisions and changes apart (ADR 0004). One order of locks, everywhere, so that no two transactions deadlock:
--   1. the contacts' lock   2. rows of ordinary tables   3. the organization's lock   4. guards, in the order of their keys.

create function milliseconds(at timestamptz) returns bigint
  language sql stable parallel safe
  return round(date_part('epoch', at) * 1000)::bigint;
comment on function milliseconds is
  'An instant as the service counts it: milliseconds since 1970 UTC. Stable, not immutable: only so is it taken into the statement.';

create function organization_lock_key(p_organization uuid) returns bigint
  language sql immutable parallel safe
  return hashtextextended(p_organization::text, 8228);
comment on function organization_lock_key is
  'The advisory lock of an organization: shared by commits of decisions, exclusive for changes of rules and suppressions (ADR 0004).';

create function lock_contacts(p_organization uuid, p_exclusive boolean) returns void
  language plpgsql volatile as
$$
declare
  v_key bigint := hashtextextended(p_organization::text, 8229);
begin
  -- INVARIANT: while an opt-out looks up the devices of its contact, no contact gets another one, and while contacts get devices, no
  -- opt-out is made. So a device is covered by whoever comes second (S21). Decisions do not wait for this lock.
  if p_exclusive then
    perform pg_advisory_xact_lock(v_key);
  else
    perform pg_advisory_xact_lock_shared(v_key);
  end if;
end
$$;
comment on function lock_contacts is
  'The first statement of whatever writes contacts (shared) or opts somebody out (exclusive).';

create function raise_epoch(p_organization uuid, p_which text) returns void
  language plpgsql volatile as
$$
begin
  -- INVARIANT: waits for every commit of decisions under way, and holds back new ones until this transaction has ended; those then
  -- find another epoch. So once this change is acknowledged, no decision is committed against it (G2). The change itself was written
  -- before, unseen; it comes into sight together with the epoch, at the commit, so the lock is needed no earlier than here.
  perform pg_advisory_xact_lock(organization_lock_key(p_organization));
  update organization_epochs
    set ruleset_epoch = ruleset_epoch + (p_which = 'ruleset')::int,
        suppression_epoch = suppression_epoch + (p_which = 'suppression')::int
    where organization_id = p_organization;
  if not found then
    raise exception 'the organization has no epochs';
  end if;
end
$$;
comment on function raise_epoch is
  'The last statement, but for guards, of every change of rules (`ruleset`) or of whom not to contact (`suppression`).';

create function raise_guards(p_organization uuid, p_keys text[]) returns void
  language plpgsql volatile as
$$
begin
  -- In two steps, like commit_decisions: missing rows first, then the locks of those that are there, each in the order of keys. Who is in
  -- the first step holds nothing that anybody in the second waits for, so the two kinds of waiting make no circle.
  insert into guards (organization_id, key, version)
    select p_organization, wanted.key, 0 from (select distinct key collate "C" as key from unnest(p_keys) as k (key)) as wanted
    order by wanted.key
    on conflict do nothing;
  perform from (
    select guard.key from guards guard
    where guard.organization_id = p_organization and guard.key = any (p_keys)
    order by guard.key
    for update
  ) as held;
  update guards set version = version + 1 where organization_id = p_organization and key = any (p_keys);
end
$$;
comment on function raise_guards is 'Says that the counted history of these clients and devices moved. The very last statement of a transaction.';
