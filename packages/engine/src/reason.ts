import type { AccountStatus } from './facts.ts';
import type { AttemptId, EntryId, OptOutId, SuppressionListId } from './ids.ts';
import { formatInstant, formatLocalMs } from './time/local-time.ts';
import type { Instant } from './time/instant.ts';

/**
 * The catalogue of reasons: what a verdict may say, with the facts that it used. Codes are stable: users store them and build on them.
 */
export type Reason = PassReason | BlockReason | ErrorReason;
/** The code of any reason. */
export type ReasonCode = Reason['code'];

/** Why a rule lets a request pass. */
export type PassReason =
  | { readonly code: 'no_contact_date'; readonly facts: { readonly label: string; readonly date: string } }
  | { readonly code: 'other_location'; readonly facts: LocationFacts }
  | { readonly code: 'expression_true' }
  | { readonly code: 'not_opted_out' }
  | { readonly code: 'not_listed'; readonly facts: { readonly list: string } }
  | { readonly code: 'account_open'; readonly facts: { readonly status: AccountStatus } }
  | { readonly code: 'inside_contact_times'; readonly facts: { readonly zones: number } }
  | {
      readonly code: 'attempts_below_limit';
      readonly facts: { readonly counted: number; readonly count: number };
    };

/** Why a rule blocks a request. */
export type BlockReason =
  | {
      readonly code: 'contact_date';
      readonly facts: { readonly label: string; readonly date: string; readonly zone: string };
    }
  | { readonly code: 'location'; readonly facts: LocationFacts }
  /** `zone`: the one in which the expression was false; null where it does not read the clock. */
  | { readonly code: 'expression_false'; readonly facts: { readonly zone: string | null } }
  | {
      readonly code: 'opted_out';
      readonly facts: {
        readonly optOutId: OptOutId;
        readonly by: 'client' | 'device';
        readonly from: string;
        readonly until: string | null;
      };
    }
  | {
      readonly code: 'on_suppression_list';
      readonly facts: {
        readonly listId: SuppressionListId;
        readonly list: string;
        readonly entryId: EntryId;
        readonly from: string | null;
        readonly until: string | null;
      };
    }
  | { readonly code: 'account_status'; readonly facts: { readonly status: AccountStatus } }
  | {
      readonly code: 'outside_contact_times';
      readonly facts: {
        readonly zone: string;
        /** Wall clock in that zone, as milliseconds since 1970-01-01T00:00 of it. */
        readonly localMs: number;
        /** The windows of that local day, `09:00-19:00`, or `closed`. */
        readonly windows: string;
      };
    }
  | {
      readonly code: 'attempts_reached';
      readonly facts: {
        readonly count: number;
        /** The very attempts that were counted, oldest first. */
        readonly counted: readonly CountedAttempt[];
        /** Which way the attempts went that the rule counts. */
        readonly direction: 'outbound' | 'inbound' | 'any';
        /** Whose attempts, over what: `on the client in the last 24 hours`. */
        readonly counting: string;
        /** The zone whose days were counted; null for a rolling period. */
        readonly zone: string | null;
      };
    };

/** A rule that could not be answered. It blocks like any other (S1, S3). */
export type ErrorReason =
  | { readonly code: 'location_unknown'; readonly facts: LocationFacts }
  | { readonly code: 'not_boolean'; readonly facts: { readonly zone: string | null; readonly type: string } }
  | {
      readonly code: 'missing_data' | 'expression_failed' | 'text_too_long';
      readonly facts: { readonly zone: string | null; readonly failure: string };
    }
  | {
      readonly code: 'registry_unknown';
      readonly facts: { readonly list: string; readonly covered: boolean };
    }
  | {
      readonly code: 'registry_stale';
      readonly facts: { readonly list: string; readonly versionAt: string; readonly ageMsMax: number };
    }
  | { readonly code: 'account_missing' }
  | { readonly code: 'zone_unknown'; readonly facts: { readonly zone: string | null } };

/** The place that a location rule looked at; null: not known. */
export interface LocationFacts {
  readonly country: string | null;
  readonly region: string | null;
  readonly areaCode: string | null;
  readonly postalCode: string | null;
}

/** An attempt that a rule counted. */
export interface CountedAttempt {
  readonly id: AttemptId;
  readonly at: Instant;
}

/** The facts of a reason on the wire: instants as RFC 3339 in UTC, wall clocks as `YYYY-MM-DDTHH:MM`. */
export function factsJson(reason: Reason): unknown {
  if (!('facts' in reason)) return {};
  switch (reason.code) {
    case 'attempts_reached': {
      const counted = reason.facts.counted.map(({ id, at }) => ({ id, at: formatInstant(at) }));
      return { ...reason.facts, counted };
    }
    case 'outside_contact_times': {
      const { zone, localMs, windows } = reason.facts;
      return { zone, local: formatLocalMs(localMs), windows };
    }
    default:
      return reason.facts;
  }
}

/** The sentence that an officer would sign. It names no phone number and no person. */
export function sentenceOf(reason: Reason): string {
  switch (reason.code) {
    case 'not_opted_out':
      return 'no opt-out of the contact or the device is in force for this request';
    case 'not_listed':
      return `no entry of the suppression list \`${reason.facts.list}\` is in force for this request`;
    case 'account_open':
      return `the account is ${reason.facts.status.replaceAll('_', ' ')}`;
    case 'inside_contact_times':
      return reason.facts.zones === 1
        ? 'inside contact times'
        : `inside contact times in all ${reason.facts.zones} zones`;
    case 'attempts_below_limit':
      return `${attempts(reason.facts.counted)} counted; blocked from ${reason.facts.count} on`;
    case 'opted_out':
      return reason.facts.by === 'client'
        ? `the contact opted out${span(reason.facts)}`
        : `a contact who has or had this device opted out${span(reason.facts)}`;
    case 'on_suppression_list':
      return `on the suppression list \`${reason.facts.list}\`${span(reason.facts)}`;
    case 'account_status':
      return `the account is ${reason.facts.status.replaceAll('_', ' ')}`;
    case 'outside_contact_times':
      return outsideSentence(reason.facts);
    case 'attempts_reached':
      return reachedSentence(reason.facts);
    case 'no_contact_date':
      return `it is not ${reason.facts.date} (${reason.facts.label}) where the device is`;
    case 'contact_date':
      return `it is ${reason.facts.date} (${reason.facts.label}) in ${reason.facts.zone}, a day without contact`;
    case 'other_location':
      return `the place (${place(reason.facts)}) is not among the locations`;
    case 'location':
      return `the place (${place(reason.facts)}) is one not to contact`;
    case 'location_unknown':
      return `the place (${place(reason.facts)}) is not known well enough to tell whether it is one not to contact`;
    case 'expression_true':
      return 'the expression is true';
    case 'expression_false':
      return `the expression is false${inZone(reason.facts.zone)}`;
    case 'not_boolean':
      return `the expression gives ${reason.facts.type} instead of true or false${inZone(reason.facts.zone)}`;
    case 'missing_data':
    case 'expression_failed':
    case 'text_too_long':
      return `${reason.facts.failure}${inZone(reason.facts.zone)}`;
    case 'registry_unknown':
      return `the registry list \`${reason.facts.list}\` ${reason.facts.covered ? 'has never been loaded' : 'does not cover this number'}, so it is not known whether it is listed`;
    case 'registry_stale':
      return `the registry list \`${reason.facts.list}\` is of ${reason.facts.versionAt}, which is older than its maximum age of ${days(reason.facts.ageMsMax)}`;
    case 'account_missing':
      return 'the rule counts by account, and the request names no account';
    case 'zone_unknown':
      return reason.facts.zone === null
        ? 'the zone of the contact is not known'
        : `the zone \`${reason.facts.zone}\` is not in the zone table`;
  }
}

function outsideSentence(facts: { zone: string; localMs: number; windows: string }): string {
  const local = formatLocalMs(facts.localMs);
  const clock = `it is ${local.slice(11)} in ${facts.zone}`;
  if (facts.windows === 'closed') return `${clock}; the day (${local.slice(0, 10)}) is closed`;
  return `${clock}; contact is allowed ${facts.windows}`;
}

function reachedSentence(facts: {
  count: number;
  counted: readonly CountedAttempt[];
  direction: 'outbound' | 'inbound' | 'any';
  counting: string;
  zone: string | null;
}): string {
  const last = facts.counted.at(-1);
  const direction = facts.direction === 'any' ? '' : `${facts.direction} `;
  const made = `${facts.counted.length} ${direction}${facts.counted.length === 1 ? 'attempt' : 'attempts'}`;
  const clock = facts.zone === null ? '' : ` (days of ${facts.zone})`;
  const lastAt = last === undefined ? '' : `, the last at ${formatInstant(last.at)}`;
  return `${made} ${facts.counting}${clock}${lastAt}; blocked from ${facts.count} on`;
}

function span(facts: { from: string | null; until: string | null }): string {
  const from = facts.from === null ? '' : ` since ${facts.from}`;
  const until = facts.until === null ? '' : ` until ${facts.until}`;
  return `${from}${until}`;
}

function place({ country, region, areaCode, postalCode }: LocationFacts): string {
  const known = [
    region ?? country,
    areaCode === null ? null : `area code ${areaCode}`,
    postalCode === null ? null : `postal code ${postalCode}`,
  ];
  return known.filter((part) => part !== null).join(', ') || 'not known';
}

function inZone(zone: string | null): string {
  return zone === null ? '' : ` (in ${zone})`;
}

function attempts(count: number): string {
  return count === 1 ? '1 attempt' : `${count} attempts`;
}

function days(ms: number): string {
  const whole = ms / 86_400_000;
  return whole === 1 ? '1 day' : `${Number.isInteger(whole) ? whole : whole.toFixed(1)} days`;
}
