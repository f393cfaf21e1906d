import { canonicalJson } from './canonical-json.ts';
import type { RuleId, SuppressionListId } from './ids.ts';
import type { RuleProblem } from './json-schema.ts';
import { LIMITS } from './limits.ts';
import { accountStatusRule } from './rules/account-status.ts';
import * as attempt from './rules/attempt.ts';
import * as contactDates from './rules/contact-dates.ts';
import * as contactTimes from './rules/contact-times.ts';
import * as custom from './rules/custom.ts';
import * as location from './rules/location.ts';
import { limitRules, organizationHours, type OrganizationLimits } from './rules/organization.ts';
import { optOutRule } from './rules/opt-out.ts';
import { compileSuppressionList, type SuppressionList } from './rules/suppression.ts';
import { sha256 } from './sha256.ts';
import type { CompiledRule, CompiledRules, OrganizationClock } from './situation.ts';
import { openWeekOf, weekTimesProblem, type WeekTimes } from './time/window.ts';
import type { ZoneTable } from './time/zone.ts';
import type { RuleKind, RuleName } from './verdict.ts';
import type { TimezoneSource, ZoneFallback } from './zones.ts';

/** What all kinds of rules have (seed A2). Which rules are required or picked is settled before: a ruleset holds the rules in force. */
export interface RuleCommon {
  readonly id: RuleId;
  readonly name: string;
  /** 1 is the highest; orders the verdicts inside a kind (S3). */
  readonly priority: number;
  readonly dispositionCode: string | null;
}

/** The organization's own conditions, which no campaign detaches (S13). */
export interface OrganizationRules {
  readonly zone: string;
  readonly zoneFallback: ZoneFallback;
  readonly allowedHours: WeekTimes;
  readonly limits: OrganizationLimits;
}

/** The hours of the request's campaign itself (seed A7.5). */
export interface CampaignHours {
  readonly timezoneSource: TimezoneSource;
  readonly times: WeekTimes;
}

/** The rules in force for a request, as data: required ones, the campaign group's own, the organization's limits (S5). */
export interface RulesetSource {
  readonly organization: OrganizationRules;
  /** The campaign group's timezone source (S8); null: no group, or not chosen. */
  readonly timezoneSource: TimezoneSource | null;
  readonly suppressionLists: readonly SuppressionList[];
  /** Always in force; nobody picks them (S5). */
  readonly contactDates: readonly (Pick<RuleCommon, 'id'> & contactDates.ContactDate)[];
  readonly location: readonly (RuleCommon & location.LocationRule)[];
  readonly contactTimes: readonly (RuleCommon & contactTimes.ContactTimesRule)[];
  readonly campaignHours: CampaignHours | null;
  readonly attempt: readonly (RuleCommon & attempt.AttemptRule)[];
  readonly custom: readonly (RuleCommon & custom.CustomRule)[];
}

/** A ruleset made ready, in the order of S3. It does not change; one instance serves any number of decisions. */
export interface Ruleset {
  /** `sha256:` and 64 hexadecimal digits: equal for equal sources. */
  readonly fingerprint: string;
  readonly rules: readonly (CompiledRule | CompiledRules)[];
  readonly clock: OrganizationClock;
  readonly zoneTable: ZoneTable;
  readonly factsNeeded: FactsNeeded;
}

/** What a ruleset reads of the world: the loader fetches it, and nothing else. */
export interface FactsNeeded {
  /** How far back attempts are needed, milliseconds before the decision's instant; 0: none. */
  readonly lookBackMs: number;
  readonly attemptsOf: { readonly client: boolean; readonly device: boolean; readonly account: boolean };
  /** The suppression lists whose entries are needed. */
  readonly suppressionLists: readonly SuppressionListId[];
  /** The `$names` that custom rules read, without the `$` (S27). */
  readonly fields: readonly string[];
  /** Strict rules look at the zones of the contact's other devices too (S17). */
  readonly otherDevices: boolean;
}

/** A ruleset that cannot be used: a request against it is an error, never allowed. */
export class RulesetError extends Error {
  readonly problems: readonly RuleProblem[];

  constructor(problems: readonly RuleProblem[]) {
    super(problems.map(({ path, sentence }) => `${path}: ${sentence}`).join('; '));
    this.name = 'RulesetError';
    this.problems = problems;
  }
}

/** Makes a ruleset ready. Throws a `RulesetError` that names every problem. */
export function compileRuleset(source: RulesetSource, zoneTable: ZoneTable): Ruleset {
  const problems = rulesetProblems(source);
  if (problems.length > 0) throw new RulesetError(problems);
  return Object.freeze({
    fingerprint: `sha256:${sha256(canonicalJson(source))}`,
    // Not frozen: an element of a frozen array is looked up like a name, which costs more than most rules.
    rules: compiledInOrder(source),
    clock: clockOf(source),
    zoneTable,
    factsNeeded: Object.freeze(factsNeededBy(source)),
  });
}

/** Which of the conditions that every ruleset has belong to a part of one. */
export interface FixedConditions {
  /** Opt-outs and the state of the account. */
  readonly people: boolean;
  /** The organization's allowed hours. */
  readonly hours: boolean;
}

/** A part of a ruleset made ready: what a comparison asks of two rulesets. Its verdicts decide nothing by themselves, so it has no fingerprint. */
export type RulesetPart = Omit<Ruleset, 'fingerprint'>;

/** Makes a part ready: the conditions of the source, and of those that every ruleset has only the named ones. Throws as `compileRuleset` does. */
export function compilePart(
  source: RulesetSource,
  fixed: FixedConditions,
  zoneTable: ZoneTable,
): RulesetPart {
  const problems = rulesetProblems(source);
  if (problems.length > 0) throw new RulesetError(problems);
  return {
    rules: compiledInOrder(source, fixed),
    clock: clockOf(source),
    zoneTable,
    factsNeeded: factsNeededBy(source),
  };
}

function clockOf(source: RulesetSource): OrganizationClock {
  return Object.freeze({
    zone: source.organization.zone,
    zoneFallback: source.organization.zoneFallback,
    timezoneSource: source.timezoneSource,
  });
}

/** What is wrong with a ruleset, with JSON pointers into it. */
export function rulesetProblems(source: RulesetSource): readonly RuleProblem[] {
  const rules = [
    source.suppressionLists,
    source.contactDates,
    source.location,
    source.contactTimes,
    source.attempt,
    source.custom,
  ].reduce((sum, kind) => sum + kind.length, 0);
  if (rules > LIMITS.rulesMax) {
    return [
      {
        path: '',
        sentence: `a ruleset has at most ${LIMITS.rulesMax} rules and lists, and this one has ${rules}; make some optional`,
      },
    ];
  }
  const hours = weekTimesProblem(source.organization.allowedHours);
  const campaign = source.campaignHours === null ? undefined : weekTimesProblem(source.campaignHours.times);
  return [
    ...(hours === undefined ? [] : [{ path: '/organization/allowedHours', sentence: hours }]),
    ...(campaign === undefined ? [] : [{ path: '/campaignHours/times', sentence: campaign }]),
    ...source.contactDates.flatMap((rule, i) => under(`/contactDates/${i}`, contactDates.problemsOf(rule))),
    ...source.location.flatMap((rule, i) => under(`/location/${i}`, location.problemsOf(rule))),
    ...source.custom.flatMap((rule, i) => under(`/custom/${i}`, custom.problemsOf(rule))),
    ...source.contactTimes.flatMap((rule, i) => under(`/contactTimes/${i}`, contactTimes.problemsOf(rule))),
    ...source.attempt.flatMap((rule, i) => under(`/attempt/${i}`, attempt.problemsOf(rule))),
  ];
}

/** S3: kinds in their order; inside a kind by priority, then name; then the campaign's own hours; then the organization's hours or limits. */
function compiledInOrder(
  source: RulesetSource,
  fixed: FixedConditions = { people: true, hours: true },
): (CompiledRule | CompiledRules)[] {
  const named = (kind: RuleKind, { id, name, dispositionCode }: RuleCommon): RuleName => ({
    kind,
    ruleId: id,
    rule: name,
    dispositionCode,
  });
  const campaign = source.campaignHours;
  return [
    ...(fixed.people ? [optOutRule] : []),
    ...source.suppressionLists.toSorted(bySuppressionOrder).map(compileSuppressionList),
    ...(fixed.people ? [accountStatusRule] : []),
    ...(source.contactDates.length === 0
      ? []
      : [contactDates.compile(source.contactDates.toSorted(byLabel).map(namedDate))]),
    ...source.location.toSorted(byPriority).map((rule) => location.compile(rule, named('location', rule))),
    ...source.contactTimes
      .toSorted(byPriority)
      .map((rule) => contactTimes.compile(rule, named('contact-times', rule))),
    ...(campaign === null
      ? []
      : [
          contactTimes.compileHours(
            openWeekOf(campaign.times),
            CAMPAIGN_HOURS,
            campaign.timezoneSource,
            always,
          ),
        ]),
    ...(fixed.hours ? [organizationHours(source.organization.allowedHours)] : []),
    ...source.attempt.toSorted(byPriority).map((rule) => attempt.compile(rule, named('attempt', rule))),
    ...limitRules(source.organization.limits).map(({ rule, name }) =>
      attempt.compileCount(rule, name, 'limits', 'account-or-client'),
    ),
    ...source.custom.toSorted(byName).map((rule) => custom.compile(rule, named('custom', rule))),
  ];
}

const CAMPAIGN_HOURS: RuleName = {
  kind: 'contact-times',
  ruleId: null,
  rule: 'campaign hours',
  dispositionCode: null,
};
const always = () => true;

function namedDate(date: RulesetSource['contactDates'][number]): contactDates.NamedContactDate {
  return {
    ...date,
    name: { kind: 'contact-dates', ruleId: date.id, rule: date.label, dispositionCode: null },
  };
}

function factsNeededBy(source: RulesetSource): FactsNeeded {
  const limits = limitRules(source.organization.limits).map(
    ({ rule }) => attempt.factsNeeded(rule).lookBackMs,
  );
  const needed = source.attempt.map((rule) => attempt.factsNeeded(rule));
  const read = source.custom.map((rule) => custom.factsNeeded(rule));
  const counters = read.flatMap(({ counters }) => counters);
  const uses = (...usings: readonly attempt.CountedUsing[]) =>
    needed.some(({ using }) => usings.includes(using));
  return {
    lookBackMs: Math.max(
      0,
      ...limits,
      ...needed.map(({ lookBackMs }) => lookBackMs),
      ...counters.map(({ periodMs }) => periodMs),
    ),
    attemptsOf: {
      client:
        limits.length > 0 ||
        uses('client', 'client-and-device') ||
        counters.some(({ on }) => on === 'contact'),
      device: uses('device') || counters.some(({ on }) => on === 'device'),
      account: limits.length > 0 || uses('account'),
    },
    suppressionLists: source.suppressionLists.map(({ id }) => id),
    fields: [...new Set(read.flatMap(({ fields }) => [...fields]))].toSorted(),
    otherDevices: source.contactTimes.some(({ strict }) => strict),
  };
}

/** Contact dates and custom rules have no effective priority and go by name (S3). */
function byLabel(one: contactDates.ContactDate, other: contactDates.ContactDate): number {
  return byCodePoints(one.label, other.label) || byCodePoints(one.date, other.date);
}

function byName(one: RuleCommon, other: RuleCommon): number {
  return byCodePoints(one.name, other.name);
}

function byPriority(one: RuleCommon, other: RuleCommon): number {
  return one.priority - other.priority || byCodePoints(one.name, other.name);
}

function bySuppressionOrder(one: SuppressionList, other: SuppressionList): number {
  return (
    Number(one.registry !== null) - Number(other.registry !== null) || byCodePoints(one.name, other.name)
  );
}

/** Code-point order, which JavaScript's own comparison of UTF-16 units is not (S3); it is the order of the bytes in UTF-8, too. */
export function byCodePoints(one: string, other: string): number {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at++) {
    const unit = one.charCodeAt(at);
    const otherUnit = other.charCodeAt(at);
    if (unit === otherUnit) continue;
    // Halves of characters beyond the first 65,536 lie among the units before some of those.
    return Number(isHalf(unit)) - Number(isHalf(otherUnit)) || unit - otherUnit;
  }
  return one.length - other.length;
}

function isHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function under(path: string, problems: readonly RuleProblem[]): readonly RuleProblem[] {
  return problems.map((problem) => ({ ...problem, path: `${path}${problem.path}` }));
}
