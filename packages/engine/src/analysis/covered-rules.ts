import type { Finding, FindingRule } from './finding.ts';

/** Whether one rule blocks wherever another does. `known`: except where that other one is an error because something is not known. */
export type Cover = 'always' | 'known' | 'no';

/** A rule as far as it can be covered by another, or cover it. */
export interface Coverable {
  readonly rule: FindingRule;
  readonly path: string;
  readonly dispositionCode: string | null;
  /** True: not in force for every request, so it takes no other rule's place for good (S5). */
  readonly isOptional: boolean;
  /** False: nobody can delete it, so it only covers. */
  readonly isDeletable: boolean;
}

/** How the rules of one kind cover one another. */
export interface Covering<Item extends Coverable> {
  /** In the order in which their verdicts are given (S3). */
  readonly items: readonly Item[];
  /** Those that can cover the item at all: what keeps a thousand rules fast. May hold the item itself. */
  candidatesFor(item: Item): Iterable<Item>;
  cover(inner: Item, outer: Item): Cover;
}

/**
 * The rules that others cover. Of rules that cover one another the last is named. INVARIANT: all rules that are found `covered` or
 * `covered_in_group` can be taken out of this ruleset at once, and no decision changes: none is covered only by another that is named.
 */
export function coveredRules<Item extends Coverable>(covering: Covering<Item>): readonly Finding[] {
  const { items } = covering;
  const order = new Map(items.map((item, index) => [item, index]));
  const coveredBy = new Map<Item, Item>();
  const findings: Finding[] = [];
  const firstCovering = (item: Item, wanted: Cover, withOptional: boolean) => {
    let found: Item | undefined;
    for (const outer of covering.candidatesFor(item)) {
      if (outer === item || coveredBy.has(outer) || (outer.isOptional && !withOptional)) continue;
      if (found !== undefined && placeOf(order, found) < placeOf(order, outer)) continue;
      if (covering.cover(item, outer) === wanted) found = outer;
    }
    return found;
  };
  const backwards = items.filter(({ isDeletable }) => isDeletable).toReversed();
  for (const withOptional of [false, true]) {
    for (const item of backwards) {
      if (coveredBy.has(item)) continue;
      const outer = firstCovering(item, 'always', withOptional);
      if (outer === undefined) continue;
      coveredBy.set(item, outer);
    }
  }
  for (const [item, outer] of coveredBy) {
    const root = rootOf(outer, coveredBy);
    const isSame = root.isDeletable && covering.cover(root, item) === 'always';
    findings.push(coveredFinding(item, root, isSame, placeOf(order, item) < placeOf(order, root)));
  }
  for (const item of backwards) {
    if (coveredBy.has(item)) continue;
    const outer = firstCovering(item, 'known', false);
    if (outer !== undefined) findings.push(almostCoveredFinding(item, outer));
  }
  return findings;
}

function placeOf<Item>(order: ReadonlyMap<Item, number>, item: Item): number {
  return order.get(item) ?? Infinity;
}

/** What covers a rule may be covered itself: the one that stays is named, as long as no optional one comes between. */
function rootOf<Item extends Coverable>(outer: Item, coveredBy: ReadonlyMap<Item, Item>): Item {
  const next = coveredBy.get(outer);
  return next === undefined || next.isOptional !== outer.isOptional ? outer : rootOf(next, coveredBy);
}

function coveredFinding(inner: Coverable, outer: Coverable, isSame: boolean, decidesFirst: boolean): Finding {
  const [name, by] = [inner.rule.name, named(outer)];
  const what = isSame ? `says the same as ${by}` : `adds nothing to ${by}, which blocks wherever it does`;
  const stamps =
    decidesFirst && inner.dispositionCode !== outer.dispositionCode
      ? `; it only chooses the disposition code, because its turn is first`
      : '';
  const here = outer.isOptional
    ? ` in this campaign group; ${by} is optional, so where it is not picked \`${name}\` may be needed`
    : '';
  return {
    code: outer.isOptional ? 'covered_in_group' : 'covered',
    severity: outer.isOptional || stamps !== '' ? 'note' : 'warning',
    rules: [inner.rule, outer.rule],
    path: inner.path,
    sentence: `\`${name}\` ${what}${here}${stamps}`,
    neverAllows: null,
  };
}

function almostCoveredFinding(inner: Coverable, outer: Coverable): Finding {
  return {
    code: 'covered_but_for_unknowns',
    severity: 'note',
    rules: [inner.rule, outer.rule],
    path: inner.path,
    sentence: `\`${inner.rule.name}\` adds to ${named(outer)} only that it blocks where the zone, the account or the place that it needs is not known`,
    neverAllows: null,
  };
}

function named({ rule }: Coverable): string {
  return rule.id === null ? `the ${rule.name}` : `\`${rule.name}\``;
}
