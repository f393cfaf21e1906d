import { expect, test } from 'vitest';
import { createByteTable } from './byte-table.ts';
import { createTextCache } from './text-cache.ts';

const bytesOf = (text: string) => Buffer.from(`<${text}>`);
/** Keys of all lengths, the empty one too. */
const KEYS = Array.from({ length: 20_000 }, (_, index) =>
  index === 0 ? '' : 'é'.repeat(index % 7) + String(index),
);

test('each key has a number of its own, whatever stands around it', () => {
  const table = createByteTable();
  for (const [index, key] of KEYS.entries()) {
    const bytes = bytesOf(key);
    expect(table.find(bytes, 1, bytes.length - 1)).toBe(-1);
    expect(table.add(bytes, 1, bytes.length - 1)).toBe(index);
  }
  expect(table.size).toBe(KEYS.length);
  for (const [index, key] of KEYS.entries()) {
    const bytes = bytesOf(key);
    expect(table.find(bytes, 1, bytes.length - 1)).toBe(index);
    expect(table.add(bytes, 1, bytes.length - 1)).toBe(index);
    expect(Buffer.from(table.keyOf(index)).toString()).toBe(key);
  }
  expect(() => table.keyOf(KEYS.length)).toThrow('there is no key');
});

test('a key of more than 16 kB is refused', () => {
  const table = createByteTable();
  expect(table.add(Buffer.alloc(16_384), 0, 16_384)).toBe(0);
  expect(() => table.add(Buffer.alloc(16_385), 0, 16_385)).toThrow('too long');
});

test('a text is what was set last, or is not known where the cache began anew', () => {
  const cache = createTextCache(20_000);
  let known = 0;
  for (const key of KEYS) {
    cache.set(key, `value of ${key}`);
    expect(cache.get(key)).toBe(`value of ${key}`);
  }
  for (const key of KEYS) {
    const value = cache.get(key);
    if (value === undefined) continue;
    known++;
    expect(value).toBe(`value of ${key}`);
  }
  expect(known).toBeGreaterThan(0);
  expect(known).toBeLessThan(1_000);
  cache.set('long', 'x'.repeat(20_000));
  expect(cache.get('long')).toBeUndefined();
  cache.set('a', '1');
  cache.set('a', '');
  expect(cache.get('a')).toBe('');
});
