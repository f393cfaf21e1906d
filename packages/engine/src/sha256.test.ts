import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sha256 } from './sha256.ts';

const byNode = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

describe('SHA-256', () => {
  test('of nothing and of `abc` is as the standard says', () => {
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  test('is Node’s for every length about the edges of a block', () => {
    for (let length = 0; length <= 200; length++) {
      const text = Array.from({ length }, (_, i) => String.fromCharCode(33 + ((i * 7 + length) % 90))).join(
        '',
      );
      expect(sha256(text)).toBe(byNode(text));
    }
  });

  test.each([
    'é',
    'ÿ',
    '\u07ff',
    '\u0800',
    '€',
    '\uffff',
    '😀',
    '\u{10ffff}',
    'a😀é€z'.repeat(40),
    '\u007f\u0080',
  ])('is Node’s of the UTF-8 bytes of `%s`', (text) => {
    expect(sha256(text)).toBe(byNode(text));
  });

  test('takes a lone surrogate for U+FFFD, as Node does', () => {
    expect(sha256('a\ud800b')).toBe(byNode('a\ud800b'));
    expect(sha256('\udc00')).toBe(byNode('\ufffd'));
  });

  test('is Node’s of a megabyte', () => {
    const text = 'The quick brown fox. '.repeat(50_000);
    expect(sha256(text)).toBe(byNode(text));
  });
});
