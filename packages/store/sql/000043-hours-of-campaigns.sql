-- A campaign may have hours of its own, narrower than those of its group (seed A7.5).

alter table campaigns
  -- The hours of a week, on the clock of the group's hours; null: the group's alone. They cut, and widen nothing.
  add column hours jsonb;
