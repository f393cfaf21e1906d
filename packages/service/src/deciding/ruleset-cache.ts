import {
  canonicalJson,
  compileRuleset,
  RulesetError,
  type AttemptRule,
  type CampaignGroupId,
  type ContactTimesRule,
  type CustomRule,
  type LocationRule,
  type OrganizationId,
  type RuleCommon,
  type Ruleset,
  type RulesetSource,
  type ZoneTable,
} from '@tact/engine';
import { makeCustomTimezones, type CustomTimezones } from '@tact/places';
import type { Rule, RulePort, RulesInForce, StoredRuleKind, SuppressionListRow } from '@tact/store';
import { DecidingError } from './decider.ts';
import type { Question } from './question.ts';
import { treatmentTable, type TreatmentTable } from './treatment-table.ts';

/** A ruleset in memory, with the epoch of the rules that it was made from. */
export interface CachedRuleset {
  readonly ruleset: Ruleset;
  readonly rulesetEpoch: number;
  readonly defaultCountry: string;
  /** What registry lists say of themselves; it is facts, not rules. */
  readonly registries: readonly SuppressionListRow[];
  /** Where the organization says that numbers are, before the built-in map (S16); undefined: nowhere. Facts too. */
  readonly customTimezones: CustomTimezones | undefined;
  /** What a blocked decision leads to (S4). */
  readonly treatments: TreatmentTable;
}

/**
 * Compiled rulesets by organization, campaign group and campaign. A cached one may be stale: what makes that harmless is that the commit of a
 * decision compares epochs (G2), and that the reader drops what a newer epoch has overtaken.
 */
export interface RulesetCache {
  /** Undefined: there is no such campaign group, or campaign of it. */
  get(
    organizationId: OrganizationId,
    group: CampaignGroupId | null,
    campaignId?: string,
  ): Promise<CachedRuleset | undefined>;
  /** Forgets all of an organization: its rules have changed. */
  drop(organizationId: OrganizationId): void;
}

/** What the rules of a question depend on: its campaign group, and the campaign for which it is asked. */
export function rulesetKey({
  campaignGroupId,
  campaignId,
}: Pick<Question, 'campaignGroupId' | 'campaignId'>): string {
  return `${campaignGroupId ?? ''} ${campaignId ?? ''}`;
}

/** Organizations whose rulesets are kept; beyond it the one that was used longest ago is forgotten. */
export const ORGANIZATIONS_MAX = 1_000;
/**
 * Rulesets of one organization that are kept; beyond it the one that was used longest ago is forgotten. More campaigns than one organization works on
 * at once, and with forty custom rules, at 0.2 MB a ruleset, 100 MB.
 */
export const RULESETS_MAX = 500;

/** What is forgotten when it was used longest ago. */
interface Used {
  /** The number of its last use: the map itself is not put into their order, which would change it with every question. */
  usedAs: number;
}

/** What is kept of an organization. */
interface Kept extends Used {
  /** By `rulesetKey`. */
  readonly rulesets: Map<string, KeptRuleset>;
  /** Its map of zones, which may be large: one for all its groups. */
  zoneMap: Pick<CachedRuleset, 'rulesetEpoch' | 'customTimezones'> | undefined;
}

/** A ruleset that is known, or looked for. */
interface KeptRuleset extends Used {
  readonly loading: Promise<CachedRuleset | undefined>;
}

/** Where rules are read, and what they were is kept. */
type RulesToKeep = Pick<RulePort, 'rulesInForce' | 'saveRuleset'>;

/** Creates an empty cache. */
export function createRulesetCache(rules: RulesToKeep, zoneTable: ZoneTable): RulesetCache {
  const organizations = new Map<OrganizationId, Kept>();
  let uses = 0;

  function keptOf(organizationId: OrganizationId): Kept {
    const known = organizations.get(organizationId);
    if (known !== undefined) {
      known.usedAs = ++uses;
      return known;
    }
    if (organizations.size >= ORGANIZATIONS_MAX) forgetOne(organizations);
    const kept: Kept = { usedAs: ++uses, rulesets: new Map(), zoneMap: undefined };
    organizations.set(organizationId, kept);
    return kept;
  }

  return {
    get(organizationId, campaignGroupId, campaignId) {
      const kept = keptOf(organizationId);
      const { rulesets } = kept;
      const key = rulesetKey({ campaignGroupId, ...(campaignId === undefined ? {} : { campaignId }) });
      const known = rulesets.get(key);
      if (known !== undefined) {
        known.usedAs = ++uses;
        return known.loading;
      }
      if (rulesets.size >= RULESETS_MAX) forgetOne(rulesets);
      const loading = load(rules, zoneTable, kept, organizationId, campaignGroupId, campaignId);
      rulesets.set(key, { usedAs: ++uses, loading });
      // A failure and an unknown group are not remembered: the next question looks again.
      const forget = () => {
        if (rulesets.get(key)?.loading === loading) rulesets.delete(key);
      };
      loading.then((found) => found === undefined && forget(), forget);
      return loading;
    },
    drop(organizationId) {
      organizations.delete(organizationId);
    },
  };
}

/** Forgets what was used longest ago. */
function forgetOne<Key>(kept: Map<Key, Used>): void {
  const least = Math.min(...[...kept.values()].map(({ usedAs }) => usedAs));
  for (const [key, { usedAs }] of kept) if (usedAs === least) kept.delete(key);
}

async function load(
  rules: RulesToKeep,
  zoneTable: ZoneTable,
  kept: Kept,
  organizationId: OrganizationId,
  group: CampaignGroupId | null,
  campaignId: string | undefined,
): Promise<CachedRuleset | undefined> {
  const inForce = await rules.rulesInForce(organizationId, group, campaignId ?? null);
  if (inForce === undefined) return undefined;
  const source = rulesetSourceOf(inForce);
  const ruleset = compile(source, zoneTable);
  // The source is kept before any decision names its fingerprint, so that every record can be replayed (S31).
  await rules.saveRuleset(organizationId, ruleset.fingerprint, canonicalJson(source));
  const { rulesetEpoch } = inForce;
  if (kept.zoneMap?.rulesetEpoch !== rulesetEpoch)
    kept.zoneMap = { rulesetEpoch, customTimezones: customTimezonesOf(inForce, zoneTable) };
  return {
    ruleset,
    rulesetEpoch,
    defaultCountry: inForce.defaultCountry,
    registries: inForce.suppressionLists.filter((list) => list.registry !== null),
    customTimezones: kept.zoneMap.customTimezones,
    treatments: treatmentTable(inForce.treatments),
  };
}

/** Lines were checked when they were saved. One that newer data of zones refuses makes everything unanswerable, rather than another zone. */
function customTimezonesOf(
  { customTimezones }: RulesInForce,
  zoneTable: ZoneTable,
): CustomTimezones | undefined {
  if (customTimezones.length === 0) return undefined;
  const made = makeCustomTimezones(customTimezones, zoneTable);
  if (made.ok) return made.map;
  throw new DecidingError('ruleset_invalid', `the custom timezones cannot be used: ${made.sentence}`, 60_000);
}

/** The rules in force as the engine takes them. */
export function rulesetSourceOf(inForce: RulesInForce): RulesetSource {
  return {
    organization: inForce.organization,
    timezoneSource: inForce.timezoneSource,
    suppressionLists: inForce.suppressionLists.map(({ id, name, channels, expires, registry }) => ({
      id,
      name,
      channels,
      expires,
      registry: registry === null ? null : { ageMsMax: registry.ageMsMax },
    })),
    contactDates: inForce.contactDates.map(({ id, label, date }) => ({ id, label, date })),
    campaignHours: inForce.campaignHours,
    ...sourceOfRules(inForce.rules),
  };
}

/** Stored rules as the engine takes them. */
export function sourceOfRules(
  rules: readonly StoredRule[],
): Pick<RulesetSource, 'location' | 'contactTimes' | 'attempt' | 'custom'> {
  return {
    location: rulesOfKind<LocationRule>(rules, 'location'),
    contactTimes: rulesOfKind<ContactTimesRule>(rules, 'contact-times'),
    attempt: rulesOfKind<AttemptRule>(rules, 'attempt'),
    custom: rulesOfKind<CustomRule>(rules, 'custom'),
  };
}

/** What the engine takes of a rule. */
type StoredRule = Pick<Rule, 'id' | 'kind' | 'name' | 'priority' | 'dispositionCode' | 'conditions'>;

/** The conditions were checked by the kind's schema when they were saved; the database holds nothing else. */
function rulesOfKind<Conditions>(
  rules: readonly StoredRule[],
  kind: StoredRuleKind,
): (RuleCommon & Conditions)[] {
  return rules
    .filter((rule) => rule.kind === kind)
    .map(({ id, name, priority, dispositionCode, conditions }) => ({
      ...(conditions as Conditions),
      id,
      name,
      priority,
      dispositionCode,
    }));
}

function compile(source: RulesetSource, zoneTable: ZoneTable): Ruleset {
  try {
    return compileRuleset(source, zoneTable);
  } catch (error) {
    if (!(error instanceof RulesetError)) throw error;
    throw new DecidingError(
      'ruleset_invalid',
      `the rules in force cannot be used: ${error.message}`,
      60_000,
      error,
    );
  }
}
