/** What an expression works with: JavaScript's primitive values. Objects, functions and symbols do not occur. */
export type Value = string | number | boolean | null | undefined;

/** A text that an expression builds is at most this long; beyond it the rule is an error. */
export const TEXT_LENGTH_MAX = 4_096;

/** Why an evaluation gave no value. It ends as an `error` verdict with this code (S28). */
export class ExpressionFailure extends Error {
  readonly code: 'missing_data' | 'expression_failed' | 'text_too_long';

  constructor(code: ExpressionFailure['code'], sentence: string) {
    super(sentence);
    this.name = 'ExpressionFailure';
    this.code = code;
  }
}

/** Refuses a text that has grown too long. */
export function boundedText(text: string): string {
  if (text.length > TEXT_LENGTH_MAX) {
    throw new ExpressionFailure(
      'text_too_long',
      `a text in the expression is longer than ${TEXT_LENGTH_MAX} characters`,
    );
  }
  return text;
}

/** JavaScript's `+`, `-`, … on primitives: the language's own operators do the work, so that its coercions are exact. */
export const BINARY: Readonly<Record<string, (left: Value, right: Value) => Value>> = {
  '+': (left, right) => {
    const sum = (left as string) + (right as string);
    return typeof sum === 'string' ? boundedText(sum) : sum;
  },
  '-': (left, right) => (left as number) - (right as number),
  '*': (left, right) => (left as number) * (right as number),
  '/': (left, right) => (left as number) / (right as number),
  '%': (left, right) => (left as number) % (right as number),
  '**': (left, right) => (left as number) ** (right as number),
  '|': (left, right) => (left as number) | (right as number),
  '&': (left, right) => (left as number) & (right as number),
  '^': (left, right) => (left as number) ^ (right as number),
  '<<': (left, right) => (left as number) << (right as number),
  '>>': (left, right) => (left as number) >> (right as number),
  '>>>': (left, right) => (left as number) >>> (right as number),
  '==': (left, right) => looselyEqual(left, right),
  '!=': (left, right) => !looselyEqual(left, right),
  '===': (left, right) => left === right,
  '!==': (left, right) => left !== right,
  '<': (left, right) => (left as number) < (right as number),
  '<=': (left, right) => (left as number) <= (right as number),
  '>': (left, right) => (left as number) > (right as number),
  '>=': (left, right) => (left as number) >= (right as number),
};

/** The operators whose value is always a boolean. */
export const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '===', '!==', '<', '<=', '>', '>=']);

/** JavaScript's `==` on primitives, spelled out: the lint of this house allows no `==`, and an officer's expression may. */
export function looselyEqual(left: Value, right: Value): boolean {
  if (left === null || left === undefined) return right === null || right === undefined;
  if (right === null || right === undefined) return false;
  if (typeof left === typeof right) return left === right;
  return Number(left) === Number(right);
}

/** JavaScript's operators before a value. */
export const UNARY: Readonly<Record<string, (value: Value) => Value>> = {
  '!': (value) => !value,
  '-': (value) => -(value as number),
  '+': (value) => Number(value),
  '~': (value) => ~(value as number),
  typeof: (value) => typeof value,
};
