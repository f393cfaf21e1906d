import { compileFunction } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { BINARY, boundedText, COMPARISONS, ExpressionFailure, TEXT_LENGTH_MAX, UNARY, type Value } from './value.ts'; // prettier-ignore

const VALUES: readonly Value[] = [
  undefined, null, true, false, 0, -0, 1, -1, 3, 0.5, 2 ** 31, 2 ** 53, -7.25, NaN, Infinity, -Infinity,
  '', ' ', '0', '-0', '1', '1.0', '3', 'CA', 'ca', 'true', 'null', 'undefined', 'NaN', '0x10', '1e3', '\n7\n',
]; // prettier-ignore

/** JavaScript's own operator. */
function javascript(text: string): (...args: readonly Value[]) => Value {
  return compileFunction(`return ${text};`, ['a', 'b']) as (...args: readonly Value[]) => Value;
}

describe('an operator between two values is JavaScript’s', () => {
  test.each(Object.keys(BINARY))('%s', (operator) => {
    const [own, theirs] = [BINARY[operator], javascript(`a ${operator} b`)];
    for (const left of VALUES)
      for (const right of VALUES)
        expect([left, right, own?.(left, right)]).toEqual([left, right, theirs(left, right)]);
  });

  test('and there are no others', () => {
    expect(Object.keys(BINARY).toSorted()).toEqual(['!=', '!==', '%', '&', '*', '**', '+', '-', '/', '<', '<<', '<=', '==', '===', '>', '>=', '>>', '>>>', '^', '|']); // prettier-ignore
  });

  test('those that always give a boolean are the comparisons', () => {
    const giving = Object.entries(BINARY).flatMap(([operator, apply]) =>
      VALUES.every((left) => VALUES.every((right) => typeof apply(left, right) === 'boolean')) ? [operator] : [],
    ); // prettier-ignore
    expect([...COMPARISONS].toSorted()).toEqual(giving.toSorted());
  });
});

describe('an operator before a value is JavaScript’s', () => {
  test.each(Object.keys(UNARY))('%s', (operator) => {
    const [own, theirs] = [UNARY[operator], javascript(`${operator} a`)];
    for (const value of VALUES) expect([value, own?.(value)]).toEqual([value, theirs(value)]);
  });

  test('and there are no others', () => {
    expect(Object.keys(UNARY).toSorted()).toEqual(['!', '+', '-', 'typeof', '~']);
  });
});

describe('a text has a greatest length', () => {
  const longest = 'a'.repeat(TEXT_LENGTH_MAX);

  test('which it may have', () => {
    expect(boundedText(longest)).toBe(longest);
    expect(BINARY['+']?.(longest, '')).toBe(longest);
    expect(BINARY['+']?.(longest.slice(1), 1)).toBe(`${longest.slice(1)}1`);
  });

  const tooLong = new ExpressionFailure(
    'text_too_long',
    'a text in the expression is longer than 4096 characters',
  );
  test.each<[name: string, build: () => unknown]>([
    ['as it is', () => boundedText(`${longest}a`)],
    ['by `+`', () => BINARY['+']?.(longest, 'a')],
    ['by `+` with a number', () => BINARY['+']?.(1, longest)],
  ])('and not more: %s', (_, build) => {
    expect(build).toThrow(tooLong);
    expect(build).toThrow(expect.objectContaining({ name: 'ExpressionFailure', code: 'text_too_long' }));
  }); // prettier-ignore
});
