import type { CallResult } from '@tact/engine';
import { RESULT_OF_ANSWERER } from './call-delivery.ts';
import { answererOf } from './twilio-calls.ts';

/** What is reported of an attempt that went out through a Twilio-compatible provider. */
export interface TwilioStatus {
  /** `MessageStatus` or `CallStatus`. */
  readonly status: string;
  /** `ErrorCode`; null: none. */
  readonly errorCode: number | null;
  /** `AnsweredBy`; null: not detected. */
  readonly answeredBy: string | null;
}

/** Messages that reached the device, as the network says. `Answer` is counted by every attempt rule that does not choose otherwise (S11). */
const DELIVERED: ReadonlySet<string> = new Set(['delivered', 'read', 'partially_delivered']);
const NOT_DELIVERED: ReadonlySet<string> = new Set(['undelivered', 'failed']);

/** Why a message was not delivered: the provider's error codes that say something of the device. */
const BY_ERROR: ReadonlyMap<number, CallResult> = new Map<number, CallResult>([
  [21610, 'Do Not Call'],
  [63024, 'SIT Invalid Number'],
  [21211, 'SIT Invalid Number'],
  [21614, 'SIT Invalid Number'],
  [30005, 'SIT Invalid Number'],
  [30006, 'SIT Invalid Number'],
  [30003, 'No Answer'],
]);

const CALLS: ReadonlyMap<string, CallResult> = new Map<string, CallResult>([
  ['completed', 'Answer'],
  ['busy', 'Busy'],
  ['no-answer', 'No Answer'],
  ['failed', 'Dial Error'],
  ['canceled', 'Dropped No Answer'],
]);

/** The call result of a status; undefined for one that is not the last (`queued`, `sent`, `ringing`), or that nobody knows. */
export function callResultOfTwilio({ status, errorCode, answeredBy }: TwilioStatus): CallResult | undefined {
  if (DELIVERED.has(status)) return 'Answer';
  const call = CALLS.get(status);
  if (NOT_DELIVERED.has(status) && errorCode !== null) return BY_ERROR.get(errorCode) ?? 'General Error';
  if (status === 'undelivered') return 'General Error';
  if (call !== 'Answer') return call;
  return RESULT_OF_ANSWERER[answererOf(answeredBy)];
}
