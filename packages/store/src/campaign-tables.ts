import type { ColumnType, Generated } from 'kysely';
import type { At, AtOrNull, Json, Owned, Versioned } from './column-types.ts';

/** The tables of contact lists, campaigns, what is asked before they dial, and their queue. */
export interface CampaignTables {
  message_templates: Owned & Versioned & { id: string; name: string; texts: Json };
  contact_lists: Owned & Versioned & { id: string; name: string };
  contact_list_records: Owned & {
    id: string;
    list_id: string;
    contact_id: string;
    account_id: string | null;
    status: Generated<string>;
    created_at: ColumnType<number, never, never>;
  };
  campaigns: Owned &
    Versioned & {
      id: string;
      name: string;
      status: Generated<string>;
      campaign_group_id: string;
      contact_list_id: string;
      channel: string;
      message_template_id: string | null;
      language: string | null;
      starts_at: AtOrNull;
      ends_at: AtOrNull;
      hours: Json | null;
      delivery: Json | null;
      treatment_script: string | null;
      device_positions: number[];
      enqueues: string;
      dispatches_per_minute_max: number | null;
      concurrency_max: number | null;
      weight: number;
      enqueued_through: string | null;
    };
  pre_dial_validations: Owned &
    Versioned & {
      id: string;
      name: string;
      required: boolean;
      priority: number;
      url: string;
      timeout_ms: number;
      connections_max: number;
      call_result: string;
      disposition_code: string | null;
      sealed_headers: string | null;
      header_names: string[];
    };
  queue_items: Owned & {
    id: string;
    campaign_id: string;
    record_id: string;
    contact_id: string;
    account_id: string | null;
    state: string;
    scheduled_at: At;
    comes_first_at: AtOrNull;
    times_out_at: AtOrNull;
    held: Generated<boolean>;
    hand_over: Generated<string>;
    claim_id: string | null;
    claimed_until: AtOrNull;
    step: Generated<number>;
    device_position: number | null;
    attempt_device_position: number | null;
    attempt_course: Json | null;
    attempt_id: string | null;
    decision_id: string | null;
    provider_reference: string | null;
    assignee: string | null;
    code: string;
    reason: string;
    course: Json | null;
    put_off: Generated<number>;
    taken_up: Generated<number>;
    taken_up_at: AtOrNull;
    result_at: AtOrNull;
    result_call_result: string | null;
    result_disposition: string | null;
    created_at: At;
    updated_at: At;
    finished_at: AtOrNull;
  };
  pacing: Owned & {
    scope: string;
    dispatches_per_minute_max: number | null;
    concurrency_max: number | null;
    tokens: Generated<number>;
    refilled_at: AtOrNull;
    not_before: AtOrNull;
    reason: string | null;
  };
}
