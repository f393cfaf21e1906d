-- A record is seen when its transaction ends, and that may be long after it was recorded: a commit waits for a synchronous standby for as long as that is
-- away, and no timeout ends the wait. Sealing by age alone would leave such a record out of the batch that it belongs to.

create function transactions_that_record(p_organization uuid) returns text[]
  language sql volatile
  return (
    select coalesce(array_agg(distinct l.virtualtransaction), '{}')
    from pg_locks l
    join pg_class c on c.oid = l.relation
    where l.locktype = 'relation' and l.mode = 'RowExclusiveLock' and l.granted
      and l.database = (select d.oid from pg_database d where d.datname = current_database())
      -- The tables, their parts by month, and on Citus their shards.
      and c.relkind in ('r', 'p') and c.relname ~ '^(decisions|attempts|attempt_events)(_|$)');
comment on function transactions_that_record is
  'The transactions that may have recorded something which nobody sees yet: prepared ones too, and those whose commit waits. A row''s table is locked before its recorded_at is read from the clock, and until others see the row. The organization says only where Citus is to ask.';

grant execute on function transactions_that_record to tact_app;
