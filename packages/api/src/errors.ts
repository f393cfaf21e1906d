import { ACCESS_ERRORS } from './access-errors.ts';
import { kind, type ErrorKind } from './error-kind.ts';
import { SERVICE_ERRORS } from './service-errors.ts';

/**
 * Every error that the API answers with. The code is stable: programs branch on it. The sentence in `detail` is for people and may
 * be worded better at any time.
 */
export const ERRORS = {
  // --- the request as such ---------------------------------------------------------------------------------------------
  json_invalid: kind(400, 'the body is not JSON', 'mend the text at the position that `detail` names'),
  validation_failed: kind(
    400,
    'the request does not have the shape that the route takes',
    'each of `problems` names a JSON pointer and what would be right',
  ),
  content_type_unsupported: kind(
    415,
    'the content type is not taken here',
    'send `application/json`; or `application/x-ndjson`, `text/csv` or `application/octet-stream` where the route says that it takes them',
  ),
  body_too_large: kind(
    413,
    'the body is too large',
    'send at most 1 MB of JSON (8 MB to `/api/admin/opt-out/bulk`), 16 MB of CSV or a file of 8 GB, or one object a line as `application/x-ndjson` with lines of at most 64 KB',
  ),
  route_unknown: kind(404, 'there is no such route', 'look it up under `/api/docs`'),
  method_not_allowed: kind(
    405,
    'the route does not take this method',
    'the `Allow` header names those it takes',
  ),
  cursor_invalid: kind(
    400,
    'the cursor is not one of ours',
    'send `next` of the page before, unchanged, with the same filters',
  ),

  ...ACCESS_ERRORS,

  // --- repeats ---------------------------------------------------------------------------------------------------------
  idempotency_key_invalid: kind(
    400,
    'the idempotency key is not usable',
    'send 1 to 128 visible ASCII characters',
  ),
  idempotency_key_reused: kind(
    409,
    'the idempotency key was used for another request',
    'choose a new key for a new request',
  ),
  idempotency_key_running: kind(
    409,
    'a request with this idempotency key is under way',
    'send it again after `Retry-After` seconds',
  ),
  answer_too_old: kind(
    409,
    'what this idempotency key was allowed may hold no more',
    'report or release the attempt that `attemptId` names, and ask with a new key; nothing was allowed',
  ),
  idempotency_key_unsupported: kind(
    400,
    'a streamed batch takes no idempotency key',
    'leave the header out, or send the batch as JSON',
  ),

  // --- what is there already -------------------------------------------------------------------------------------------
  not_found: kind(
    404,
    'there is no such thing',
    'check the id; things of another organization do not exist for you',
  ),
  name_taken: kind(409, 'the name is taken', 'choose another one'),
  priority_taken: kind(
    409,
    'the priority is taken',
    'priorities are unique within a kind of rule; choose another one',
  ),
  prefix_taken: kind(409, 'these digits have a time zone already', 'change that line of the map'),
  trigger_taken: kind(
    409,
    'a call result or code leads to another treatment already',
    'take it out of that treatment first',
  ),
  rule_required: kind(
    409,
    'the rule is required and applies without being picked',
    'make it optional on the rule itself',
  ),
  client_id_taken: kind(409, 'the client id is taken', 'choose another one, or change that contact'),
  version_conflict: kind(
    409,
    'it was changed meanwhile',
    'read it again, repeat your change on it, and send its `version`; `currentVersion` names it',
  ),
  status_conflict: kind(409, 'its status does not allow that', 'get it anew, and do what its status allows'),
  last_administrator: kind(
    409,
    'nobody would be left who administers',
    'make another user an administrator first',
  ),
  still_used: kind(409, 'it is still used', 'take it out of where it is used first'),
  own_list_fixed: kind(
    409,
    "the organization's own list stays as it is",
    'only its name can be changed; single entries can be added and removed',
  ),
  retention_with_numbers: kind(
    409,
    'the list has numbers that have no day to keep them from',
    'make another list with a retention and import the file there',
  ),
  base_version_differs: kind(
    409,
    'the change list was made for another version of the list',
    'import the full list, or the changes in between',
  ),
  import_not_last: kind(
    409,
    'later imports into the list are in force',
    'roll those back first, newest first',
  ),
  import_not_in_force: kind(409, 'the import is not in force', 'only one that is in force is rolled back'),
  job_ended: kind(409, 'the job is over', 'begin a new one'),
  import_files_full: kind(
    409,
    'twenty files wait to be imported already',
    'wait for one of them to finish, or take up one that was stopped',
  ),
  report_files_full: kind(
    409,
    'twenty report files wait or are made already',
    'wait for one of them, or stop one',
  ),
  report_file_not_ready: kind(
    409,
    'the report file is not finished',
    'follow it, and download it once it is finished',
  ),
  channel_in_use: kind(
    409,
    'the channel goes out through another configuration',
    'disable that one first, or save this one disabled',
  ),
  already_finished: kind(409, 'the attempt has a result', 'a result can be corrected, but not released'),
  already_released: kind(409, 'the attempt was released', 'reserve a new one'),
  erasure_subject_missing: kind(
    422,
    'it is not said who is to be erased',
    'name a client id, or a device; not both',
  ),
  erasure_ambiguous: kind(
    409,
    'several persons are known by this device',
    'name the client whom it is about',
  ),
  erasure_key_missing: kind(
    503,
    'persons were erased here, and the key that their opt-outs are known by is missing',
    'give back the `TACT_SECRET_KEY`, or the `secret.key` of the data folder, that was in use when they were erased',
  ),
  already_lifted: kind(409, 'the opt-out was lifted before', 'nothing is left to do'),

  // --- what the request names ------------------------------------------------------------------------------------------
  contact_unknown: kind(422, 'there is no such contact', 'create it, or describe it in the request'),
  device_unknown: kind(
    422,
    'the contact has no such device',
    'name one of its own, or add it to the contact',
  ),
  device_of_another_contact: kind(422, "the device is another contact's", 'name one of the contact itself'),
  device_missing: kind(
    422,
    'the contact has no device for this channel',
    'add one, or choose another channel',
  ),
  device_taken_twice: kind(422, 'the contact has this device twice', 'name each device once'),
  device_position_taken: kind(
    422,
    'two devices have one position',
    'number the devices 1 to 10, each number once',
  ),
  number_invalid: kind(
    422,
    'this is no phone number and no e-mail address',
    'write it with its country, such as `+12125550123`',
  ),
  channel_unsuitable: kind(
    422,
    'the channel does not reach this kind of device',
    'choose a device that suits the channel',
  ),
  account_unknown: kind(422, 'there is no such account', 'check the id'),
  account_of_another_contact: kind(422, "the account is another contact's", "name one of the contact's own"),
  campaign_group_unknown: kind(422, 'there is no such campaign group', 'check the id'),
  rule_unknown: kind(422, 'there is no such rule', 'check the id'),
  dialing_profile_unknown: kind(422, 'there is no such dialing profile', 'check the id'),
  campaign_template_unknown: kind(422, 'there is no such campaign template', 'check the id'),
  contact_list_unknown: kind(422, 'there is no such contact list', 'check the id'),
  message_template_unknown: kind(422, 'there is no such message template', 'check the id'),
  message_invalid: kind(
    422,
    'the message cannot be used',
    'write placeholders such as `{name}`, and each language once',
  ),
  script_invalid: kind(
    422,
    'the treatment script cannot be used',
    'mend what the problems name, line by line',
  ),
  campaign_invalid: kind(
    422,
    'the campaign cannot be used',
    'give it what its channel needs, and an end after its start',
  ),
  disposition_unknown: kind(
    422,
    'there is no such disposition code',
    'use one of `/api/v1/dispositions`, or create it there',
  ),
  pre_dial_validation_unknown: kind(422, 'there is no such pre-dial validation', 'check the id'),
  pre_dial_validation_invalid: kind(
    422,
    'the pre-dial validation cannot be used',
    'change what `path` names; `detail` says how',
  ),
  suppression_list_unknown: kind(422, 'there is no such suppression list', 'check the id'),
  zone_unknown: kind(
    422,
    'there is no such time zone',
    'use a name of the IANA database, such as `America/New_York`',
  ),
  address_invalid: kind(
    422,
    'the address is not known',
    'use ISO 3166 codes, such as country `US` and region `US-NY`',
  ),
  holidays_unknown: kind(
    422,
    'no holidays are known of this place',
    'leave the region out, or create the contact dates one by one',
  ),
  reason_missing: kind(
    422,
    'lifting an opt-out needs a reason',
    'send it as `{"reason":"…"}`, or in the query as `?reason=…`',
  ),
  instant_out_of_range: kind(
    422,
    'the instant lies outside the zone table',
    'ask for an instant between 1970 and 2099',
  ),
  instant_invalid: kind(
    422,
    'this is no instant and no day',
    'write `2026-11-21T02:15:00Z`, or `2026-11-21` for a whole day',
  ),
  span_invalid: kind(422, 'it would end before it starts', 'give an end after the start, or none'),
  hours_invalid: kind(
    422,
    'the hours cannot be used',
    'each window ends after it starts; a day without a window is `closed`',
  ),
  rule_invalid: kind(
    422,
    'the rule cannot be used',
    'each of `problems` names a JSON pointer and what would be right',
  ),
  treatment_invalid: kind(
    422,
    'the treatment cannot be used',
    'give it what its action needs, and something that leads to it',
  ),
  prefix_invalid: kind(
    422,
    'these digits cannot begin a number',
    'country code, area code and exchange have at most 15 digits together',
  ),
  map_full: kind(
    422,
    'the map has too many lines',
    'use shorter digits: one line for all that is in one zone',
  ),
  file_invalid: kind(
    422,
    'the file cannot be read',
    'mend what `detail` names, and send the whole file again',
  ),
  plan_invalid: kind(
    422,
    'the file cannot be read as the plan says',
    'look at the file with `…/imports/inspect`, and settle each of its questions in the plan',
  ),
  csv_invalid: kind(422, 'the CSV cannot be read', 'mend what `detail` names, and send the whole file again'),
  channel_invalid: kind(
    422,
    'the channel configuration cannot be used',
    'give it what its kind needs; `detail` names it',
  ),
  address_not_allowed: kind(
    422,
    'this address is not called from here',
    'use `https` and an address that is public; for your own network, set `TACT_ALLOW_PRIVATE_ADDRESSES`',
  ),
  secrets_missing: kind(
    422,
    'the secrets are not there',
    'send them; with another address they are sent again, so that they never reach it by mistake',
  ),
  secret_key_missing: kind(
    503,
    'there is no key to keep secrets with',
    'set `TACT_SECRET_KEY`, or give back the key file that the secrets were saved with',
  ),
  public_address_missing: kind(
    422,
    'nobody outside knows where this service is',
    'set `TACT_PUBLIC_URL` to the address at which the provider or a reader of e-mail reaches it',
  ),
  ruleset_full: kind(
    422,
    'a request would be held to too many rules',
    'make some rules or lists optional, or join them',
  ),
  call_result_unknown: kind(
    422,
    'there is no such call result',
    'use one of the call results of the documentation, such as `No Answer`',
  ),
  attempt_in_future: kind(
    422,
    'the attempt lies in the future',
    'up to 5 minutes ahead are taken as clock skew; check the clock and the time zone',
  ),
  scope_beyond_role: kind(
    422,
    'the role cannot have this scope',
    'choose scopes of the role, or another role',
  ),
  expiry_past: kind(422, 'it would have expired already', 'choose an expiry in the future, or none'),
  ...SERVICE_ERRORS,
} as const satisfies Readonly<Record<string, ErrorKind>>;

/** A stable code of the catalogue. */
export type ErrorCode = keyof typeof ERRORS;

/** All codes, in the order of the catalogue. */
export const ERROR_CODES = Object.keys(ERRORS) as readonly ErrorCode[];

/** What any route may answer with, whatever it does. */
export const COMMON_ERRORS: readonly ErrorCode[] = [
  'validation_failed',
  'api_key_missing',
  'api_key_unknown',
  'api_key_expired',
  'api_key_revoked',
  'session_ended',
  'foreign_page',
  'role_insufficient',
  'scope_missing',
  'clock_went_back',
  'database_unavailable',
  'erasure_key_missing',
  'stopping',
  'internal',
];

/** What a route with a body may answer with besides. */
export const BODY_ERRORS: readonly ErrorCode[] = [
  'json_invalid',
  'content_type_unsupported',
  'body_too_large',
];

/** What a route that changes something may answer with besides. */
export const REPEAT_ERRORS: readonly ErrorCode[] = [
  'idempotency_key_invalid',
  'idempotency_key_reused',
  'idempotency_key_running',
];
