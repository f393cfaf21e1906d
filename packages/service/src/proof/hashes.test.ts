import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  hashOfErased,
  hashOfRecord,
  hashOfSeal,
  hashOfTexts,
  merkleRoot,
  merkleTree,
  rootOfForm,
  rootOfPath,
} from './hashes.ts';

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

const sha256 = (...parts: readonly Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();

/** As RFC 6962 says it, word for word: what was sealed before must lead to the same roots for good. */
function rootAsStated(all: readonly Buffer[]): Buffer {
  const [only] = all;
  if (only === undefined) return sha256();
  if (all.length === 1) return sha256(Buffer.from([0]), only);
  let size = 1;
  while (size * 2 < all.length) size *= 2;
  return sha256(Buffer.from([1]), rootAsStated(all.slice(0, size)), rootAsStated(all.slice(size)));
}

/** The tree of form 2, from its root down: a node of such a height covers up to 16 to its power leaves. */
function wideRootAsStated(all: readonly Buffer[]): Buffer {
  let height = 1;
  while (16 ** height < all.length) height++;
  return wideNodeAsStated(all, height);
}

function wideNodeAsStated(all: readonly Buffer[], height: number): Buffer {
  if (height === 1) return sha256(Buffer.from([0]), ...all);
  const each = 16 ** (height - 1);
  const parts = Array.from({ length: Math.ceil(all.length / each) }, (_, at) =>
    wideNodeAsStated(all.slice(at * each, (at + 1) * each), height - 1),
  );
  return sha256(Buffer.from([1]), ...parts);
}

test.each([1, 2, 3, 7, 8, 15, 16, 17, 255, 256, 257, 1_000, 4_095, 4_096, 4_097, 5_000, 8_193])(
  'the root of %i leaves is what each form says',
  (count) => {
    const all = leaves(count);
    const beside = Buffer.concat(all);
    const stated = rootAsStated(all).toString('hex');
    expect(merkleRoot(all)).toBe(stated);
    expect(rootOfForm(1, beside)).toBe(stated);
    expect(rootOfForm(2, beside)).toBe(wideRootAsStated(all).toString('hex'));
  },
);

test('the root of no leaves is what the standard says', () => {
  expect(merkleRoot([])).toBe(rootAsStated([]).toString('hex'));
});

test('a record is hashed as the JSON of its texts in form 1, and in form 2 as their array in binary: lengths stand before texts', () => {
  const fields = ['id', null, 'ü"', ''];
  expect(hashOfRecord(fields, 1)).toBe(hashOfTexts(fields));
  const head = '00000001 00000001 00000019 00000004 00000001';
  const texts = `00000002 ${Buffer.from('id').toString('hex')} ffffffff 00000003 c3bc22 00000000`;
  const binary = (hex: string) => sha256(Buffer.from(hex.replaceAll(' ', ''), 'hex')).toString('hex');
  expect(hashOfRecord(fields, 2)).toBe(binary(`${head} ${texts}`));
  expect(hashOfRecord(['a'], 2)).toBe(binary('00000001 00000000 00000019 00000001 00000001 00000001 61'));
  expect(hashOfRecord(['ab', 'c'], 2)).not.toBe(hashOfRecord(['a', 'bc'], 2));
  expect(hashOfRecord(['a', null], 2)).not.toBe(hashOfRecord(['a', ''], 2));
});

test('the hash of a seal covers its form; of one that names none it is that of form 1', () => {
  const edge = { at: '1', key: 'k' };
  const seal = { seq: 1, kind: 'decision', from: edge, to: edge, rows: 1, root: 'aa' } as const;
  expect(hashOfSeal('', { ...seal, form: 1 })).toBe(hashOfSeal('', seal));
  expect(hashOfSeal('', { ...seal, form: 2 })).not.toBe(hashOfSeal('', seal));
});
