import { describe, expect, test } from 'vitest';
import { wallClock } from './functions.ts';
import { applied, binary, conditional, constant, logical, ownMember, unary, type Gives, type Piece } from './pieces.ts'; // prettier-ignore
import type { Surroundings } from './surroundings.ts';
import { BINARY, ExpressionFailure, UNARY, type Value } from './value.ts';

const AROUND: Surroundings = { field: () => undefined, attempts: () => 0, zone: null, clock: () => wallClock(0, 0) }; // prettier-ignore
const VALUES: readonly Value[] = [undefined, null, true, false, 0, -0, 1, -3, 0.5, NaN, Infinity, '', ' ', '0', '1', 'CA', 'ca', 'NaN', 'null']; // prettier-ignore

/** A piece whose value is not known from the text. */
function read(value: Value, gives: Gives = 'anything'): Piece {
  return { run: () => value, gives };
}

function failing(): never {
  throw new ExpressionFailure('expression_failed', 'no value');
}

describe('an operator gives the same with a constant on either side, or on both', () => {
  test.each(Object.keys(BINARY))('%s', (operator) => {
    for (const left of VALUES) {
      for (const right of VALUES) {
        const pieces = [
          binary(operator, read(left), read(right)),
          binary(operator, read(left), constant(right)),
          binary(operator, constant(left), read(right)),
          binary(operator, constant(left), constant(right)),
        ];
        const wanted = BINARY[operator]?.(left, right);
        expect([left, right, ...pieces.map((piece) => piece?.run(AROUND))]).toEqual([left, right, wanted, wanted, wanted, wanted]); // prettier-ignore
        expect(pieces.map((piece) => piece?.constant)).toEqual([undefined, undefined, undefined, { value: wanted }]); // prettier-ignore
      }
    }
  });

  test.each(Object.keys(UNARY))('%s', (operator) => {
    for (const value of VALUES) {
      const wanted = UNARY[operator]?.(value);
      expect([value, unary(operator, read(value))?.run(AROUND)]).toEqual([value, wanted]);
      expect(unary(operator, constant(value))?.constant).toEqual({ value: wanted });
    }
  });

  test('there is none that the grammar does not have', () => {
    expect([binary('in', read(1), read(1)), binary('constructor', constant(1), constant(1))]).toEqual([undefined, undefined]); // prettier-ignore
    expect([unary('void', read(1)), unary('toString', constant(1))]).toEqual([undefined, undefined]);
  });
});

describe('what is constant is worked out once', () => {
  test.each<[name: string, piece: Piece, value: Value]>([
    ['a value', constant('CA'), 'CA'],
    ['&&', logical('&&', constant(1), constant(2)), 2],
    ['||', logical('||', constant(1), constant(2)), 1],
    ['??', logical('??', constant(null), constant(2)), 2],
    ['a condition', conditional(constant(0), constant(1), constant(2)), 2],
    ['no parts', applied([], 'anything', () => 7), 7],
  ])('%s', (_, piece, value) => {
    expect(piece.constant).toEqual({ value });
    expect(piece.run(AROUND)).toBe(value);
  });

  test.each<[name: string, piece: Piece]>([
    ['&&', logical('&&', constant(false), read(2))],
    ['||', logical('||', read(1), constant(2))],
    ['??', logical('??', constant(1), read(2))],
    ['a condition', conditional(constant(true), constant(1), read(2))],
    ['another condition', conditional(read(true), constant(1), constant(1))],
  ])('not %s with a part that is read', (_, piece) => {
    expect(piece.constant).toBeUndefined();
  });

  test('what has no value fails where it is asked, and not before', () => {
    const piece = applied([constant(1)], 'boolean', failing);
    expect(piece.constant).toBeUndefined();
    expect(piece.gives).toBe('boolean');
    expect(() => piece.run(AROUND)).toThrow(ExpressionFailure);
    expect(logical('&&', read(false), piece).run(AROUND)).toBe(false);
  });

  test('another error is not swallowed', () => {
    const broken = () => {
      throw new TypeError('broken');
    };
    expect(() => applied([], 'anything', broken)).toThrow(TypeError);
  });

  test('nothing around is asked for', () => {
    expect(applied([], 'anything', (around) => around.field('x')).constant).toEqual({ value: undefined });
    expect(applied([], 'anything', (around) => around.attempts({ on: 'device', periodMs: 1, results: null })).constant).toEqual({ value: 0 }); // prettier-ignore
    expect(applied([], 'anything', (around) => around.clock('day').instantMs).constant).toEqual({ value: 0 });
  });
});

describe('what a piece gives', () => {
  const B = read(true, 'boolean');
  const M = read(undefined, 'boolean or nothing');
  const A = read(1);
  test.each<[name: string, piece: Piece | undefined, gives: Gives]>([
    ['true', constant(true), 'boolean'],
    ['a text', constant('true'), 'anything'],
    ['!', unary('!', A), 'boolean'],
    ['-', unary('-', B), 'anything'],
    ['typeof', unary('typeof', B), 'anything'],
    ['==', binary('==', A, A), 'boolean'],
    ['<', binary('<', A, A), 'boolean'],
    ['+', binary('+', B, B), 'anything'],
    ['&&', logical('&&', B, B), 'boolean'],
    ['&& after anything', logical('&&', A, B), 'anything'],
    ['&& before anything', logical('&&', B, A), 'anything'],
    ['&& after what may be missing', logical('&&', M, B), 'anything'],
    ['||', logical('||', B, B), 'boolean'],
    ['|| after what may be missing', logical('||', M, B), 'anything'],
    ['??', logical('??', B, B), 'boolean'],
    ['?? after what may be missing', logical('??', M, B), 'boolean'],
    ['?? before what may be missing', logical('??', B, M), 'anything'],
    ['?? after anything', logical('??', A, B), 'anything'],
    ['a condition', conditional(A, B, B), 'boolean'],
    ['a condition and anything', conditional(B, A, B), 'anything'],
    ['a condition or anything', conditional(B, B, A), 'anything'],
    ['a condition and what may be missing', conditional(B, M, B), 'anything'],
  ])('%s', (_, piece, gives) => {
    expect(piece?.gives).toBe(gives);
  });
});

test('an own member is read, and no other', () => {
  expect(ownMember({ a: 1 }, 'a')).toBe(1);
  expect(ownMember({ a: 1 }, 'b')).toBeUndefined();
  expect(ownMember({ a: 1 }, 'constructor')).toBeUndefined();
  expect(ownMember({ a: 1 }, '__proto__')).toBeUndefined();
});
