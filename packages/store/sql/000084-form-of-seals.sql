-- What is sealed from now on covers a decision's record by the record's own SHA-256. Its JSON text, a quotation mark in every sixth place, took
-- longer to put into JSON once more than all the rest of sealing it. What was sealed before stays as it is (form 1).

alter table seals add column form smallint not null default 1 check (form in (1, 2));
comment on column seals.form is
  '1: each record as the JSON array of its texts, the tree as in RFC 6962; 2: the record of a decision stands in that array as its SHA-256, the tree is sixteen wide';
create index seals_of_form_1 on seals (organization_id, kind, seq desc) where form = 1;
comment on index seals_of_form_1 is 'erasure: up to where a kind is sealed in the older form';

create function decision_leaf_fields(d decisions) returns text[]
  language sql stable parallel safe
  return case when d.salt is null then
    array[d.id::text, extract(epoch from d.at)::text, d.client_id, d.device_key, d.channel, d.account_id::text, d.campaign_group_id::text,
      d.allowed::text, d.code, d.ruleset, encode(sha256(convert_to(d.record, 'UTF8')), 'hex'), extract(epoch from d.recorded_at)::text]
  else
    array[d.id::text, extract(epoch from d.at)::text, d.client_id, d.device_key, d.channel, d.account_id::text, d.campaign_group_id::text,
      d.allowed::text, d.code, d.ruleset, encode(sha256(convert_to(d.record, 'UTF8')), 'hex'), extract(epoch from d.recorded_at)::text,
      d.salt::text]
  end;
comment on function decision_leaf_fields is 'The texts of a decision (decision_fields) with the SHA-256 of its record in the record''s place: what a seal of form 2 covers.';
grant execute on function decision_leaf_fields to tact_app;
