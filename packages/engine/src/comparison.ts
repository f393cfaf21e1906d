import { canonicalJson } from './canonical-json.ts';
import type { Facts } from './facts.ts';
import type { RuleId } from './ids.ts';
import type { ContactRequest } from './request.ts';
import { limitRules, NO_LIMITS } from './rules/organization.ts';
import { compilePart, type FactsNeeded, type RulesetPart, type RulesetSource } from './ruleset.ts';
import { situationOf } from './situation.ts';
import type { RuleKind, RuleName, Verdict } from './verdict.ts';
import type { ZoneTable } from './time/zone.ts';

/**
 * Two rulesets, taken apart into what only the first has, what only the second has, and what both have. A request is allowed where every
 * rule passes (S1), so the two answer differently exactly where the shared part passes and just one of the others does: whoever looks
 * through a long history need ask the shared part, which is nearly all of it, only there.
 */
export interface RulesetComparison {
  /** False: both say the same of every request. */
  readonly differs: boolean;
  readonly onlyBefore: RulesetPart;
  readonly onlyAfter: RulesetPart;
  readonly shared: RulesetPart;
  /** The names of what only the first has, as verdicts give them. */
  readonly onlyBeforeNames: readonly Omit<RuleName, 'dispositionCode'>[];
  /** What the two parts that differ read of the world. */
  readonly factsNeeded: FactsNeeded;
}

/**
 * Compares two rulesets. Rules are the same where all of their fields are. Where the clock differs, which all rules may read, everything
 * differs. Throws a `RulesetError` where one of them cannot be used.
 */
export function compareRulesets(
  before: RulesetSource,
  after: RulesetSource,
  zoneTable: ZoneTable,
): RulesetComparison {
  const isClockSame = canonicalJson(clockOf(before)) === canonicalJson(clockOf(after));
  const [ofBefore, ofAfter] = [keysOf(before), keysOf(after)];
  const part = (source: RulesetSource, keep: (key: string) => boolean) =>
    partOf(source, (key) => keep(key), zoneTable);
  const onlyBefore = part(before, (key) => !isClockSame || !ofAfter.has(key));
  const onlyAfter = part(after, (key) => !isClockSame || !ofBefore.has(key));
  return {
    differs: onlyBefore.rules.length + onlyAfter.rules.length > 0,
    onlyBefore,
    onlyAfter,
    shared: part(after, (key) => isClockSame && ofBefore.has(key)),
    onlyBeforeNames: namesOf(before, (key) => !isClockSame || !ofAfter.has(key)),
    factsNeeded: together(onlyBefore.factsNeeded, onlyAfter.factsNeeded),
  };
}

/** The first verdict of a part that is not a pass; null where all of it passes. The rules after it are not asked. */
export function firstBlocking(request: ContactRequest, part: RulesetPart, facts: Facts): Verdict | null {
  const { rules, clock, zoneTable, factsNeeded } = part;
  if (rules.length === 0) return null;
  const situation = situationOf(request, facts, clock, zoneTable, factsNeeded.lookBackMs);
  for (const rule of rules) {
    const answer = rule.evaluate(situation, facts.at);
    if (answer === null) continue;
    const verdicts: readonly Verdict[] = 'verdict' in answer ? [answer] : answer;
    const blocking = verdicts.find(({ verdict }) => verdict !== 'pass');
    if (blocking !== undefined) return blocking;
  }
  return null;
}

const PEOPLE = 'people';

/** Every condition of a ruleset as text: equal texts are the same condition. */
function keysOf(source: RulesetSource): ReadonlySet<string> {
  return new Set([
    PEOPLE,
    hoursKey(source),
    limitsKey(source),
    campaignKey(source),
    ...RULE_LISTS.flatMap((list) => source[list].map((rule) => ruleKey(list, rule))),
  ]);
}

const RULE_LISTS = [
  'suppressionLists',
  'contactDates',
  'location',
  'contactTimes',
  'attempt',
  'custom',
] as const satisfies readonly (keyof RulesetSource)[];

const ruleKey = (list: string, rule: unknown) => `${list} ${canonicalJson(rule)}`;
const hoursKey = ({ organization }: RulesetSource) => `hours ${canonicalJson(organization.allowedHours)}`;
const limitsKey = ({ organization }: RulesetSource) => `limits ${canonicalJson(organization.limits)}`;
const campaignKey = ({ campaignHours }: RulesetSource) => `campaign ${canonicalJson(campaignHours)}`;

function clockOf({ organization: { zone, zoneFallback }, timezoneSource }: RulesetSource) {
  return { zone, zoneFallback, timezoneSource };
}

function partOf(source: RulesetSource, keeps: (key: string) => boolean, zoneTable: ZoneTable): RulesetPart {
  const kept = <Rule>(list: (typeof RULE_LISTS)[number], rules: readonly Rule[]) =>
    rules.filter((rule) => keeps(ruleKey(list, rule)));
  const limits = keeps(limitsKey(source)) ? source.organization.limits : NO_LIMITS;
  const part: RulesetSource = {
    organization: { ...source.organization, limits },
    timezoneSource: source.timezoneSource,
    campaignHours: keeps(campaignKey(source)) ? source.campaignHours : null,
    suppressionLists: kept('suppressionLists', source.suppressionLists),
    contactDates: kept('contactDates', source.contactDates),
    location: kept('location', source.location),
    contactTimes: kept('contactTimes', source.contactTimes),
    attempt: kept('attempt', source.attempt),
    custom: kept('custom', source.custom),
  };
  return compilePart(part, { people: keeps(PEOPLE), hours: keeps(hoursKey(source)) }, zoneTable);
}

/** The names of the conditions of a source that are kept, as verdicts give them; the limits are one condition with several names. */
function namesOf(
  source: RulesetSource,
  keeps: (key: string) => boolean,
): readonly Omit<RuleName, 'dispositionCode'>[] {
  const own = (kind: RuleKind, rule: string) => ({ kind, ruleId: null, rule });
  const { limits } = source.organization;
  return [
    ...(keeps(PEOPLE) ? [own('opt-out', 'opt-outs'), own('account-status', 'account status')] : []),
    ...(keeps(hoursKey(source)) ? [own('contact-times', 'organization hours')] : []),
    ...(keeps(campaignKey(source)) ? [own('contact-times', 'campaign hours')] : []),
    ...(keeps(limitsKey(source))
      ? limitRules(limits).map(({ name: { kind, rule } }) => own(kind, rule))
      : []),
    ...RULE_LISTS.flatMap((list) =>
      source[list]
        .filter((rule) => keeps(ruleKey(list, rule)))
        .map((rule) => ({
          kind: KIND_OF_LIST[list],
          ruleId: list === 'suppressionLists' ? null : (rule.id as RuleId),
          rule: 'name' in rule ? rule.name : rule.label,
        })),
    ),
  ];
}

const KIND_OF_LIST: Readonly<Record<(typeof RULE_LISTS)[number], RuleKind>> = {
  suppressionLists: 'suppression-list',
  contactDates: 'contact-dates',
  location: 'location',
  contactTimes: 'contact-times',
  attempt: 'attempt',
  custom: 'custom',
};

/** What either of two readers needs. */
export function together(one: FactsNeeded, other: FactsNeeded): FactsNeeded {
  return {
    lookBackMs: Math.max(one.lookBackMs, other.lookBackMs),
    attemptsOf: {
      client: one.attemptsOf.client || other.attemptsOf.client,
      device: one.attemptsOf.device || other.attemptsOf.device,
      account: one.attemptsOf.account || other.attemptsOf.account,
    },
    suppressionLists: [...new Set([...one.suppressionLists, ...other.suppressionLists])],
    fields: [...new Set([...one.fields, ...other.fields])].toSorted(),
    otherDevices: one.otherDevices || other.otherDevices,
  };
}
