import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashOfErased, merkleRoot, merkleRootOf, merkleTree, rootOfPath } from './hashes.ts';

const leaves = (count: number) =>
  Array.from({ length: count }, (_, n) => hashOfErased('decision', `d-${n}`, `sealed ${n}`, `left ${n}`));

test.each([1, 2, 3, 4, 5, 7, 8, 9, 31, 100])(
  'each of %i leaves leads to the root by its path, and no other does',
  (count) => {
    const all = leaves(count);
    const { root, paths } = merkleTree(all);
    expect(root).toBe(merkleRoot(all));
    const other = hashOfErased('decision', 'd-0', 'sealed 0', 'something else');
    for (const [place, leaf] of all.entries()) {
      const path = paths[place] ?? [];
      expect(rootOfPath(leaf, place, count, path)).toBe(root);
      expect(rootOfPath(other, place, count, path)).not.toBe(root);
      if (count > 1) expect(rootOfPath(leaf, (place + 1) % count, count, path)).not.toBe(root);
    }
  },
);

test.each([
  ['before the first', -1, 3, 2],
  ['behind the last', 3, 3, 2],
  ['no place at all', 0.5, 3, 2],
  ['too short a path', 0, 3, 1],
  ['too long a path', 0, 1, 1],
])('a path that no tree has leads nowhere: %s', (_name, place, places, length) => {
  const path = Array.from({ length }, () => 'aa'.repeat(32));
  expect(rootOfPath(Buffer.alloc(32), place, places, path)).toBeUndefined();
});

/** As RFC 6962 says it, word for word: what was sealed before must lead to the same roots for good. */
function rootAsStated(all: readonly Buffer[]): Buffer {
  const sha256 = (...parts: readonly Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  const [only] = all;
  if (only === undefined) return sha256();
  if (all.length === 1) return sha256(Buffer.from([0]), only);
  let size = 1;
  while (size * 2 < all.length) size *= 2;
  return sha256(Buffer.from([1]), rootAsStated(all.slice(0, size)), rootAsStated(all.slice(size)));
}

test.each([0, 1, 2, 3, 7, 8, 9, 1_000, 1_023, 1_024, 1_025, 1_500, 2_047, 2_048, 2_049, 3_073, 5_000])(
  'the root of %i leaves is what the standard says, made at once and in pieces',
  async (count) => {
    const all = leaves(count);
    const stated = rootAsStated(all).toString('hex');
    expect(merkleRoot(all)).toBe(stated);
    expect(await merkleRootOf(Buffer.concat(all))).toBe(stated);
  },
);
