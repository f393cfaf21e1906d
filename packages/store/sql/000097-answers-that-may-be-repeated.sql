-- Whether an answer that allowed may be given again: only while nothing has changed since it was asked for by which it could be refused.

alter table idempotency_keys add column ruleset_epoch bigint, add column suppression_epoch bigint;
comment on column idempotency_keys.ruleset_epoch is
  'The epochs at the claim. What was allowed afterwards rests on these or later ones: where they are still the same, on them. Null: an older version claimed it.';
