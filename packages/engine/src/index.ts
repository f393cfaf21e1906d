/** The engine: may this person be contacted, on this device, now? Pure; this file is its only public surface. */
export { decide, ENGINE_VERSION, judge } from './decide.ts';
export { compareRulesets, firstBlocking, together, type RulesetComparison } from './comparison.ts';
export { nextAllowed, type NextAllowed } from './next-allowed.ts';
export {
  decisionJson,
  verdictJson,
  type Decision,
  type Judgement,
  type ShownZone,
  type DecisionJson,
  type DecisionVersions,
  type VerdictJson,
} from './decision.ts';
export {
  byCodePoints,
  compileRuleset,
  RulesetError,
  rulesetProblems,
  type CampaignHours,
  type FactsNeeded,
  type OrganizationRules,
  type RuleCommon,
  type Ruleset,
  type RulesetPart,
  type RulesetSource,
} from './ruleset.ts';
export type { AttributeValue, ContactRequest, RequestDevice } from './request.ts';
export type {
  AccountFact,
  AccountStatus,
  AttemptFact,
  AttemptPlace,
  EntryFact,
  Facts,
  OptOutFact,
  RegistryFact,
  SpanEdge,
} from './facts.ts';
export {
  sentenceOf,
  type BlockReason,
  type ErrorReason,
  type PassReason,
  type Reason,
  type ReasonCode,
} from './reason.ts';
export { callResultOfKind, RULE_KINDS, type RuleKind, type RuleName, type Verdict } from './verdict.ts';
export {
  CHANNELS,
  DEVICE_POSITION_MAX,
  DEVICE_TYPES,
  isPhoneKey,
  suitsChannel,
  type Channel,
  type ContactPlace,
  type CountryCode,
  type DeviceKey,
  type DevicePlace,
  type DeviceType,
  type RegionCode,
} from './device.ts';
export {
  CALL_RESULTS,
  DEFAULT_COUNTED_CALL_RESULTS,
  parseCallResult,
  type CallResult,
} from './call-result.ts';
export type {
  AccountId,
  AttemptId,
  CampaignGroupId,
  ClientId,
  EntryId,
  OptOutId,
  OrganizationId,
  RuleId,
  SuppressionListId,
} from './ids.ts';
export type { Brand } from './brand.ts';
export { LIMITS } from './limits.ts';
export type { JsonSchema, RuleProblem } from './json-schema.ts';
export type { LocationEntry } from './location.ts';
export { isInForce, spanProblem, type Span } from './span.ts';
export { canonicalJson, type JsonValue } from './canonical-json.ts';
export { sha256 } from './sha256.ts';
export { situationOf, type Clock, type OrganizationClock, type Situation } from './situation.ts';
export {
  TIMEZONE_SOURCES,
  type TimezoneSource,
  type ZoneFallback,
  type ZoneOrigin,
  type ZoneSet,
} from './zones.ts';
export { closedSpans, type ClosedSpan } from './closed-spans.ts';
export { allowedWindows, type AllowedSpan, type AllowedWindows } from './windows.ts';
export type { AttemptRule, CountBy, CountedUsing } from './rules/attempt.ts';
export type { Period } from './rules/attempt-period.ts';
export type { ContactDate } from './rules/contact-dates.ts';
export type { ContactTimesRule } from './rules/contact-times.ts';
export { customCounts, type CustomCount } from './rules/custom-counts.ts';
export type { CustomRule } from './rules/custom.ts';
export type { LocationRule } from './rules/location.ts';
export {
  compileExpression,
  type CompiledExpression,
  type ExpressionCheck,
  type ExpressionReads,
  type MissingData,
  type Surroundings,
} from './expression/compile.ts';
export { FACT_FUNCTION_NAMES, type FactFunctionName } from './expression/fact-functions.ts';
export { wallClock } from './expression/functions.ts';
export { ExpressionFailure, type Value } from './expression/value.ts';
export type { ExpressionProblem } from './expression/parse.ts';
export {
  CAMPAIGN_FIELD_NAMES,
  fieldsRead,
  isOfCampaigns,
  neverHasValue,
  OWN_FIELD_NAMES,
  type AskingCampaign,
  type CampaignRecord,
  type FieldSources,
} from './own-fields.ts';
export type { SuppressionList } from './rules/suppression.ts';
export type { Choice, DeviceSelection } from './rules/selection.ts';
export { weekTimesSchema } from './rules/contact-times.ts';
export {
  limitsSchema,
  NEW_ORGANIZATION_HOURS,
  NO_LIMITS,
  type OrganizationLimits,
} from './rules/organization.ts';
export { ruleKindModules } from './rules/modules.ts';
export { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from './time/instant.ts';
export { offsetMsAt, spanAt, type Zone, type ZoneName, type ZoneTable } from './time/zone.ts';
export {
  firstInstantOnOrAfterDate,
  formatInstant,
  formatLocal,
  formatLocalMs,
  formatLocalDate,
  localDateAt,
  localMinuteAt,
  parseLocalDate,
  parseLocalMinute,
  weekdayIndexOf,
  WEEKDAYS,
  type LocalDate,
  type LocalMinute,
  type Weekday,
} from './time/local-time.ts';
export { intersectWeekTimes } from './time/intersect-week-times.ts';
export { weekTimesProblem, type DayTimes, type WeekTimes, type Window } from './time/window.ts';
export { analyseRuleset, type AnalysisOptions } from './analysis/analyse-ruleset.ts';
export {
  FINDING_CODES,
  FINDING_SEVERITIES,
  type Finding,
  type FindingCode,
  type FindingRule,
  type FindingSeverity,
  type RequestClass,
} from './analysis/finding.ts';
export {
  assertPhoneNumber,
  chunkCount,
  chunkKeyOf,
  CHUNK_KEY_MAX,
  DamagedChunkError,
  deviceKeyOfNumber,
  difference,
  intersection,
  numberSetBuilder,
  numberSetIn,
  numberSetOf,
  numberSetReader,
  PHONE_NUMBER_MAX,
  phoneNumberOf,
  RANGE_NUMBERS_MAX,
  union,
  type NumberChunk,
  type NumberSet,
  type NumberSetBuilder,
  type NumberSetReader,
  type SetOptions,
  type SetRoom,
} from './number-set/index.ts';
