-- Written by `npm run schema:dump` from a freshly migrated database. Not run by anything: the migrations in sql/ are.

-- tables and columns
accounts.organization_id uuid not null
accounts.id uuid not null
accounts.contact_id uuid not null
accounts.reference text not null
accounts.status text not null
accounts.amount numeric(18,4)
accounts.currency text
accounts.version integer not null default 1
accounts.created_at timestamp with time zone not null default now()
accounts.updated_at timestamp with time zone not null default now()
api_keys.organization_id uuid not null
api_keys.id uuid not null
api_keys.name text not null
api_keys.role text not null
api_keys.scopes text[]
api_keys.prefix text not null
api_keys.key_hash text not null
api_keys.created_at timestamp with time zone not null default now()
api_keys.expires_at timestamp with time zone
api_keys.revoked_at timestamp with time zone
api_keys.last_used_at timestamp with time zone
attempt_events.organization_id uuid not null
attempt_events.attempt_id uuid not null
attempt_events.at timestamp with time zone not null
attempt_events.sequence integer not null
attempt_events.kind text not null
attempt_events.call_result text
attempt_events.disposition text
attempt_events.actor jsonb not null
attempt_events.recorded_at timestamp with time zone not null default clock_timestamp()
attempt_external_ids.organization_id uuid not null
attempt_external_ids.external_id text collate "C" not null
attempt_external_ids.attempt_id uuid not null
attempts.organization_id uuid not null
attempts.id uuid not null
attempts.at timestamp with time zone not null
attempts.client_id text collate "C" not null
attempts.device_key text collate "C" not null
attempts.device_position smallint
attempts.account_id uuid
attempts.campaign_group_id uuid
attempts.channel text not null
attempts.direction text not null
attempts.state text not null
attempts.expires_at timestamp with time zone
attempts.call_result text
attempts.disposition text
attempts.finished_at timestamp with time zone
attempts.decision_id uuid
attempts.origin text not null
attempts.country text
attempts.regions text[] not null default '{}'::text[]
attempts.area_code text
attempts.postal_code text
attempts.recorded_at timestamp with time zone not null default clock_timestamp()
attempts.salt uuid default gen_random_uuid()
audit_heads.organization_id uuid not null
audit_heads.seq bigint not null
audit_heads.hash text not null
audit_log.organization_id uuid not null
audit_log.id uuid not null
audit_log.at timestamp with time zone not null default clock_timestamp()
audit_log.actor jsonb not null
audit_log.action text not null
audit_log.entity text not null
audit_log.entity_id text not null
audit_log.before jsonb
audit_log.after jsonb
audit_log.reason text
audit_log.seq bigint not null
audit_log.hash text not null
audit_log.actor_id text default (actor ->> 'id'::text)
audit_log.actor_kind text default (actor ->> 'kind'::text)
audit_log.actor_source text default (actor ->> 'source'::text)
audit_log.request_id text default (actor ->> 'requestId'::text)
audit_log.salt uuid
backtests.organization_id uuid not null
backtests.id uuid not null
backtests.plan jsonb not null
backtests.state text not null
backtests.progress jsonb
backtests.done double precision not null default 0
backtests.error_code text
backtests.error text
backtests.stop_requested boolean not null default false
backtests.runner uuid
backtests.leased_until timestamp with time zone
backtests.created_at timestamp with time zone not null default now()
backtests.created_by jsonb not null
backtests.started_at timestamp with time zone
backtests.finished_at timestamp with time zone
campaign_group_lists.organization_id uuid not null
campaign_group_lists.campaign_group_id uuid not null
campaign_group_lists.list_id uuid not null
campaign_group_rules.organization_id uuid not null
campaign_group_rules.campaign_group_id uuid not null
campaign_group_rules.rule_id uuid not null
campaign_group_validations.organization_id uuid not null
campaign_group_validations.campaign_group_id uuid not null
campaign_group_validations.validation_id uuid not null
campaign_groups.organization_id uuid not null
campaign_groups.id uuid not null
campaign_groups.name text not null
campaign_groups.timezone_source text
campaign_groups.version integer not null default 1
campaign_groups.created_at timestamp with time zone not null default now()
campaign_groups.updated_at timestamp with time zone not null default now()
campaign_groups.campaign_hours jsonb
campaign_groups.dialing_profile_id uuid
campaign_groups.template_id uuid
campaign_template_lists.organization_id uuid not null
campaign_template_lists.campaign_template_id uuid not null
campaign_template_lists.list_id uuid not null
campaign_template_rules.organization_id uuid not null
campaign_template_rules.campaign_template_id uuid not null
campaign_template_rules.rule_id uuid not null
campaign_template_validations.organization_id uuid not null
campaign_template_validations.campaign_template_id uuid not null
campaign_template_validations.validation_id uuid not null
campaign_templates.organization_id uuid not null
campaign_templates.id uuid not null
campaign_templates.name text not null
campaign_templates.timezone_source text
campaign_templates.campaign_hours jsonb
campaign_templates.version integer not null default 1
campaign_templates.created_at timestamp with time zone not null default now()
campaign_templates.updated_at timestamp with time zone not null default now()
campaigns.organization_id uuid not null
campaigns.id uuid not null
campaigns.name text not null
campaigns.status text not null default 'draft'::text
campaigns.campaign_group_id uuid not null
campaigns.contact_list_id uuid not null
campaigns.channel text not null
campaigns.message_template_id uuid
campaigns.language text
campaigns.starts_at timestamp with time zone
campaigns.ends_at timestamp with time zone
campaigns.device_positions smallint[] not null
campaigns.enqueues text not null
campaigns.dispatches_per_minute_max integer
campaigns.concurrency_max integer
campaigns.weight smallint not null default 1
campaigns.enqueued_through uuid
campaigns.version integer not null default 1
campaigns.created_at timestamp with time zone not null default now()
campaigns.updated_at timestamp with time zone not null default now()
campaigns.hours jsonb
campaigns.delivery jsonb
campaigns.treatment_script text
channels.organization_id uuid not null
channels.id uuid not null
channels.name text not null
channels.channel text not null
channels.kind text not null
channels.enabled boolean not null
channels.concurrency_max integer not null
channels.settings jsonb not null
channels.sealed_secrets text
channels.secret_names text[] not null default '{}'::text[]
channels.version integer not null default 1
channels.created_at timestamp with time zone not null default now()
channels.updated_at timestamp with time zone not null default now()
checkpoints.organization_id uuid not null
checkpoints.seq bigint not null
checkpoints.body text not null
checkpoints.signature text not null
checkpoints.public_key text not null
contact_dates.organization_id uuid not null
contact_dates.id uuid not null
contact_dates.label text collate "C" not null
contact_dates.date date not null
contact_dates.created_at timestamp with time zone not null default now()
contact_dates.created_by text not null
contact_import_accounts.organization_id uuid not null
contact_import_accounts.import_id uuid not null
contact_import_accounts.account_id uuid not null
contact_import_accounts.version integer not null
contact_import_contacts.organization_id uuid not null
contact_import_contacts.import_id uuid not null
contact_import_contacts.contact_id uuid not null
contact_import_contacts.is_new boolean not null
contact_import_contacts.version integer not null
contact_import_records.organization_id uuid not null
contact_import_records.import_id uuid not null
contact_import_records.record_id uuid not null
contact_import_rows.organization_id uuid not null
contact_import_rows.import_id uuid not null
contact_import_rows.number integer not null
contact_import_rows.line bigint not null
contact_import_rows.column_name text not null
contact_import_rows.value text not null
contact_import_rows.code text not null
contact_import_rows.sentence text not null
contact_imports.organization_id uuid not null
contact_imports.id uuid not null
contact_imports.file_id uuid not null
contact_imports.file_name text not null
contact_imports.file_sha256 text not null
contact_imports.file_bytes bigint not null
contact_imports.plan jsonb not null
contact_imports.contact_list_id uuid
contact_imports.phase text not null default 'import'::text
contact_imports.state text not null
contact_imports.progress jsonb
contact_imports.done double precision not null default 0
contact_imports.read_whole boolean not null default false
contact_imports.good bigint not null default 0
contact_imports.bad bigint not null default 0
contact_imports.bad_kept integer not null default 0
contact_imports.repeated bigint not null default 0
contact_imports.created bigint not null default 0
contact_imports.updated bigint not null default 0
contact_imports.unchanged bigint not null default 0
contact_imports.accounts_created bigint not null default 0
contact_imports.records_added bigint not null default 0
contact_imports.undone_removed bigint not null default 0
contact_imports.undone_used bigint not null default 0
contact_imports.undone_changed bigint not null default 0
contact_imports.undone_at timestamp with time zone
contact_imports.undone_by jsonb
contact_imports.undone_reason text
contact_imports.error_code text
contact_imports.error text
contact_imports.stop_requested boolean not null default false
contact_imports.runner uuid
contact_imports.leased_until timestamp with time zone
contact_imports.created_at timestamp with time zone not null default now()
contact_imports.created_by jsonb not null
contact_imports.started_at timestamp with time zone
contact_imports.finished_at timestamp with time zone
contact_imports.undone_records bigint not null default 0
contact_imports.undone_records_kept bigint not null default 0
contact_imports.undone_accounts bigint not null default 0
contact_imports.undone_accounts_kept bigint not null default 0
contact_list_records.organization_id uuid not null
contact_list_records.id uuid not null
contact_list_records.list_id uuid not null
contact_list_records.contact_id uuid not null
contact_list_records.account_id uuid
contact_list_records.status text not null default 'ready'::text
contact_list_records.created_at timestamp with time zone not null default now()
contact_lists.organization_id uuid not null
contact_lists.id uuid not null
contact_lists.name text not null
contact_lists.version integer not null default 1
contact_lists.created_at timestamp with time zone not null default now()
contact_lists.updated_at timestamp with time zone not null default now()
contacts.organization_id uuid not null
contacts.id uuid not null
contacts.client_id text collate "C" not null
contacts.name text
contacts.zone text
contacts.country text
contacts.region text
contacts.postal_code text
contacts.language text
contacts.attributes jsonb not null default '{}'::jsonb
contacts.version integer not null default 1
contacts.created_at timestamp with time zone not null default now()
contacts.updated_at timestamp with time zone not null default now()
contacts.name_lower text collate "C" default lower(name)
contacts.last_name_lower text collate "C" default regexp_replace(lower(name), '^.*\s'::text, ''::text)
custom_timezones.organization_id uuid not null
custom_timezones.id uuid not null
custom_timezones.country_code text not null
custom_timezones.area_code text not null
custom_timezones.exchange text
custom_timezones.prefix text collate "C" not null
custom_timezones.zone text not null
custom_timezones.version integer not null default 1
custom_timezones.created_at timestamp with time zone not null default now()
custom_timezones.updated_at timestamp with time zone not null default now()
decisions.organization_id uuid not null
decisions.id uuid not null
decisions.at timestamp with time zone not null
decisions.client_id text collate "C" not null
decisions.device_key text collate "C" not null
decisions.channel text not null
decisions.account_id uuid
decisions.campaign_group_id uuid
decisions.allowed boolean not null
decisions.code text
decisions.ruleset text not null
decisions.record text not null
decisions.recorded_at timestamp with time zone not null default clock_timestamp()
decisions.salt uuid default gen_random_uuid()
device_stop_parts.organization_id uuid not null
device_stop_parts.stop_id uuid not null
device_stop_parts.part text not null
device_stop_parts.part_id uuid not null
device_stop_parts.list_id uuid
device_stops.organization_id uuid not null
device_stops.id uuid not null
device_stops.device_key text collate "C" not null
device_stops.channel_id uuid
device_stops.origin text not null
device_stops.stopped_at timestamp with time zone not null
device_stops.lifted_at timestamp with time zone
devices.organization_id uuid not null
devices.contact_id uuid not null
devices.position smallint not null
devices.device_key text collate "C" not null
devices.device_type text not null
dialing_profile_lists.organization_id uuid not null
dialing_profile_lists.dialing_profile_id uuid not null
dialing_profile_lists.list_id uuid not null
dialing_profile_rules.organization_id uuid not null
dialing_profile_rules.dialing_profile_id uuid not null
dialing_profile_rules.rule_id uuid not null
dialing_profile_validations.organization_id uuid not null
dialing_profile_validations.dialing_profile_id uuid not null
dialing_profile_validations.validation_id uuid not null
dialing_profiles.organization_id uuid not null
dialing_profiles.id uuid not null
dialing_profiles.name text not null
dialing_profiles.version integer not null default 1
dialing_profiles.created_at timestamp with time zone not null default now()
dialing_profiles.updated_at timestamp with time zone not null default now()
dispositions.organization_id uuid not null
dispositions.id uuid not null
dispositions.code text collate "C" not null
dispositions.name text not null
dispositions.description text
dispositions.version integer not null default 1
dispositions.created_at timestamp with time zone not null default now()
dispositions.updated_at timestamp with time zone not null default now()
erased_names.organization_id uuid not null
erased_names.name text collate "C" not null
erased_records.organization_id uuid not null
erased_records.kind text not null
erased_records.key text collate "C" not null
erased_records.hash text not null
erased_records.statement uuid not null
erased_records.place integer not null
erased_records.places integer not null
erased_records.path text[] not null
erasure_keys.organization_id uuid not null
erasure_keys.sealed bytea not null
erasure_keys.created_at timestamp with time zone not null default now()
erasures.organization_id uuid not null
erasures.id uuid not null
erasures.subject jsonb
erasures.state text not null
erasures.step text not null default 'identity'::text
erasures.position bigint not null default 0
erasures.counts jsonb not null default '{}'::jsonb
erasures.reason text not null
erasures.error_code text
erasures.error text
erasures.runner uuid
erasures.leased_until timestamp with time zone
erasures.created_at timestamp with time zone not null default now()
erasures.created_by jsonb not null
erasures.finished_at timestamp with time zone
guards.organization_id uuid not null
guards.key text collate "C" not null
guards.version bigint not null
idempotency_keys.organization_id uuid not null
idempotency_keys.principal_id text not null
idempotency_keys.key text not null
idempotency_keys.request_hash text not null
idempotency_keys.claimed_at timestamp with time zone not null default clock_timestamp()
idempotency_keys.http_status integer
idempotency_keys.body text
idempotency_keys.ruleset_epoch bigint
idempotency_keys.suppression_epoch bigint
jobs.organization_id uuid not null
jobs.id uuid not null
jobs.kind text not null
jobs.list_id uuid not null
jobs.import_id uuid not null
jobs.state text not null
jobs.bytes_done bigint not null default 0
jobs.bytes_total bigint not null
jobs.rows_done bigint not null default 0
jobs.rows_total bigint
jobs.error_code text
jobs.error text
jobs.stop_requested boolean not null default false
jobs.runner uuid
jobs.leased_until timestamp with time zone
jobs.created_at timestamp with time zone not null default now()
jobs.created_by jsonb not null
jobs.started_at timestamp with time zone
jobs.finished_at timestamp with time zone
list_import_bad_rows.organization_id uuid not null
list_import_bad_rows.list_id uuid not null
list_import_bad_rows.import_id uuid not null
list_import_bad_rows.number integer not null
list_import_bad_rows.member text not null
list_import_bad_rows.line bigint not null
list_import_bad_rows.column_name text
list_import_bad_rows.value text not null
list_import_bad_rows.code text not null
list_import_bad_rows.sentence text not null
list_import_parts.organization_id uuid not null
list_import_parts.list_id uuid not null
list_import_parts.import_id uuid not null
list_import_parts.part integer not null
list_import_parts.action text not null
list_import_parts.from_key bigint not null
list_import_parts.end_key bigint not null
list_import_parts.numbers bigint not null
list_import_parts.chunks integer not null
list_import_parts.words bigint not null
list_import_parts.bytes bytea not null
list_imports.organization_id uuid not null
list_imports.list_id uuid not null
list_imports.id uuid not null
list_imports.job_id uuid not null
list_imports.file_name text not null
list_imports.file_sha256 text not null
list_imports.file_bytes bigint not null
list_imports.mode text not null
list_imports.plan jsonb not null
list_imports.label text not null
list_imports.base_label text
list_imports.data_at timestamp with time zone
list_imports.coverage text[]
list_imports.data_at_before timestamp with time zone
list_imports.coverage_before text[]
list_imports.position jsonb
list_imports.read_whole boolean not null default false
list_imports.parts integer not null default 0
list_imports.good bigint not null default 0
list_imports.bad bigint not null default 0
list_imports.bad_kept integer not null default 0
list_imports.repeated bigint not null default 0
list_imports.version_id uuid
list_imports.state text not null default 'loading'::text
list_imports.replaced_by uuid
list_imports.created_at timestamp with time zone not null default now()
list_imports.created_by jsonb not null
list_imports.in_force_at timestamp with time zone
list_imports.rolled_back_at timestamp with time zone
list_imports.rolled_back_by jsonb
list_imports.roll_back_reason text
message_templates.organization_id uuid not null
message_templates.id uuid not null
message_templates.name text not null
message_templates.texts jsonb not null
message_templates.version integer not null default 1
message_templates.created_at timestamp with time zone not null default now()
message_templates.updated_at timestamp with time zone not null default now()
migrations.number integer not null
migrations.name text not null
migrations.checksum text not null
migrations.ran_at timestamp with time zone not null default now()
number_set_pieces.organization_id uuid not null
number_set_pieces.list_id uuid not null
number_set_pieces.version_id uuid not null
number_set_pieces.from_key bigint not null
number_set_pieces.end_key bigint not null
number_set_pieces.numbers bigint not null
number_set_pieces.chunks integer not null
number_set_pieces.words bigint not null
number_set_pieces.bytes bytea not null
number_set_versions.organization_id uuid not null
number_set_versions.list_id uuid not null
number_set_versions.id uuid not null
number_set_versions.state text not null default 'loading'::text
number_set_versions.replaces uuid
number_set_versions.import_id uuid
number_set_versions.data_at timestamp with time zone
number_set_versions.numbers bigint
number_set_versions.chunks bigint
number_set_versions.words bigint
number_set_versions.created_at timestamp with time zone not null default now()
number_set_versions.in_force_at timestamp with time zone
opt_out_devices.organization_id uuid not null
opt_out_devices.opt_out_id uuid not null
opt_out_devices.device_key text collate "C" not null
opt_outs.organization_id uuid not null
opt_outs.id uuid not null
opt_outs.client_id text collate "C" not null
opt_outs.channels text[]
opt_outs.contact_only boolean not null
opt_outs.reason text not null
opt_outs.source text not null
opt_outs.from_at timestamp with time zone
opt_outs.from_date date
opt_outs.until_at timestamp with time zone
opt_outs.until_date date
opt_outs.created_at timestamp with time zone not null default now()
opt_outs.created_by text not null
opt_outs.lifted_at timestamp with time zone
opt_outs.lifted_by text
opt_outs.lift_reason text
opt_outs.created_by_name text
organization_epochs.organization_id uuid not null
organization_epochs.ruleset_epoch bigint not null default 1
organization_epochs.suppression_epoch bigint not null default 1
organizations.organization_id uuid not null
organizations.name text not null
organizations.locale text not null
organizations.currency text not null
organizations.default_country text not null
organizations.zone text not null
organizations.zone_fallback text not null
organizations.allowed_hours jsonb not null
organizations.limits jsonb not null
organizations.version integer not null default 1
organizations.created_at timestamp with time zone not null default now()
organizations.execution_paused boolean not null default false
organizations.validations_epoch bigint not null default 0
pacing.organization_id uuid not null
pacing.scope text collate "C" not null
pacing.dispatches_per_minute_max integer
pacing.concurrency_max integer
pacing.tokens double precision not null default 1
pacing.refilled_at timestamp with time zone
pacing.not_before timestamp with time zone
pacing.reason text
pre_dial_validations.organization_id uuid not null
pre_dial_validations.id uuid not null
pre_dial_validations.name text not null
pre_dial_validations.required boolean not null
pre_dial_validations.priority integer not null
pre_dial_validations.url text not null
pre_dial_validations.timeout_ms integer not null
pre_dial_validations.connections_max integer not null
pre_dial_validations.call_result text not null
pre_dial_validations.disposition_code text
pre_dial_validations.sealed_headers text
pre_dial_validations.header_names text[] not null default '{}'::text[]
pre_dial_validations.version integer not null default 1
pre_dial_validations.created_at timestamp with time zone not null default now()
pre_dial_validations.updated_at timestamp with time zone not null default now()
queue_items.organization_id uuid not null
queue_items.id uuid not null
queue_items.campaign_id uuid not null
queue_items.record_id uuid not null
queue_items.contact_id uuid not null
queue_items.account_id uuid
queue_items.state text not null
queue_items.scheduled_at timestamp with time zone not null
queue_items.hand_over text not null default 'none'::text
queue_items.claim_id uuid
queue_items.claimed_until timestamp with time zone
queue_items.step integer not null default 0
queue_items.device_position smallint
queue_items.attempt_id uuid
queue_items.decision_id uuid
queue_items.provider_reference text
queue_items.code text not null
queue_items.reason text not null
queue_items.course jsonb
queue_items.put_off integer not null default 0
queue_items.result_at timestamp with time zone
queue_items.result_call_result text
queue_items.result_disposition text
queue_items.created_at timestamp with time zone not null
queue_items.updated_at timestamp with time zone not null
queue_items.finished_at timestamp with time zone
queue_items.assignee text collate "C"
queue_items.comes_first_at timestamp with time zone
queue_items.times_out_at timestamp with time zone
queue_items.held boolean not null default false
queue_items.attempt_device_position smallint
queue_items.attempt_course jsonb
queue_items.taken_up integer not null default 0
queue_items.taken_up_at timestamp with time zone
report_file_parts.organization_id uuid not null
report_file_parts.report_file_id uuid not null
report_file_parts.number integer not null
report_file_parts.body bytea not null
report_files.organization_id uuid not null
report_files.id uuid not null
report_files.plan jsonb not null
report_files.name text not null
report_files.state text not null
report_files.progress jsonb
report_files.done double precision not null default 0
report_files.rows_done bigint not null default 0
report_files.bytes_done bigint not null default 0
report_files.parts integer not null default 0
report_files.error_code text
report_files.error text
report_files.stop_requested boolean not null default false
report_files.runner uuid
report_files.leased_until timestamp with time zone
report_files.created_at timestamp with time zone not null default now()
report_files.created_by jsonb not null
report_files.started_at timestamp with time zone
report_files.finished_at timestamp with time zone
retention.organization_id uuid not null
retention.decisions_days integer
retention.attempts_days integer
retention.opt_outs_days integer
retention.version integer not null
rule_versions.organization_id uuid not null
rule_versions.rule_id uuid not null
rule_versions.version integer not null
rule_versions.kind text not null
rule_versions.name text not null
rule_versions.required boolean not null
rule_versions.priority integer not null
rule_versions.disposition_code text
rule_versions.conditions jsonb not null
rule_versions.deleted boolean not null default false
rule_versions.saved_at timestamp with time zone not null default clock_timestamp()
rule_versions.saved_by text not null
rules.organization_id uuid not null
rules.id uuid not null
rules.kind text not null
rules.name text not null
rules.required boolean not null
rules.priority integer not null
rules.disposition_code text
rules.conditions jsonb not null
rules.version integer not null default 1
rules.created_at timestamp with time zone not null default now()
rules.updated_at timestamp with time zone not null default now()
rulesets.organization_id uuid not null
rulesets.fingerprint text not null
rulesets.source text not null
rulesets.saved_at timestamp with time zone not null default clock_timestamp()
seals.organization_id uuid not null
seals.seq bigint not null
seals.kind text not null
seals.from_at text not null
seals.from_key text not null
seals.to_at text not null
seals.to_key text not null
seals.rows integer not null
seals.root text not null
seals.marks bytea not null
seals.hash text not null
seals.form smallint not null default 1
sessions.organization_id uuid not null
sessions.id uuid not null
sessions.user_id uuid not null
sessions.token_hash text not null
sessions.created_at timestamp with time zone not null default now()
sessions.last_seen_at timestamp with time zone not null
sessions.expires_at timestamp with time zone not null
sign_in_failures.organization_id uuid not null
sign_in_failures.key_hash text not null
sign_in_failures.times timestamp with time zone[] not null default '{}'::timestamp with time zone[]
sign_in_failures.expires_at timestamp with time zone not null
suppression_entries.organization_id uuid not null
suppression_entries.list_id uuid not null
suppression_entries.id uuid not null
suppression_entries.value text collate "C" not null
suppression_entries.from_at timestamp with time zone
suppression_entries.from_date date
suppression_entries.until_at timestamp with time zone
suppression_entries.until_date date
suppression_entries.reason text
suppression_entries.created_at timestamp with time zone not null default now()
suppression_entries.import_id uuid
suppression_entries.removed_by uuid
suppression_lists.organization_id uuid not null
suppression_lists.id uuid not null
suppression_lists.name text not null
suppression_lists.type text not null
suppression_lists.channels text[]
suppression_lists.required boolean not null
suppression_lists.expires_at timestamp with time zone
suppression_lists.expires_date date
suppression_lists.is_registry boolean not null
suppression_lists.registry_age_ms_max bigint
suppression_lists.registry_version_at timestamp with time zone
suppression_lists.registry_coverage text[] not null default '{}'::text[]
suppression_lists.version integer not null default 1
suppression_lists.created_at timestamp with time zone not null default now()
suppression_lists.updated_at timestamp with time zone not null default now()
suppression_lists.retention_days integer
suppression_lists.is_own boolean not null default false
treatment_triggers.organization_id uuid not null
treatment_triggers.kind text not null
treatment_triggers.value text collate "C" not null
treatment_triggers.treatment_id uuid not null
treatments.organization_id uuid not null
treatments.id uuid not null
treatments.name text not null
treatments.action text not null
treatments.retries_max integer
treatments.interval_minutes integer
treatments.increment_minutes integer
treatments.at timestamp with time zone
treatments.next_action text not null
treatments.version integer not null default 1
treatments.created_at timestamp with time zone not null default now()
treatments.updated_at timestamp with time zone not null default now()
treatments.assignee text
users.organization_id uuid not null
users.id uuid not null
users.email text not null
users.role text not null
users.password_hash text
users.created_at timestamp with time zone not null default now()
users.disabled_at timestamp with time zone
users.invitation_hash text
users.invitation_expires_at timestamp with time zone
verifications.organization_id uuid not null
verifications.id uuid not null
verifications.actor jsonb not null
verifications.night timestamp with time zone
verifications.started_at timestamp with time zone not null
verifications.finished_at timestamp with time zone
verifications.is_whole boolean not null default false
verifications.findings integer not null default 0
verifications.kept integer not null default 0
verifications.covered jsonb
verifications.kept_checkpoints text[]
verifications.kept_keys text[]

-- partitions
attempt_events by RANGE (at)
attempts by RANGE (at)
decisions by RANGE (at)

-- constraints
accounts accounts_organization_id_contact_id_fkey: FOREIGN KEY (organization_id, contact_id) REFERENCES tact.contacts(organization_id, id)
accounts accounts_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
accounts accounts_pkey: PRIMARY KEY (organization_id, id)
api_keys api_keys_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
api_keys api_keys_pkey: PRIMARY KEY (organization_id, id)
api_keys api_keys_role_check: CHECK ((role = ANY (ARRAY['administrator'::text, 'operator'::text, 'analyst'::text])))
attempt_events attempt_events_kind_check: CHECK ((kind = ANY (ARRAY['imported'::text, 'finished'::text, 'released'::text])))
attempt_events attempt_events_pkey: PRIMARY KEY (organization_id, attempt_id, at, sequence)
attempt_external_ids attempt_external_ids_pkey: PRIMARY KEY (organization_id, external_id)
attempts attempts_origin_check: CHECK ((origin = ANY (ARRAY['reservation'::text, 'import'::text])))
attempts attempts_pkey: PRIMARY KEY (organization_id, id, at)
attempts attempts_state_check: CHECK ((state = ANY (ARRAY['reserved'::text, 'finished'::text, 'released'::text])))
audit_heads audit_heads_pkey: PRIMARY KEY (organization_id)
audit_log audit_log_pkey: PRIMARY KEY (organization_id, id)
backtests backtests_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
backtests backtests_pkey: PRIMARY KEY (organization_id, id)
backtests backtests_state_check: CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'stopped'::text, 'failed'::text, 'finished'::text])))
campaign_group_lists campaign_group_lists_organization_id_campaign_group_id_fkey: FOREIGN KEY (organization_id, campaign_group_id) REFERENCES tact.campaign_groups(organization_id, id) ON DELETE CASCADE
campaign_group_lists campaign_group_lists_organization_id_list_id_fkey: FOREIGN KEY (organization_id, list_id) REFERENCES tact.suppression_lists(organization_id, id) ON DELETE CASCADE
campaign_group_lists campaign_group_lists_pkey: PRIMARY KEY (organization_id, campaign_group_id, list_id)
campaign_group_rules campaign_group_rules_organization_id_campaign_group_id_fkey: FOREIGN KEY (organization_id, campaign_group_id) REFERENCES tact.campaign_groups(organization_id, id) ON DELETE CASCADE
campaign_group_rules campaign_group_rules_organization_id_rule_id_fkey: FOREIGN KEY (organization_id, rule_id) REFERENCES tact.rules(organization_id, id) ON DELETE CASCADE
campaign_group_rules campaign_group_rules_pkey: PRIMARY KEY (organization_id, campaign_group_id, rule_id)
campaign_group_validations campaign_group_validations_organization_id_campaign_group__fkey: FOREIGN KEY (organization_id, campaign_group_id) REFERENCES tact.campaign_groups(organization_id, id) ON DELETE CASCADE
campaign_group_validations campaign_group_validations_organization_id_validation_id_fkey: FOREIGN KEY (organization_id, validation_id) REFERENCES tact.pre_dial_validations(organization_id, id)
campaign_group_validations campaign_group_validations_pkey: PRIMARY KEY (organization_id, campaign_group_id, validation_id)
campaign_groups campaign_groups_dialing_profile_fkey: FOREIGN KEY (organization_id, dialing_profile_id) REFERENCES tact.dialing_profiles(organization_id, id)
campaign_groups campaign_groups_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
campaign_groups campaign_groups_pkey: PRIMARY KEY (organization_id, id)
campaign_template_lists campaign_template_lists_organization_id_campaign_template__fkey: FOREIGN KEY (organization_id, campaign_template_id) REFERENCES tact.campaign_templates(organization_id, id) ON DELETE CASCADE
campaign_template_lists campaign_template_lists_organization_id_list_id_fkey: FOREIGN KEY (organization_id, list_id) REFERENCES tact.suppression_lists(organization_id, id) ON DELETE CASCADE
campaign_template_lists campaign_template_lists_pkey: PRIMARY KEY (organization_id, campaign_template_id, list_id)
campaign_template_rules campaign_template_rules_organization_id_campaign_template__fkey: FOREIGN KEY (organization_id, campaign_template_id) REFERENCES tact.campaign_templates(organization_id, id) ON DELETE CASCADE
campaign_template_rules campaign_template_rules_organization_id_rule_id_fkey: FOREIGN KEY (organization_id, rule_id) REFERENCES tact.rules(organization_id, id)
campaign_template_rules campaign_template_rules_pkey: PRIMARY KEY (organization_id, campaign_template_id, rule_id)
campaign_template_validations campaign_template_validations_organization_id_campaign_tem_fkey: FOREIGN KEY (organization_id, campaign_template_id) REFERENCES tact.campaign_templates(organization_id, id) ON DELETE CASCADE
campaign_template_validations campaign_template_validations_organization_id_validation_i_fkey: FOREIGN KEY (organization_id, validation_id) REFERENCES tact.pre_dial_validations(organization_id, id)
campaign_template_validations campaign_template_validations_pkey: PRIMARY KEY (organization_id, campaign_template_id, validation_id)
campaign_templates campaign_templates_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
campaign_templates campaign_templates_pkey: PRIMARY KEY (organization_id, id)
campaigns campaigns_concurrency_max_check: CHECK ((concurrency_max > 0))
campaigns campaigns_delivery_check: CHECK (((delivery IS NULL) OR (channel = 'call'::text)))
campaigns campaigns_dispatches_per_minute_max_check: CHECK ((dispatches_per_minute_max > 0))
campaigns campaigns_enqueues_check: CHECK ((enqueues = ANY (ARRAY['automatically'::text, 'by-hand'::text])))
campaigns campaigns_organization_id_campaign_group_id_fkey: FOREIGN KEY (organization_id, campaign_group_id) REFERENCES tact.campaign_groups(organization_id, id)
campaigns campaigns_organization_id_contact_list_id_fkey: FOREIGN KEY (organization_id, contact_list_id) REFERENCES tact.contact_lists(organization_id, id)
campaigns campaigns_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
campaigns campaigns_organization_id_message_template_id_fkey: FOREIGN KEY (organization_id, message_template_id) REFERENCES tact.message_templates(organization_id, id)
campaigns campaigns_pkey: PRIMARY KEY (organization_id, id)
campaigns campaigns_status_check: CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'paused'::text, 'completed'::text])))
campaigns campaigns_weight_check: CHECK (((weight >= 1) AND (weight <= 100)))
channels channels_channel_check: CHECK ((channel = ANY (ARRAY['call'::text, 'sms'::text, 'email'::text, 'whatsapp'::text])))
channels channels_concurrency_max_check: CHECK (((concurrency_max >= 1) AND (concurrency_max <= 1000)))
channels channels_kind_check: CHECK ((kind = ANY (ARRAY['webhook'::text, 'smtp'::text, 'twilio'::text, 'simulated'::text])))
channels channels_name_check: CHECK (((length(name) >= 1) AND (length(name) <= 200)))
channels channels_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
channels channels_pkey: PRIMARY KEY (organization_id, id)
checkpoints checkpoints_pkey: PRIMARY KEY (organization_id, seq)
contact_dates contact_dates_label_check: CHECK (((length(label) >= 1) AND (length(label) <= 64)))
contact_dates contact_dates_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
contact_dates contact_dates_pkey: PRIMARY KEY (organization_id, id)
contact_import_accounts contact_import_accounts_organization_id_account_id_fkey: FOREIGN KEY (organization_id, account_id) REFERENCES tact.accounts(organization_id, id) ON DELETE CASCADE
contact_import_accounts contact_import_accounts_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
contact_import_accounts contact_import_accounts_organization_id_import_id_fkey: FOREIGN KEY (organization_id, import_id) REFERENCES tact.contact_imports(organization_id, id) ON DELETE CASCADE
contact_import_accounts contact_import_accounts_pkey: PRIMARY KEY (organization_id, import_id, account_id)
contact_import_contacts contact_import_contacts_organization_id_contact_id_fkey: FOREIGN KEY (organization_id, contact_id) REFERENCES tact.contacts(organization_id, id) ON DELETE CASCADE
contact_import_contacts contact_import_contacts_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
contact_import_contacts contact_import_contacts_organization_id_import_id_fkey: FOREIGN KEY (organization_id, import_id) REFERENCES tact.contact_imports(organization_id, id) ON DELETE CASCADE
contact_import_contacts contact_import_contacts_pkey: PRIMARY KEY (organization_id, import_id, contact_id)
contact_import_records contact_import_records_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
contact_import_records contact_import_records_organization_id_import_id_fkey: FOREIGN KEY (organization_id, import_id) REFERENCES tact.contact_imports(organization_id, id) ON DELETE CASCADE
contact_import_records contact_import_records_organization_id_record_id_fkey: FOREIGN KEY (organization_id, record_id) REFERENCES tact.contact_list_records(organization_id, id) ON DELETE CASCADE
contact_import_records contact_import_records_pkey: PRIMARY KEY (organization_id, import_id, record_id)
contact_import_rows contact_import_rows_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
contact_import_rows contact_import_rows_organization_id_import_id_fkey: FOREIGN KEY (organization_id, import_id) REFERENCES tact.contact_imports(organization_id, id) ON DELETE CASCADE
contact_import_rows contact_import_rows_pkey: PRIMARY KEY (organization_id, import_id, number)
contact_imports contact_imports_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
contact_imports contact_imports_phase_check: CHECK ((phase = ANY (ARRAY['import'::text, 'undo'::text])))
contact_imports contact_imports_pkey: PRIMARY KEY (organization_id, id)
contact_imports contact_imports_state_check: CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'stopped'::text, 'failed'::text, 'finished'::text])))
contact_list_records contact_list_records_organization_id_contact_id_fkey: FOREIGN KEY (organization_id, contact_id) REFERENCES tact.contacts(organization_id, id) ON DELETE CASCADE
contact_list_records contact_list_records_organization_id_list_id_fkey: FOREIGN KEY (organization_id, list_id) REFERENCES tact.contact_lists(organization_id, id) ON DELETE CASCADE
contact_list_records contact_list_records_pkey: PRIMARY KEY (organization_id, id)
contact_list_records contact_list_records_status_check: CHECK ((status = ANY (ARRAY['ready'::text, 'held'::text])))
contact_lists contact_lists_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
contact_lists contact_lists_pkey: PRIMARY KEY (organization_id, id)
contacts contacts_client_id_check: CHECK (((length(client_id) >= 1) AND (length(client_id) <= 64)))
contacts contacts_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
contacts contacts_pkey: PRIMARY KEY (organization_id, id)
custom_timezones custom_timezones_area_code_check: CHECK ((area_code ~ '^[0-9]+$'::text))
custom_timezones custom_timezones_check: CHECK (((prefix = ((country_code || area_code) || COALESCE(exchange, ''::text))) AND (length(prefix) <= 15)))
custom_timezones custom_timezones_country_code_check: CHECK ((country_code ~ '^[1-9][0-9]{0,2}$'::text))
custom_timezones custom_timezones_exchange_check: CHECK ((exchange ~ '^[0-9]+$'::text))
custom_timezones custom_timezones_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
custom_timezones custom_timezones_pkey: PRIMARY KEY (organization_id, id)
decisions decisions_pkey: PRIMARY KEY (organization_id, id, at)
device_stop_parts device_stop_parts_organization_id_stop_id_fkey: FOREIGN KEY (organization_id, stop_id) REFERENCES tact.device_stops(organization_id, id)
device_stop_parts device_stop_parts_part_check: CHECK ((part = ANY (ARRAY['opt-out'::text, 'entry'::text])))
device_stop_parts device_stop_parts_pkey: PRIMARY KEY (organization_id, stop_id, part, part_id)
device_stops device_stops_origin_check: CHECK ((origin = ANY (ARRAY['message'::text, 'unsubscribe'::text, 'provider'::text])))
device_stops device_stops_pkey: PRIMARY KEY (organization_id, id)
devices devices_device_type_check: CHECK ((device_type = ANY (ARRAY['landline'::text, 'mobile'::text, 'other'::text, 'unknown'::text])))
devices devices_organization_id_contact_id_fkey: FOREIGN KEY (organization_id, contact_id) REFERENCES tact.contacts(organization_id, id) ON DELETE CASCADE
devices devices_pkey: PRIMARY KEY (organization_id, contact_id, "position")
devices devices_position_check: CHECK ((("position" >= 1) AND ("position" <= 10)))
dialing_profile_lists dialing_profile_lists_organization_id_dialing_profile_id_fkey: FOREIGN KEY (organization_id, dialing_profile_id) REFERENCES tact.dialing_profiles(organization_id, id) ON DELETE CASCADE
dialing_profile_lists dialing_profile_lists_organization_id_list_id_fkey: FOREIGN KEY (organization_id, list_id) REFERENCES tact.suppression_lists(organization_id, id) ON DELETE CASCADE
dialing_profile_lists dialing_profile_lists_pkey: PRIMARY KEY (organization_id, dialing_profile_id, list_id)
dialing_profile_rules dialing_profile_rules_organization_id_dialing_profile_id_fkey: FOREIGN KEY (organization_id, dialing_profile_id) REFERENCES tact.dialing_profiles(organization_id, id) ON DELETE CASCADE
dialing_profile_rules dialing_profile_rules_organization_id_rule_id_fkey: FOREIGN KEY (organization_id, rule_id) REFERENCES tact.rules(organization_id, id)
dialing_profile_rules dialing_profile_rules_pkey: PRIMARY KEY (organization_id, dialing_profile_id, rule_id)
dialing_profile_validations dialing_profile_validations_organization_id_dialing_profil_fkey: FOREIGN KEY (organization_id, dialing_profile_id) REFERENCES tact.dialing_profiles(organization_id, id) ON DELETE CASCADE
dialing_profile_validations dialing_profile_validations_organization_id_validation_id_fkey: FOREIGN KEY (organization_id, validation_id) REFERENCES tact.pre_dial_validations(organization_id, id)
dialing_profile_validations dialing_profile_validations_pkey: PRIMARY KEY (organization_id, dialing_profile_id, validation_id)
dialing_profiles dialing_profiles_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
dialing_profiles dialing_profiles_pkey: PRIMARY KEY (organization_id, id)
dispositions dispositions_code_check: CHECK (((length(code) >= 1) AND (length(code) <= 64)))
dispositions dispositions_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
dispositions dispositions_pkey: PRIMARY KEY (organization_id, id)
erased_names erased_names_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
erased_names erased_names_pkey: PRIMARY KEY (organization_id, name)
erased_records erased_records_kind_check: CHECK ((kind = ANY (ARRAY['audit-entry'::text, 'decision'::text, 'attempt'::text])))
erased_records erased_records_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
erased_records erased_records_pkey: PRIMARY KEY (organization_id, kind, key)
erasure_keys erasure_keys_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
erasure_keys erasure_keys_pkey: PRIMARY KEY (organization_id)
erasures erasures_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
erasures erasures_pkey: PRIMARY KEY (organization_id, id)
erasures erasures_state_check: CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'failed'::text, 'finished'::text])))
erasures erasures_step_check: CHECK ((step = ANY (ARRAY['identity'::text, 'attempts'::text, 'decisions'::text, 'audit'::text, 'answers'::text, 'backtests'::text, 'done'::text])))
guards guards_pkey: PRIMARY KEY (organization_id, key)
idempotency_keys idempotency_keys_pkey: PRIMARY KEY (organization_id, principal_id, key)
jobs jobs_kind_check: CHECK ((kind = 'list-import'::text))
jobs jobs_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
jobs jobs_pkey: PRIMARY KEY (organization_id, id)
jobs jobs_state_check: CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'stopped'::text, 'failed'::text, 'finished'::text])))
list_import_bad_rows list_import_bad_rows_organization_id_list_id_import_id_fkey: FOREIGN KEY (organization_id, list_id, import_id) REFERENCES tact.list_imports(organization_id, list_id, id) ON DELETE CASCADE
list_import_bad_rows list_import_bad_rows_pkey: PRIMARY KEY (organization_id, list_id, import_id, number)
list_import_parts list_import_parts_action_check: CHECK ((action = ANY (ARRAY['add'::text, 'delete'::text])))
list_import_parts list_import_parts_organization_id_list_id_import_id_fkey: FOREIGN KEY (organization_id, list_id, import_id) REFERENCES tact.list_imports(organization_id, list_id, id) ON DELETE CASCADE
list_import_parts list_import_parts_pkey: PRIMARY KEY (organization_id, list_id, import_id, part, action, from_key)
list_imports list_imports_mode_check: CHECK ((mode = ANY (ARRAY['append'::text, 'replace'::text, 'remove'::text])))
list_imports list_imports_organization_id_list_id_fkey: FOREIGN KEY (organization_id, list_id) REFERENCES tact.suppression_lists(organization_id, id) ON DELETE CASCADE
list_imports list_imports_pkey: PRIMARY KEY (organization_id, list_id, id)
list_imports list_imports_state_check: CHECK ((state = ANY (ARRAY['loading'::text, 'in force'::text, 'replaced'::text, 'rolled back'::text, 'failed'::text])))
message_templates message_templates_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
message_templates message_templates_pkey: PRIMARY KEY (organization_id, id)
migrations migrations_pkey: PRIMARY KEY (number)
number_set_pieces number_set_pieces_check: CHECK (((from_key >= 0) AND (from_key < end_key)))
number_set_pieces number_set_pieces_organization_id_list_id_version_id_fkey: FOREIGN KEY (organization_id, list_id, version_id) REFERENCES tact.number_set_versions(organization_id, list_id, id) ON DELETE CASCADE
number_set_pieces number_set_pieces_pkey: PRIMARY KEY (organization_id, list_id, version_id, from_key)
number_set_versions number_set_versions_organization_id_list_id_fkey: FOREIGN KEY (organization_id, list_id) REFERENCES tact.suppression_lists(organization_id, id) ON DELETE CASCADE
number_set_versions number_set_versions_pkey: PRIMARY KEY (organization_id, list_id, id)
number_set_versions number_set_versions_state_check: CHECK ((state = ANY (ARRAY['loading'::text, 'in force'::text, 'replaced'::text, 'rolled back'::text])))
opt_out_devices opt_out_devices_organization_id_opt_out_id_fkey: FOREIGN KEY (organization_id, opt_out_id) REFERENCES tact.opt_outs(organization_id, id)
opt_out_devices opt_out_devices_pkey: PRIMARY KEY (organization_id, device_key, opt_out_id)
opt_outs opt_outs_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
opt_outs opt_outs_pkey: PRIMARY KEY (organization_id, id)
organization_epochs organization_epochs_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
organization_epochs organization_epochs_pkey: PRIMARY KEY (organization_id)
organizations organizations_name_check: CHECK (((length(name) >= 1) AND (length(name) <= 200)))
organizations organizations_pkey: PRIMARY KEY (organization_id)
organizations organizations_zone_fallback_check: CHECK ((zone_fallback = ANY (ARRAY['number'::text, 'organization'::text])))
pacing pacing_concurrency_max_check: CHECK ((concurrency_max > 0))
pacing pacing_dispatches_per_minute_max_check: CHECK ((dispatches_per_minute_max > 0))
pacing pacing_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
pacing pacing_pkey: PRIMARY KEY (organization_id, scope)
pre_dial_validations pre_dial_validations_connections_max_check: CHECK (((connections_max >= 1) AND (connections_max <= 100)))
pre_dial_validations pre_dial_validations_name_check: CHECK (((length(name) >= 1) AND (length(name) <= 64)))
pre_dial_validations pre_dial_validations_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
pre_dial_validations pre_dial_validations_pkey: PRIMARY KEY (organization_id, id)
pre_dial_validations pre_dial_validations_priority_check: CHECK (((priority >= 1) AND (priority <= 999)))
pre_dial_validations pre_dial_validations_timeout_ms_check: CHECK (((timeout_ms >= 100) AND (timeout_ms <= 20000)))
queue_items queue_items_hand_over_check: CHECK ((hand_over = ANY (ARRAY['none'::text, 'handing-over'::text, 'confirmed'::text, 'refused'::text, 'unknown'::text])))
queue_items queue_items_organization_id_campaign_id_fkey: FOREIGN KEY (organization_id, campaign_id) REFERENCES tact.campaigns(organization_id, id) ON DELETE CASCADE
queue_items queue_items_organization_id_record_id_fkey: FOREIGN KEY (organization_id, record_id) REFERENCES tact.contact_list_records(organization_id, id) ON DELETE CASCADE
queue_items queue_items_pkey: PRIMARY KEY (organization_id, id)
queue_items queue_items_state_check: CHECK ((state = ANY (ARRAY['pending'::text, 'processing'::text, 'completed'::text, 'failed'::text, 'skipped'::text])))
report_file_parts report_file_parts_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
report_file_parts report_file_parts_organization_id_report_file_id_fkey: FOREIGN KEY (organization_id, report_file_id) REFERENCES tact.report_files(organization_id, id) ON DELETE CASCADE
report_file_parts report_file_parts_pkey: PRIMARY KEY (organization_id, report_file_id, number)
report_files report_files_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
report_files report_files_pkey: PRIMARY KEY (organization_id, id)
report_files report_files_state_check: CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'stopped'::text, 'failed'::text, 'finished'::text])))
retention retention_attempts_days_check: CHECK (((attempts_days >= 400) AND (attempts_days <= 36525)))
retention retention_decisions_days_check: CHECK (((decisions_days >= 400) AND (decisions_days <= 36525)))
retention retention_opt_outs_days_check: CHECK (((opt_outs_days >= 400) AND (opt_outs_days <= 36525)))
retention retention_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
retention retention_pkey: PRIMARY KEY (organization_id)
rule_versions rule_versions_kind_check: CHECK ((kind = ANY (ARRAY['location'::text, 'contact-times'::text, 'attempt'::text, 'custom'::text])))
rule_versions rule_versions_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
rule_versions rule_versions_pkey: PRIMARY KEY (organization_id, rule_id, version)
rules rules_kind_check: CHECK ((kind = ANY (ARRAY['location'::text, 'contact-times'::text, 'attempt'::text, 'custom'::text])))
rules rules_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
rules rules_pkey: PRIMARY KEY (organization_id, id)
rules rules_priority_check: CHECK (((priority >= 1) AND (priority <= 999)))
rulesets rulesets_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
rulesets rulesets_pkey: PRIMARY KEY (organization_id, fingerprint)
seals seals_form_check: CHECK ((form = ANY (ARRAY[1, 2])))
seals seals_kind_check: CHECK ((kind = ANY (ARRAY['decision'::text, 'attempt'::text, 'attempt-event'::text])))
seals seals_pkey: PRIMARY KEY (organization_id, seq)
sessions sessions_organization_id_user_id_fkey: FOREIGN KEY (organization_id, user_id) REFERENCES tact.users(organization_id, id) ON DELETE CASCADE
sessions sessions_pkey: PRIMARY KEY (organization_id, id)
sign_in_failures sign_in_failures_pkey: PRIMARY KEY (organization_id, key_hash)
suppression_entries suppression_entries_import: FOREIGN KEY (organization_id, list_id, import_id) REFERENCES tact.list_imports(organization_id, list_id, id) ON DELETE CASCADE
suppression_entries suppression_entries_organization_id_list_id_fkey: FOREIGN KEY (organization_id, list_id) REFERENCES tact.suppression_lists(organization_id, id) ON DELETE CASCADE
suppression_entries suppression_entries_pkey: PRIMARY KEY (organization_id, list_id, id)
suppression_lists own_list_is_for_all: CHECK (((NOT is_own) OR (required AND (type = 'device'::text) AND (channels IS NULL) AND (NOT is_registry) AND (expires_at IS NULL) AND (expires_date IS NULL) AND (retention_days IS NULL))))
suppression_lists suppression_lists_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
suppression_lists suppression_lists_pkey: PRIMARY KEY (organization_id, id)
suppression_lists suppression_lists_retention_days_check: CHECK (((retention_days >= 1) AND (retention_days <= 36525)))
suppression_lists suppression_lists_type_check: CHECK ((type = ANY (ARRAY['device'::text, 'client'::text])))
treatment_triggers treatment_triggers_kind_check: CHECK ((kind = ANY (ARRAY['call-result'::text, 'disposition'::text])))
treatment_triggers treatment_triggers_organization_id_treatment_id_fkey: FOREIGN KEY (organization_id, treatment_id) REFERENCES tact.treatments(organization_id, id) ON DELETE CASCADE
treatment_triggers treatment_triggers_pkey: PRIMARY KEY (organization_id, kind, value)
treatments treatments_action_check: CHECK ((action = ANY (ARRAY['none'::text, 'redial'::text, 'cycle-redial'::text, 'retry-in'::text, 'retry-at'::text, 'next-in-chain'::text, 'next-in-chain-after'::text, 'next-in-chain-at'::text, 'assign'::text, 'agent-error'::text])))
treatments treatments_assignee_check: CHECK (((action = 'assign'::text) = (assignee IS NOT NULL)))
treatments treatments_increment_minutes_check: CHECK (((increment_minutes >= 0) AND (increment_minutes <= 527040)))
treatments treatments_interval_minutes_check: CHECK (((interval_minutes >= 1) AND (interval_minutes <= 527040)))
treatments treatments_next_action_check: CHECK ((next_action = ANY (ARRAY['next-in-chain'::text, 'stop'::text])))
treatments treatments_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
treatments treatments_pkey: PRIMARY KEY (organization_id, id)
treatments treatments_retries_max_check: CHECK (((retries_max >= 1) AND (retries_max <= 1000)))
users users_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
users users_pkey: PRIMARY KEY (organization_id, id)
users users_role_check: CHECK ((role = ANY (ARRAY['administrator'::text, 'operator'::text, 'analyst'::text])))
verifications verifications_organization_id_fkey: FOREIGN KEY (organization_id) REFERENCES tact.organizations(organization_id)
verifications verifications_pkey: PRIMARY KEY (organization_id, id)

-- indexes
CREATE INDEX accounts_by_contact ON tact.accounts USING btree (organization_id, contact_id, id)
CREATE INDEX accounts_by_reference ON tact.accounts USING btree (organization_id, reference COLLATE "C", id)
CREATE INDEX api_keys_by_hash ON tact.api_keys USING btree (key_hash)
CREATE INDEX attempt_events_by_recording ON ONLY tact.attempt_events USING btree (organization_id, recorded_at)
CREATE INDEX attempts_by_account ON ONLY tact.attempts USING btree (organization_id, account_id, at) WHERE (account_id IS NOT NULL)
CREATE INDEX attempts_by_client ON ONLY tact.attempts USING btree (organization_id, client_id, at)
CREATE INDEX attempts_by_device ON ONLY tact.attempts USING btree (organization_id, device_key, at)
CREATE INDEX attempts_by_recording ON ONLY tact.attempts USING btree (organization_id, recorded_at)
CREATE INDEX audit_log_by_actor ON tact.audit_log USING btree (organization_id, actor_id, id DESC)
CREATE INDEX audit_log_by_entity ON tact.audit_log USING btree (organization_id, entity, entity_id, id DESC)
CREATE INDEX audit_log_by_request ON tact.audit_log USING btree (organization_id, request_id, id DESC)
CREATE INDEX backtests_waiting ON tact.backtests USING btree (organization_id, id) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]))
CREATE INDEX campaign_group_lists_by_list ON tact.campaign_group_lists USING btree (organization_id, list_id)
CREATE INDEX campaign_group_rules_by_rule ON tact.campaign_group_rules USING btree (organization_id, rule_id)
CREATE INDEX campaign_group_validations_by_validation ON tact.campaign_group_validations USING btree (organization_id, validation_id)
CREATE INDEX campaign_groups_by_dialing_profile ON tact.campaign_groups USING btree (organization_id, dialing_profile_id) WHERE (dialing_profile_id IS NOT NULL)
CREATE INDEX campaign_template_lists_by_list ON tact.campaign_template_lists USING btree (organization_id, list_id)
CREATE INDEX campaign_template_rules_by_rule ON tact.campaign_template_rules USING btree (organization_id, rule_id)
CREATE INDEX campaign_template_validations_by_validation ON tact.campaign_template_validations USING btree (organization_id, validation_id)
CREATE INDEX campaigns_by_group ON tact.campaigns USING btree (organization_id, campaign_group_id)
CREATE INDEX campaigns_by_list ON tact.campaigns USING btree (organization_id, contact_list_id)
CREATE INDEX campaigns_by_status ON tact.campaigns USING btree (organization_id, status)
CREATE INDEX campaigns_by_template ON tact.campaigns USING btree (organization_id, message_template_id) WHERE (message_template_id IS NOT NULL)
CREATE INDEX campaigns_running ON tact.campaigns USING btree (organization_id, id) WHERE (status = ANY (ARRAY['active'::text, 'paused'::text]))
CREATE INDEX contact_import_accounts_of_account ON tact.contact_import_accounts USING btree (organization_id, account_id)
CREATE INDEX contact_import_contacts_of_contact ON tact.contact_import_contacts USING btree (organization_id, contact_id)
CREATE INDEX contact_import_records_of_record ON tact.contact_import_records USING btree (organization_id, record_id)
CREATE INDEX contact_imports_by_file ON tact.contact_imports USING btree (organization_id, file_id)
CREATE INDEX contact_imports_waiting ON tact.contact_imports USING btree (organization_id, id) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]))
CREATE INDEX contact_list_records_by_list ON tact.contact_list_records USING btree (organization_id, list_id, id)
CREATE INDEX contact_list_records_held ON tact.contact_list_records USING btree (organization_id, list_id, id) WHERE (status = 'held'::text)
CREATE INDEX contact_list_records_of_contact ON tact.contact_list_records USING btree (organization_id, contact_id)
CREATE INDEX contacts_by_last_name ON tact.contacts USING btree (organization_id, last_name_lower) WHERE (last_name_lower IS NOT NULL)
CREATE INDEX contacts_by_name ON tact.contacts USING btree (organization_id, name_lower) WHERE (name_lower IS NOT NULL)
CREATE INDEX decisions_by_client ON ONLY tact.decisions USING btree (organization_id, client_id, at)
CREATE INDEX decisions_by_recording ON ONLY tact.decisions USING btree (organization_id, recorded_at)
CREATE INDEX devices_by_key ON tact.devices USING btree (organization_id, device_key)
CREATE INDEX dialing_profile_lists_by_list ON tact.dialing_profile_lists USING btree (organization_id, list_id)
CREATE INDEX dialing_profile_rules_by_rule ON tact.dialing_profile_rules USING btree (organization_id, rule_id)
CREATE INDEX dialing_profile_validations_by_validation ON tact.dialing_profile_validations USING btree (organization_id, validation_id)
CREATE INDEX erasures_waiting ON tact.erasures USING btree (organization_id, id) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]))
CREATE INDEX idempotency_keys_by_age ON tact.idempotency_keys USING btree (organization_id, claimed_at)
CREATE INDEX jobs_waiting ON tact.jobs USING btree (organization_id, id) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]))
CREATE INDEX opt_out_devices_by_opt_out ON tact.opt_out_devices USING btree (organization_id, opt_out_id)
CREATE INDEX opt_outs_by_client ON tact.opt_outs USING btree (organization_id, client_id) WHERE (lifted_at IS NULL)
CREATE INDEX opt_outs_lifted_of_client ON tact.opt_outs USING btree (organization_id, client_id) WHERE (lifted_at IS NOT NULL)
CREATE INDEX opt_outs_not_lifted ON tact.opt_outs USING btree (organization_id, id) WHERE (lifted_at IS NULL)
CREATE INDEX queue_items_assigned ON tact.queue_items USING btree (organization_id, assignee, id) WHERE (assignee IS NOT NULL)
CREATE INDEX queue_items_by_attempt ON tact.queue_items USING btree (organization_id, attempt_id) WHERE (attempt_id IS NOT NULL)
CREATE INDEX queue_items_by_campaign ON tact.queue_items USING btree (organization_id, campaign_id, id)
CREATE INDEX queue_items_due ON tact.queue_items USING btree (organization_id, campaign_id, scheduled_at, id) WHERE (state = 'pending'::text)
CREATE INDEX queue_items_finished ON tact.queue_items USING btree (organization_id, finished_at, state) WHERE (finished_at IS NOT NULL)
CREATE INDEX queue_items_first ON tact.queue_items USING btree (organization_id, campaign_id, comes_first_at, id) WHERE ((state = 'pending'::text) AND (comes_first_at IS NOT NULL))
CREATE INDEX queue_items_processing ON tact.queue_items USING btree (organization_id, campaign_id, claimed_until) WHERE (state = 'processing'::text)
CREATE INDEX queue_items_waiting_for_results ON tact.queue_items USING btree (organization_id, times_out_at) WHERE ((times_out_at IS NOT NULL) AND (state = 'completed'::text))
CREATE INDEX report_files_waiting ON tact.report_files USING btree (organization_id, id) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]))
CREATE INDEX seals_by_kind ON tact.seals USING btree (organization_id, kind, seq DESC)
CREATE INDEX seals_of_form_1 ON tact.seals USING btree (organization_id, kind, seq DESC) WHERE (form = 1)
CREATE INDEX sessions_by_token ON tact.sessions USING btree (token_hash)
CREATE INDEX sessions_by_user ON tact.sessions USING btree (organization_id, user_id)
CREATE INDEX sign_in_failures_by_expiry ON tact.sign_in_failures USING btree (organization_id, expires_at)
CREATE INDEX suppression_entries_by_import ON tact.suppression_entries USING btree (organization_id, list_id, import_id) WHERE (import_id IS NOT NULL)
CREATE INDEX suppression_entries_by_value ON tact.suppression_entries USING btree (organization_id, value, list_id)
CREATE INDEX treatment_triggers_by_treatment ON tact.treatment_triggers USING btree (organization_id, treatment_id)
CREATE INDEX users_by_address ON tact.users USING btree (lower(email))
CREATE INDEX users_by_invitation ON tact.users USING btree (invitation_hash) WHERE (invitation_hash IS NOT NULL)
CREATE INDEX verifications_by_end ON tact.verifications USING btree (organization_id, finished_at DESC)
CREATE UNIQUE INDEX accounts_pkey ON tact.accounts USING btree (organization_id, id)
CREATE UNIQUE INDEX api_keys_pkey ON tact.api_keys USING btree (organization_id, id)
CREATE UNIQUE INDEX attempt_events_pkey ON ONLY tact.attempt_events USING btree (organization_id, attempt_id, at, sequence)
CREATE UNIQUE INDEX attempt_external_ids_pkey ON tact.attempt_external_ids USING btree (organization_id, external_id)
CREATE UNIQUE INDEX attempts_pkey ON ONLY tact.attempts USING btree (organization_id, id, at)
CREATE UNIQUE INDEX audit_heads_pkey ON tact.audit_heads USING btree (organization_id)
CREATE UNIQUE INDEX audit_log_by_seq ON tact.audit_log USING btree (organization_id, seq)
CREATE UNIQUE INDEX audit_log_pkey ON tact.audit_log USING btree (organization_id, id)
CREATE UNIQUE INDEX backtests_pkey ON tact.backtests USING btree (organization_id, id)
CREATE UNIQUE INDEX backtests_running ON tact.backtests USING btree (organization_id) WHERE (state = 'running'::text)
CREATE UNIQUE INDEX campaign_group_lists_pkey ON tact.campaign_group_lists USING btree (organization_id, campaign_group_id, list_id)
CREATE UNIQUE INDEX campaign_group_rules_pkey ON tact.campaign_group_rules USING btree (organization_id, campaign_group_id, rule_id)
CREATE UNIQUE INDEX campaign_group_validations_pkey ON tact.campaign_group_validations USING btree (organization_id, campaign_group_id, validation_id)
CREATE UNIQUE INDEX campaign_groups_by_name ON tact.campaign_groups USING btree (organization_id, name)
CREATE UNIQUE INDEX campaign_groups_pkey ON tact.campaign_groups USING btree (organization_id, id)
CREATE UNIQUE INDEX campaign_template_lists_pkey ON tact.campaign_template_lists USING btree (organization_id, campaign_template_id, list_id)
CREATE UNIQUE INDEX campaign_template_rules_pkey ON tact.campaign_template_rules USING btree (organization_id, campaign_template_id, rule_id)
CREATE UNIQUE INDEX campaign_template_validations_pkey ON tact.campaign_template_validations USING btree (organization_id, campaign_template_id, validation_id)
CREATE UNIQUE INDEX campaign_templates_by_name ON tact.campaign_templates USING btree (organization_id, name)
CREATE UNIQUE INDEX campaign_templates_pkey ON tact.campaign_templates USING btree (organization_id, id)
CREATE UNIQUE INDEX campaigns_by_name ON tact.campaigns USING btree (organization_id, name)
CREATE UNIQUE INDEX campaigns_pkey ON tact.campaigns USING btree (organization_id, id)
CREATE UNIQUE INDEX channels_by_name ON tact.channels USING btree (organization_id, name)
CREATE UNIQUE INDEX channels_in_use ON tact.channels USING btree (organization_id, channel) WHERE enabled
CREATE UNIQUE INDEX channels_pkey ON tact.channels USING btree (organization_id, id)
CREATE UNIQUE INDEX checkpoints_pkey ON tact.checkpoints USING btree (organization_id, seq)
CREATE UNIQUE INDEX contact_dates_by_date ON tact.contact_dates USING btree (organization_id, date, label)
CREATE UNIQUE INDEX contact_dates_pkey ON tact.contact_dates USING btree (organization_id, id)
CREATE UNIQUE INDEX contact_import_accounts_pkey ON tact.contact_import_accounts USING btree (organization_id, import_id, account_id)
CREATE UNIQUE INDEX contact_import_contacts_pkey ON tact.contact_import_contacts USING btree (organization_id, import_id, contact_id)
CREATE UNIQUE INDEX contact_import_records_pkey ON tact.contact_import_records USING btree (organization_id, import_id, record_id)
CREATE UNIQUE INDEX contact_import_rows_pkey ON tact.contact_import_rows USING btree (organization_id, import_id, number)
CREATE UNIQUE INDEX contact_imports_pkey ON tact.contact_imports USING btree (organization_id, id)
CREATE UNIQUE INDEX contact_imports_running ON tact.contact_imports USING btree (organization_id) WHERE (state = 'running'::text)
CREATE UNIQUE INDEX contact_list_records_by_contact ON tact.contact_list_records USING btree (organization_id, list_id, contact_id)
CREATE UNIQUE INDEX contact_list_records_pkey ON tact.contact_list_records USING btree (organization_id, id)
CREATE UNIQUE INDEX contact_lists_by_name ON tact.contact_lists USING btree (organization_id, name)
CREATE UNIQUE INDEX contact_lists_pkey ON tact.contact_lists USING btree (organization_id, id)
CREATE UNIQUE INDEX contacts_by_client_id ON tact.contacts USING btree (organization_id, client_id)
CREATE UNIQUE INDEX contacts_pkey ON tact.contacts USING btree (organization_id, id)
CREATE UNIQUE INDEX custom_timezones_by_prefix ON tact.custom_timezones USING btree (organization_id, prefix)
CREATE UNIQUE INDEX custom_timezones_pkey ON tact.custom_timezones USING btree (organization_id, id)
CREATE UNIQUE INDEX decisions_pkey ON ONLY tact.decisions USING btree (organization_id, id, at)
CREATE UNIQUE INDEX device_stop_parts_pkey ON tact.device_stop_parts USING btree (organization_id, stop_id, part, part_id)
CREATE UNIQUE INDEX device_stops_in_force ON tact.device_stops USING btree (organization_id, device_key, origin) WHERE (lifted_at IS NULL)
CREATE UNIQUE INDEX device_stops_pkey ON tact.device_stops USING btree (organization_id, id)
CREATE UNIQUE INDEX devices_once_a_contact ON tact.devices USING btree (organization_id, contact_id, device_key)
CREATE UNIQUE INDEX devices_pkey ON tact.devices USING btree (organization_id, contact_id, "position")
CREATE UNIQUE INDEX dialing_profile_lists_pkey ON tact.dialing_profile_lists USING btree (organization_id, dialing_profile_id, list_id)
CREATE UNIQUE INDEX dialing_profile_rules_pkey ON tact.dialing_profile_rules USING btree (organization_id, dialing_profile_id, rule_id)
CREATE UNIQUE INDEX dialing_profile_validations_pkey ON tact.dialing_profile_validations USING btree (organization_id, dialing_profile_id, validation_id)
CREATE UNIQUE INDEX dialing_profiles_by_name ON tact.dialing_profiles USING btree (organization_id, name)
CREATE UNIQUE INDEX dialing_profiles_pkey ON tact.dialing_profiles USING btree (organization_id, id)
CREATE UNIQUE INDEX dispositions_by_code ON tact.dispositions USING btree (organization_id, code)
CREATE UNIQUE INDEX dispositions_pkey ON tact.dispositions USING btree (organization_id, id)
CREATE UNIQUE INDEX erased_names_pkey ON tact.erased_names USING btree (organization_id, name)
CREATE UNIQUE INDEX erased_records_pkey ON tact.erased_records USING btree (organization_id, kind, key)
CREATE UNIQUE INDEX erasure_keys_pkey ON tact.erasure_keys USING btree (organization_id)
CREATE UNIQUE INDEX erasures_pkey ON tact.erasures USING btree (organization_id, id)
CREATE UNIQUE INDEX guards_pkey ON tact.guards USING btree (organization_id, key)
CREATE UNIQUE INDEX idempotency_keys_pkey ON tact.idempotency_keys USING btree (organization_id, principal_id, key)
CREATE UNIQUE INDEX jobs_pkey ON tact.jobs USING btree (organization_id, id)
CREATE UNIQUE INDEX jobs_running ON tact.jobs USING btree (organization_id) WHERE (state = 'running'::text)
CREATE UNIQUE INDEX list_import_bad_rows_pkey ON tact.list_import_bad_rows USING btree (organization_id, list_id, import_id, number)
CREATE UNIQUE INDEX list_import_parts_pkey ON tact.list_import_parts USING btree (organization_id, list_id, import_id, part, action, from_key)
CREATE UNIQUE INDEX list_imports_pkey ON tact.list_imports USING btree (organization_id, list_id, id)
CREATE UNIQUE INDEX message_templates_by_name ON tact.message_templates USING btree (organization_id, name)
CREATE UNIQUE INDEX message_templates_pkey ON tact.message_templates USING btree (organization_id, id)
CREATE UNIQUE INDEX migrations_pkey ON tact.migrations USING btree (number)
CREATE UNIQUE INDEX number_set_pieces_pkey ON tact.number_set_pieces USING btree (organization_id, list_id, version_id, from_key)
CREATE UNIQUE INDEX number_set_versions_in_force ON tact.number_set_versions USING btree (organization_id, list_id) WHERE (state = 'in force'::text)
CREATE UNIQUE INDEX number_set_versions_pkey ON tact.number_set_versions USING btree (organization_id, list_id, id)
CREATE UNIQUE INDEX opt_out_devices_pkey ON tact.opt_out_devices USING btree (organization_id, device_key, opt_out_id)
CREATE UNIQUE INDEX opt_outs_pkey ON tact.opt_outs USING btree (organization_id, id)
CREATE UNIQUE INDEX organization_epochs_pkey ON tact.organization_epochs USING btree (organization_id)
CREATE UNIQUE INDEX organizations_pkey ON tact.organizations USING btree (organization_id)
CREATE UNIQUE INDEX pacing_pkey ON tact.pacing USING btree (organization_id, scope)
CREATE UNIQUE INDEX pre_dial_validations_by_name ON tact.pre_dial_validations USING btree (organization_id, name)
CREATE UNIQUE INDEX pre_dial_validations_by_priority ON tact.pre_dial_validations USING btree (organization_id, priority)
CREATE UNIQUE INDEX pre_dial_validations_pkey ON tact.pre_dial_validations USING btree (organization_id, id)
CREATE UNIQUE INDEX queue_items_by_record ON tact.queue_items USING btree (organization_id, record_id, campaign_id)
CREATE UNIQUE INDEX queue_items_pkey ON tact.queue_items USING btree (organization_id, id)
CREATE UNIQUE INDEX report_file_parts_pkey ON tact.report_file_parts USING btree (organization_id, report_file_id, number)
CREATE UNIQUE INDEX report_files_pkey ON tact.report_files USING btree (organization_id, id)
CREATE UNIQUE INDEX report_files_running ON tact.report_files USING btree (organization_id) WHERE (state = 'running'::text)
CREATE UNIQUE INDEX retention_pkey ON tact.retention USING btree (organization_id)
CREATE UNIQUE INDEX rule_versions_pkey ON tact.rule_versions USING btree (organization_id, rule_id, version)
CREATE UNIQUE INDEX rules_by_name ON tact.rules USING btree (organization_id, kind, name)
CREATE UNIQUE INDEX rules_by_priority ON tact.rules USING btree (organization_id, kind, priority)
CREATE UNIQUE INDEX rules_pkey ON tact.rules USING btree (organization_id, id)
CREATE UNIQUE INDEX rulesets_pkey ON tact.rulesets USING btree (organization_id, fingerprint)
CREATE UNIQUE INDEX seals_pkey ON tact.seals USING btree (organization_id, seq)
CREATE UNIQUE INDEX sessions_pkey ON tact.sessions USING btree (organization_id, id)
CREATE UNIQUE INDEX sign_in_failures_pkey ON tact.sign_in_failures USING btree (organization_id, key_hash)
CREATE UNIQUE INDEX suppression_entries_pkey ON tact.suppression_entries USING btree (organization_id, list_id, id)
CREATE UNIQUE INDEX suppression_lists_by_name ON tact.suppression_lists USING btree (organization_id, name)
CREATE UNIQUE INDEX suppression_lists_own ON tact.suppression_lists USING btree (organization_id) WHERE is_own
CREATE UNIQUE INDEX suppression_lists_pkey ON tact.suppression_lists USING btree (organization_id, id)
CREATE UNIQUE INDEX treatment_triggers_pkey ON tact.treatment_triggers USING btree (organization_id, kind, value)
CREATE UNIQUE INDEX treatments_by_name ON tact.treatments USING btree (organization_id, name)
CREATE UNIQUE INDEX treatments_pkey ON tact.treatments USING btree (organization_id, id)
CREATE UNIQUE INDEX users_by_email ON tact.users USING btree (organization_id, lower(email))
CREATE UNIQUE INDEX users_pkey ON tact.users USING btree (organization_id, id)
CREATE UNIQUE INDEX verifications_of_night ON tact.verifications USING btree (organization_id, night)
CREATE UNIQUE INDEX verifications_pkey ON tact.verifications USING btree (organization_id, id)

-- row-level security
accounts enabled t, forced t
api_keys enabled t, forced t
attempt_events enabled t, forced t
attempt_external_ids enabled t, forced t
attempts enabled t, forced t
audit_heads enabled t, forced t
audit_log enabled t, forced t
backtests enabled t, forced t
campaign_group_lists enabled t, forced t
campaign_group_rules enabled t, forced t
campaign_group_validations enabled t, forced t
campaign_groups enabled t, forced t
campaign_template_lists enabled t, forced t
campaign_template_rules enabled t, forced t
campaign_template_validations enabled t, forced t
campaign_templates enabled t, forced t
campaigns enabled t, forced t
channels enabled t, forced t
checkpoints enabled t, forced t
contact_dates enabled t, forced t
contact_import_accounts enabled t, forced t
contact_import_contacts enabled t, forced t
contact_import_records enabled t, forced t
contact_import_rows enabled t, forced t
contact_imports enabled t, forced t
contact_list_records enabled t, forced t
contact_lists enabled t, forced t
contacts enabled t, forced t
custom_timezones enabled t, forced t
decisions enabled t, forced t
device_stop_parts enabled t, forced t
device_stops enabled t, forced t
devices enabled t, forced t
dialing_profile_lists enabled t, forced t
dialing_profile_rules enabled t, forced t
dialing_profile_validations enabled t, forced t
dialing_profiles enabled t, forced t
dispositions enabled t, forced t
erased_names enabled t, forced t
erased_records enabled t, forced t
erasure_keys enabled t, forced t
erasures enabled t, forced t
guards enabled t, forced t
idempotency_keys enabled t, forced t
jobs enabled t, forced t
list_import_bad_rows enabled t, forced t
list_import_parts enabled t, forced t
list_imports enabled t, forced t
message_templates enabled t, forced t
migrations enabled f, forced f
number_set_pieces enabled t, forced t
number_set_versions enabled t, forced t
opt_out_devices enabled t, forced t
opt_outs enabled t, forced t
organization_epochs enabled t, forced t
organizations enabled t, forced t
pacing enabled t, forced t
pre_dial_validations enabled t, forced t
queue_items enabled t, forced t
report_file_parts enabled t, forced t
report_files enabled t, forced t
retention enabled t, forced t
rule_versions enabled t, forced t
rules enabled t, forced t
rulesets enabled t, forced t
seals enabled t, forced t
sessions enabled t, forced t
sign_in_failures enabled t, forced t
suppression_entries enabled t, forced t
suppression_lists enabled t, forced t
treatment_triggers enabled t, forced t
treatments enabled t, forced t
users enabled t, forced t
verifications enabled t, forced t

-- rights on rows
accounts own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
api_keys by_hash for select: (key_hash = ( SELECT NULLIF(current_setting('tact.key_hash'::text, true), ''::text) AS "nullif"))
api_keys own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
attempt_events own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
attempt_external_ids own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
attempts own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
audit_heads own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
audit_log own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
backtests own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
campaign_group_lists own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
campaign_group_rules own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
campaign_group_validations own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
campaign_groups own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
campaign_template_lists own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
campaign_template_rules own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
campaign_template_validations own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
campaign_templates own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
campaigns looked_over for select: (( SELECT current_setting('tact.queues'::text, true) AS current_setting) = 'every organization'::text)
campaigns own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
channels own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
checkpoints own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
contact_dates own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
contact_import_accounts own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
contact_import_contacts own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
contact_import_records own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
contact_import_rows own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
contact_imports own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
contact_list_records own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
contact_lists own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
contacts own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
custom_timezones own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
decisions own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
device_stop_parts own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
device_stops own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
devices own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
dialing_profile_lists own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
dialing_profile_rules own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
dialing_profile_validations own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
dialing_profiles own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
dispositions own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
erased_names own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
erased_records own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
erasure_keys own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
erasures own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
guards own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
idempotency_keys own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
jobs own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
list_import_bad_rows own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
list_import_parts own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
list_imports own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
message_templates own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
number_set_pieces own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
number_set_versions own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
opt_out_devices own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
opt_outs own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
organization_epochs own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
organizations every_organization for select: (( SELECT current_setting('tact.job'::text, true) AS current_setting) = 'every organization'::text)
organizations own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
pacing own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
pre_dial_validations own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
queue_items looked_over for select: (( SELECT current_setting('tact.queues'::text, true) AS current_setting) = 'every organization'::text)
queue_items own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
report_file_parts own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
report_files own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
retention own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
rule_versions own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
rules own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
rulesets own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
seals own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
sessions by_token for select: (token_hash = ( SELECT NULLIF(current_setting('tact.session_hash'::text, true), ''::text) AS "nullif"))
sessions own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
sign_in_failures own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
suppression_entries own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
suppression_lists own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
treatment_triggers own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
treatments own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
users by_address for select: (lower(email) = ( SELECT NULLIF(current_setting('tact.sign_in_address'::text, true), ''::text) AS "nullif"))
users by_invitation for select: (invitation_hash = ( SELECT NULLIF(current_setting('tact.invitation_hash'::text, true), ''::text) AS "nullif"))
users own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))
verifications own_organization for all: (organization_id = ( SELECT (NULLIF(current_setting('tact.organization'::text, true), ''::text))::uuid AS "nullif"))

-- rights on tables
accounts: delete, insert, select, update
api_keys: delete, insert, select, update
attempt_events: insert, select
attempt_external_ids: insert, select
attempts: insert, select
audit_heads: insert, select, update
audit_log: insert, select
backtests: delete, insert, select, update
campaign_group_lists: delete, insert, select, update
campaign_group_rules: delete, insert, select, update
campaign_group_validations: delete, insert, select, update
campaign_groups: delete, insert, select, update
campaign_template_lists: delete, insert, select, update
campaign_template_rules: delete, insert, select, update
campaign_template_validations: delete, insert, select, update
campaign_templates: delete, insert, select, update
campaigns: delete, insert, select, update
channels: delete, insert, select, update
checkpoints: insert, select
contact_dates: delete, insert, select
contact_import_accounts: delete, insert, select, update
contact_import_contacts: delete, insert, select, update
contact_import_records: delete, insert, select
contact_import_rows: delete, insert, select
contact_imports: insert, select, update
contact_list_records: delete, insert, select, update
contact_lists: delete, insert, select, update
contacts: delete, insert, select, update
custom_timezones: delete, insert, select, update
decisions: insert, select
device_stop_parts: insert, select
device_stops: insert, select
devices: delete, insert, select, update
dialing_profile_lists: delete, insert, select, update
dialing_profile_rules: delete, insert, select, update
dialing_profile_validations: delete, insert, select, update
dialing_profiles: delete, insert, select, update
dispositions: delete, insert, select, update
erased_names: select
erased_records: select
erasure_keys: select
erasures: insert, select
guards: insert, select, update
idempotency_keys: delete, insert, select, update
jobs: insert, select, update
list_import_bad_rows: delete, insert, select
list_import_parts: delete, insert, select
list_imports: insert, select, update
message_templates: delete, insert, select, update
migrations: select
number_set_pieces: delete, insert, select
number_set_versions: delete, insert, select
opt_out_devices: insert, select
opt_outs: insert, select
organization_epochs: insert, select, update
organizations: insert, select, update
pacing: delete, insert, select, update
pre_dial_validations: delete, insert, select, update
queue_items: delete, insert, select, update
report_file_parts: delete, insert, select, update
report_files: delete, insert, select, update
retention: insert, select, update
rule_versions: insert, select
rules: delete, insert, select, update
rulesets: insert, select
seals: insert, select
sessions: delete, insert, select, update
sign_in_failures: delete, insert, select, update
suppression_entries: delete, insert, select, update
suppression_lists: delete, insert, select, update
treatment_triggers: delete, insert, select, update
treatments: delete, insert, select, update
users: delete, insert, select, update
verifications: delete, insert, select, update

-- rights on columns alone
attempts: update of call_result, disposition, finished_at, state
device_stops: update of lifted_at
number_set_pieces: update of bytes, chunks, end_key, numbers, words
number_set_versions: update of chunks, in_force_at, numbers, state, words
opt_outs: update of lift_reason, lifted_at, lifted_by

-- functions
CREATE OR REPLACE FUNCTION tact.append_audit(p_organization uuid, p_ids uuid[], p_actors jsonb[], p_actions text[], p_entities text[], p_entity_ids text[], p_befores jsonb[], p_afters jsonb[], p_reasons text[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_seq bigint;
  v_hash text;
  v_at timestamptz;
  v_seqs bigint[] := '{}';
  v_hashes text[] := '{}';
  v_salts uuid[] := '{}';
begin
  insert into audit_heads (organization_id, seq, hash) values (p_organization, 0, audit_genesis(p_organization)) on conflict do nothing;
  -- INVARIANT: held until the commit, so no other transaction takes the same number; the next one waits and chains on to this one.
  select h.seq, h.hash into strict v_seq, v_hash from audit_heads h where h.organization_id = p_organization for update;
  v_at := clock_timestamp();
  for i in 1 .. cardinality(p_ids) loop
    v_seq := v_seq + 1;
    v_salts[i] := gen_random_uuid();
    v_hash := encode(sha256(convert_to(array_to_json(v_hash || audit_fields(v_seq, p_ids[i], v_at, p_actors[i], p_actions[i], p_entities[i],
      p_entity_ids[i], p_befores[i], p_afters[i], p_reasons[i], v_salts[i]))::text, 'UTF8')), 'hex');
    v_seqs[i] := v_seq;
    v_hashes[i] := v_hash;
  end loop;
  insert into audit_log (organization_id, id, at, actor, action, entity, entity_id, before, after, reason, seq, hash, salt)
    select p_organization, e.id, v_at, e.actor, e.action, e.entity, e.entity_id, e.before, e.after, e.reason, e.seq, e.hash, e.salt
    from unnest(p_ids, p_actors, p_actions, p_entities, p_entity_ids, p_befores, p_afters, p_reasons, v_seqs, v_hashes, v_salts)
      as e (id, actor, action, entity, entity_id, before, after, reason, seq, hash, salt);
  update audit_heads set seq = v_seq, hash = v_hash where organization_id = p_organization;
end
$function$
;
CREATE OR REPLACE FUNCTION tact.attempt_came_with(a tact.attempts)
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN ((a).origin = 'import'::text) THEN COALESCE((SELECT ARRAY[e.call_result, e.disposition, (e.actor ->> 'at'::text)] AS "array" FROM tact.attempt_events e WHERE ((e.organization_id = (attempt_came_with.a).organization_id) AND (e.attempt_id = (attempt_came_with.a).id) AND (e.at = (attempt_came_with.a).at) AND (e.sequence = 0) AND (e.kind = 'imported'::text))), ARRAY[(a).call_result, (a).disposition, (tact.milliseconds((a).finished_at))::text]) ELSE ARRAY[NULL::text, NULL::text, NULL::text] END
;
CREATE OR REPLACE FUNCTION tact.attempt_event_fields(e tact.attempt_events)
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN ARRAY[((e).attempt_id)::text, (EXTRACT(epoch FROM (e).at))::text, ((e).sequence)::text, (e).kind, (e).call_result, (e).disposition, ((e).actor)::text, (EXTRACT(epoch FROM (e).recorded_at))::text]
;
CREATE OR REPLACE FUNCTION tact.attempt_fields(a tact.attempts)
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN (((a).origin <> 'import'::text) AND ((a).salt IS NOT NULL)) THEN ARRAY[((a).id)::text, (EXTRACT(epoch FROM (a).at))::text, (a).client_id, (a).device_key, ((a).device_position)::text, ((a).account_id)::text, ((a).campaign_group_id)::text, (a).channel, (a).direction, (EXTRACT(epoch FROM (a).expires_at))::text, ((a).decision_id)::text, (a).origin, (a).country, array_to_string((a).regions, ','::text), (a).area_code, (a).postal_code, (EXTRACT(epoch FROM (a).recorded_at))::text, NULL::text, NULL::text, NULL::text, ((a).salt)::text] ELSE ((ARRAY[((a).id)::text, (EXTRACT(epoch FROM (a).at))::text, (a).client_id, (a).device_key, ((a).device_position)::text, ((a).account_id)::text, ((a).campaign_group_id)::text, (a).channel, (a).direction, (EXTRACT(epoch FROM (a).expires_at))::text, ((a).decision_id)::text, (a).origin, (a).country, array_to_string((a).regions, ','::text), (a).area_code, (a).postal_code, (EXTRACT(epoch FROM (a).recorded_at))::text] || CASE WHEN ((a).origin = 'import'::text) THEN tact.attempt_came_with(a) ELSE ARRAY[NULL::text, NULL::text, NULL::text] END) || CASE WHEN ((a).salt IS NULL) THEN '{}'::text[] ELSE ARRAY[((a).salt)::text] END) END
;
CREATE OR REPLACE FUNCTION tact.audit_fields(p_seq bigint, p_id uuid, p_at timestamp with time zone, p_actor jsonb, p_action text, p_entity text, p_entity_id text, p_before jsonb, p_after jsonb, p_reason text, p_salt uuid)
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (ARRAY[(p_seq)::text, (p_id)::text, (EXTRACT(epoch FROM p_at))::text, (p_actor)::text, p_action, p_entity, p_entity_id, (p_before)::text, (p_after)::text, p_reason] || CASE WHEN (p_salt IS NULL) THEN '{}'::text[] ELSE ARRAY[(p_salt)::text] END)
;
CREATE OR REPLACE FUNCTION tact.audit_genesis(p_organization uuid)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN encode(sha256(convert_to(('tact audit '::text || (p_organization)::text), 'UTF8'::name)), 'hex'::text)
;
CREATE OR REPLACE FUNCTION tact.claim_queue_items(p_organization uuid, p_campaign uuid, p_claim uuid, p_now timestamp with time zone, p_until timestamp with time zone, p_limit integer)
 RETURNS json
 LANGUAGE plpgsql
AS $function$
declare
  v_campaign record;
  v_pace record;
  v_limit integer := p_limit;
  v_channel_scope text;
  v_channel_rate integer;
  v_due uuid[];
  v_items json;
begin
  perform set_config('tact.organization', p_organization::text, true);
  select c.channel, c.dispatches_per_minute_max, c.concurrency_max into v_campaign
    from campaigns c join organizations o on o.organization_id = c.organization_id
    where c.organization_id = p_organization and c.id = p_campaign and c.status = 'active' and not o.execution_paused
      and coalesce(c.starts_at <= p_now, true) and coalesce(c.ends_at > p_now, true);
  if not found then
    return null;
  end if;
  v_channel_scope := 'channel:' || v_campaign.channel;
  -- INVARIANT: the campaign's row is always there and is locked first of all, with its channel's: claims of one campaign come one after
  -- the other, so none of its limits is exceeded by two processes together.
  for v_pace in
    select p.scope, p.dispatches_per_minute_max as per_minute_max, p.concurrency_max, p.not_before from pacing p
    where p.organization_id = p_organization and p.scope in ('campaign:' || p_campaign, v_channel_scope)
    order by p.scope
    for update
  loop
    if v_pace.not_before > p_now then
      return null;
    end if;
    if v_pace.scope = v_channel_scope then
      v_channel_rate := v_pace.per_minute_max;
      if v_pace.concurrency_max is not null then
        v_limit := least(v_limit, v_pace.concurrency_max - (
          select count(*)::integer from campaigns c
          join queue_items q on q.organization_id = c.organization_id and q.campaign_id = c.id and q.state = 'processing'
          where c.organization_id = p_organization and c.channel = v_campaign.channel));
      end if;
    end if;
  end loop;
  if v_campaign.concurrency_max is not null then
    v_limit := least(v_limit, v_campaign.concurrency_max - (
      select count(*)::integer from queue_items q
      where q.organization_id = p_organization and q.campaign_id = p_campaign and q.state = 'processing'));
  end if;
  if v_limit <= 0 then
    return null;
  end if;

  v_due := array(
    select q.id from queue_items q
    where q.organization_id = p_organization and q.campaign_id = p_campaign and q.state = 'pending' and q.comes_first_at <= p_now
    order by q.comes_first_at, q.id
    limit v_limit
    for update skip locked);
  -- Not narrowed to those that do not come first: whatever of them is due is in the array already, or in the hands of somebody else.
  v_due := v_due || array(
    select q.id from queue_items q
    where q.organization_id = p_organization and q.campaign_id = p_campaign and q.state = 'pending' and q.scheduled_at <= p_now
      and q.id <> all (v_due)
    order by q.scheduled_at, q.id
    limit v_limit - cardinality(v_due)
    for update skip locked);
  if cardinality(v_due) = 0 then
    return null;
  end if;
  v_limit := take_tokens(p_organization, 'campaign:' || p_campaign, v_campaign.dispatches_per_minute_max, p_now, cardinality(v_due));
  v_limit := take_tokens(p_organization, v_channel_scope, v_channel_rate, p_now, v_limit);
  if v_limit <= 0 then
    return null;
  end if;
  v_due := v_due[1:v_limit];

  update queue_items
    set state = 'processing', claim_id = p_claim, claimed_until = p_until, updated_at = p_now,
      -- Another time, but where a worker ended a moment ago that may have asked about it already.
      taken_up = taken_up + case when code = 'claim_expired' and taken_up_at > p_now - interval '5 minutes' then 0 else 1 end,
      taken_up_at = case when code = 'claim_expired' and taken_up_at > p_now - interval '5 minutes' then taken_up_at else p_now end
    where organization_id = p_organization and id = any (v_due);
  select json_agg(json_build_array(
      q.id, q.record_id, q.step, q.device_position, q.attempt_id, q.course, q.put_off,
      milliseconds(q.result_at), q.result_call_result, q.result_disposition,
      -- What was marked before these were kept is treated from where it is.
      coalesce(q.attempt_device_position, q.device_position),
      case when q.attempt_device_position is null then q.course else q.attempt_course end,
      x.id, x.client_id, x.name, x.country, x.language, x.attributes,
      (select json_agg(json_build_array(d.position, d.device_key, d.device_type) order by d.position)
        from devices d where d.organization_id = p_organization and d.contact_id = q.contact_id),
      a.id, a.reference, a.amount::text, a.currency,
      -- Last: what still runs from before this does not read it.
      q.taken_up) order by q.scheduled_at, q.id)
    into v_items
    from queue_items q
    cross join lateral (
      select * from contacts x where x.organization_id = p_organization and x.id = q.contact_id offset 0
    ) as x
    left join lateral (
      select * from accounts a where a.organization_id = p_organization and a.id = q.account_id offset 0
    ) as a on true
    where q.organization_id = p_organization and q.id = any (v_due);
  return v_items;
end
$function$
;
CREATE OR REPLACE FUNCTION tact.commit_decisions(p_organization uuid, p_ruleset_epoch bigint, p_suppression_epoch bigint, p_ids uuid[], p_ats timestamp with time zone[], p_client_ids text[], p_device_keys text[], p_channels text[], p_account_ids uuid[], p_group_ids uuid[], p_allowed boolean[], p_codes text[], p_rulesets text[], p_records text[], p_attempt_ids uuid[], p_expiries timestamp with time zone[], p_device_positions smallint[], p_countries text[], p_regions text[], p_area_codes text[], p_postal_codes text[], p_guard_keys text[], p_guard_versions bigint[], p_guard_of integer[])
 RETURNS integer[]
 LANGUAGE plpgsql
AS $function$
declare
  v_raised text[];
  v_moved integer[] := '{}';
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'decisions are committed at read committed, not at %', current_setting('transaction_isolation');
  end if;
  perform set_config('tact.organization', p_organization::text, true);

  -- INVARIANT (G2): a change of rules or suppressions raises its epoch under this lock, exclusively, until it is committed. Here, with the
  -- lock shared, either the change is committed, and its epoch is seen and refused; or it waits until this transaction has ended, and is
  -- acknowledged after it. There is no third case.
  perform pg_advisory_xact_lock_shared(organization_lock_key(p_organization));
  perform from organization_epochs
    where organization_id = p_organization and ruleset_epoch = p_ruleset_epoch and suppression_epoch = p_suppression_epoch;
  if not found then
    return null;
  end if;

  if cardinality(p_guard_keys) > 0 then
    -- INVARIANT (G1): who changes a counted history raises the guards of its client and device in the same transaction. A guard is raised
    -- here only from the version that was read together with the facts, and stays locked until the end; so nothing has been counted since
    -- that the facts do not hold. Of two reservations that race, the second waits for the row, finds another version, and raises nothing.
    -- Guards that nobody has made yet come first, then those that are there, each in the order of keys (see raise_guards).
    if 0 = any (p_guard_versions) then
      with made as (
        insert into guards (organization_id, key, version)
          select p_organization, g.key, 1
          from unnest(p_guard_keys, p_guard_versions) with ordinality as g (key, version, place)
          where g.version = 0
          order by g.place
          on conflict do nothing
          returning key
      )
      select array_agg(made.key) into v_raised from made;
    end if;
    if coalesce(cardinality(v_raised), 0) < cardinality(p_guard_keys) then
      with raised as (
        update guards guard set version = guard.version + 1
          from (
            select g.key, g.version from unnest(p_guard_keys, p_guard_versions) with ordinality as g (key, version, place)
            where v_raised is null or g.key <> all (v_raised)
            order by g.place
            offset 0
          ) as known
          where guard.organization_id = p_organization and guard.key = known.key and guard.version = known.version
          returning guard.key
      )
      select v_raised || array_agg(raised.key) into v_raised from raised;
    end if;
    if coalesce(cardinality(v_raised), 0) < cardinality(p_guard_keys) then
      v_moved := array(
        select distinct g.decision from unnest(p_guard_keys, p_guard_of) as g (key, decision)
        where v_raised is null or g.key <> all (v_raised));
      -- Guards of a reservation that is not made are as they were: raised, they would send others back for nothing. Nobody has seen it.
      update guards set version = version - 1
        where organization_id = p_organization
          and key = any (array(
            select g.key from unnest(p_guard_keys, p_guard_of) as g (key, decision)
            where g.key = any (v_raised) and g.decision = any (v_moved)));
    end if;
  end if;

  insert into decisions (organization_id, id, at, client_id, device_key, channel, account_id, campaign_group_id, allowed, code, ruleset,
      record)
    select p_organization, d.id, d.at, d.client_id, d.device_key, d.channel, d.account_id, d.group_id, d.allowed, d.code, d.ruleset, d.record
    from unnest(p_ids, p_ats, p_client_ids, p_device_keys, p_channels, p_account_ids, p_group_ids, p_allowed, p_codes, p_rulesets, p_records)
      with ordinality as d (id, at, client_id, device_key, channel, account_id, group_id, allowed, code, ruleset, record, position)
    where d.position <> all (v_moved);

  if 2 * cardinality(v_moved) < cardinality(p_guard_keys) then
    insert into attempts (organization_id, id, at, client_id, device_key, device_position, account_id, campaign_group_id, channel,
        direction, state, expires_at, decision_id, origin, country, regions, area_code, postal_code)
      select p_organization, d.attempt_id, d.at, d.client_id, d.device_key, d.device_position, d.account_id, d.group_id, d.channel,
        'outbound', 'reserved', d.expires_at, d.id, 'reservation', d.country, string_to_array(d.regions, ','), d.area_code, d.postal_code
      from unnest(p_ids, p_ats, p_client_ids, p_device_keys, p_channels, p_account_ids, p_group_ids, p_attempt_ids, p_expiries,
          p_device_positions, p_countries, p_regions, p_area_codes, p_postal_codes)
        with ordinality as d (id, at, client_id, device_key, channel, account_id, group_id, attempt_id, expires_at,
          device_position, country, regions, area_code, postal_code, position)
      where d.attempt_id is not null and d.position <> all (v_moved);
  end if;
  return v_moved;
end
$function$
;
CREATE OR REPLACE FUNCTION tact.decision_fields(d tact.decisions)
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN ((d).salt IS NULL) THEN ARRAY[((d).id)::text, (EXTRACT(epoch FROM (d).at))::text, (d).client_id, (d).device_key, (d).channel, ((d).account_id)::text, ((d).campaign_group_id)::text, ((d).allowed)::text, (d).code, (d).ruleset, (d).record, (EXTRACT(epoch FROM (d).recorded_at))::text] ELSE ARRAY[((d).id)::text, (EXTRACT(epoch FROM (d).at))::text, (d).client_id, (d).device_key, (d).channel, ((d).account_id)::text, ((d).campaign_group_id)::text, ((d).allowed)::text, (d).code, (d).ruleset, (d).record, (EXTRACT(epoch FROM (d).recorded_at))::text, ((d).salt)::text] END
;
CREATE OR REPLACE FUNCTION tact.entry_counts(p_organization uuid, p_list uuid, p_import uuid, p_removed_by uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
RETURN (((p_import IS NULL) OR (EXISTS (SELECT FROM tact.list_imports i WHERE ((i.organization_id = entry_counts.p_organization) AND (i.list_id = entry_counts.p_list) AND (i.id = entry_counts.p_import) AND (i.state = 'in force'::text))))) AND ((p_removed_by IS NULL) OR (NOT (EXISTS (SELECT FROM tact.list_imports i WHERE ((i.organization_id = entry_counts.p_organization) AND (i.list_id = entry_counts.p_list) AND (i.id = entry_counts.p_removed_by) AND (i.state = ANY (ARRAY['in force'::text, 'replaced'::text]))))))))
;
CREATE OR REPLACE FUNCTION tact.entry_ends_at(p_until_at timestamp with time zone, p_until_date date, p_created_at timestamp with time zone, p_retention_days integer)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN (p_retention_days IS NULL) THEN p_until_at WHEN (p_until_date IS NULL) THEN LEAST(p_until_at, (p_created_at + make_interval(days => p_retention_days))) WHEN ((p_created_at + make_interval(days => p_retention_days)) <= (((p_until_date)::timestamp without time zone AT TIME ZONE 'UTC'::text) - '14:00:00'::interval)) THEN (p_created_at + make_interval(days => p_retention_days)) ELSE NULL::timestamp with time zone END
;
CREATE OR REPLACE FUNCTION tact.erased_among(p_organization uuid, p_names text[])
 RETURNS text[]
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  perform set_config('tact.organization', p_organization::text, true);
  return array(select n.name from erased_names n where n.organization_id = p_organization and n.name = any (p_names));
end
$function$
;
CREATE OR REPLACE FUNCTION tact.erasure_key(p_organization uuid)
 RETURNS bytea
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  perform set_config('tact.organization', p_organization::text, true);
  return (select k.sealed from erasure_keys k where k.organization_id = p_organization);
end
$function$
;
CREATE OR REPLACE FUNCTION tact.find_api_key(p_hash text, OUT key tact.api_keys, OUT ruleset_epoch bigint)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  perform set_config('tact.key_hash', p_hash, true);
  select x.* into key from api_keys x where x.key_hash = p_hash;
  perform set_config('tact.organization', coalesce(key.organization_id::text, ''), true);
  select x.ruleset_epoch into ruleset_epoch from organization_epochs x where x.organization_id = key.organization_id;
end
$function$
;
CREATE OR REPLACE FUNCTION tact.finish_attempt(p_organization uuid, p_id uuid, p_at timestamp with time zone, p_kind text, p_call_result text, p_disposition text, p_known_at timestamp with time zone, p_actor jsonb, p_fills_in boolean, OUT ending text, OUT attempt json)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  v_before attempts;
  v_disposition text := p_disposition;
begin
  perform set_config('tact.organization', p_organization::text, true);
  -- The id carries the instant, so the lookup goes to one partition.
  select * into v_before from attempts a where a.organization_id = p_organization and a.id = p_id and a.at = p_at for update;
  if not found then
    ending := 'not_found';
    return;
  end if;
  if p_fills_in then
    v_disposition := v_before.disposition;
  end if;
  ending := case
    when v_before.state = 'released' and p_kind = 'finished' then 'already_released'
    when v_before.state = 'finished' and p_kind = 'released' then 'already_finished'
    when v_before.state = 'released' then 'unchanged'
    when p_fills_in and v_before.state = 'finished' and coalesce(v_before.call_result, 'Unknown') not in ('Unknown', 'Ok') then 'unchanged'
    when v_before.state = 'finished' and v_before.call_result is not distinct from p_call_result
      and v_before.disposition is not distinct from v_disposition then 'unchanged'
    else 'changed'
  end;
  if ending = 'changed' then
    if p_kind = 'finished' then
      perform note_result_of_item(p_organization, p_id, p_call_result, v_disposition, p_known_at);
    end if;
    update attempts set state = p_kind, call_result = p_call_result, disposition = v_disposition, finished_at = p_known_at
      where organization_id = p_organization and id = p_id and at = p_at;
    -- The first correction of an imported attempt keeps what it came with, which its seal covers (ADR 0014).
    if v_before.origin = 'import' then
      insert into attempt_events (organization_id, attempt_id, at, sequence, kind, call_result, disposition, actor)
        values (p_organization, p_id, p_at, 0, 'imported', v_before.call_result, v_before.disposition,
          p_actor || jsonb_build_object('at', milliseconds(v_before.finished_at)))
        on conflict do nothing;
    end if;
    insert into attempt_events (organization_id, attempt_id, at, sequence, kind, call_result, disposition, actor)
      select p_organization, p_id, p_at, count(*), p_kind, p_call_result, v_disposition,
        p_actor || jsonb_build_object('at', milliseconds(p_known_at))
      from attempt_events e where e.organization_id = p_organization and e.attempt_id = p_id and e.at = p_at;
    -- An erased attempt counts for a person who comes back, whose guards bear the real names: the epoch stands for them (ADR 0018).
    if v_before.client_id like 'erased:%' or v_before.device_key like 'erased:%' then
      perform raise_epoch(p_organization, 'suppression');
    end if;
    -- INVARIANT: the guards are raised, because what is counted moved; last, because they are the last locks of a transaction.
    perform raise_guards(p_organization, array['c:' || v_before.client_id, 'd:' || v_before.device_key]);
    v_before.state := p_kind;
    v_before.call_result := p_call_result;
    v_before.disposition := v_disposition;
    v_before.finished_at := p_known_at;
  end if;
  attempt := json_build_array(v_before.client_id, v_before.device_key, v_before.device_position, v_before.account_id,
    v_before.campaign_group_id, v_before.channel, v_before.direction, v_before.state, milliseconds(v_before.expires_at),
    v_before.call_result, v_before.disposition, milliseconds(v_before.finished_at), v_before.decision_id, v_before.origin, v_before.country,
    v_before.regions, v_before.area_code, v_before.postal_code);
end
$function$
;
CREATE OR REPLACE FUNCTION tact.hold_queue_items(p_organization uuid, p_record uuid)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  -- In the order of their keys, as settlements lock them; and by a statement of its own, so that the next one sees what was waited for.
  perform from queue_items where organization_id = p_organization and record_id = p_record order by id for update;
  update queue_items q
    set held = true,
        state = case when u.stays then q.state else 'skipped' end,
        code = case when u.stays then q.code else 'record_held' end,
        reason = case when u.stays then q.reason else 'its record is held; it goes on when the record is ready again' end,
        claim_id = case when u.stays then q.claim_id end,
        claimed_until = case when u.stays then q.claimed_until end,
        finished_at = case when u.stays then q.finished_at else now() end,
        updated_at = now()
    from (
      select i.id, i.state not in ('pending', 'processing') or i.state = 'processing' and i.hand_over = 'handing-over' as stays
      from queue_items i where i.organization_id = p_organization and i.record_id = p_record
    ) as u
    where q.organization_id = p_organization and q.id = u.id;
end
$function$
;
CREATE OR REPLACE FUNCTION tact.is_as_known(p_organization uuid, p_campaign uuid, p_version integer, p_validations_epoch bigint, p_organization_version integer, p_template_version integer, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  perform set_config('tact.organization', p_organization::text, true);
  return exists (
    select from campaigns c
    join organizations o on o.organization_id = c.organization_id
    left join message_templates t on t.organization_id = c.organization_id and t.id = c.message_template_id
    where c.organization_id = p_organization and c.id = p_campaign and c.version = p_version
      and o.version = p_organization_version and o.validations_epoch = p_validations_epoch and not o.execution_paused
      and t.version is not distinct from p_template_version
      and not exists (
        select from pacing p
        where p.organization_id = p_organization and p.scope in ('campaign:' || p_campaign, 'channel:' || c.channel) and p.not_before > p_now));
end
$function$
;
CREATE OR REPLACE FUNCTION tact.load_facts(p_organization uuid, p_contact_ids uuid[], p_client_ids text[], p_inline_client_ids text[], p_device_keys text[], p_open_contact_ids uuid[], p_open_client_ids text[], p_account_ids uuid[], p_since timestamp with time zone, p_until timestamp with time zone, p_before timestamp with time zone, p_by_client boolean, p_by_device boolean, p_by_account boolean, p_list_ids uuid[])
 RETURNS json
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  v_epochs json;
  v_contacts json;
  v_devices json;
  v_accounts json;
  v_guards json;
  v_attempts json;
  v_account_attempts json;
  v_opt_outs json;
  v_entries json;
  v_number_sets json;
  v_contact_ids uuid[];
  v_open_ids uuid[];
  v_client_ids text[] := p_client_ids;
  v_device_keys text[] := p_device_keys;
  v_keys text[];
  -- Of all partitions only those between the two ends are opened.
  v_before timestamptz := coalesce(p_before, 'infinity');
begin
  -- How this is quick: every statement looks up a set of keys in one index, and the caller sorts out what belongs to which question. Keys
  -- are plain parameters, because row-level security hands no computed value down to an index. `lateral (… offset 0)` says which table is
  -- looked up from which: left to itself, a plan made while tables are empty goes through the wrong one for ever. Rows travel as columns
  -- of JSON: one array a column is built and read faster than one array a row; and all of them as one value, because a row of values is
  -- put together, stored and taken apart again on its way.
  perform set_config('tact.organization', p_organization::text, true);
  select json_build_array(x.ruleset_epoch, x.suppression_epoch) into v_epochs
    from organization_epochs x where x.organization_id = p_organization;

  if cardinality(p_contact_ids) > 0 then
    select v_client_ids || coalesce(array_agg(x.client_id), '{}') into v_client_ids
      from contacts x where x.organization_id = p_organization and x.id = any (p_contact_ids);
  end if;
  if cardinality(v_client_ids) > 0 then
    select json_build_array(array_agg(x.id), array_agg(x.client_id), array_agg(x.zone), array_agg(x.country), array_agg(x.region),
        array_agg(x.postal_code), array_agg(x.attributes)),
      array_agg(x.id),
      array_agg(x.id) filter (where x.id = any (p_open_contact_ids) or x.client_id = any (p_open_client_ids))
      into v_contacts, v_contact_ids, v_open_ids
      from contacts x where x.organization_id = p_organization and x.client_id = any (v_client_ids);
    select json_build_array(array_agg(x.contact_id), array_agg(x.position), array_agg(x.device_key), array_agg(x.device_type)),
      v_device_keys || coalesce(array_agg(x.device_key) filter (where x.contact_id = any (v_open_ids)), '{}')
      into v_devices, v_device_keys
      from devices x where x.organization_id = p_organization and x.contact_id = any (v_contact_ids);
  end if;
  v_client_ids := v_client_ids || p_inline_client_ids;

  if cardinality(p_account_ids) > 0 then
    select json_build_array(array_agg(x.id), array_agg(y.client_id), array_agg(x.status)) into v_accounts
      from accounts x
      cross join lateral (
        select y.client_id from contacts y where y.organization_id = p_organization and y.id = x.contact_id offset 0
      ) as y
      where x.organization_id = p_organization and x.id = any (p_account_ids);
  end if;

  v_keys := array(select 'c:' || k.key from unnest(v_client_ids) as k (key)) || array(select 'd:' || k.key from unnest(v_device_keys) as k (key));
  select json_build_array(array_agg(x.key), array_agg(x.version)) into v_guards
    from guards x where x.organization_id = p_organization and x.key = any (v_keys);

  if p_since is not null and (p_by_client or p_by_device) then
    -- `until` is kept out of the index: of a range whose bounds it does not know, PostgreSQL expects so little that it would look up the
    -- range and not the keys.
    select json_build_array(array_agg(x.id), array_agg(milliseconds(x.at)), array_agg(x.client_id), array_agg(x.device_key),
        array_agg(x.account_id), array_agg(x.campaign_group_id), array_agg(x.channel), array_agg(x.direction), array_agg(x.state),
        array_agg(milliseconds(x.expires_at)), array_agg(x.call_result), array_agg(x.disposition), array_agg(x.country),
        array_agg(array_to_string(x.regions, ',')), array_agg(x.area_code), array_agg(x.postal_code))
      into v_attempts
      from (
        select * from attempts y
        where p_by_client and y.organization_id = p_organization and y.client_id = any (v_client_ids)
          and y.at >= p_since and y.at < v_before and coalesce(y.at <= p_until, true) and y.state <> 'released'
        union all
        select * from attempts y
        where p_by_device and y.organization_id = p_organization and y.device_key = any (v_device_keys)
          and y.at >= p_since and y.at < v_before and coalesce(y.at <= p_until, true) and y.state <> 'released'
          and not (p_by_client and y.client_id in (select unnest(v_client_ids)))
      ) as x;
  end if;
  -- Apart, because a statement opens all that it names, and few rules count by account. None of them is among those above.
  if p_since is not null and p_by_account then
    select json_build_array(array_agg(x.id), array_agg(milliseconds(x.at)), array_agg(x.client_id), array_agg(x.device_key),
        array_agg(x.account_id), array_agg(x.campaign_group_id), array_agg(x.channel), array_agg(x.direction), array_agg(x.state),
        array_agg(milliseconds(x.expires_at)), array_agg(x.call_result), array_agg(x.disposition), array_agg(x.country),
        array_agg(array_to_string(x.regions, ',')), array_agg(x.area_code), array_agg(x.postal_code))
      into v_account_attempts
      from attempts x
      where x.organization_id = p_organization and x.account_id = any (p_account_ids)
        and x.at >= p_since and x.at < v_before and coalesce(x.at <= p_until, true) and x.state <> 'released'
        and not (p_by_client and x.client_id in (select unnest(v_client_ids)))
        and not (p_by_device and x.device_key in (select unnest(v_device_keys)));
  end if;

  -- The device of an opt-out is null where the contact itself opted out.
  select json_build_array(array_agg(x.id), array_agg(x.client_id), array_agg(x.device_key), array_agg(array_to_string(x.channels, ',')),
      array_agg(milliseconds(x.from_at)), array_agg(x.from_date), array_agg(milliseconds(x.until_at)), array_agg(x.until_date))
    into v_opt_outs
    from (
      select y.*, null as device_key from opt_outs y
      where y.organization_id = p_organization and y.client_id = any (v_client_ids) and y.lifted_at is null
      union all
      select y.*, z.device_key
      from opt_out_devices z
      cross join lateral (
        select * from opt_outs y where y.organization_id = p_organization and y.id = z.opt_out_id and y.lifted_at is null offset 0
      ) as y
      where z.organization_id = p_organization and z.device_key = any (v_device_keys)
    ) as x;

  if cardinality(p_list_ids) > 0 then
    -- An e-mail address is also found by its domain.
    v_keys := v_client_ids || v_device_keys
      || array(select distinct substring(k.key from '@.*$') from unnest(v_device_keys) as k (key) where k.key like '%@%');
    select json_build_array(array_agg(x.id), array_agg(x.list_id), array_agg(y.type), array_agg(x.value),
        array_agg(milliseconds(x.from_at)), array_agg(x.from_date), array_agg(milliseconds(y.ends_at)),
        array_agg(case when y.ends_at is null then x.until_date end))
      into v_entries
      from suppression_entries x
      cross join lateral (
        select y.type, entry_ends_at(x.until_at, x.until_date, x.created_at, y.retention_days) as ends_at
        from suppression_lists y where y.organization_id = p_organization and y.id = x.list_id offset 0
      ) as y
      where x.organization_id = p_organization and x.value = any (v_keys) and x.list_id = any (p_list_ids)
        and entry_counts(p_organization, x.list_id, x.import_id, x.removed_by);
    v_number_sets := number_sets_in_force(p_organization, p_list_ids);
  end if;

  return json_build_array(v_epochs, v_contacts, v_devices, v_accounts, v_guards, v_attempts, v_account_attempts, v_opt_outs, v_entries,
    v_number_sets);
end
$function$
;
CREATE OR REPLACE FUNCTION tact.lock_contacts(p_organization uuid, p_exclusive boolean)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_key bigint := hashtextextended(p_organization::text, 8229);
begin
  -- INVARIANT: while an opt-out looks up the devices of its contact, no contact gets another one, and while contacts get devices, no
  -- opt-out is made. So a device is covered by whoever comes second (S21). Decisions do not wait for this lock.
  if p_exclusive then
    perform pg_advisory_xact_lock(v_key);
  else
    perform pg_advisory_xact_lock_shared(v_key);
  end if;
end
$function$
;
CREATE OR REPLACE FUNCTION tact.mark_handing_over(p_organization uuid, p_campaign uuid, p_version integer, p_validations_epoch bigint, p_claim uuid, p_now timestamp with time zone, p_until timestamp with time zone, p_ids uuid[], p_attempt_ids uuid[], p_decision_ids uuid[], p_device_positions smallint[])
 RETURNS uuid[]
 LANGUAGE plpgsql
AS $function$
declare
  v_marked uuid[] := '{}';
begin
  perform set_config('tact.organization', p_organization::text, true);
  -- INVARIANT: a pause changes one of these rows. Either it is committed, and seen here; or it waits until this transaction has ended:
  -- once a pause is acknowledged, nothing more is marked, so nothing that was not under way is handed over.
  -- The same row is changed first of all by whoever changes a pre-dial validation, or what has picked one (ADR 0028): what was validated as it
  -- was before, or not at all, is not marked either.
  perform from organizations
    where organization_id = p_organization and not execution_paused and validations_epoch = p_validations_epoch
    for share;
  if not found then
    return '{}';
  end if;
  -- INVARIANT: what was worked out for a campaign as it was is not handed over once a change of it is acknowledged.
  perform from campaigns
    where organization_id = p_organization and id = p_campaign and version = p_version
      and status = 'active' and coalesce(ends_at > p_now, true)
    for share;
  if not found then
    return '{}';
  end if;
  -- Row by row, each by its key: joined in one statement it would be read by whatever index looked best when the table was empty.
  for v_place in 1 .. cardinality(p_ids) loop
    update queue_items
      set hand_over = 'handing-over', attempt_id = p_attempt_ids[v_place], decision_id = p_decision_ids[v_place],
        device_position = p_device_positions[v_place], attempt_device_position = p_device_positions[v_place], attempt_course = course,
        step = step + 1, put_off = 0, claimed_until = p_until, provider_reference = null,
        result_at = null, result_call_result = null, result_disposition = null,
        code = 'handing_over', reason = 'it is being handed over to the channel', updated_at = p_now
      where organization_id = p_organization and id = p_ids[v_place]
        -- INVARIANT: whoever lost its claim marks nothing, so no two workers hand over one item.
        and state = 'processing' and hand_over <> 'handing-over' and claim_id = p_claim and claimed_until > p_now and not held;
    if found then
      v_marked := v_marked || p_ids[v_place];
    end if;
  end loop;
  return v_marked;
end
$function$
;
CREATE OR REPLACE FUNCTION tact.milliseconds(at timestamp with time zone)
 RETURNS bigint
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (round((date_part('epoch'::text, at) * (1000)::double precision)))::bigint
;
CREATE OR REPLACE FUNCTION tact.note_result_of_item(p_organization uuid, p_attempt uuid, p_call_result text, p_disposition text, p_known_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  -- What is being handed over stays so, and so does what is held; everything else is due again, unless its campaign is over. INVARIANT: it is
  -- taken away from whoever only claimed it, without this result: its worker then marks nothing, and settles nothing.
  update queue_items q
    set result_at = p_known_at, result_call_result = p_call_result, result_disposition = p_disposition, times_out_at = null,
      state = case when q.hand_over = 'handing-over' or q.held then q.state else 'pending' end,
      claim_id = case when q.hand_over = 'handing-over' then q.claim_id end,
      claimed_until = case when q.hand_over = 'handing-over' then q.claimed_until end,
      scheduled_at = case when q.hand_over = 'handing-over' then q.scheduled_at else p_known_at end,
      comes_first_at = case when q.hand_over = 'handing-over' then q.comes_first_at else p_known_at end,
      code = case when q.hand_over = 'handing-over' or q.held then q.code else 'result_reported' end,
      reason = case when q.hand_over = 'handing-over' or q.held then q.reason
        else 'its result was reported; what follows from it is worked out next' end,
      updated_at = p_known_at, finished_at = case when q.hand_over = 'handing-over' or q.held then q.finished_at end
    from (
      select i.id from queue_items i
      cross join lateral (
        select from campaigns c where c.organization_id = p_organization and c.id = i.campaign_id and c.status <> 'completed' offset 0
      ) as c
      where i.organization_id = p_organization and i.attempt_id = p_attempt
    ) as open
    where q.organization_id = p_organization and q.id = open.id and q.attempt_id = p_attempt
      and (q.state <> 'skipped' or (q.held and q.code = 'record_held'));
end
$function$
;
CREATE OR REPLACE FUNCTION tact.number_sets_in_force(p_organization uuid, p_list_ids uuid[])
 RETURNS json
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  if cardinality(p_list_ids) = 0 then
    return null;
  end if;
  perform set_config('tact.organization', p_organization::text, true);
  return (
    select json_build_array(array_agg(x.list_id), array_agg(x.id))
    from number_set_versions x
    where x.organization_id = p_organization and x.list_id = any (p_list_ids) and x.state = 'in force'
  );
end
$function$
;
CREATE OR REPLACE FUNCTION tact.organization_lock_key(p_organization uuid)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN hashtextextended((p_organization)::text, (8228)::bigint)
;
CREATE OR REPLACE FUNCTION tact.organizations_due(p_now timestamp with time zone)
 RETURNS TABLE(organization_id uuid, next_at bigint)
 LANGUAGE plpgsql
AS $function$
begin
  perform set_config('tact.job', 'every organization', true), set_config('tact.queues', 'every organization', true);
  return query
    select c.organization_id, milliseconds(min(greatest(q.scheduled_at, c.starts_at)))
    from campaigns c
    cross join lateral (
      select from organizations o where o.organization_id = c.organization_id and not o.execution_paused offset 0
    ) as o
    cross join lateral (
      select q.scheduled_at from queue_items q
      where q.organization_id = c.organization_id and q.campaign_id = c.id and q.state = 'pending'
      order by q.scheduled_at limit 1
    ) as q
    where c.status = 'active' and coalesce(c.ends_at > p_now, true)
    group by c.organization_id;
  perform set_config('tact.job', '', true), set_config('tact.queues', '', true);
end
$function$
;
CREATE OR REPLACE FUNCTION tact.organizations_open()
 RETURNS SETOF uuid
 LANGUAGE plpgsql
AS $function$
begin
  perform set_config('tact.job', 'every organization', true), set_config('tact.queues', 'every organization', true);
  -- From one organization that has something open to the next, along the indexes of what is due and of what is under way: those in between
  -- are not looked at.
  return query
    with recursive waiting as (
      (select q.organization_id from queue_items q where q.state = 'pending' order by q.organization_id limit 1)
      union all
      select n.organization_id from waiting w
      cross join lateral (
        select q.organization_id from queue_items q
        where q.state = 'pending' and q.organization_id > w.organization_id
        order by q.organization_id limit 1
      ) as n
    ), under_way as (
      (select q.organization_id from queue_items q where q.state = 'processing' order by q.organization_id limit 1)
      union all
      select n.organization_id from under_way u
      cross join lateral (
        select q.organization_id from queue_items q
        where q.state = 'processing' and q.organization_id > u.organization_id
        order by q.organization_id limit 1
      ) as n
    )
    select w.organization_id from waiting w
    union
    select u.organization_id from under_way u
    union
    select c.organization_id from campaigns c where c.status in ('active', 'paused');
  perform set_config('tact.job', '', true), set_config('tact.queues', '', true);
end
$function$
;
CREATE OR REPLACE FUNCTION tact.raise_epoch(p_organization uuid, p_which text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  -- INVARIANT: waits for every commit of decisions under way, and holds back new ones until this transaction has ended; those then
  -- find another epoch. So once this change is acknowledged, no decision is committed against it (G2). The change itself was written
  -- before, unseen; it comes into sight together with the epoch, at the commit, so the lock is needed no earlier than here.
  perform pg_advisory_xact_lock(organization_lock_key(p_organization));
  update organization_epochs
    set ruleset_epoch = ruleset_epoch + (p_which = 'ruleset')::int,
        suppression_epoch = suppression_epoch + (p_which = 'suppression')::int
    where organization_id = p_organization;
  if not found then
    raise exception 'the organization has no epochs';
  end if;
end
$function$
;
CREATE OR REPLACE FUNCTION tact.raise_guards(p_organization uuid, p_keys text[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  -- In two steps, like commit_decisions: missing rows first, then the locks of those that are there, each in the order of keys. Who is in
  -- the first step holds nothing that anybody in the second waits for, so the two kinds of waiting make no circle.
  insert into guards (organization_id, key, version)
    select p_organization, wanted.key, 0 from (select distinct key collate "C" as key from unnest(p_keys) as k (key)) as wanted
    order by wanted.key
    on conflict do nothing;
  perform from (
    select guard.key from guards guard
    where guard.organization_id = p_organization and guard.key = any (p_keys)
    order by guard.key
    for update
  ) as held;
  update guards set version = version + 1 where organization_id = p_organization and key = any (p_keys);
end
$function$
;
CREATE OR REPLACE FUNCTION tact.record_hash(p_fields text[])
 RETURNS bytea
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN sha256(convert_to((array_to_json(p_fields))::text, 'UTF8'::name))
;
CREATE OR REPLACE FUNCTION tact.record_leaf(p_fields text[])
 RETURNS bytea
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN sha256(array_send(p_fields))
;
CREATE OR REPLACE FUNCTION tact.recover_queue_items(p_organization uuid, p_now timestamp with time zone, p_limit integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  v_lost uuid[];
begin
  perform set_config('tact.organization', p_organization::text, true);
  v_lost := array(
    select q.id from campaigns c
    cross join lateral (
      select q.id, q.hand_over from queue_items q
      where q.organization_id = p_organization and q.campaign_id = c.id and q.state = 'processing' and q.claimed_until <= p_now
      order by q.claimed_until limit p_limit
      for update skip locked
    ) as q
    where c.organization_id = p_organization
    limit p_limit);
  update queue_items q
    -- A record that is held was taken away from all who only claimed it: what is left of it was being handed over.
    set state = case when q.hand_over = 'handing-over' and (q.result_at is null or q.held) then 'failed' else 'pending' end,
        hand_over = case when q.hand_over = 'handing-over' then 'unknown' else q.hand_over end,
        scheduled_at = p_now,
        code = case when q.hand_over = 'handing-over' then 'handover_unknown' else 'claim_expired' end,
        reason = case when q.hand_over = 'handing-over'
          then 'the worker ended while it handed it over: somebody may have been contacted, so it counts, and is not sent again by itself'
          else 'the worker that had it ended before anything was sent; it is taken up again'
        end,
        claim_id = null, claimed_until = null, updated_at = p_now,
        finished_at = case when q.hand_over = 'handing-over' and (q.result_at is null or q.held) then p_now end
    where q.organization_id = p_organization and q.id = any (v_lost);
  return cardinality(v_lost);
end
$function$
;
CREATE OR REPLACE FUNCTION tact.release_queue_items(p_organization uuid, p_record uuid)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  perform from queue_items where organization_id = p_organization and record_id = p_record order by id for update;
  update queue_items q
    set held = false,
        state = case when w.waits then 'pending' else q.state end,
        code = case when w.waits then 'record_ready' else q.code end,
        reason = case when w.waits then 'its record is ready again; it waits for its turn' else q.reason end,
        finished_at = case when w.waits then null else q.finished_at end,
        updated_at = now()
    from (
      select i.id, c.status <> 'completed' and i.state <> 'processing' and (i.code = 'record_held' or i.result_at is not null) as waits
      from queue_items i
      cross join lateral (
        select c.status from campaigns c where c.organization_id = p_organization and c.id = i.campaign_id offset 0
      ) as c
      where i.organization_id = p_organization and i.record_id = p_record and i.held
    ) as w
    where q.organization_id = p_organization and q.id = w.id;
end
$function$
;
CREATE OR REPLACE FUNCTION tact.remove_old_opt_outs(p_organization uuid, p_before timestamp with time zone, p_limit integer)
 RETURNS TABLE(id uuid)
 LANGUAGE plpgsql
AS $function$
begin
  if p_organization is distinct from nullif(current_setting('tact.organization', true), '')::uuid then
    raise exception 'opt-outs are removed for the organization of the transaction alone';
  end if;
  if p_before > clock_timestamp() - interval '400 days' then
    raise exception 'opt-outs are kept for 400 days at least after their end';
  end if;
  return query
    with old as (
      select o.id from opt_outs o
      where o.organization_id = p_organization
        -- One that is in force is never removed. A last day ends within 14 hours of its end in UTC, wherever it is.
        and (o.lifted_at < p_before or o.until_at < p_before or o.until_date + 1 < (p_before at time zone 'UTC')::date)
      order by o.id limit p_limit
    ), devices as (
      delete from opt_out_devices d using old where d.organization_id = p_organization and d.opt_out_id = old.id
    )
    delete from opt_outs o using old where o.organization_id = p_organization and o.id = old.id returning o.id;
end
$function$
;
CREATE OR REPLACE FUNCTION tact.remove_stated(p_organization uuid, p_kind text, p_limit integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  v_signed bigint;
  v_after jsonb;
  v_to timestamptz;
  v_key text;
  v_removed integer;
begin
  if p_organization is distinct from nullif(current_setting('tact.organization', true), '')::uuid then
    raise exception 'records are removed for the organization of the transaction alone';
  end if;
  select (c.body::jsonb -> 'audit' ->> 'seq')::bigint into v_signed
    from checkpoints c where c.organization_id = p_organization order by c.seq desc limit 1;
  select a.after into v_after
    from audit_log a
    where a.organization_id = p_organization and a.entity = 'sealed-records' and a.entity_id = p_kind
      and a.action = 'retention.remove' and a.seq <= v_signed
    order by a.seq desc limit 1;
  if v_after is null then
    return 0;
  end if;
  v_to := to_timestamp_exact(v_after -> 'to' ->> 'at');
  v_key := v_after -> 'to' ->> 'key';
  if v_to > clock_timestamp() - interval '400 days' then
    raise exception 'records are kept for 400 days at least';
  end if;
  case p_kind
    when 'decision' then
      delete from decisions d using (
        select r.id, r.at from decisions r
        where r.organization_id = p_organization and r.recorded_at <= v_to and (r.recorded_at, r.id::text collate "C") <= (v_to, v_key)
        order by r.recorded_at limit p_limit
      ) as old
      where d.organization_id = p_organization and d.id = old.id and d.at = old.at;
    when 'attempt' then
      delete from attempts d using (
        select r.id, r.at from attempts r
        where r.organization_id = p_organization and r.recorded_at <= v_to and (r.recorded_at, r.id::text collate "C") <= (v_to, v_key)
        order by r.recorded_at limit p_limit
      ) as old
      where d.organization_id = p_organization and d.id = old.id and d.at = old.at;
    when 'attempt-event' then
      delete from attempt_events d using (
        select r.attempt_id, r.at, r.sequence from attempt_events r
        where r.organization_id = p_organization and r.recorded_at <= v_to
          and (r.recorded_at, (r.attempt_id::text || '/' || lpad(r.sequence::text, 10, '0')) collate "C") <= (v_to, v_key)
        order by r.recorded_at limit p_limit
      ) as old
      where d.organization_id = p_organization and d.attempt_id = old.attempt_id and d.at = old.at and d.sequence = old.sequence;
  end case;
  get diagnostics v_removed = row_count;
  return v_removed;
end
$function$
;
CREATE OR REPLACE FUNCTION tact.seal_batch(p_organization uuid, p_kind text, p_settled_before timestamp with time zone, p_rows integer)
 RETURNS integer
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
declare
  v_from_at text;
  v_from_key text;
  v_from timestamptz;
  v_to_at text;
  v_to_key text;
  v_rows integer;
  v_leaves bytea;
  v_marks bytea;
  v_seq bigint;
  v_previous text;
  v_root text;
begin
  -- One transaction of an organization seals at a time, so that seals are numbered without a gap; nothing is erased meanwhile.
  if not pg_try_advisory_xact_lock(hashtextextended(p_organization::text, 8230)) then
    return 0;
  end if;
  select to_at, to_key into v_from_at, v_from_key from seals
    where organization_id = p_organization and kind = p_kind order by seq desc limit 1;
  -- Before every record, whatever its instant says.
  v_from := case when v_from_at is null then '-infinity' else to_timestamp_exact(v_from_at) end;
  if p_kind = 'decision' then
    select count(*), string_agg(leaf, ''::bytea order by recorded_at, id), string_agg(substring(leaf for 8), ''::bytea order by recorded_at, id),
        extract(epoch from max(recorded_at))::text, (array_agg(id order by recorded_at, id))[count(*)]::text
      into v_rows, v_leaves, v_marks, v_to_at, v_to_key
      from (
        select * from (
          select r.recorded_at, r.id, record_leaf(decision_fields(r)) as leaf from decisions r
          where r.organization_id = p_organization and r.recorded_at >= v_from and r.recorded_at <= p_settled_before
            and (r.recorded_at, r.id::text collate "C") > (v_from, coalesce(v_from_key, ''))
          order by r.recorded_at offset 0
        ) as hashed
        order by recorded_at, id limit p_rows
      ) as batch;
  elsif p_kind = 'attempt' then
    select count(*), string_agg(leaf, ''::bytea order by recorded_at, id), string_agg(substring(leaf for 8), ''::bytea order by recorded_at, id),
        extract(epoch from max(recorded_at))::text, (array_agg(id order by recorded_at, id))[count(*)]::text
      into v_rows, v_leaves, v_marks, v_to_at, v_to_key
      from (
        select * from (
          select r.recorded_at, r.id, record_leaf(attempt_fields(r)) as leaf from attempts r
          where r.organization_id = p_organization and r.recorded_at >= v_from and r.recorded_at <= p_settled_before
            and (r.recorded_at, r.id::text collate "C") > (v_from, coalesce(v_from_key, ''))
          order by r.recorded_at offset 0
        ) as hashed
        order by recorded_at, id limit p_rows
      ) as batch;
  else
    select count(*), string_agg(leaf, ''::bytea order by recorded_at, key), string_agg(substring(leaf for 8), ''::bytea order by recorded_at, key),
        extract(epoch from max(recorded_at))::text, (array_agg(key order by recorded_at, key))[count(*)]
      into v_rows, v_leaves, v_marks, v_to_at, v_to_key
      from (
        select * from (
          select r.recorded_at, r.attempt_id::text || '/' || lpad(r.sequence::text, 10, '0') collate "C" as key,
            record_leaf(attempt_event_fields(r)) as leaf
          from attempt_events r
          where r.organization_id = p_organization and r.recorded_at >= v_from and r.recorded_at <= p_settled_before
            and (r.recorded_at, (r.attempt_id::text || '/' || lpad(r.sequence::text, 10, '0')) collate "C") > (v_from, coalesce(v_from_key, ''))
          order by r.recorded_at offset 0
        ) as hashed
        order by recorded_at, key limit p_rows
      ) as batch;
  end if;
  if v_rows = 0 then
    return 0;
  end if;
  if v_rows < p_rows then
    -- Up to the settled instant itself: what is put there later was not there. Keys are made of digits and letters, so this one comes after all.
    v_to_at := extract(epoch from p_settled_before)::text;
    v_to_key := '~';
  end if;
  select seq, hash into v_seq, v_previous from seals where organization_id = p_organization order by seq desc limit 1;
  v_seq := coalesce(v_seq, 0) + 1;
  v_root := wide_root(v_leaves);
  insert into seals (organization_id, seq, kind, form, from_at, from_key, to_at, to_key, rows, root, marks, hash)
    values (p_organization, v_seq, p_kind, 2, coalesce(v_from_at, '0'), coalesce(v_from_key, ''), v_to_at, v_to_key, v_rows, v_root, v_marks,
      encode(record_hash(array[coalesce(v_previous, ''), v_seq::text, p_kind, coalesce(v_from_at, '0'), coalesce(v_from_key, ''), v_to_at, v_to_key,
        v_rows::text, v_root, '2']), 'hex'));
  return v_rows;
end
$function$
;
CREATE OR REPLACE FUNCTION tact.settle_items_as_known(p_organization uuid, p_campaign uuid, p_version integer, p_validations_epoch bigint, p_claim uuid, p_now timestamp with time zone, p_settlements json)
 RETURNS uuid[]
 LANGUAGE plpgsql
AS $function$
begin
  perform set_config('tact.organization', p_organization::text, true);
  -- INVARIANT: locked as a mark locks them. Once a change of what validates is acknowledged, no answer of before it is acted on.
  perform from organizations where organization_id = p_organization and validations_epoch = p_validations_epoch for share;
  if not found then
    return null;
  end if;
  perform from campaigns where organization_id = p_organization and id = p_campaign and version = p_version for share;
  if not found then
    return null;
  end if;
  return settle_queue_items(p_organization, p_claim, p_now, p_settlements);
end
$function$
;
CREATE OR REPLACE FUNCTION tact.settle_queue_items(p_organization uuid, p_claim uuid, p_now timestamp with time zone, p_settlements json)
 RETURNS uuid[]
 LANGUAGE plpgsql
AS $function$
declare
  v_settled uuid[] := '{}';
  v_end record;
begin
  perform set_config('tact.organization', p_organization::text, true);
  -- In the order of their keys, so that two workers who settle the same items do not wait for each other in a circle.
  for v_end in
    select * from json_to_recordset(p_settlements) as s (
      id uuid, attempt_id uuid, state text, scheduled_at timestamptz, hand_over text, provider_reference text, device_position smallint,
      course jsonb, put_off integer, steps_back integer, code text, reason text, assignee text, comes_first boolean, times_out_at timestamptz)
    order by s.id
  loop
    update queue_items q
      -- A result that came while the item was under way is treated next; of a record that is held, when it is ready again.
      set state = case
          when q.held and v_end.state = 'pending' then 'skipped'
          when not q.held and v_end.attempt_id is not null and q.result_at is not null then 'pending'
          else v_end.state
        end,
        scheduled_at = coalesce(case when v_end.attempt_id is not null and q.result_at is not null then p_now end, v_end.scheduled_at, q.scheduled_at),
        comes_first_at = case
          when v_end.attempt_id is not null and q.result_at is not null then p_now
          when coalesce(v_end.comes_first, q.comes_first_at is not null) then coalesce(v_end.scheduled_at, q.scheduled_at)
        end,
        hand_over = coalesce(v_end.hand_over, q.hand_over),
        provider_reference = coalesce(v_end.provider_reference, q.provider_reference),
        device_position = v_end.device_position, course = v_end.course, put_off = v_end.put_off,
        step = q.step - v_end.steps_back,
        code = case when q.held and v_end.state = 'pending' then 'record_held' else v_end.code end,
        reason = case when q.held and v_end.state = 'pending' then 'its record is held; it goes on when the record is ready again' else v_end.reason end,
        assignee = v_end.assignee,
        times_out_at = case when q.result_at is null then v_end.times_out_at end,
        result_at = case when v_end.attempt_id is null then null else q.result_at end,
        result_call_result = case when v_end.attempt_id is null then null else q.result_call_result end,
        result_disposition = case when v_end.attempt_id is null then null else q.result_disposition end,
        claim_id = null, claimed_until = null, updated_at = p_now,
        finished_at = case
          when not q.held and (v_end.state = 'pending' or (v_end.attempt_id is not null and q.result_at is not null)) then null
          else p_now
        end
      where q.organization_id = p_organization and q.id = v_end.id and case
        -- What the worker knows of a hand-over is the truth, also where its claim has run out meanwhile.
        when v_end.attempt_id is not null then q.attempt_id = v_end.attempt_id and q.hand_over in ('handing-over', 'unknown')
        else q.state = 'processing' and q.hand_over <> 'handing-over' and q.claim_id = p_claim
      end;
    if found then
      v_settled := v_settled || v_end.id;
    end if;
  end loop;
  return v_settled;
end
$function$
;
CREATE OR REPLACE FUNCTION tact.take_tokens(p_organization uuid, p_scope text, p_per_minute_max integer, p_now timestamp with time zone, p_wanted integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  v_tokens double precision;
  v_taken integer;
begin
  if p_per_minute_max is null or p_wanted <= 0 then
    return greatest(p_wanted, 0);
  end if;
  -- A clock that stands still or goes back gives nothing.
  select least(
      greatest(1, p_per_minute_max / 60.0),
      p.tokens + greatest(0, coalesce(extract(epoch from p_now - p.refilled_at), 0)) * p_per_minute_max / 60.0)
    into v_tokens from pacing p where p.organization_id = p_organization and p.scope = p_scope;
  v_taken := least(p_wanted, floor(v_tokens)::integer);
  update pacing set tokens = v_tokens - v_taken, refilled_at = greatest(p_now, refilled_at)
    where organization_id = p_organization and scope = p_scope;
  return v_taken;
end
$function$
;
CREATE OR REPLACE FUNCTION tact.time_out_queue_items(p_organization uuid, p_now timestamp with time zone, p_limit integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  v_late uuid[];
begin
  perform set_config('tact.organization', p_organization::text, true);
  v_late := array(
    select q.id from queue_items q
    where q.organization_id = p_organization and q.state = 'completed' and q.times_out_at <= p_now
    order by q.times_out_at
    limit p_limit
    for update skip locked);
  update queue_items q
    set times_out_at = null,
        -- A campaign that is over treats nothing any more.
        result_at = case when c.status <> 'completed' then p_now end,
        result_call_result = case when c.status <> 'completed' then 'Unknown' end,
        result_disposition = null,
        -- A record that is held goes on when it is ready again.
        state = case when c.status = 'completed' or q.held then q.state else 'pending' end,
        scheduled_at = case when c.status = 'completed' then q.scheduled_at else p_now end,
        comes_first_at = case when c.status = 'completed' then q.comes_first_at else p_now end,
        finished_at = case when c.status = 'completed' or q.held then q.finished_at end,
        code = case when c.status = 'completed' or q.held then q.code else 'result_timed_out' end,
        reason = case when c.status = 'completed' or q.held then q.reason
          else 'nobody reported a result while its attempt was held; what follows from that is worked out next' end,
        updated_at = p_now
    from campaigns c
    where q.organization_id = p_organization and q.id = any (v_late)
      and c.organization_id = p_organization and c.id = q.campaign_id;
  return cardinality(v_late);
end
$function$
;
CREATE OR REPLACE FUNCTION tact.to_timestamp_exact(p_seconds text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (('1970-01-01 00:00:00+00'::timestamp with time zone + (((split_part(p_seconds, '.'::text, 1))::bigint)::double precision * '00:00:01'::interval)) + (((rpad(split_part(p_seconds, '.'::text, 2), 6, '0'::text))::integer)::double precision * '00:00:00.000001'::interval))
;
CREATE OR REPLACE FUNCTION tact.transactions_that_record(p_organization uuid)
 RETURNS text[]
 LANGUAGE sql
RETURN (SELECT COALESCE(array_agg(DISTINCT l.virtualtransaction), '{}'::text[]) AS "coalesce" FROM (pg_locks l JOIN pg_class c ON ((c.oid = l.relation))) WHERE ((l.locktype = 'relation'::text) AND (l.mode = 'RowExclusiveLock'::text) AND l.granted AND (l.database = (SELECT d.oid FROM pg_database d WHERE (d.datname = current_database()))) AND (c.relkind = ANY (ARRAY['r'::"char", 'p'::"char"])) AND (c.relname ~ '^(decisions|attempts|attempt_events)(_|$)'::text)))
;
CREATE OR REPLACE FUNCTION tact.wide_level(p_first bytea, p_below bytea)
 RETURNS bytea
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (SELECT string_agg(sha256((wide_level.p_first || SUBSTRING(wide_level.p_below FROM (1 + (512 * n.n)) FOR 512))), '\x'::bytea ORDER BY n.n) AS string_agg FROM generate_series(0, ((length(wide_level.p_below) - 1) / 512)) n(n))
;
CREATE OR REPLACE FUNCTION tact.wide_root(p_leaves bytea)
 RETURNS text
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
declare
  v_level bytea := wide_level('\x00', p_leaves);
begin
  while length(v_level) > 32 loop
    v_level := wide_level('\x01', v_level);
  end loop;
  return encode(v_level, 'hex');
end
$function$
;

-- rights on functions and the schema
schema: tact_app usage
append_audit: everybody execute, tact_app execute
attempt_came_with: everybody execute, tact_app execute
attempt_event_fields: everybody execute, tact_app execute
attempt_fields: everybody execute, tact_app execute
audit_fields: everybody execute, tact_app execute
audit_genesis: everybody execute, tact_app execute
claim_queue_items: everybody execute, tact_app execute
commit_decisions: everybody execute, tact_app execute
decision_fields: everybody execute, tact_app execute
entry_counts: everybody execute, tact_app execute
entry_ends_at: everybody execute, tact_app execute
erased_among: everybody execute, tact_app execute
erasure_key: everybody execute, tact_app execute
find_api_key: everybody execute, tact_app execute
finish_attempt: everybody execute, tact_app execute
hold_queue_items: everybody execute, tact_app execute
is_as_known: everybody execute, tact_app execute
load_facts: everybody execute, tact_app execute
lock_contacts: everybody execute, tact_app execute
mark_handing_over: everybody execute, tact_app execute
milliseconds: everybody execute, tact_app execute
note_result_of_item: everybody execute, tact_app execute
number_sets_in_force: everybody execute, tact_app execute
organization_lock_key: everybody execute, tact_app execute
organizations_due: everybody execute, tact_app execute
organizations_open: everybody execute, tact_app execute
raise_epoch: everybody execute, tact_app execute
raise_guards: everybody execute, tact_app execute
record_hash: everybody execute, tact_app execute
record_leaf: everybody execute, tact_app execute
recover_queue_items: everybody execute, tact_app execute
release_queue_items: everybody execute, tact_app execute
seal_batch: everybody execute, tact_app execute
settle_items_as_known: everybody execute, tact_app execute
settle_queue_items: everybody execute, tact_app execute
take_tokens: everybody execute, tact_app execute
time_out_queue_items: everybody execute, tact_app execute
to_timestamp_exact: everybody execute, tact_app execute
transactions_that_record: everybody execute, tact_app execute
wide_level: everybody execute, tact_app execute
wide_root: everybody execute, tact_app execute

-- comments
accounts: Debts. A rule may count attempts by account; a paused, closed or paid one is out of contact (S33).
accounts_by_contact: the accounts of a contact
accounts_by_reference: searching accounts by the beginning of the reference, page by page
api_keys: Keys of programs. Only the SHA-256 is kept; whoever knows a key's hash may look at its row before the organization is known.
api_keys_by_hash: authentication: the one lookup that does not know the organization yet; the hash is the secret
append_audit(): Adds entries to the chain, in their order. Called after all rows are locked, and before the organization's lock and the guards.
attempt_came_with(): The call result, the disposition and the instant of its report (milliseconds since 1970 UTC) that an attempt was written with.
attempt_event_fields(): An event of an attempt as the texts that its seal covers.
attempt_events: What became known of attempts, each time. Only added to.
attempt_events_by_recording: the same of attempt events
attempt_external_ids: The callers' own ids of imported attempts: importing the same twice changes nothing.
attempt_fields(): An attempt as the texts that its seal covers: what it was written as. What became known of it later stands in its events, which are sealed too.
attempts: Tries on devices, reserved here or told afterwards. The id carries the instant (UUID version 7), so a lookup by id finds its partition. The application may change only what becomes known later.
attempts_by_account: deciding: attempts about an account since an instant
attempts_by_client: deciding: attempts of a client since an instant
attempts_by_device: deciding: attempts on a device since an instant
attempts_by_recording: the same of attempts
audit_fields(): An entry as the texts that its hash covers, in their order; instants are seconds since 1970 UTC. An export holds the very same texts.
audit_genesis(): What stands for the entry before the first one of an organization.
audit_heads: The newest entry of an organization's audit log. Locked after all other rows and before the organization's lock, until the commit, so that entries are numbered in the order of their commits.
audit_log: Who changed what, when and why. Only added to: the application has no right to change or delete a line.
audit_log_by_actor: what one person, key or job changed
audit_log_by_entity: the history of one thing; its listing by page
audit_log_by_request: what one request changed
audit_log_by_seq: a number is used once; reading the chain
backtests: Proposed rules over the recorded history, and what they would have changed. Purged after 90 days: examples name contacts.
backtests_running: an organization runs one backtest at a time
backtests_waiting: a runner looks for work
campaign_group_lists: Optional suppression lists that a campaign group has picked.
campaign_group_lists_by_list: deletion of a list; where is it used
campaign_group_rules: Optional rules that a campaign group has picked.
campaign_group_rules_by_rule: deletion of a rule; where is it used
campaign_group_validations: Optional pre-dial validations that a campaign group has picked.
campaign_group_validations_by_validation: deletion of a validation; where is it used
campaign_groups: What a request belongs to: it picks optional rules and lists (S5).
campaign_groups_by_dialing_profile: deletion of a profile; where is it used
campaign_groups_by_name: a name is used once; listing by name
campaign_template_lists: Optional suppression lists that a campaign template has picked.
campaign_template_lists_by_list: deletion of a list; where is it used
campaign_template_rules: Optional rules that a campaign template has picked.
campaign_template_rules_by_rule: deletion of a rule; where is it used
campaign_template_validations: Optional pre-dial validations that a campaign template has picked.
campaign_template_validations_by_validation: deletion of a validation; where is it used
campaign_templates: What a campaign group can be made from: it takes a copy, and later changes do not reach it (S5).
campaign_templates_by_name: a name is used once; listing by name
campaigns: A contact list worked through on one channel, under the rules and hours of its campaign group (seed B4, A7.5).
campaigns_by_group: deletion of a group; where is it used
campaigns_by_list: deletion of a list; where is it used
campaigns_by_name: a name is used once; listing by name
campaigns_by_status: the campaigns that have work
campaigns_by_template: deletion of a message template; where is it used
campaigns_running: the campaigns of all organizations that may have something due, or are to be ended
channels: Channel configurations: how attempts of a channel are handed over, and by what their provider is recognized.
channels_by_name: a name is used once; listing by name
channels_in_use: a channel goes out through one configuration; finding it
checkpoints: Signed statements of how far the chains went. Kept elsewhere too, they show where a chain was made anew. Only added to.
claim_queue_items(): Claims what is due of one campaign, as far as its limits, its channel's and pauses let it. Gives the items with their contacts; null where there is nothing to claim.
commit_decisions(): Makes a batch of decisions durable with their reservations. Gives the places, from 1, of those whose counted history moved and that were not written; null where an epoch moved and nothing was written.
contact_dates: Days without contact, midnight to midnight where the device is (S19). Made and deleted, never changed (seed A8).
contact_dates_by_date: a day has a label once; listing by date, then label
contact_import_accounts: The accounts that an import made, as it left them, for 30 days.
contact_import_accounts_of_account: deletion of an account; whether the accounts of a contact are those of the import
contact_import_contacts: The contacts that an import has had, while it runs; those that it made, for 30 days: what taking it back looks at.
contact_import_contacts_of_contact: deletion of a contact
contact_import_records: The records that an import added to its contact list, for 30 days: what taking it back looks at.
contact_import_records_of_record: deletion of a record
contact_import_rows: Cells for which rows were left out, and rows that repeat a client id, up to a limit: where, what stood there (shortened), and why. Purged after 30 days.
contact_imports: Files of contacts that were brought in, or are being: how far, and what came of them.
contact_imports_by_file: whether a file that is kept is still needed
contact_imports_running: an organization has one file of contacts worked on at a time
contact_imports_waiting: a runner looks for work
contact_list_records: The records of a contact list: one contact each, once a list. Their ids ascend with time.
contact_list_records_by_contact: a contact stands in a list once
contact_list_records_by_list: listing; enqueueing those that are new
contact_list_records_held: listing and counting the records that are held
contact_list_records_of_contact: deletion of a contact
contact_lists: Lists of contacts that campaigns work through.
contact_lists_by_name: a name is used once; listing by name
contacts: People, known by client id.
contacts_by_client_id: deciding and upserts by client id; listing in the order of client ids
contacts_by_last_name: contacts found by the beginning of the last word of their name
contacts_by_name: contacts found by the beginning of their name
custom_timezones: Zones that an organization gives to numbers by their first digits, before the built-in map; the longest prefix wins (seed A4, S16).
custom_timezones_by_prefix: a prefix has one zone; listing by prefix; imports
decision_fields(): A decision as the texts that its seal covers.
decisions: Every answer with its whole record, byte for byte. Only added to.
decisions_by_client: the decisions about a client
decisions_by_recording: sealing: what was recorded since an instant; retention: what was recorded before one
device_stop_parts: What a stop made: opt-outs of contacts, or an entry of the own list where nobody had the device (S24).
device_stops: Stops that came from a device itself. Each makes opt-outs and entries of its own, whatever else blocks the device, and lifting it lifts only those (S25).
device_stops_in_force: a stop that comes twice is one; what a START lifts
devices: Up to ten addresses of a contact: numbers in E.164, e-mail addresses in lower case.
devices_by_key: whose is this number: search, bulk opt-out
devices_once_a_contact: a contact has a device once
dialing_profile_lists: Optional suppression lists that a dialing profile has picked.
dialing_profile_lists_by_list: deletion of a list; where is it used
dialing_profile_rules: Optional rules that a dialing profile has picked.
dialing_profile_rules_by_rule: deletion of a rule; where is it used
dialing_profile_validations: Optional pre-dial validations that a dialing profile has picked.
dialing_profile_validations_by_validation: deletion of a validation; where is it used
dialing_profiles: Optional rules and lists that apply to every campaign group which names the profile, as they are now (S5).
dialing_profiles_by_name: a name is used once; listing by name
dispositions: The disposition codes that an organization works with. Rules and attempts hold the code as text.
dispositions_by_code: a code stands once; listing by code; is a code known
entry_counts(): Whether an entry is on its list: added by hand or by an import in force, and not taken off by one. Its span is another question.
entry_ends_at(): When an entry stops blocking, by its own end and by how long its list keeps entries (S22); null: at its last day, or never.
erased_among(): Deciding: which of these keyed hashes were put in the place of a name.
erased_names: Keyed hashes of client ids and devices that were erased. Deciding looks up here whether somebody who is asked about is known by one.
erased_records: Sealed records whose content was erased. What they were stays as a hash; what is left of them is fixed by the Merkle root that an audit entry states.
erasure_key(): The sealed key of an organization's erased names; null where nobody was erased.
erasure_keys: The key under which erased names of an organization are hashed, encrypted with the installation's secret key. Made by the first erasure; without a row nobody was erased.
erasures: Persons that are to be erased, or were: how far it is, and what came of it. Names nobody once it is done.
erasures_waiting: who works on erasures looks for work
find_api_key(): Who asks, by the hash of the key; nulls where there is none. Beside it the epoch of rules of its organization, which is raised where a key is revoked.
finish_attempt(): Writes what became known of an attempt: its result, with what its record in a campaign has to know; or that it was not made. Gives what came of it, and the attempt.
guards: The version of the counted history of one client (`c:` and the client id) or one device (`d:` and its key). A reservation raises both from the versions that it read, or is decided again (G1, ADR 0004).
hold_queue_items(): Takes what waits of a record out of the queue, and away from workers that only claimed it; the record's row is locked by the caller. What is being handed over stays so.
idempotency_keys: Answers of writes, so that a repeated request gets the first one's answer.
idempotency_keys_by_age: removal of old keys
is_as_known(): Whether a campaign, what validates it, its message and its organization are as a worker knows them, and nothing is paused or held back.
jobs: Work that takes longer than a request: its state, how far it is, who asked for it. Errors hold no number and no name.
jobs_running: an organization runs one job at a time
jobs_waiting: a runner looks for work
list_import_bad_rows: Rows of imported files that were not taken, up to a limit: where, what stood there (shortened), and why not.
list_import_parts: Numbers read so far, each part a set in pieces as in number_set_pieces. Joined to a version at the end, and taken away then.
list_imports: Files brought into lists. One statement puts all of an import in force, and one takes it back.
load_facts(): All that a batch of questions is decided by, in one snapshot: epochs, contacts, devices, accounts, guards, attempts, attempts by account alone, opt-outs, entries, versions of numbers. Columns, or null where nothing was found.
lock_contacts(): The first statement of whatever writes contacts (shared) or opts somebody out (exclusive).
mark_handing_over(): Says durably that items are about to be handed over, each under its attempt. Gives those that may be; the others are no longer the caller's, or are paused, or their campaign or what validates it has changed.
message_templates: What campaigns say, in one or more languages, with placeholders that were checked when it was saved.
message_templates_by_name: a name is used once; listing by name
migrations: Which files of sql/ this database has seen.
milliseconds(): An instant as the service counts it: milliseconds since 1970 UTC. Stable, not immutable: only so is it taken into the statement.
note_result_of_item(): Tells the queue that an item's attempt has a result: its treatment is applied by the next worker, and cannot be lost by a crash.
number_set_pieces: The chunks of a version (packages/engine/src/number-set), about 64 KB of them in each row. Never changed once the version is in force.
number_set_versions: Versions of a list's numbers. Numbers, chunks and words (16 bits each, in memory) are known once a version was put in force.
number_set_versions_in_force: deciding; at most one version of a list is in force
number_sets_in_force(): The versions of numbers that are in force for these lists: two columns, list and version.
opt_out_devices: Devices that an opted-out contact had, has or gets; they are opted out at every contact, and taking one away does not free it (S21).
opt_out_devices_by_opt_out: the report on how opt-outs were honoured; removing opt-outs that are beyond their retention
opt_outs: Contacts' own wishes. Channels null: any. Lifted ones stay.
opt_outs_by_client: deciding
opt_outs_lifted_of_client: whether a contact had ever opted out, before its import is taken back
opt_outs_not_lifted: listing those in force, newest first
organization_epochs: Raised by every change of rules or of suppressions, under the organization's exclusive lock. A decision commits only on the epochs that it was made on (ADR 0004).
organization_lock_key(): The advisory lock of an organization: shared by commits of decisions, exclusive for changes of rules and suppressions (ADR 0004).
organizations: A tenant: its clock, its limits, its defaults.
organizations_due(): The organizations with something pending in an active campaign, and when the first of it is due. One look into the index for each active campaign.
organizations_open(): The organizations whose queues need looking after now and then: something waits or is under way there, or a campaign runs.
pacing: How fast a campaign or a channel may go, and what is left of it at this moment; one for all processes.
pre_dial_validations: Pre-dial validations: which service is asked before a record is dialled, how, and what follows from its answers (seed A9).
pre_dial_validations_by_name: a name is used once
pre_dial_validations_by_priority: a priority is used once; listing and asking in their order
queue_items: What a campaign does with each of its records: when next, how far, and why. Nothing waits without a reason.
queue_items_assigned: the records that somebody was given
queue_items_by_attempt: the item of an attempt whose result is reported
queue_items_by_campaign: listing those of a campaign; deletion of a draft
queue_items_by_record: a record is in a campaign once; enqueueing; how far the records of a list are; deletion of a record
queue_items_due: claiming what is due, first come first; its cost does not grow with the depth
queue_items_finished: what was finished today
queue_items_first: claiming what follows from results before everything else that is due
queue_items_processing: how many are under way; claims that ran out
queue_items_waiting_for_results: results that did not come in time; empty where no treatment asks for them
raise_epoch(): The last statement, but for guards, of every change of rules (`ruleset`) or of whom not to contact (`suppression`).
raise_guards(): Says that the counted history of these clients and devices moved. The very last statement of a transaction.
record_hash(): SHA-256 of the JSON array of a record's texts: a leaf of its batch.
record_leaf(): SHA-256 of the binary form of an array of a record's texts, each with its length before it: a leaf of a seal of form 2. Texts in UTF-8, the client's encoding.
recover_queue_items(): Takes back what workers held that have ended: what was only claimed is pending again; what was being handed over is unknown, and is never sent again by itself (ADR 0012).
release_queue_items(): Puts what was taken out of the queue back where it was, and what has a result that came meanwhile; the record's row is locked by the caller.
remove_old_opt_outs(): Deletes at most so many opt-outs that were lifted, or ended by themselves, before an instant; those in force stay for good. Gives their ids.
remove_stated(): Deletes at most so many sealed records of a kind, oldest first, that the newest signed statement of retention covers. Gives how many.
report_file_parts: What a report file consists of, in the order of its numbers: each part is stored together with how far the file is.
report_files: Files of the compliance report. Purged after seven days: they name contacts, and can be made again.
report_files_running: an organization has one file made at a time
report_files_waiting: a runner looks for work
retention: For how many days an organization keeps decisions, attempts with what became of them, and opt-outs that are over. Without a row: five years.
rule_versions: Every saved state of every rule. Only added to.
rules: Rules as they are now; what they were stands in rule_versions.
rules_by_name: a name is unique within its kind (seed A2)
rules_by_priority: a priority is unique within its kind (seed A2); listing by priority
rulesets: The source of each ruleset that ever decided something, byte for byte, so that a decision can be recomputed (S31). Only added to.
seal_batch(): Seals the next records of a kind that were recorded up to an instant, as many at most; gives how many, 0 too where somebody else seals or erases.
seals: Batches of records by when they were recorded, then by key: after from, up to and with to. The root is that of the Merkle tree of their hashes; the hash covers the seal before it. Marks, eight bytes of each hash, only help to say which record is not as it was. Only added to.
seals_by_kind: how far a kind is sealed
seals_of_form_1: erasure: up to where a kind is sealed in the older form
sessions: Who is signed in. A session is deleted when it ends; an old one that nobody ended is swept at the next sign-in.
sessions_by_token: authentication: the lookup that does not know the organization yet; the hash is the secret
sessions_by_user: ending all sessions of a user, and the foreign key
settle_items_as_known(): As settle_queue_items, of what follows from a pre-dial validation; null, and nothing changed, where the campaign or what validates it is not as the worker knows it.
settle_queue_items(): Says what became of items: of those that were claimed, by the claim; of those that were handed over, by their attempt. Gives those that it changed.
sign_in_failures: Tries to sign in that have not succeeded, by account and by network address, each as the SHA-256 of its text. Nobody's organization is known before the password was right, so that all are kept under the nil id, which no organization has.
sign_in_failures_by_expiry: sweeping those that are forgotten
suppression_entries: Single lines of suppression lists: a device key or a client id.
suppression_entries_by_import: the entries of an import that failed or was rolled back are taken away
suppression_entries_by_value: deciding
suppression_lists: Lists of devices or clients not to contact. Channels null: any.
suppression_lists_by_name: a name is used once; listing by name
suppression_lists_own: an organization has one list of its own; finding it
take_tokens(): Takes as many tokens as are there, at most as many as wanted. The row is locked by the caller.
time_out_queue_items(): Takes results that did not come while their attempts were held for `Unknown`: their treatment is applied by whoever claims the items next.
to_timestamp_exact(): The instant of seconds since 1970 UTC, to the microsecond, which a floating number would not keep.
transactions_that_record(): The transactions that may have recorded something which nobody sees yet: prepared ones too, and those whose commit waits. A row's table is locked before its recorded_at is read from the clock, and until others see the row. The organization says only where Citus is to ask.
treatment_triggers: Which treatment follows which call result or disposition code.
treatment_triggers_by_treatment: the triggers of a treatment
treatments: What is done with a record after an attempt, or after a check that was negative (seed A11).
treatments_by_name: a name is used once; listing by name
users: People who sign in. Passwords are argon2id.
users_by_address: sign-in: the lookup that does not know the organization yet
users_by_email: sign-in; one user an address
users_by_invitation: accepting an invitation: the lookup that does not know the organization yet; the hash is the secret
verifications: Checks of the audit log, the seals and the records: how far each went, and what it found. The newest thousand are kept. It is what the database says; what proves it is `tact audit verify` on an export.
verifications_by_end: the newest one, and the newest that found something; removing the oldest
verifications_of_night: one process checks an organization in a night
wide_level(): The nodes above leaves or nodes of 32 bytes that lie beside each other: each is the SHA-256 of a first byte and up to sixteen of them.
wide_root(): The root of the tree of a seal of form 2, hexadecimal.
