-- The application works as tact_app: it owns nothing, cannot pass row-level security, and can only add to records.

do $$
declare
  -- Since PostgreSQL 16 a role may be a member without the right to become the other.
  v_right text := case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end;
begin
  if not exists (select from pg_roles where rolname = 'tact_app') then
    begin
      create role tact_app nologin;
    exception
      -- Roles belong to the whole server: another database of it made this one at the same moment.
      when duplicate_object or unique_violation then null;
    end;
  end if;
  if exists (select from pg_roles where rolname = 'tact_app' and (rolsuper or rolbypassrls)) then
    raise exception 'the role tact_app may pass row-level security; let an administrator run: alter role tact_app nosuperuser nobypassrls';
  end if;
  if not pg_has_role(current_user, 'tact_app', v_right) then
    execute format('grant tact_app to %I', current_user);
  end if;
exception
  when insufficient_privilege then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format(
        'the role %I may not make or use the role tact_app; let an administrator run: create role tact_app nologin; grant tact_app to %I',
        current_user, current_user);
end
$$;

grant usage on schema tact to tact_app;
grant select, insert, update, delete on
  users, api_keys, idempotency_keys, contacts, devices, rules, campaign_groups, campaign_group_rules, campaign_group_lists,
  suppression_lists, suppression_entries, accounts, queue
  to tact_app;
grant select, insert, update on organizations, organization_epochs, guards to tact_app;
grant select, insert on audit_log, rule_versions, rulesets, opt_out_devices, attempt_external_ids, attempt_events, decisions to tact_app;
grant select, insert on opt_outs, attempts to tact_app;
grant update (lifted_at, lifted_by, lift_reason) on opt_outs to tact_app;
grant update (state, call_result, disposition, finished_at) on attempts to tact_app;

-- A transaction sees the organization that it names, and nothing without a name. The setting is local to the transaction.
do $$
declare
  one text;
begin
  foreach one in array array[
    'organizations', 'organization_epochs', 'users', 'api_keys', 'audit_log', 'idempotency_keys', 'contacts', 'devices', 'accounts',
    'rules', 'rule_versions', 'rulesets', 'campaign_groups', 'campaign_group_rules', 'campaign_group_lists', 'opt_outs',
    'opt_out_devices', 'suppression_lists', 'suppression_entries', 'guards', 'attempts', 'attempt_external_ids', 'attempt_events',
    'decisions', 'queue'
  ] loop
    execute format('alter table %I enable row level security', one);
    execute format('alter table %I force row level security', one);
    execute format(
      'create policy own_organization on %I using (organization_id = (select nullif(current_setting(''tact.organization'', true), '''')::uuid))',
      one);
  end loop;
end
$$;

-- Authentication does not know the organization yet: whoever knows a key's hash may look at its row.
create policy by_hash on api_keys for select
  using (key_hash = (select nullif(current_setting('tact.key_hash', true), '')));

-- Jobs and the start of the service go through all organizations, one transaction each; this lets them find the ids.
create policy every_organization on organizations for select
  using ((select current_setting('tact.job', true)) = 'every organization');
