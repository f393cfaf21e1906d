import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildPrefixTrie, longestPrefix } from './prefix-trie.ts';

const trie = buildPrefixTrie([
  ['1', 0],
  ['1212', 1],
  ['12125', 2],
  ['44', 3],
]);

describe('the longest prefix', () => {
  test.each([
    ['12125550123', 2],
    ['12124440123', 1],
    ['12', 0],
    ['1', 0],
    ['121', 0],
    ['44', 3],
    ['4', -1],
    ['', -1],
    ['9', -1],
    ['1x212', 0],
  ])('of `%s` has value %i', (text, value) => {
    expect(longestPrefix(trie, text, 0)).toBe(value);
  });

  test('starts where it is told', () => {
    expect(longestPrefix(trie, '+12125550123', 1)).toBe(2);
    expect(longestPrefix(trie, '+12125550123', 0)).toBe(-1);
  });

  test('a prefix with a letter throws', () => {
    expect(() => buildPrefixTrie([['12a', 0]])).toThrow('all digits');
  });

  test('is the longest one that a search through all prefixes finds', () => {
    const digits = fc.stringMatching(/^[0-3]{1,5}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(digits, { maxLength: 30 }),
        fc.stringMatching(/^[0-3]{0,7}$/),
        (prefixes, text) => {
          const found = longestPrefix(
            buildPrefixTrie(prefixes.map((prefix, index) => [prefix, index])),
            text,
            0,
          );
          const matching = prefixes
            .filter((prefix) => text.startsWith(prefix))
            .sort((a, b) => b.length - a.length);
          expect(found).toBe(matching[0] === undefined ? -1 : prefixes.indexOf(matching[0]));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
