-- What is sealed from now on covers the binary form of a record's texts. Their JSON text, a quotation mark in every sixth place of a decision's, took
-- longer to make than all the rest of sealing a record. What was sealed before stays as it is (form 1).

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
grant execute on function record_leaf to tact_app;
