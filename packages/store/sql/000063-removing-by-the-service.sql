-- The service logs in as a role that owns nothing (ADR 0023), and so do its jobs. What retention removes it removes by these two functions,
-- which run with their owner's rights and look for themselves at what may go: what a checkpoint covers, or what is over, and 400 days old.

alter function remove_stated(uuid, text, integer) security definer set search_path = tact, pg_temp;
alter function remove_old_opt_outs(uuid, timestamptz, integer) security definer set search_path = tact, pg_temp;
grant execute on function remove_stated(uuid, text, integer) to tact_app;
grant execute on function remove_old_opt_outs(uuid, timestamptz, integer) to tact_app;
