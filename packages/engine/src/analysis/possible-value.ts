import { BINARY, COMPARISONS, ExpressionFailure, type Value } from '../expression/value.ts';

/** What a piece of an expression can come to, as bits: exactly `true`. */
export const TRUE = 1;
/** Exactly `false`. */
export const FALSE = 2;
/** Truthy, and not `true`. */
export const TRUTHY = 4;
/** Falsy, and not `false`. */
export const FALSY = 8;
/** No value at all: the evaluation fails. */
export const FAILS = 16;

/**
 * All values that a piece of an expression can have, seen from its text: never too few, often too many, because two readings of one thing
 * are taken for independent.
 */
export interface Possible {
  readonly bits: number;
  /** Set where there is one value only, or a failure. */
  readonly known?: { readonly value: Value };
  /** Set where it is a number between two, both in, and no NaN; or a failure. */
  readonly between?: readonly [low: number, high: number];
}

/** Whatever there is, or a failure. */
export const ANYTHING: Possible = { bits: TRUE | FALSE | TRUTHY | FALSY | FAILS };
const EITHER = TRUE | FALSE;

/** One value. */
export function known(value: Value): Possible {
  const bits = value === true ? TRUE : value === false ? FALSE : value ? TRUTHY : FALSY;
  return typeof value === 'number' && !Number.isNaN(value)
    ? { bits, known: { value }, between: [value, value] }
    : { bits, known: { value } };
}

/** A number from `low` to `high`, both in. */
export function numberBetween(low: number, high: number): Possible {
  if (low === high) return known(low);
  return { bits: TRUTHY | (low <= 0 && high >= 0 ? FALSY : 0), between: [low, high] };
}

/** What works its value out from its parts and from nothing else. `givesBoolean`: true or false, where it gives anything. */
export function appliedTo(
  parts: readonly Possible[],
  givesBoolean: boolean,
  run: (values: readonly Value[]) => Value,
): Possible {
  const values = parts.flatMap(({ known: one }) => (one === undefined ? [] : [one.value]));
  if (values.length < parts.length) return givesBoolean ? { bits: EITHER | FAILS } : ANYTHING;
  const fails = parts.reduce((bits, part) => bits | (part.bits & FAILS), 0);
  try {
    const value = known(run(values));
    return { ...value, bits: value.bits | fails };
  } catch (error) {
    if (error instanceof ExpressionFailure) return { bits: FAILS };
    throw error;
  }
}

/** `!value`. */
export function negated({ bits }: Possible): Possible {
  return {
    bits:
      (bits & FAILS) |
      ((bits & (TRUE | TRUTHY)) === 0 ? 0 : FALSE) |
      ((bits & (FALSE | FALSY)) === 0 ? 0 : TRUE),
  };
}

/** `left && right`, `left || right`, `left ?? right`. */
export function joinedBy(operator: '&&' | '||' | '??', left: Possible, right: Possible): Possible {
  const truthy = left.bits & (TRUE | TRUTHY);
  const falsy = left.bits & (FALSE | FALSY);
  const ends = operator === '&&' ? falsy : operator === '||' ? truthy : left.bits & ~FAILS;
  const goesOn = operator === '&&' ? truthy : operator === '||' ? falsy : left.bits & FALSY;
  return eitherOf([{ ...left, bits: ends | (left.bits & FAILS) }, ...(goesOn === 0 ? [] : [right])]);
}

/** `test ? yes : no`. */
export function chosenBy(test: Possible, yes: Possible, no: Possible): Possible {
  return eitherOf([
    ...((test.bits & (TRUE | TRUTHY)) === 0 ? [] : [yes]),
    ...((test.bits & (FALSE | FALSY)) === 0 ? [] : [no]),
    ...((test.bits & FAILS) === 0 ? [] : [{ bits: FAILS }]),
  ]);
}

/** `left operator right`. */
export function binary(operator: string, left: Possible, right: Possible): Possible {
  const apply = BINARY[operator];
  if (apply === undefined) return ANYTHING;
  if (left.known !== undefined && right.known !== undefined)
    return appliedTo([left, right], false, ([one, other]) => apply(one, other));
  const fails = (left.bits | right.bits) & FAILS;
  if (left.between === undefined || right.between === undefined)
    return COMPARISONS.has(operator) ? { bits: EITHER | fails } : ANYTHING;
  if (COMPARISONS.has(operator)) return { bits: comparison(operator, left.between, right.between) | fails };
  const range = arithmetic(operator, left.between, right.between);
  if (range === undefined) return ANYTHING;
  const number = numberBetween(...range);
  return { ...number, bits: number.bits | fails };
}

type Range = readonly [low: number, high: number];

function comparison(operator: string, one: Range, other: Range): number {
  switch (operator) {
    case '<':
      return orderBits(one[1] < other[0], one[0] >= other[1]);
    case '<=':
      return orderBits(one[1] <= other[0], one[0] > other[1]);
    case '>':
      return orderBits(one[0] > other[1], one[1] <= other[0]);
    case '>=':
      return orderBits(one[0] >= other[1], one[1] < other[0]);
    case '==':
    case '===':
      return orderBits(false, areApart(one, other));
    case '!=':
    case '!==':
      return orderBits(areApart(one, other), false);
    default:
      return EITHER;
  }
}

function areApart(one: Range, other: Range): boolean {
  return one[1] < other[0] || other[1] < one[0];
}

function orderBits(always: boolean, never: boolean): number {
  if (always) return TRUE;
  return never ? FALSE : EITHER;
}

/** The range of a sum, difference or product; undefined where it cannot be told, or could be NaN. */
function arithmetic(operator: string, [a, b]: Range, [c, d]: Range): Range | undefined {
  const corners =
    operator === '+' ? [a + c, b + d] : operator === '-' ? [a - d, b - c] : operator === '*' ? [a * c, a * d, b * c, b * d] : []; // prettier-ignore
  if (corners.length === 0 || !corners.every(Number.isFinite)) return undefined;
  return [Math.min(...corners), Math.max(...corners)];
}

/** Only what is left of one way keeps more than its bits. */
function eitherOf(ways: readonly Possible[]): Possible {
  const reached = ways.filter(({ bits }) => bits !== 0);
  const [only] = reached;
  if (only !== undefined && reached.length === 1) return only;
  return { bits: reached.reduce((bits, way) => bits | way.bits, 0) };
}
