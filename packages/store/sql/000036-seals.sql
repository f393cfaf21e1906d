-- Decisions and attempts are sealed in batches, in the order in which they were recorded, and seals are chained; signed checkpoints say
-- how far both chains went (ADR 0014). Nothing of it lies on the path of a reservation but one column that fills itself.

-- First one value for all rows that are there, which needs no rewriting; then, for each new row, its own instant.
alter table decisions add column recorded_at timestamptz not null default now();
alter table decisions alter column recorded_at set default clock_timestamp();
alter table attempts add column recorded_at timestamptz not null default now();
alter table attempts alter column recorded_at set default clock_timestamp();
alter table attempt_events add column recorded_at timestamptz not null default now();
alter table attempt_events alter column recorded_at set default clock_timestamp();

create index decisions_by_recording on decisions using brin (organization_id, recorded_at)
  with (pages_per_range = 32, autosummarize = on);
comment on index decisions_by_recording is 'sealing: what was recorded since an instant; rows lie in that order, so a summary of pages will do';
create index attempts_by_recording on attempts using brin (organization_id, recorded_at)
  with (pages_per_range = 32, autosummarize = on);
comment on index attempts_by_recording is 'the same of attempts';
create index attempt_events_by_recording on attempt_events using brin (organization_id, recorded_at)
  with (pages_per_range = 32, autosummarize = on);
comment on index attempt_events_by_recording is 'the same of attempt events';

create table seals (
  organization_id uuid not null,
  seq bigint not null,
  kind text not null check (kind in ('decision', 'attempt', 'attempt-event')),
  from_at text not null,
  from_key text not null,
  to_at text not null,
  to_key text not null,
  rows integer not null,
  root text not null,
  marks bytea not null,
  hash text not null,
  primary key (organization_id, seq)
);
comment on table seals is
  'Batches of records by when they were recorded, then by key: after from, up to and with to. The root is that of the Merkle tree of their hashes; the hash covers the seal before it. Marks, eight bytes of each hash, only help to say which record is not as it was. Only added to.';
create index seals_by_kind on seals (organization_id, kind, seq desc);
comment on index seals_by_kind is 'how far a kind is sealed';

create table checkpoints (
  organization_id uuid not null,
  seq bigint not null,
  body text not null,
  signature text not null,
  public_key text not null,
  primary key (organization_id, seq)
);
comment on table checkpoints is 'Signed statements of how far the chains went. Kept elsewhere too, they show where a chain was made anew. Only added to.';

create function to_timestamp_exact(p_seconds text) returns timestamptz
  language sql stable parallel safe
  return timestamptz '1970-01-01 00:00:00Z' + split_part(p_seconds, '.', 1)::bigint * interval '1 second'
    + rpad(split_part(p_seconds, '.', 2), 6, '0')::int * interval '1 microsecond';
comment on function to_timestamp_exact is 'The instant of seconds since 1970 UTC, to the microsecond, which a floating number would not keep.';

create function decision_fields(d decisions) returns text[]
  language sql stable parallel safe
  return array[d.id::text, extract(epoch from d.at)::text, d.client_id, d.device_key, d.channel, d.account_id::text,
    d.campaign_group_id::text, d.allowed::text, d.code, d.ruleset, d.record, extract(epoch from d.recorded_at)::text];
comment on function decision_fields is 'A decision as the texts that its seal covers.';

-- What an imported attempt came with, kept when it is corrected: otherwise a correction could not be told from a forgery.
alter table attempt_events drop constraint attempt_events_kind_check;
alter table attempt_events add constraint attempt_events_kind_check check (kind in ('imported', 'finished', 'released'));

create function attempt_came_with(a attempts) returns text[]
  language sql stable parallel safe
  return case when a.origin = 'import' then coalesce(
    (select array[e.call_result, e.disposition, e.actor ->> 'at'] from attempt_events e
      where e.organization_id = a.organization_id and e.attempt_id = a.id and e.at = a.at and e.sequence = 0 and e.kind = 'imported'),
    array[a.call_result, a.disposition, milliseconds(a.finished_at)::text])
  else array[null, null, null]::text[] end;
comment on function attempt_came_with is
  'The call result, the disposition and the instant of its report (milliseconds since 1970 UTC) that an attempt was written with.';

create function attempt_fields(a attempts) returns text[]
  language sql stable parallel safe
  return array[a.id::text, extract(epoch from a.at)::text, a.client_id, a.device_key, a.device_position::text, a.account_id::text,
    a.campaign_group_id::text, a.channel, a.direction, extract(epoch from a.expires_at)::text, a.decision_id::text, a.origin, a.country,
    array_to_string(a.regions, ','), a.area_code, a.postal_code, extract(epoch from a.recorded_at)::text] || attempt_came_with(a);
comment on function attempt_fields is
  'An attempt as the texts that its seal covers: what it was written as. What became known of it later stands in its events, which are sealed too.';

create function attempt_event_fields(e attempt_events) returns text[]
  language sql stable parallel safe
  return array[e.attempt_id::text, extract(epoch from e.at)::text, e.sequence::text, e.kind, e.call_result, e.disposition, e.actor::text,
    extract(epoch from e.recorded_at)::text];
comment on function attempt_event_fields is 'An event of an attempt as the texts that its seal covers.';

create function record_hash(p_fields text[]) returns bytea
  language sql stable parallel safe
  return sha256(convert_to(array_to_json(p_fields)::text, 'UTF8'));
comment on function record_hash is 'SHA-256 of the JSON array of a record''s texts: a leaf of its batch.';

do $$
declare
  one text;
begin
  foreach one in array array['seals', 'checkpoints'] loop
    execute format('alter table %I enable row level security', one);
    execute format('alter table %I force row level security', one);
    execute format(
      'create policy own_organization on %I using (organization_id = (select nullif(current_setting(''tact.organization'', true), '''')::uuid))',
      one);
    execute format('grant select, insert on %I to tact_app', one);
  end loop;
end
$$;
grant execute on all functions in schema tact to tact_app;
