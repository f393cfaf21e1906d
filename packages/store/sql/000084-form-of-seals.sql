-- What is sealed from now on covers the binary form of a record's texts, in a tree sixteen wide. Their JSON text, a quotation mark in every sixth place
-- of a decision's, and two hashes a record in the tree took longer than all the rest of sealing it. What was sealed before stays as it is (form 1).

alter table seals add column form smallint not null default 1 check (form in (1, 2));
comment on column seals.form is
  '1: a record is hashed as the JSON array of its texts, the tree is that of RFC 6962; 2: as the binary form of the array, the tree is sixteen wide';
create index seals_of_form_1 on seals (organization_id, kind, seq desc) where form = 1;
comment on index seals_of_form_1 is 'erasure: up to where a kind is sealed in the older form';

create function record_leaf(p_fields text[]) returns bytea
  language sql stable parallel safe
  return sha256(array_send(p_fields));
comment on function record_leaf is
  'SHA-256 of the binary form of an array of a record''s texts, each with its length before it: a leaf of a seal of form 2. Texts in UTF-8, the client''s encoding.';

create function wide_level(p_first bytea, p_below bytea) returns bytea
  language sql stable parallel safe
  return (select string_agg(sha256(p_first || substring(p_below from 1 + 512 * n for 512)), ''::bytea order by n)
    from generate_series(0, (length(p_below) - 1) / 512) as n);
comment on function wide_level is
  'The nodes above leaves or nodes of 32 bytes that lie beside each other: each is the SHA-256 of a first byte and up to sixteen of them.';

create function wide_root(p_leaves bytea) returns text
  language plpgsql stable parallel safe
as $$
declare
  v_level bytea := wide_level('\x00', p_leaves);
begin
  while length(v_level) > 32 loop
    v_level := wide_level('\x01', v_level);
  end loop;
  return encode(v_level, 'hex');
end
$$;
comment on function wide_root is 'The root of the tree of a seal of form 2, hexadecimal.';

-- All of it in one call, and with plans that are kept: to plan the reading of all months takes as long as hashing a thousand records, and what leaves the
-- database costs the service more than hashing it here. Rows come by the index in their order, whatever the statistics say. They are hashed before
-- they are put in order, so that what is ordered is small.
-- One statement a kind, alike but for the table: only of a statement that is written out is the plan kept.
create function seal_batch(p_organization uuid, p_kind text, p_settled_before timestamptz, p_rows integer) returns integer
  language plpgsql
  set plan_cache_mode = force_generic_plan
  set enable_seqscan = off
  set enable_sort = off
as $$
declare
  v_from_at text;
  v_from_key text;
  v_from timestamptz;
  v_to_at text;
  v_to_key text;
  v_rows integer;
  v_leaves bytea;
  v_marks bytea;
  v_seq bigint;
  v_previous text;
  v_root text;
begin
  -- One transaction of an organization seals at a time, so that seals are numbered without a gap; nothing is erased meanwhile.
  if not pg_try_advisory_xact_lock(hashtextextended(p_organization::text, 8230)) then
    return 0;
  end if;
  select to_at, to_key into v_from_at, v_from_key from seals
    where organization_id = p_organization and kind = p_kind order by seq desc limit 1;
  -- Before every record, whatever its instant says.
  v_from := case when v_from_at is null then '-infinity' else to_timestamp_exact(v_from_at) end;
  if p_kind = 'decision' then
    select count(*), string_agg(leaf, ''::bytea order by recorded_at, id), string_agg(substring(leaf for 8), ''::bytea order by recorded_at, id),
        extract(epoch from max(recorded_at))::text, (array_agg(id order by recorded_at, id))[count(*)]::text
      into v_rows, v_leaves, v_marks, v_to_at, v_to_key
      from (
        select * from (
          select r.recorded_at, r.id, record_leaf(decision_fields(r)) as leaf from decisions r
          where r.organization_id = p_organization and r.recorded_at >= v_from and r.recorded_at <= p_settled_before
            and (r.recorded_at, r.id::text collate "C") > (v_from, coalesce(v_from_key, ''))
          order by r.recorded_at offset 0
        ) as hashed
        order by recorded_at, id limit p_rows
      ) as batch;
  elsif p_kind = 'attempt' then
    select count(*), string_agg(leaf, ''::bytea order by recorded_at, id), string_agg(substring(leaf for 8), ''::bytea order by recorded_at, id),
        extract(epoch from max(recorded_at))::text, (array_agg(id order by recorded_at, id))[count(*)]::text
      into v_rows, v_leaves, v_marks, v_to_at, v_to_key
      from (
        select * from (
          select r.recorded_at, r.id, record_leaf(attempt_fields(r)) as leaf from attempts r
          where r.organization_id = p_organization and r.recorded_at >= v_from and r.recorded_at <= p_settled_before
            and (r.recorded_at, r.id::text collate "C") > (v_from, coalesce(v_from_key, ''))
          order by r.recorded_at offset 0
        ) as hashed
        order by recorded_at, id limit p_rows
      ) as batch;
  else
    select count(*), string_agg(leaf, ''::bytea order by recorded_at, key), string_agg(substring(leaf for 8), ''::bytea order by recorded_at, key),
        extract(epoch from max(recorded_at))::text, (array_agg(key order by recorded_at, key))[count(*)]
      into v_rows, v_leaves, v_marks, v_to_at, v_to_key
      from (
        select * from (
          select r.recorded_at, r.attempt_id::text || '/' || lpad(r.sequence::text, 10, '0') collate "C" as key,
            record_leaf(attempt_event_fields(r)) as leaf
          from attempt_events r
          where r.organization_id = p_organization and r.recorded_at >= v_from and r.recorded_at <= p_settled_before
            and (r.recorded_at, (r.attempt_id::text || '/' || lpad(r.sequence::text, 10, '0')) collate "C") > (v_from, coalesce(v_from_key, ''))
          order by r.recorded_at offset 0
        ) as hashed
        order by recorded_at, key limit p_rows
      ) as batch;
  end if;
  if v_rows = 0 then
    return 0;
  end if;
  if v_rows < p_rows then
    -- Up to the settled instant itself: what is put there later was not there. Keys are made of digits and letters, so this one comes after all.
    v_to_at := extract(epoch from p_settled_before)::text;
    v_to_key := '~';
  end if;
  select seq, hash into v_seq, v_previous from seals where organization_id = p_organization order by seq desc limit 1;
  v_seq := coalesce(v_seq, 0) + 1;
  v_root := wide_root(v_leaves);
  insert into seals (organization_id, seq, kind, form, from_at, from_key, to_at, to_key, rows, root, marks, hash)
    values (p_organization, v_seq, p_kind, 2, coalesce(v_from_at, '0'), coalesce(v_from_key, ''), v_to_at, v_to_key, v_rows, v_root, v_marks,
      encode(record_hash(array[coalesce(v_previous, ''), v_seq::text, p_kind, coalesce(v_from_at, '0'), coalesce(v_from_key, ''), v_to_at, v_to_key,
        v_rows::text, v_root, '2']), 'hex'));
  return v_rows;
end
$$;
comment on function seal_batch is
  'Seals the next records of a kind that were recorded up to an instant, as many at most; gives how many, 0 too where somebody else seals or erases.';

grant execute on function record_leaf, wide_level, wide_root, seal_batch to tact_app;
