import {
  byCodePoints,
  compileRuleset,
  type CampaignGroupId,
  type Instant,
  type OrganizationRules,
  type RulesetSource,
  type ZoneTable,
} from '@tact/engine';
import type {
  CampaignGroup,
  DialingProfile,
  Organization,
  Rule,
  RuleChange,
  RuleEntity,
  RulesInForce,
  StoredContactDate,
  SuppressionListRow,
} from '@tact/store';
import { rulesetSourceOf, sourceOfRules } from '../deciding/ruleset-cache.ts';

/** The rules that requests of a group were decided by at an instant. */
export interface RulesAsOf {
  readonly source: RulesetSource;
  readonly organization: OrganizationRules;
  readonly defaultCountry: string;
  /** What the group had picked, by itself or by its dialing profile, whether optional or not. */
  readonly pickedRuleIds: ReadonlySet<string>;
  /** False: the instant lies before the organization was made, so that its first known state stands for what nobody recorded. */
  readonly recorded: boolean;
}

/** What was in force when: the audit log of rules, read forwards. */
export interface RuleHistory {
  /** Undefined where there was no such group at that instant and none came later. */
  at(group: CampaignGroupId | null, instant: Instant): RulesAsOf | undefined;
  /** The number of changes up to and with the instant: between two instants with one number nothing changed. */
  stageAt(instant: Instant): number;
  /**
   * Every state that rules had at some time in `[from, until)`, in force or not, in as many sources as they need: what somebody has to know of
   * who wants to know what any ruleset of that time can read.
   */
  sourcesWithin(from: Instant, until: Instant): readonly RulesetSource[];
  /** The name of a group, as it was called last; undefined where nobody made it. */
  groupName(group: CampaignGroupId): string | undefined;
}

/** The rules of an instant, with the fingerprint that decisions of that time name. */
export interface RulesetAsOf {
  readonly at: Instant;
  readonly fingerprint: string;
  readonly recorded: boolean;
  readonly source: RulesetSource;
}

/** The same, compiled. Undefined where there is no such group. */
export function rulesetAsOf(
  history: RuleHistory,
  group: CampaignGroupId | null,
  at: Instant,
  zoneTable: ZoneTable,
): RulesetAsOf | undefined {
  const found = history.at(group, at);
  if (found === undefined) return undefined;
  const { fingerprint } = compileRuleset(found.source, zoneTable);
  return { at, fingerprint, recorded: found.recorded, source: found.source };
}

/** Makes a history of all changes of an organization, oldest first. */
export function createRuleHistory(changes: readonly RuleChange[]): RuleHistory {
  const instants = changes.map(({ at }) => at);
  const things = Map.groupBy(changes, ({ entity, entityId }) => `${entity} ${entityId}`);
  const byEntity = Map.groupBy(things.values(), (history) => entityOf(history));

  /** The audit log holds what the ports gave back, so a state of an entity is of that entity's type. */
  function statesAt(entity: RuleEntity, instant: Instant): readonly unknown[] {
    const states = (byEntity.get(entity) ?? []).map((history) => stateAt(history, instant));
    return states.filter((state) => state !== null);
  }

  return {
    at(group, instant) {
      const organizations = byEntity.get('organization') ?? [];
      const [first] = organizations[0] ?? [];
      if (first === undefined) throw new Error('the audit log does not tell of the organization');
      const recorded = first.before !== null || instant >= first.at;
      // What nobody recorded is taken to have been as it was first known, and is marked so.
      const [organization] = statesAt(
        'organization',
        recorded ? instant : first.at,
      ) as readonly OrganizationState[];
      if (organization === undefined) throw new Error('the audit log has lost the organization');
      const groups = statesAt('campaign-group', instant) as readonly CampaignGroup[];
      const picked = group === null ? undefined : groups.find(({ id }) => id === group);
      if (group !== null && picked === undefined && !things.has(`campaign-group ${group}`)) return undefined;
      const profiles = statesAt('dialing-profile', instant) as readonly DialingProfile[];
      const profile = profiles.find(({ id }) => id === picked?.dialingProfileId);
      const rules = new Set<string>([...(picked?.ruleIds ?? []), ...(profile?.ruleIds ?? [])]);
      const lists = new Set<string>([
        ...(picked?.suppressionListIds ?? []),
        ...(profile?.suppressionListIds ?? []),
      ]);
      const inForce: RulesInForce = {
        rulesetEpoch: 0,
        organization: organization.rules,
        defaultCountry: organization.defaultCountry,
        timezoneSource: picked?.timezoneSource ?? null,
        campaignHours: picked?.campaignHours ?? null,
        suppressionLists: (statesAt('suppression-list', instant) as readonly SuppressionListRow[])
          .filter(({ required, id }) => required || lists.has(id))
          .toSorted((one, other) => byCodePoints(one.name, other.name)),
        contactDates: (statesAt('contact-date', instant) as readonly StoredContactDate[]).toSorted(byDate),
        customTimezones: [],
        rules: (statesAt('rule', instant) as readonly Rule[])
          .filter(({ required, id }) => required || rules.has(id))
          .toSorted((one, other) => one.priority - other.priority),
        treatments: [],
      };
      return {
        source: rulesetSourceOf(inForce),
        organization: organization.rules,
        defaultCountry: organization.defaultCountry,
        pickedRuleIds: rules,
        recorded,
      };
    },
    sourcesWithin(from, until) {
      const base = this.at(null, from);
      if (base === undefined) return [];
      const within = (entity: RuleEntity) =>
        (byEntity.get(entity) ?? []).flatMap((states) => [
          stateAt(states, from),
          ...states.filter(({ at }) => at > from && at < until).map(({ after }) => after),
        ]);
      const known = (states: readonly unknown[]): readonly unknown[] =>
        states.filter((state) => state !== null);
      const rules = known(within('rule')) as readonly Rule[];
      const organizations = known(within('organization')) as readonly OrganizationState[];
      const ofRules = rules.map((rule) => ({ ...base.source, ...sourceOfRules([rule]) }));
      return [
        base.source,
        ...ofRules,
        ...organizations.map(({ rules: own }) => ({ ...base.source, organization: own })),
      ];
    },
    stageAt: (instant) => countUpTo(instants, instant),
    groupName(group) {
      const last = things.get(`campaign-group ${group}`)?.at(-1);
      const state = (last?.after ?? last?.before) as { readonly name: string } | null | undefined;
      return state?.name;
    },
  };
}

type OrganizationState = Pick<Organization, 'rules' | 'defaultCountry'>;

function entityOf([first]: readonly RuleChange[]): RuleEntity {
  if (first === undefined) throw new Error('a group of changes is empty');
  return first.entity;
}

/** The state after the last change up to the instant; before all of them, what the first one found. */
function stateAt(history: readonly RuleChange[], instant: Instant): unknown {
  const last = history.findLast(({ at }) => at <= instant);
  return last === undefined ? (history[0]?.before ?? null) : last.after;
}

function byDate(one: StoredContactDate, other: StoredContactDate): number {
  if (one.date !== other.date) return one.date < other.date ? -1 : 1;
  return byCodePoints(one.label, other.label);
}

/** How many of ascending instants are not after the given one. */
function countUpTo(instants: readonly Instant[], instant: Instant): number {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((instants[middle] ?? Infinity) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
