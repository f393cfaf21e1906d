/** Statements of the application's role in its own organization, and whether it may. */
export const RIGHTS: readonly [statement: string, isAllowed: boolean][] = [
  ...['decisions', 'audit_log', 'rule_versions', 'rulesets', 'attempt_events', 'attempt_external_ids', 'opt_out_devices', 'erasures', 'erasure_keys', 'erased_names', 'erased_records'].flatMap(
    (table): [string, boolean][] => [
      [`update ${table} set organization_id = organization_id`, false],
      [`delete from ${table}`, false],
      [`truncate ${table}`, false],
    ],
  ),
  ['insert into erased_names (organization_id, name) select organization_id, null from organizations', false],
  ['insert into erasure_keys (organization_id, sealed) select organization_id, null from organizations', false],
  ['update contact_dates set label = label', false],
  ['update attempts set state = state', true],
  ['update attempts set call_result = call_result, disposition = disposition, finished_at = finished_at', true],
  ...['at', 'client_id', 'device_key', 'account_id', 'campaign_group_id', 'channel', 'direction', 'expires_at', 'decision_id', 'origin', 'country', 'regions'].map(
    (column): [string, boolean] => [`update attempts set ${column} = ${column}`, false],
  ),
  ['delete from attempts', false],
  ['delete from attempts_default', false],
  ['select from attempts_default', false],
  ['select from decisions_default', false],
  ['update opt_outs set lifted_at = now()', true],
  ['update opt_outs set client_id = client_id', false],
  ['delete from opt_outs', false],
  ['delete from organizations', false],
  ['delete from guards', false],
  ['select from migrations', true],
  ['update migrations set name = name', false],
  ['delete from migrations', false],
  ['create table mine (x int)', false],
  ['alter table contacts disable row level security', false],
  ['drop policy own_organization on contacts', false],
]; // prettier-ignore
