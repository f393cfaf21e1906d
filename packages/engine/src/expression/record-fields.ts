/** The fields of a record that an expression can name: `$c_state_code` (seed A12). Their names are reserved (S27). */
export const RECORD_FIELDS: ReadonlySet<string> = new Set([
  'agent_id', 'app_id', 'attempts', 'c_client_id', 'c_company', 'c_country_code_iso', 'c_first_name', 'c_last_name', 'c_original_record', 'c_postal_code', 'c_state_code', 'c_tz_dbid', 'c_tz_name', 'c_tz_uid',
  'call_result', 'call_time', 'campaign_id', 'cd_area_code', 'cd_country_code', 'cd_country_code_iso', 'cd_device_index', 'cd_device_type',
  'cd_exchange', 'cd_extension', 'cd_mask', 'cd_number', 'cd_state_code', 'cd_tz_dbid', 'cd_tz_name', 'chain_id', 'chain_n', 'contact_info',
  'contact_info_type', 'daily_from', 'daily_till', 'dial_sched_time', 'group_id', 'record_id', 'record_status', 'record_type', 'switch_id',
  'treatments', 'tz_dbid',
]); // prettier-ignore
