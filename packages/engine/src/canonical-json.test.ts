import { describe, expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

describe('canonical JSON', () => {
  test.each<[value: unknown, text: string]>([
    [null, 'null'],
    [true, 'true'],
    [0, '0'],
    [-0, '0'],
    [1.5e21, '1.5e+21'],
    ['a "b" \n \u2028', '"a \\"b\\" \\n \u2028"'],
    [[], '[]'],
    [{}, '{}'],
    [[2, 1, [null]], '[2,1,[null]]'],
    [{ b: 1, a: { d: 2, c: [3] } }, '{"a":{"c":[3],"d":2},"b":1}'],
    [{ b: undefined, a: 1 }, '{"a":1}'],
    [{ a: null }, '{"a":null}'],
    // Keys stand in the order of UTF-16 units (RFC 8785): a surrogate goes before U+FF5E.
    [{ '\u{FF5E}': 1, '\u{1F600}': 2, é: 3, z: 4, Z: 5, '10': 6, '9': 7 }, '{"10":6,"9":7,"Z":5,"z":4,"é":3,"\u{1F600}":2,"\u{FF5E}":1}'],
  ])('%j', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  }); // prettier-ignore

  test('is the same however the keys were given', () => {
    expect(canonicalJson({ a: 1, b: 2, c: 3 })).toBe(canonicalJson({ c: 3, b: 2, a: 1 }));
  });

  test.each([NaN, Infinity, -Infinity])('%s cannot be written, however deep it lies', (value) => {
    expect(() => canonicalJson({ a: [value] })).toThrow(`\`${value}\` cannot be written as JSON`);
  });
});
