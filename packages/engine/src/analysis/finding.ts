import type { CountryCode, DeviceType, RegionCode } from '../device.ts';
import type { RuleId, SuppressionListId } from '../ids.ts';
import type { Choice } from '../rules/selection.ts';
import type { RuleKind } from '../verdict.ts';

/**
 * What an analysis can find, from the gravest to the mildest. A code never changes its meaning.
 *
 * - `rule_invalid`: the ruleset cannot be used at all.
 * - `nothing_allowed`: several rules, each for its devices, leave no request that can be allowed.
 * - `location_suppresses_everything`: any country, all devices and all types (seed A5).
 * - `expression_never_true`: a custom rule that blocks every request.
 * - `contact_times_never_open`: hours without a window on any day.
 * - `never_together`: hours that have no minute in common on one clock.
 * - `never_together_where_unknown`: the same, only for a device or a place that is not known and so is held to every rule (S9, S18).
 * - `location_suppresses_places`: all devices and all types (seed A5).
 * - `expression_always_true`: a custom rule that blocks no request.
 * - `list_expired`: a suppression list that has stopped blocking.
 * - `covered`: whatever the rule blocks, another one blocks too.
 * - `covered_in_group`: the same, but the other one is optional.
 * - `covered_but_for_unknowns`: the same, except where the zone, the account or the place is not known.
 * - `location_contradicts_itself`: a region with a country that is not its own.
 * - `contact_times_always_open`: hours that leave out no minute.
 * - `contact_date_past`: a day that is over everywhere.
 */
export const FINDING_CODES = [
  'rule_invalid',
  'nothing_allowed',
  'location_suppresses_everything',
  'expression_never_true',
  'contact_times_never_open',
  'never_together',
  'never_together_where_unknown',
  'location_suppresses_places',
  'expression_always_true',
  'list_expired',
  'covered',
  'covered_in_group',
  'covered_but_for_unknowns',
  'location_contradicts_itself',
  'contact_times_always_open',
  'contact_date_past',
] as const;
/** One of them. */
export type FindingCode = (typeof FINDING_CODES)[number];

/** How much a finding matters, the gravest first. */
export const FINDING_SEVERITIES = ['error', 'warning', 'note'] as const;
/** `error`: contact is never allowed. `warning`: a rule does not do what it looks like. `note`: something can be tidied up. */
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];

/** A rule that a finding speaks of. */
export interface FindingRule {
  readonly kind: RuleKind;
  /** Null: the organization's hours and limits, and a campaign's hours. */
  readonly id: RuleId | SuppressionListId | null;
  readonly name: string;
}

/** The requests of which a finding says that none is ever allowed: all of its parts hold. */
export interface RequestClass {
  /** `any`: wherever they go. Else the device's place or the contact's lies in the country, wholly in the regions where there are some. */
  readonly country: 'any' | CountryCode;
  readonly regions: readonly RegionCode[];
  /** True: only those whose device and contact are both of no known place. */
  readonly placeUnknown: boolean;
  /** An empty list: only a device whose position is not known. */
  readonly devices: Choice<number>;
  /** An empty list: only a device whose type is not known; one of that type belongs to every choice. */
  readonly deviceTypes: Choice<DeviceType>;
  /** True: only numbers that lie somewhere, not toll-free ones and e-mail addresses (S16). */
  readonly geographic: boolean;
}

/** One thing that an officer should look at. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: FindingSeverity;
  /** The rule to look at first; then those that make it so. Empty only for `rule_invalid`. */
  readonly rules: readonly FindingRule[];
  /** A JSON pointer into the ruleset's source. */
  readonly path: string;
  /** One sentence, lower case, names in backticks. */
  readonly sentence: string;
  /** Set where the finding says that requests are never allowed. */
  readonly neverAllows: RequestClass | null;
}

/** Every request there is. */
export const EVERY_REQUEST: RequestClass = {
  country: 'any',
  regions: [],
  placeUnknown: false,
  devices: 'any',
  deviceTypes: 'any',
  geographic: false,
};
