-- The same texts as before (000062). Nearly all records were made here and have a salt: theirs are one array, where several that are put together
-- take as long again, in each of the millions of records that are sealed in a day.

create or replace function decision_fields(d decisions) returns text[]
  language sql stable parallel safe
  return case when d.salt is null then
    array[d.id::text, extract(epoch from d.at)::text, d.client_id, d.device_key, d.channel, d.account_id::text, d.campaign_group_id::text,
      d.allowed::text, d.code, d.ruleset, d.record, extract(epoch from d.recorded_at)::text]
  else
    array[d.id::text, extract(epoch from d.at)::text, d.client_id, d.device_key, d.channel, d.account_id::text, d.campaign_group_id::text,
      d.allowed::text, d.code, d.ruleset, d.record, extract(epoch from d.recorded_at)::text, d.salt::text]
  end;

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
