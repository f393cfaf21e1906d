-- Sealing asks each minute for what was recorded since the last seal. A summary of pages (BRIN) answers that by reading all pages that no
-- vacuum has summed up yet, which under load is all that is new, again and again; a tree that only grows at its end costs each record less.

drop index decisions_by_recording;
create index decisions_by_recording on decisions (organization_id, recorded_at);
comment on index decisions_by_recording is 'sealing: what was recorded since an instant; retention: what was recorded before one';
drop index attempts_by_recording;
create index attempts_by_recording on attempts (organization_id, recorded_at);
comment on index attempts_by_recording is 'the same of attempts';
drop index attempt_events_by_recording;
create index attempt_events_by_recording on attempt_events (organization_id, recorded_at);
comment on index attempt_events_by_recording is 'the same of attempt events';

-- The same texts as before. What an attempt came with is asked for imported ones alone: the call costs more than all the rest of it.
create or replace function attempt_fields(a attempts) returns text[]
  language sql stable parallel safe
  return array[a.id::text, extract(epoch from a.at)::text, a.client_id, a.device_key, a.device_position::text, a.account_id::text,
    a.campaign_group_id::text, a.channel, a.direction, extract(epoch from a.expires_at)::text, a.decision_id::text, a.origin, a.country,
    array_to_string(a.regions, ','), a.area_code, a.postal_code, extract(epoch from a.recorded_at)::text]
    || case when a.origin = 'import' then attempt_came_with(a) else array[null, null, null]::text[] end;
