import { parseExpression } from '../expression/parse.ts';
import { byCodePoints, type RulesetSource } from '../ruleset.ts';
import type { MissingData } from '../expression/compile.ts';
import type { Cover, Coverable, Covering } from './covered-rules.ts';
import { valuesAtAnyTime, type CustomHours } from './custom-hours.ts';
import { conjunctsIn, type Expression } from './expression-tree.ts';
import { FALSY, TRUTHY } from './possible-value.ts';

interface Custom extends Coverable {
  readonly missingData: MissingData;
  /** The expression without spaces, brackets and positions. */
  readonly whole: string;
  /** The conditions that it joins by `&&`, each the same way. */
  readonly conjuncts: ReadonlySet<string>;
  /** Whether each of them gives true or false where it gives anything: then no order of them matters. */
  readonly areBoolean: boolean;
}

/**
 * Custom rules with equal expressions, or whose every condition another one asks too, joined by `&&`. Sound. Complete for equal texts up to spaces,
 * brackets and quotes; that `$x > 5` asks more than `$x > 3` is not worked out.
 */
export function customCovering(
  source: RulesetSource,
  customHours: readonly CustomHours[],
  optional: ReadonlySet<string>,
): Covering<Custom> {
  const items = source.custom
    .flatMap(({ id, name, dispositionCode, expression, missingData }, index) => {
      const parsed = parseExpression(expression);
      // What never blocks or never allows is said of the rule itself.
      const hours = customHours[index];
      if (!parsed.ok || hours?.canAllow !== true || !hours.canBlock) return [];
      const conjuncts = conjunctsIn(parsed.tree);
      return [
        {
          rule: { kind: 'custom' as const, id, name },
          path: `/custom/${index}`,
          dispositionCode,
          isOptional: optional.has(id),
          isDeletable: true,
          missingData,
          whole: textOf(parsed.tree),
          conjuncts: new Set(conjuncts.map(textOf)),
          areBoolean: conjuncts.every((part) => (valuesAtAnyTime(part).bits & (TRUTHY | FALSY)) === 0),
        },
      ];
    })
    .toSorted((one, other) => byCodePoints(one.rule.name, other.rule.name));
  const byConjunct = new Map<string, Custom[]>();
  for (const item of items)
    for (const conjunct of item.conjuncts) {
      const asking = byConjunct.get(conjunct);
      if (asking === undefined) byConjunct.set(conjunct, [item]);
      else asking.push(item);
    }
  return {
    items,
    candidatesFor({ conjuncts }) {
      const [first = ''] = conjuncts;
      return byConjunct.get(first) ?? [];
    },
    cover,
  };
}

/** `missing data: block` blocks wherever the same expression with JavaScript's own meaning does, and where something is missing (S27). */
function cover(inner: Custom, outer: Custom): Cover {
  if (outer.missingData !== inner.missingData && outer.missingData !== 'block') return 'no';
  if (inner.whole === outer.whole) return 'always';
  return inner.areBoolean && [...inner.conjuncts].every((part) => outer.conjuncts.has(part))
    ? 'always'
    : 'no';
}

/** A text that is equal for equal trees. */
function textOf(tree: Expression): string {
  return JSON.stringify(tree, (key, value: unknown) =>
    key === 'start' || key === 'end' || key === 'raw' ? undefined : value,
  );
}
