import { describe, expect, test } from 'vitest';
import { readAttributes } from './read-attributes.ts';
import { CellError } from './scenario-error.ts';

describe('attributes are read', () => {
  test.each<[string, Record<string, unknown>]>([
    ['state: CA', { state: 'CA' }],
    ['a: 1, b: -2.5, c: true, d: false, e: null', { a: 1, b: -2.5, c: true, d: false, e: null }],
    ['note: "12, old", x: "true"', { note: '12, old', x: 'true' }],
    ['note: "a \\" quote"', { note: 'a " quote' }],
    ['empty: ""', { empty: '' }],
    ['plan: two words', { plan: 'two words' }],
    ['tier: Gold , next: 1', { tier: 'Gold', next: 1 }],
    ['version: 1.2.3, code: 1e5', { version: '1.2.3', code: '1e5' }],
  ])('%s', (text, expected) => {
    expect(readAttributes(text)).toEqual(expected);
  });
});

describe('attributes are refused', () => {
  test.each([
    ['state CA', 'is not `name: value`'],
    ['1st: x', 'is not `name: value`'],
    ['a: 1, b', '`b` is not `name: value`'],
    ['note: "12', 'is not `name: value`'],
    ['note: say "so"', 'is not `name: value`'],
    ['a: 1, a: 2', '`a` stands twice'],
    ['a:', 'is not `name: value`'],
  ])('%s', (text, sentence) => {
    expect(() => readAttributes(text)).toThrow(CellError);
    expect(() => readAttributes(text)).toThrow(sentence);
  });
});
