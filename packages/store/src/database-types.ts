import type { ColumnType, Generated } from 'kysely';
import type { CampaignTables } from './campaign-tables.ts';
import type { At, AtOrNull, Json, LeasedWorkColumns, Owned, Versioned } from './column-types.ts';
import type { ContactImportTables } from './contact-import-tables.ts';

interface SpanColumns {
  from_at: AtOrNull;
  from_date: string | null;
  until_at: AtOrNull;
  until_date: string | null;
}

interface RuleColumns {
  kind: string;
  name: string;
  required: boolean;
  priority: number;
  disposition_code: string | null;
  conditions: Json;
}

interface PieceColumns {
  from_key: number;
  end_key: number;
  numbers: number;
  chunks: number;
  words: number;
  bytes: Buffer;
}

type ListImportRow = Owned & { list_id: string; import_id: string };

type JobColumns = Owned & {
  id: string;
  kind: string;
  list_id: string;
  import_id: string;
  state: string;
  bytes_done: Generated<number>;
  bytes_total: number;
  rows_done: Generated<number>;
  rows_total: number | null;
  error_code: string | null;
  error: string | null;
  stop_requested: Generated<boolean>;
  runner: string | null;
  leased_until: AtOrNull;
  created_at: ColumnType<number, never, never>;
  created_by: Json;
  started_at: AtOrNull;
  finished_at: AtOrNull;
};

type ListImportColumns = Owned & {
  list_id: string;
  id: string;
  job_id: string;
  file_name: string;
  file_sha256: string;
  file_bytes: number;
  mode: string;
  plan: Json;
  label: string;
  base_label: string | null;
  data_at: AtOrNull;
  coverage: string[] | null;
  data_at_before: AtOrNull;
  coverage_before: string[] | null;
  position: ColumnType<unknown, string | null, string | null>;
  read_whole: Generated<boolean>;
  parts: Generated<number>;
  good: Generated<number>;
  bad: Generated<number>;
  bad_kept: Generated<number>;
  repeated: Generated<number>;
  version_id: string | null;
  state: Generated<string>;
  replaced_by: string | null;
  created_at: ColumnType<number, never, never>;
  created_by: Json;
  in_force_at: AtOrNull;
  rolled_back_at: AtOrNull;
  rolled_back_by: ColumnType<unknown, string | null, string | null>;
  roll_back_reason: string | null;
};

/** The tables, as the migrations in `sql/` make them. */
export interface Tables extends CampaignTables, ContactImportTables {
  organizations: Owned & {
    name: string;
    locale: string;
    currency: string;
    default_country: string;
    zone: string;
    zone_fallback: string;
    allowed_hours: Json;
    limits: Json;
    execution_paused: Generated<boolean>;
    validations_epoch: Generated<number>;
    version: Generated<number>;
  };
  organization_epochs: Owned & { ruleset_epoch: Generated<number>; suppression_epoch: Generated<number> };
  users: Owned & {
    id: string;
    email: string;
    role: string;
    password_hash: string | null;
    disabled_at: AtOrNull;
    invitation_hash: string | null;
    invitation_expires_at: AtOrNull;
    created_at: ColumnType<number, never, never>;
  };
  sessions: Owned & {
    id: string;
    user_id: string;
    token_hash: string;
    created_at: ColumnType<number, never, never>;
    last_seen_at: At;
    expires_at: At;
  };
  sign_in_failures: Owned & { key_hash: string; times: Generated<number[]>; expires_at: At };
  api_keys: Owned & {
    id: string;
    name: string;
    role: string;
    scopes: string[] | null;
    prefix: string;
    key_hash: string;
    created_at: ColumnType<number, never, never>;
    expires_at: AtOrNull;
    revoked_at: AtOrNull;
    last_used_at: AtOrNull;
  };
  audit_log: Owned & {
    id: string;
    at: ColumnType<number, never, never>;
    actor: Json;
    action: string;
    entity: string;
    entity_id: string;
    before: ColumnType<unknown, string | null, never>;
    after: ColumnType<unknown, string | null, never>;
    reason: string | null;
    seq: ColumnType<number, never, never>;
    actor_id: ColumnType<string | null, never, never>;
    actor_kind: ColumnType<string | null, never, never>;
    actor_source: ColumnType<string | null, never, never>;
    request_id: ColumnType<string | null, never, never>;
  };
  audit_heads: Owned & { seq: number; hash: string };
  idempotency_keys: Owned & {
    principal_id: string;
    key: string;
    request_hash: string;
    claimed_at: ColumnType<number, never, Date>;
    http_status: number | null;
    body: string | null;
    ruleset_epoch: number | null;
    suppression_epoch: number | null;
  };
  contacts: Owned &
    Versioned & {
      id: string;
      client_id: string;
      name: string | null;
      zone: string | null;
      country: string | null;
      region: string | null;
      postal_code: string | null;
      language: string | null;
      attributes: Json;
    };
  devices: Owned & { contact_id: string; position: number; device_key: string; device_type: string };
  accounts: Owned &
    Versioned & {
      id: string;
      contact_id: string;
      reference: string;
      status: string;
      amount: string | null;
      currency: string | null;
    };
  rules: Owned & Versioned & RuleColumns & { id: string };
  rule_versions: Owned &
    RuleColumns & {
      rule_id: string;
      version: number;
      deleted: boolean;
      saved_at: ColumnType<number, never, never>;
      saved_by: string;
    };
  contact_dates: Owned & {
    id: string;
    label: string;
    date: string;
    created_at: ColumnType<number, never, never>;
    created_by: string;
  };
  rulesets: Owned & { fingerprint: string; source: string };
  campaign_groups: Owned &
    Versioned & {
      id: string;
      name: string;
      timezone_source: string | null;
      campaign_hours: Json | null;
      dialing_profile_id: string | null;
      template_id: string | null;
    };
  campaign_group_rules: Owned & { campaign_group_id: string; rule_id: string };
  campaign_group_lists: Owned & { campaign_group_id: string; list_id: string };
  dialing_profile_rules: Owned & { dialing_profile_id: string; rule_id: string };
  dialing_profile_lists: Owned & { dialing_profile_id: string; list_id: string };
  custom_timezones: Owned &
    Versioned & {
      id: string;
      country_code: string;
      area_code: string;
      exchange: string | null;
      prefix: string;
      zone: string;
    };
  dispositions: Owned & Versioned & { id: string; code: string; name: string; description: string | null };
  treatments: Owned &
    Versioned & {
      id: string;
      name: string;
      action: string;
      retries_max: number | null;
      interval_minutes: number | null;
      increment_minutes: number | null;
      at: AtOrNull;
      assignee: string | null;
      next_action: string;
    };
  treatment_triggers: Owned & { kind: string; value: string; treatment_id: string };
  opt_outs: Owned &
    SpanColumns & {
      id: string;
      client_id: string;
      channels: string[] | null;
      contact_only: boolean;
      reason: string;
      source: string;
      created_at: At;
      created_by: string;
      created_by_name: string | null;
      lifted_at: AtOrNull;
      lifted_by: string | null;
      lift_reason: string | null;
    };
  opt_out_devices: Owned & { opt_out_id: string; device_key: string };
  suppression_lists: Owned &
    Versioned & {
      id: string;
      name: string;
      type: string;
      channels: string[] | null;
      required: boolean;
      expires_at: AtOrNull;
      expires_date: string | null;
      is_registry: boolean;
      registry_age_ms_max: number | null;
      registry_version_at: AtOrNull;
      registry_coverage: string[];
      retention_days: number | null;
      is_own: Generated<boolean>;
    };
  suppression_entries: Owned &
    SpanColumns & {
      list_id: string;
      id: string;
      value: string;
      reason: string | null;
      created_at: ColumnType<number, never, never>;
      import_id: string | null;
      removed_by: string | null;
    };
  jobs: JobColumns;
  erasures: Owned & {
    id: string;
    subject: Json | null;
    state: string;
    step: string;
    position: number;
    counts: Json;
    reason: string;
    error_code: string | null;
    error: string | null;
    runner: string | null;
    leased_until: AtOrNull;
    created_at: ColumnType<number, never, never>;
    created_by: Json;
    finished_at: AtOrNull;
  };
  backtests: Owned & LeasedWorkColumns;
  report_files: Owned &
    LeasedWorkColumns & { name: string; rows_done: string; bytes_done: string; parts: number };
  report_file_parts: Owned & { report_file_id: string; number: number; body: Uint8Array };
  list_imports: ListImportColumns;
  list_import_bad_rows: ListImportRow & {
    number: number;
    member: string;
    line: number;
    column_name: string | null;
    value: string;
    code: string;
    sentence: string;
  };
  list_import_parts: ListImportRow & PieceColumns & { part: number; action: string };
  number_set_versions: Owned & {
    list_id: string;
    id: string;
    state: Generated<string>;
    replaces: string | null;
    import_id: string | null;
    data_at: AtOrNull;
    numbers: number | null;
    chunks: number | null;
    words: number | null;
    created_at: ColumnType<number, never, never>;
    in_force_at: AtOrNull;
  };
  number_set_pieces: Owned & PieceColumns & { list_id: string; version_id: string };
  channels: Owned &
    Versioned & {
      id: string;
      name: string;
      channel: string;
      kind: string;
      enabled: boolean;
      concurrency_max: number;
      settings: Json;
      sealed_secrets: string | null;
      secret_names: string[];
    };
  guards: Owned & { key: string; version: number };
  attempts: Owned & {
    id: string;
    at: At;
    client_id: string;
    device_key: string;
    device_position: number | null;
    account_id: string | null;
    campaign_group_id: string | null;
    channel: string;
    direction: string;
    state: string;
    expires_at: AtOrNull;
    call_result: string | null;
    disposition: string | null;
    finished_at: AtOrNull;
    decision_id: string | null;
    origin: string;
    country: string | null;
    regions: string[];
    area_code: string | null;
    postal_code: string | null;
  };
  attempt_external_ids: Owned & { external_id: string; attempt_id: string };
  attempt_events: Owned & {
    attempt_id: string;
    at: At;
    sequence: number;
    kind: string;
    call_result: string | null;
    disposition: string | null;
    actor: Json;
  };
  decisions: Owned & {
    id: string;
    at: At;
    client_id: string;
    device_key: string;
    channel: string;
    account_id: string | null;
    campaign_group_id: string | null;
    allowed: boolean;
    code: string | null;
    ruleset: string;
    record: string;
  };
}
