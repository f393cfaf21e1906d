-- A script may say what follows from results and blocks, in place of all treatments (seed A11, ADR 0026).

alter table campaigns
  -- SCXML, as it was written; null: the treatments hold. `queue_items.course` keeps the state that a record is in.
  add column treatment_script text;
