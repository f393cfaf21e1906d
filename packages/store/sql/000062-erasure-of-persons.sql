-- Erasing a person while opt-outs, suppressions and counts stay (ADR 0018). What named the person is replaced by keyed hashes, which nobody
-- without the organization's key can make; what is sealed keeps the hash that its seal covers.

create table erasure_keys (
  organization_id uuid primary key references organizations,
  sealed bytea not null,
  created_at timestamptz not null default now()
);
comment on table erasure_keys is
  'The key under which erased names of an organization are hashed, encrypted with the installation''s secret key. Made by the first erasure; without a row nobody was erased.';

create table erased_names (
  organization_id uuid not null references organizations,
  name text collate "C" not null,
  primary key (organization_id, name)
);
comment on table erased_names is
  'Keyed hashes of client ids and devices that were erased. Deciding looks up here whether somebody who is asked about is known by one.';

create table erasures (
  organization_id uuid not null references organizations,
  id uuid not null,
  -- Whom: null once it is done, because it names the person.
  subject jsonb,
  state text not null check (state in ('queued', 'running', 'failed', 'finished')),
  -- What is under way, and how far: another process goes on from here.
  step text not null default 'identity' check (step in ('identity', 'attempts', 'decisions', 'audit', 'answers', 'backtests', 'done')),
  position bigint not null default 0,
  -- Rows that were removed or replaced, by what they are.
  counts jsonb not null default '{}',
  reason text not null,
  error_code text,
  error text,
  runner uuid,
  leased_until timestamptz,
  created_at timestamptz not null default now(),
  created_by jsonb not null,
  finished_at timestamptz,
  primary key (organization_id, id)
);
comment on table erasures is 'Persons that are to be erased, or were: how far it is, and what came of it. Names nobody once it is done.';
create index erasures_waiting on erasures (organization_id, id) where state in ('queued', 'running');
comment on index erasures_waiting is 'who works on erasures looks for work';

create table erased_records (
  organization_id uuid not null references organizations,
  kind text not null check (kind in ('audit-entry', 'decision', 'attempt')),
  -- The number of an audit entry; the id of a decision or an attempt.
  key text collate "C" not null,
  -- The hash that the chain or a seal covers, of what the record was.
  hash text not null,
  -- The statement in the audit log that says what is left of it, its place among those of the statement, and the way up to their root.
  statement uuid not null,
  place integer not null,
  places integer not null,
  path text[] not null,
  primary key (organization_id, kind, key)
);
comment on table erased_records is
  'Sealed records whose content was erased. What they were stays as a hash; what is left of them is fixed by the Merkle root that an audit entry states.';

do $$
declare
  one text;
begin
  foreach one in array array['erasure_keys', 'erased_names', 'erasures', 'erased_records'] loop
    execute format('alter table %I enable row level security', one);
    execute format('alter table %I force row level security', one);
    execute format(
      'create policy own_organization on %I using (organization_id = (select nullif(current_setting(''tact.organization'', true), '''')::uuid))',
      one);
    execute format('grant select on %I to tact_app', one);
  end loop;
end
$$;
-- Anybody's service may take an order; only who owns the tables carries it out, because records may not be changed by others.
grant insert on erasures to tact_app;

-- A record's own random number goes into its hash and is erased with its content: without it, who knows all the rest of a record could try
-- numbers until the hash fits. Records from before have none.
alter table decisions add column salt uuid;
alter table decisions alter column salt set default gen_random_uuid();
alter table attempts add column salt uuid;
alter table attempts alter column salt set default gen_random_uuid();
alter table audit_log add column salt uuid;

create or replace function decision_fields(d decisions) returns text[]
  language sql stable parallel safe
  return array[d.id::text, extract(epoch from d.at)::text, d.client_id, d.device_key, d.channel, d.account_id::text,
    d.campaign_group_id::text, d.allowed::text, d.code, d.ruleset, d.record, extract(epoch from d.recorded_at)::text]
    || case when d.salt is null then '{}'::text[] else array[d.salt::text] end;

create or replace function attempt_fields(a attempts) returns text[]
  language sql stable parallel safe
  return array[a.id::text, extract(epoch from a.at)::text, a.client_id, a.device_key, a.device_position::text, a.account_id::text,
    a.campaign_group_id::text, a.channel, a.direction, extract(epoch from a.expires_at)::text, a.decision_id::text, a.origin, a.country,
    array_to_string(a.regions, ','), a.area_code, a.postal_code, extract(epoch from a.recorded_at)::text]
    || case when a.origin = 'import' then attempt_came_with(a) else array[null, null, null]::text[] end
    || case when a.salt is null then '{}'::text[] else array[a.salt::text] end;

create function audit_fields(
  p_seq bigint, p_id uuid, p_at timestamptz, p_actor jsonb, p_action text, p_entity text, p_entity_id text, p_before jsonb, p_after jsonb,
  p_reason text, p_salt uuid
) returns text[]
  language sql stable parallel safe
  return array[p_seq::text, p_id::text, extract(epoch from p_at)::text, p_actor::text, p_action, p_entity, p_entity_id, p_before::text,
    p_after::text, p_reason] || case when p_salt is null then '{}'::text[] else array[p_salt::text] end;
comment on function audit_fields(bigint, uuid, timestamptz, jsonb, text, text, text, jsonb, jsonb, text, uuid) is
  'An entry as the texts that its hash covers, in their order; instants are seconds since 1970 UTC. An export holds the very same texts.';

create or replace function append_audit(
  p_organization uuid, p_ids uuid[], p_actors jsonb[], p_actions text[], p_entities text[], p_entity_ids text[], p_befores jsonb[],
  p_afters jsonb[], p_reasons text[]
) returns void
  language plpgsql volatile as
$$
declare
  v_seq bigint;
  v_hash text;
  v_at timestamptz;
  v_seqs bigint[] := '{}';
  v_hashes text[] := '{}';
  v_salts uuid[] := '{}';
begin
  insert into audit_heads (organization_id, seq, hash) values (p_organization, 0, audit_genesis(p_organization)) on conflict do nothing;
  -- INVARIANT: held until the commit, so no other transaction takes the same number; the next one waits and chains on to this one.
  select h.seq, h.hash into strict v_seq, v_hash from audit_heads h where h.organization_id = p_organization for update;
  v_at := clock_timestamp();
  for i in 1 .. cardinality(p_ids) loop
    v_seq := v_seq + 1;
    v_salts[i] := gen_random_uuid();
    v_hash := encode(sha256(convert_to(array_to_json(v_hash || audit_fields(v_seq, p_ids[i], v_at, p_actors[i], p_actions[i], p_entities[i],
      p_entity_ids[i], p_befores[i], p_afters[i], p_reasons[i], v_salts[i]))::text, 'UTF8')), 'hex');
    v_seqs[i] := v_seq;
    v_hashes[i] := v_hash;
  end loop;
  insert into audit_log (organization_id, id, at, actor, action, entity, entity_id, before, after, reason, seq, hash, salt)
    select p_organization, e.id, v_at, e.actor, e.action, e.entity, e.entity_id, e.before, e.after, e.reason, e.seq, e.hash, e.salt
    from unnest(p_ids, p_actors, p_actions, p_entities, p_entity_ids, p_befores, p_afters, p_reasons, v_seqs, v_hashes, v_salts)
      as e (id, actor, action, entity, entity_id, before, after, reason, seq, hash, salt);
  update audit_heads set seq = v_seq, hash = v_hash where organization_id = p_organization;
end
$$;

-- A checker of proofs reads the entries by the function with the random number; the others went with the first form of the chain.
drop function audit_hash;
drop function audit_fields(bigint, uuid, timestamptz, jsonb, text, text, text, jsonb, jsonb, text);

create function erasure_key(p_organization uuid) returns bytea
  language plpgsql stable as
$$
begin
  perform set_config('tact.organization', p_organization::text, true);
  return (select k.sealed from erasure_keys k where k.organization_id = p_organization);
end
$$;
comment on function erasure_key is 'The sealed key of an organization''s erased names; null where nobody was erased.';

create function erased_among(p_organization uuid, p_names text[]) returns text[]
  language plpgsql stable as
$$
begin
  perform set_config('tact.organization', p_organization::text, true);
  return array(select n.name from erased_names n where n.organization_id = p_organization and n.name = any (p_names));
end
$$;
comment on function erased_among is 'Deciding: which of these keyed hashes were put in the place of a name.';

create or replace function finish_attempt(
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
    -- An erased attempt counts for a person who comes back, whose guards bear the real names: the epoch stands for them (ADR 0018).
    if v_before.client_id like 'erased:%' or v_before.device_key like 'erased:%' then
      perform raise_epoch(p_organization, 'suppression');
    end if;
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
grant execute on function audit_fields, erasure_key, erased_among to tact_app;
