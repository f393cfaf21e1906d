import {
  compareRulesets,
  DAY_MS,
  LIMITS,
  NO_LIMITS,
  together,
  type CampaignGroupId,
  type FactsNeeded,
  type Instant,
  type RulesetComparison,
  type RulesetSource,
  type Verdict,
  type ZoneTable,
} from '@tact/engine';
import type { RuleHistory } from '../proof/rules-as-of.ts';
import { propose, type Proposal } from './proposal.ts';

/** The rules in force at a time beside the proposed ones. */
export interface Compared extends RulesetComparison {
  /** Whether a rule, by a verdict of a record, is one of those that the proposal changes or takes away. */
  changes(verdict: Pick<Verdict, 'kind' | 'ruleId' | 'rule'>): boolean;
}

/** The comparisons of a backtest, made when they are first needed. */
export interface Comparisons {
  /** For requests of a group at an instant. */
  at(group: CampaignGroupId | null, at: Instant): Compared;
}

/** Comparisons that are kept ready; beyond it the oldest goes. */
const KEPT_MAX = 1_000;

/** Creates them. A group that was never there leaves the rules of requests without one. */
export function createComparisons(
  history: RuleHistory,
  proposal: Proposal,
  zoneTable: ZoneTable,
): Comparisons {
  const kept = new Map<string, Compared>();
  return {
    at(group, at) {
      const key = `${history.stageAt(at)} ${group ?? ''}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      const asOf = history.at(group, at) ?? history.at(null, at);
      if (asOf === undefined) throw new Error('there are no rules without a group');
      const proposed = propose(asOf, group, proposal);
      const comparison = compareRulesets(asOf.source, proposed, zoneTable);
      const changed = changedNames(comparison);
      const made: Compared = {
        ...comparison,
        changes: ({ kind, ruleId, rule }) => changed.has(nameOf(kind, ruleId, rule)),
      };
      kept.set(key, made);
      const oldest = kept.keys().next().value;
      if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
      return made;
    },
  };
}

function nameOf(kind: string, ruleId: string | null, rule: string): string {
  return ruleId === null ? `${kind} ${rule}` : `${kind} #${ruleId}`;
}

function changedNames({ onlyBeforeNames }: RulesetComparison): ReadonlySet<string> {
  return new Set(onlyBeforeNames.map(({ kind, ruleId, rule }) => nameOf(kind, ruleId, rule)));
}

/** What a backtest has to read of the world: for the rules that change, and for all the others that were in force in its time. */
export interface BacktestNeeds {
  readonly changed: FactsNeeded;
  readonly others: FactsNeeded;
}

/** Works out what a backtest over `[from, until)` reads, from every state that rules had in that time. */
export function backtestNeeds(
  history: RuleHistory,
  proposal: Proposal,
  { from, until }: { readonly from: Instant; readonly until: Instant },
  zoneTable: ZoneTable,
): BacktestNeeds {
  const [first, ...later] = history.sourcesWithin(from, until);
  if (first === undefined) throw new Error('there are no rules without a group');
  const changedIds = new Set<string>([
    ...proposal.removedRuleIds,
    ...(proposal.removedContactDateIds ?? []),
    ...proposal.rules.map(({ id }) => id),
  ]);
  const sources = [first, ...later];
  const proposed = propose({ source: nothingOf(first), pickedRuleIds: changedIds }, null, proposal);
  let changed = factsNeeded(proposed, zoneTable);
  let others = changed;
  for (const source of sources) {
    const needed = factsNeeded(source, zoneTable);
    others = together(others, needed);
    const isChanged =
      RULE_LISTS.some((list) => source[list].some(({ id }) => changedIds.has(id))) ||
      proposal.limits !== null;
    if (isChanged)
      changed = together(changed, factsNeeded(onlyRules(source, changedIds, proposal), zoneTable));
  }
  return { changed, others };
}

const RULE_LISTS = ['contactDates', 'location', 'contactTimes', 'attempt', 'custom'] as const;

function factsNeeded(source: RulesetSource, zoneTable: ZoneTable): FactsNeeded {
  const needed = compareRulesets(nothingOf(source), source, zoneTable).onlyAfter.factsNeeded;
  return { ...needed, lookBackMs: Math.min(needed.lookBackMs, LIMITS.lookBackDaysMax * DAY_MS) };
}

/** The same without any rule, list or limit. */
function nothingOf(source: RulesetSource): RulesetSource {
  return {
    ...source,
    organization: { ...source.organization, limits: NO_LIMITS },
    suppressionLists: [],
    contactDates: [],
    location: [],
    contactTimes: [],
    campaignHours: null,
    attempt: [],
    custom: [],
  };
}

function onlyRules(source: RulesetSource, ids: ReadonlySet<string>, { limits }: Proposal): RulesetSource {
  const none = nothingOf(source);
  return {
    ...none,
    organization: limits === null ? none.organization : source.organization,
    contactDates: source.contactDates.filter(({ id }) => ids.has(id)),
    location: source.location.filter(({ id }) => ids.has(id)),
    contactTimes: source.contactTimes.filter(({ id }) => ids.has(id)),
    attempt: source.attempt.filter(({ id }) => ids.has(id)),
    custom: source.custom.filter(({ id }) => ids.has(id)),
  };
}
