-- Finding entries of the audit log by who, by request and by time. The columns are made from the actor, which the chain covers: an index
-- on an expression would not be used under row-level security.

alter table audit_log
  add column actor_id text generated always as (actor ->> 'id') stored,
  add column actor_kind text generated always as (actor ->> 'kind') stored,
  add column actor_source text generated always as (actor ->> 'source') stored,
  add column request_id text generated always as (actor ->> 'requestId') stored;

create index audit_log_by_actor on audit_log (organization_id, actor_id, id desc);
comment on index audit_log_by_actor is 'what one person, key or job changed';
create index audit_log_by_request on audit_log (organization_id, request_id, id desc);
comment on index audit_log_by_request is 'what one request changed';
