-- The same texts as before (000062). Nearly all attempts were reserved here and have a salt: theirs are one array, where three that are put together
-- take as long again, in each of the millions of attempts that are sealed in a day.
create or replace function attempt_fields(a attempts) returns text[]
  language sql stable parallel safe
  return case when a.origin <> 'import' and a.salt is not null then
    array[a.id::text, extract(epoch from a.at)::text, a.client_id, a.device_key, a.device_position::text, a.account_id::text,
      a.campaign_group_id::text, a.channel, a.direction, extract(epoch from a.expires_at)::text, a.decision_id::text, a.origin, a.country,
      array_to_string(a.regions, ','), a.area_code, a.postal_code, extract(epoch from a.recorded_at)::text, null, null, null, a.salt::text]
  else
    array[a.id::text, extract(epoch from a.at)::text, a.client_id, a.device_key, a.device_position::text, a.account_id::text,
      a.campaign_group_id::text, a.channel, a.direction, extract(epoch from a.expires_at)::text, a.decision_id::text, a.origin, a.country,
      array_to_string(a.regions, ','), a.area_code, a.postal_code, extract(epoch from a.recorded_at)::text]
    || case when a.origin = 'import' then attempt_came_with(a) else array[null, null, null]::text[] end
    || case when a.salt is null then '{}'::text[] else array[a.salt::text] end
  end;
