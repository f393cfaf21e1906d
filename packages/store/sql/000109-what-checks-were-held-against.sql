-- What a check was held against, and not only how many: a check against an older checkpoint, or by more keys, shows less, and takes no alarm away.

alter table verifications
  -- Null: made by an older version, of which only `kept` is known.
  add column kept_checkpoints text[],
  -- Null: any key might sign.
  add column kept_keys text[];
comment on column verifications.kept is 'how many checkpoints and keys that were kept elsewhere it was held against';
comment on column verifications.kept_checkpoints is 'the hashes of those checkpoints; null: an older version made the check, and did not say';
comment on column verifications.kept_keys is 'the fingerprints of the keys that might sign; null: any';
