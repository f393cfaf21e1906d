-- Statistics for tables that are still empty. A hot statement is planned once a connection and keeps its plan. For a table of which it knows
-- nothing PostgreSQL expects an organization to be a two-hundredth of its rows, and so would read the whole organization through any index
-- rather than look up the keys: measured, a thousandth of the speed once there are rows. A hundred sample rows of one organization tell
-- it that the organization selects nothing and that keys differ. They are gone again before this transaction ends, and what was learnt
-- stays until the first real rows are analyzed. Partitions get the same when they are made (`src/partitions.ts`).

select set_config('tact.organization', '00000000-0000-0000-0000-000000000000', true);

insert into organizations (organization_id, name, locale, currency, default_country, zone, zone_fallback, allowed_hours, limits)
  values ('00000000-0000-0000-0000-000000000000', 'sample', '', '', '', '', 'number', '{}', '{}');

insert into contacts (organization_id, id, client_id)
  select '00000000-0000-0000-0000-000000000000', md5('contact ' || n)::uuid, 'sample ' || n from generate_series(1, 100) as n;

insert into devices (organization_id, contact_id, position, device_key, device_type)
  select organization_id, id, 1, client_id, 'unknown' from contacts;

insert into accounts (organization_id, id, contact_id, reference, status)
  select organization_id, md5('account ' || client_id)::uuid, id, '', '' from contacts;

insert into opt_outs (organization_id, id, client_id, contact_only, reason, source, created_by)
  select organization_id, id, client_id, false, '', '', '' from contacts;

insert into opt_out_devices (organization_id, opt_out_id, device_key)
  select organization_id, id, client_id from contacts;

insert into suppression_lists (organization_id, id, name, type, required, is_registry)
  select organization_id, id, client_id, 'device', false, false from contacts;

insert into suppression_entries (organization_id, list_id, id, value)
  select organization_id, md5('contact 1')::uuid, id, client_id from contacts;

insert into guards (organization_id, key, version)
  select organization_id, client_id, 1 from contacts;

insert into attempts (organization_id, id, at, account_id, client_id, device_key, channel, direction, state, origin)
  select organization_id, id, 'infinity', id, client_id, client_id, '', '', 'finished', 'import' from contacts;

analyze contacts, devices, accounts, opt_outs, opt_out_devices, suppression_lists, suppression_entries, guards, attempts_default;

-- Not deleted: a truncated table counts as one that was never analyzed, of which some rows are expected, an analyzed empty one as empty.
truncate organizations, organization_epochs, users, api_keys, contacts, devices, accounts, rules, rule_versions, rulesets, campaign_groups,
  campaign_group_rules, campaign_group_lists, opt_outs, opt_out_devices, suppression_lists, suppression_entries, guards, attempts, queue;
