import { wallClock } from './functions.ts';
import type { Surroundings } from './surroundings.ts';
import { BINARY, COMPARISONS, ExpressionFailure, looselyEqual, UNARY, type Value } from './value.ts';

/** Evaluates a piece of an expression. */
export type Run = (surroundings: Surroundings) => Value;

/** What a piece's value can be; `boolean or nothing` becomes a boolean under `??`. */
export type Gives = 'boolean' | 'boolean or nothing' | 'anything';

/** A piece of an expression, made ready. */
export interface Piece {
  readonly run: Run;
  readonly gives: Gives;
  /** Set where the text alone says what the value is. */
  readonly constant?: { readonly value: Value };
  /**
   * Set where evaluation begins by reading a fact that must be there: the failure where it is not, which `run` would throw. Whoever asks first
   * is spared the throw, which costs more than all the rest of a decision.
   */
  readonly missing?: Missing | undefined;
}

/** The failure of a fact that has no value; null where it has one. */
export type Missing = (surroundings: Surroundings) => ExpressionFailure | null;

const NOWHERE: Surroundings = {
  field: () => undefined,
  attempts: () => 0,
  zone: null,
  clock: () => wallClock(0, 0),
};

/** A value that stands in the text. */
export function constant(value: Value): Piece {
  return {
    run: () => value,
    gives: typeof value === 'boolean' ? 'boolean' : 'anything',
    constant: { value },
  };
}

/**
 * A piece that `run` works out from its parts and from nothing else: where all of them are constant it is worked out now. One that has no
 * value is left as it is, for it may stand where it is never asked. `always`: the parts that `run` evaluates in any case and before all others, in
 * their order.
 */
export function applied(
  parts: readonly Piece[],
  gives: Gives,
  run: Run,
  always: readonly Piece[] = parts,
): Piece {
  if (!parts.every((part) => part.constant !== undefined))
    return { run, gives, missing: always.find((part) => part.constant === undefined)?.missing };
  try {
    return constant(run(NOWHERE));
  } catch (error) {
    if (error instanceof ExpressionFailure) return { run, gives };
    throw error;
  }
}

/** An operator before a value; undefined where the grammar has no such operator. */
export function unary(operator: string, value: Piece): Piece | undefined {
  const apply = ownMember(UNARY, operator);
  if (apply === undefined) return undefined;
  const { run } = value;
  if (operator === '!') return applied([value], 'boolean', (around) => !run(around));
  return applied([value], 'anything', (around) => apply(run(around)));
}

/** An operator between two values; undefined where the grammar has no such operator. */
export function binary(operator: string, left: Piece, right: Piece): Piece | undefined {
  const apply = ownMember(BINARY, operator);
  if (apply === undefined) return undefined;
  const gives = COMPARISONS.has(operator) ? 'boolean' : 'anything';
  const run =
    comparedWith(operator, left, right) ??
    comparedWith(MIRRORED[operator] ?? '', right, left) ??
    ((around) => apply(left.run(around), right.run(around)));
  return applied([left, right], gives, run);
}

/** `&&`, `||` and `??`. */
export function logical(operator: '&&' | '||' | '??', left: Piece, right: Piece): Piece {
  const [one, two] = [left.run, right.run];
  const gives = right.gives === 'boolean' && isBooleanBefore(operator, left) ? 'boolean' : 'anything';
  return applied([left, right], gives, runOf(), [left]);

  function runOf(): Run {
    switch (operator) {
      case '&&':
        return (around) => one(around) && two(around);
      case '||':
        return (around) => one(around) || two(around);
      case '??':
        return (around) => one(around) ?? two(around);
    }
  }
}

/** `test ? yes : no`. */
export function conditional(test: Piece, yes: Piece, no: Piece): Piece {
  const gives = yes.gives === 'boolean' && no.gives === 'boolean' ? 'boolean' : 'anything';
  const run: Run = (around) => (test.run(around) ? yes.run(around) : no.run(around));
  return applied([test, yes, no], gives, run, [test]);
}

/** Reads an own member: `constructor` and its like are not among what the grammar has. */
export function ownMember<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function isBooleanBefore(operator: string, { gives }: Piece): boolean {
  return gives === 'boolean' || (operator === '??' && gives === 'boolean or nothing');
}

/** What a comparison becomes when its sides are changed over. */
const MIRRORED: Readonly<Record<string, string>> = {
  '==': '==',
  '!=': '!=',
  '===': '===',
  '!==': '!==',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** Most comparisons are with a constant. Each has a closure of its own, so that neither the operator nor the constant is looked up again. */
function comparedWith(operator: string, { run }: Piece, other: Piece): Run | undefined {
  if (other.constant === undefined) return undefined;
  const { value } = other.constant;
  switch (operator) {
    case '===':
      return (around) => run(around) === value;
    case '!==':
      return (around) => run(around) !== value;
    case '==':
      return (around) => isEqual(run(around), value);
    case '!=':
      return (around) => !isEqual(run(around), value);
    case '<':
      return (around) => (run(around) as number) < (value as number);
    case '<=':
      return (around) => (run(around) as number) <= (value as number);
    case '>':
      return (around) => (run(around) as number) > (value as number);
    case '>=':
      return (around) => (run(around) as number) >= (value as number);
    default:
      return undefined;
  }
}

function isEqual(one: Value, other: Value): boolean {
  return typeof one === typeof other ? one === other : looselyEqual(one, other);
}
