import { canonicalJson, type RulesetSource } from '@tact/engine';

/** One difference between two rulesets. */
export interface RulesetDifference {
  readonly change: 'added' | 'removed' | 'changed';
  /** What it is about: the kind of rule, and its name; or the setting itself. */
  readonly kind: keyof RulesetSource;
  readonly name: string;
  /** Null where it was, or is, not there. */
  readonly before: unknown;
  readonly after: unknown;
}

/** What makes one ruleset another one, kind by kind; rules are the same where their ids are. Equal rulesets give nothing. */
export function diffRulesets(before: RulesetSource, after: RulesetSource): readonly RulesetDifference[] {
  return KINDS.flatMap((kind) => {
    const [one, other] = [before[kind], after[kind]];
    if (Array.isArray(one) && Array.isArray(other)) return diffRules(kind, one as Named[], other as Named[]);
    return isEqual(one, other)
      ? []
      : [{ change: 'changed' as const, kind, name: kind, before: one, after: other }];
  });
}

const KINDS = [
  'organization',
  'timezoneSource',
  'campaignHours',
  'suppressionLists',
  'contactDates',
  'location',
  'contactTimes',
  'attempt',
  'custom',
] as const satisfies readonly (keyof RulesetSource)[];

/** What rules, lists and dates have. */
interface Named {
  readonly id: string;
  readonly name?: string;
  readonly label?: string;
}

function diffRules(
  kind: keyof RulesetSource,
  before: readonly Named[],
  after: readonly Named[],
): readonly RulesetDifference[] {
  const befores = new Map(before.map((one) => [one.id, one]));
  const afters = new Map(after.map((one) => [one.id, one]));
  const ids = [...new Set([...befores.keys(), ...afters.keys()])];
  return ids.flatMap((id): RulesetDifference[] => {
    const [one, other] = [befores.get(id) ?? null, afters.get(id) ?? null];
    if (isEqual(one, other)) return [];
    const change = one === null ? 'added' : other === null ? 'removed' : 'changed';
    const named = other ?? one;
    return [{ change, kind, name: named?.name ?? named?.label ?? id, before: one, after: other }];
  });
}

function isEqual(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other);
}
