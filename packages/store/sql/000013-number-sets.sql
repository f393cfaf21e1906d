-- The numbers of large suppression lists (ADR 0010): versions that never change, in pieces of many chunks each; one is in force.

create table number_set_versions (
  organization_id uuid not null,
  list_id uuid not null,
  id uuid not null,
  state text not null default 'loading' check (state in ('loading', 'in force', 'replaced', 'rolled back')),
  -- The version that was in force when this one was begun, and that it was made from or instead of; null: none was.
  replaces uuid,
  import_id uuid,
  -- What a registry list's numbers are of (S26).
  data_at timestamptz,
  numbers bigint,
  chunks bigint,
  words bigint,
  created_at timestamptz not null default now(),
  in_force_at timestamptz,
  primary key (organization_id, list_id, id),
  foreign key (organization_id, list_id) references suppression_lists on delete cascade
);
comment on table number_set_versions is
  'Versions of a list''s numbers. Numbers, chunks and words (16 bits each, in memory) are known once a version was put in force.';
create unique index number_set_versions_in_force on number_set_versions (organization_id, list_id) where state = 'in force';
comment on index number_set_versions_in_force is 'deciding; at most one version of a list is in force';

create table number_set_pieces (
  organization_id uuid not null,
  list_id uuid not null,
  version_id uuid not null,
  -- Chunk keys: from the first, to before the end. The pieces of a version follow each other without a gap, from 0 to the end of all
  -- keys, so that a piece that is missing is seen to be missing and never taken for one without numbers.
  from_key bigint not null,
  end_key bigint not null,
  numbers bigint not null,
  chunks integer not null,
  words bigint not null,
  bytes bytea not null,
  primary key (organization_id, list_id, version_id, from_key),
  foreign key (organization_id, list_id, version_id) references number_set_versions on delete cascade,
  check (from_key >= 0 and from_key < end_key)
);
comment on table number_set_pieces is 'The chunks of a version (packages/engine/src/number-set), about 64 KB of them in each row. Never changed once the version is in force.';
-- Numbers hardly compress, and a compressed value could only be read whole.
alter table number_set_pieces alter column bytes set storage external;

grant select, insert, delete on number_set_versions, number_set_pieces to tact_app;
grant update (state, numbers, chunks, words, in_force_at) on number_set_versions to tact_app;
-- A piece is written again where an import goes on after a crash.
grant update (end_key, numbers, chunks, words, bytes) on number_set_pieces to tact_app;

do $$
declare
  one text;
begin
  foreach one in array array['number_set_versions', 'number_set_pieces'] loop
    execute format('alter table %I enable row level security', one);
    execute format('alter table %I force row level security', one);
    execute format(
      'create policy own_organization on %I using (organization_id = (select nullif(current_setting(''tact.organization'', true), '''')::uuid))',
      one);
  end loop;
end
$$;

create function number_sets_in_force(p_organization uuid, p_list_ids uuid[]) returns json
  -- INVARIANT: stable, so that it sees the snapshot of the statement that calls it, and load_facts in the same statement sees the same.
  language plpgsql stable as
$$
begin
  if cardinality(p_list_ids) = 0 then
    return null;
  end if;
  perform set_config('tact.organization', p_organization::text, true);
  return (
    select json_build_array(array_agg(x.list_id), array_agg(x.id))
    from number_set_versions x
    where x.organization_id = p_organization and x.list_id = any (p_list_ids) and x.state = 'in force'
  );
end
$$;
comment on function number_sets_in_force is 'The versions of numbers that are in force for these lists: two columns, list and version.';
grant execute on function number_sets_in_force(uuid, uuid[]) to tact_app;
