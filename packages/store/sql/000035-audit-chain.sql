-- The audit log as a chain: each entry's hash covers the one before it, so that whoever changes, drops, adds or swaps one breaks all that
-- follow (ADR 0014). Made by the writer in its own transaction; there are no triggers.

create table audit_heads (
  organization_id uuid primary key,
  seq bigint not null,
  hash text not null
);
comment on table audit_heads is
  'The newest entry of an organization''s audit log. Locked after all other rows and before the organization''s lock, until the commit, so that entries are numbered in the order of their commits.';

alter table audit_log
  add column seq bigint,
  add column hash text;

create function audit_fields(
  p_seq bigint, p_id uuid, p_at timestamptz, p_actor jsonb, p_action text, p_entity text, p_entity_id text, p_before jsonb, p_after jsonb,
  p_reason text
) returns text[]
  language sql stable parallel safe
  return array[p_seq::text, p_id::text, extract(epoch from p_at)::text, p_actor::text, p_action, p_entity, p_entity_id, p_before::text,
    p_after::text, p_reason];
comment on function audit_fields is
  'An entry as the texts that its hash covers, in their order; instants are seconds since 1970 UTC. An export holds the very same texts.';

create function audit_hash(
  p_previous text, p_seq bigint, p_id uuid, p_at timestamptz, p_actor jsonb, p_action text, p_entity text, p_entity_id text,
  p_before jsonb, p_after jsonb, p_reason text
) returns text
  language sql stable parallel safe
  return encode(sha256(convert_to(array_to_json(
    array[p_previous] || audit_fields(p_seq, p_id, p_at, p_actor, p_action, p_entity, p_entity_id, p_before, p_after, p_reason))::text, 'UTF8')), 'hex');
comment on function audit_hash is 'SHA-256, hexadecimal, of the JSON array of the previous hash and the texts of the entry.';

create function audit_genesis(p_organization uuid) returns text
  language sql immutable parallel safe
  return encode(sha256(convert_to('tact audit ' || p_organization::text, 'UTF8')), 'hex');
comment on function audit_genesis is 'What stands for the entry before the first one of an organization.';

create function append_audit(
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
begin
  insert into audit_heads (organization_id, seq, hash) values (p_organization, 0, audit_genesis(p_organization)) on conflict do nothing;
  -- INVARIANT: held until the commit, so no other transaction takes the same number; the next one waits and chains on to this one.
  select h.seq, h.hash into strict v_seq, v_hash from audit_heads h where h.organization_id = p_organization for update;
  v_at := clock_timestamp();
  for i in 1 .. cardinality(p_ids) loop
    v_seq := v_seq + 1;
    v_hash := audit_hash(v_hash, v_seq, p_ids[i], v_at, p_actors[i], p_actions[i], p_entities[i], p_entity_ids[i], p_befores[i], p_afters[i],
      p_reasons[i]);
    v_seqs[i] := v_seq;
    v_hashes[i] := v_hash;
  end loop;
  insert into audit_log (organization_id, id, at, actor, action, entity, entity_id, before, after, reason, seq, hash)
    select p_organization, e.id, v_at, e.actor, e.action, e.entity, e.entity_id, e.before, e.after, e.reason, e.seq, e.hash
    from unnest(p_ids, p_actors, p_actions, p_entities, p_entity_ids, p_befores, p_afters, p_reasons, v_seqs, v_hashes)
      as e (id, actor, action, entity, entity_id, before, after, reason, seq, hash);
  update audit_heads set seq = v_seq, hash = v_hash where organization_id = p_organization;
end
$$;
comment on function append_audit is
  'Adds entries to the chain, in their order. Called after all rows are locked, and before the organization''s lock and the guards.';

-- Entries from before the chain join it in the order in which they were made. Their owner reads past row-level security for that.
alter table audit_log no force row level security;
do $$
declare
  v_entry audit_log;
  v_organization uuid;
  v_seq bigint;
  v_hash text;
begin
  for v_entry in select * from audit_log order by organization_id, at, id loop
    if v_organization is distinct from v_entry.organization_id then
      v_organization := v_entry.organization_id;
      v_seq := 0;
      v_hash := audit_genesis(v_organization);
    end if;
    v_seq := v_seq + 1;
    v_hash := audit_hash(v_hash, v_seq, v_entry.id, v_entry.at, v_entry.actor, v_entry.action, v_entry.entity, v_entry.entity_id,
      v_entry.before, v_entry.after, v_entry.reason);
    update audit_log set seq = v_seq, hash = v_hash where organization_id = v_organization and id = v_entry.id;
    insert into audit_heads (organization_id, seq, hash) values (v_organization, v_seq, v_hash)
      on conflict (organization_id) do update set seq = excluded.seq, hash = excluded.hash;
  end loop;
end
$$;
alter table audit_log force row level security;

alter table audit_log
  alter column seq set not null,
  alter column hash set not null;
create unique index audit_log_by_seq on audit_log (organization_id, seq);
comment on index audit_log_by_seq is 'a number is used once; reading the chain';

alter table audit_heads enable row level security;
alter table audit_heads force row level security;
create policy own_organization on audit_heads
  using (organization_id = (select nullif(current_setting('tact.organization', true), '')::uuid));
grant select, insert, update on audit_heads to tact_app;
grant execute on all functions in schema tact to tact_app;
