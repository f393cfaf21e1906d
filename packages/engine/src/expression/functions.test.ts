import { compileFunction } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { formatLocal } from '../time/local-time.ts';
import { zoneOf } from '../../test/samples.ts';
import { DATE_GETTERS, FUNCTIONS, LIST_METHODS, MATH, TEXT_METHODS, wallClock } from './functions.ts';
import { ExpressionFailure, TEXT_LENGTH_MAX, type Value } from './value.ts';

const TEXTS = ['', ' ', 'CA', 'abcabc', ' Abc\n', 'undefined', 'null', '7', 'ÄSS'];
const ARGUMENTS: readonly Value[] = [undefined, null, true, 0, 1, 2, -1, 4.7, NaN, Infinity, -Infinity, '', 'a', 'bc', 'C', '2', 'undefined']; // prettier-ignore
const ARGUMENT_LISTS: readonly (readonly Value[])[] = [
  [],
  ...ARGUMENTS.map((argument) => [argument]),
  ...ARGUMENTS.flatMap((first) => ARGUMENTS.map((second) => [first, second])),
];

/** JavaScript's own answer to an expression of `self` and `args`. */
function javascript(text: string): (self: unknown, args: readonly Value[]) => Value {
  return compileFunction(`return ${text};`, ['self', 'args']) as (self: unknown, args: readonly Value[]) => Value;
} // prettier-ignore

describe('a method of texts is JavaScript’s', () => {
  test.each(Object.keys(TEXT_METHODS))('.%s', (name) => {
    const method = TEXT_METHODS[name];
    const theirs = javascript(`self.${name}(...args)`);
    for (const text of TEXTS) {
      for (const args of ARGUMENT_LISTS) {
        const value = theirs(text, args);
        expect([text, args, method?.call(text, args)]).toEqual([text, args, value]);
        expect(method?.givesBoolean).toBe(typeof value === 'boolean');
      }
    }
  });

  test('and there are no others', () => {
    expect(Object.keys(TEXT_METHODS)).toEqual(['includes', 'startsWith', 'endsWith', 'indexOf', 'charAt', 'slice', 'substring', 'toLowerCase', 'toUpperCase', 'trim']); // prettier-ignore
  });

  test.each<[method: string, text: string]>([
    ['toUpperCase', 'ß'.repeat(TEXT_LENGTH_MAX / 2 + 1)],
    ['toLowerCase', 'İ'.repeat(TEXT_LENGTH_MAX / 2 + 1)],
  ])('.%s cannot grow a text beyond its greatest length', (method, text) => {
    expect(() => TEXT_METHODS[method]?.call(text, [])).toThrow(ExpressionFailure);
    expect(TEXT_METHODS[method]?.call(text.slice(1), [])).toHaveLength(TEXT_LENGTH_MAX);
  });
});

describe('a method of lists is JavaScript’s', () => {
  const lists: readonly (readonly Value[])[] = [
    [],
    ['CA', 'TX'],
    [1, 2, 1],
    [NaN, null, undefined],
    ['1', 'a', true],
  ];

  test.each(Object.keys(LIST_METHODS))('.%s', (name) => {
    const method = LIST_METHODS[name];
    const theirs = javascript(`self.${name}(...args)`);
    for (const list of lists) {
      for (const args of ARGUMENT_LISTS) {
        const value = theirs(list, args);
        expect([list, args, method?.call(list, args)]).toEqual([list, args, value]);
        expect(method?.givesBoolean).toBe(typeof value === 'boolean');
      }
    }
  });

  test('and there are no others', () => {
    expect(Object.keys(LIST_METHODS)).toEqual(['includes', 'indexOf']);
  });
});

describe('a function is JavaScript’s', () => {
  test.each(Object.keys(FUNCTIONS))('%s', (name) => {
    const known = FUNCTIONS[name];
    const theirs = javascript(`${name}(...args)`);
    for (const args of [...ARGUMENT_LISTS, ['abc'], ['0x10'], ['']]) {
      const value = theirs(null, args);
      expect([args, known?.call(...args)]).toEqual([args, value]);
      expect(known?.givesBoolean).toBe(typeof value === 'boolean');
    }
  });

  test('and there are no others', () => {
    expect(Object.keys(FUNCTIONS)).toEqual(['Number', 'String', 'Boolean', 'isNaN']);
  });

  test('String cannot give a text beyond its greatest length', () => {
    expect(() => FUNCTIONS['String']?.call('a'.repeat(TEXT_LENGTH_MAX + 1))).toThrow(ExpressionFailure);
  });
});

test('Math has these members, each JavaScript’s, and no random (S27)', () => {
  expect(MATH).toEqual({
    abs: Math.abs,
    ceil: Math.ceil,
    floor: Math.floor,
    max: Math.max,
    min: Math.min,
    round: Math.round,
    trunc: Math.trunc,
  });
});

describe('the getters of `new Date()` read the wall clock', () => {
  const instantMs = Date.UTC(2026, 2, 8, 6, 59, 58, 123);

  test.each<[name: string, granularity: string, inNewYork: number, inKathmandu: number]>([
    ['getFullYear', 'day', 2026, 2026],
    ['getMonth', 'day', 2, 2],
    ['getDate', 'day', 8, 8],
    ['getDay', 'day', 0, 0],
    ['getHours', 'hour', 1, 12],
    ['getMinutes', 'minute', 59, 44],
    ['getSeconds', 'finer', 58, 58],
    ['getMilliseconds', 'finer', 123, 123],
    ['getTime', 'finer', instantMs, instantMs],
    ['getTimezoneOffset', 'day', 300, -345],
  ])('%s', (name, granularity, inNewYork, inKathmandu) => {
    const getter = DATE_GETTERS[name];
    expect(getter?.granularity).toBe(granularity);
    expect(getter?.read(wallClock(instantMs, instantMs - 5 * 3_600_000))).toBe(inNewYork);
    expect(getter?.read(wallClock(instantMs, instantMs + 5.75 * 3_600_000))).toBe(inKathmandu);
  });

  test('and there are no others', () => {
    expect(Object.keys(DATE_GETTERS)).toHaveLength(10);
  });

  test.each<[name: string, utc: string, local: string, values: readonly number[]]>([
    ['before 1970', '1969-12-31T23:59:00Z', '1969-12-31T18:59', [1969, 11, 31, 3, 18, 59, 300]],
    ['before the year ends', '2027-01-01T04:59:00Z', '2026-12-31T23:59', [2026, 11, 31, 4, 23, 59, 300]],
    ['when it has', '2027-01-01T05:00:00Z', '2027-01-01T00:00', [2027, 0, 1, 5, 0, 0, 300]],
    ['the hour that is skipped', '2026-03-08T07:00:00Z', '2026-03-08T03:00', [2026, 2, 8, 0, 3, 0, 240]],
    ['an hour that is repeated', '2026-11-01T05:30:00Z', '2026-11-01T01:30', [2026, 10, 1, 0, 1, 30, 240]],
    ['... its second pass', '2026-11-01T06:30:00Z', '2026-11-01T01:30', [2026, 10, 1, 0, 1, 30, 300]],
  ])('in New York, %s', (_, utc, local, values) => {
    const zone = zoneOf('America/New_York');
    const at = Date.parse(utc);
    const localMs = Date.parse(`${local}Z`);
    expect(formatLocal(zone, at as Parameters<typeof formatLocal>[1])).toBe(local);
    const clock = wallClock(at, localMs);
    const read = ['getFullYear', 'getMonth', 'getDate', 'getDay', 'getHours', 'getMinutes', 'getTimezoneOffset'];
    expect(read.map((name) => DATE_GETTERS[name]?.read(clock))).toEqual(values);
  }); // prettier-ignore

  test.each<[localMs: number, values: readonly number[]]>([
    [0, [4, 0, 0, 0, 0]],
    [-1, [3, 23, 59, 59, 999]],
    [-1_000, [3, 23, 59, 59, 0]],
    [-4 * 86_400_000, [0, 0, 0, 0, 0]],
    [3 * 86_400_000 - 1, [6, 23, 59, 59, 999]],
    [3 * 86_400_000, [0, 0, 0, 0, 0]],
    [3_661_001, [4, 1, 1, 1, 1]],
  ])('%d ms from 1970', (localMs, values) => {
    const clock = wallClock(localMs, localMs);
    const read = ['getDay', 'getHours', 'getMinutes', 'getSeconds', 'getMilliseconds'];
    expect(read.map((name) => DATE_GETTERS[name]?.read(clock))).toEqual(values);
  });

  test('no offset is 0, not -0', () => {
    expect(DATE_GETTERS['getTimezoneOffset']?.read(wallClock(instantMs, instantMs))).toBe(0);
  });
});
