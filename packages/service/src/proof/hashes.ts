import { hash } from 'node:crypto';
import type { ErasureHashes, Seal, SealForm } from '@tact/store';

/** SHA-256 of a JSON array of texts, hexadecimal: how audit entries, records and seals are hashed, here and in the database. */
export function hashOfTexts(texts: readonly (string | null)[]): string {
  return hash('sha256', JSON.stringify(texts), 'hex');
}

/** What stands for the entry before the first one of an organization. */
export function auditGenesis(organizationId: string): string {
  return hash('sha256', `tact audit ${organizationId}`, 'hex');
}

/**
 * The root of the Merkle tree of leaves, hexadecimal, as in RFC 6962: leaves and nodes are hashed with different first bytes, and the
 * left part of a tree is the largest power of two that is smaller than the whole.
 */
export function merkleRoot(leaves: readonly Buffer[]): string {
  return hexOf(nodeOf(leaves.map(hashOfLeaf)));
}

/** Leaves or nodes under one node of the tree of a seal. */
const WIDTH = 16;

/**
 * The root of the tree of a batch's leaves, which lie beside each other, hexadecimal: each node is the hash of up to sixteen leaves (after a byte 0), or of up
 * to sixteen nodes (after a byte 1), level by level. The database makes it too (`wide_root`), where it seals.
 */
function wideRoot(leaves: Buffer): string {
  let level = nodesAbove(leaves, LEAF);
  while (level.length > HASH_BYTES) level = nodesAbove(level, NODE);
  return level.toString('hex');
}

function nodesAbove(below: Buffer, first: typeof LEAF | typeof NODE): Buffer {
  const nodes = Buffer.alloc(Math.ceil(below.length / WIDE_BYTES) * HASH_BYTES);
  for (let from = 0, at = 0; from < below.length; from += WIDE_BYTES, at += HASH_BYTES) {
    wideBytes[0] = first;
    const bytes = below.copy(wideBytes, 1, from, from + WIDE_BYTES);
    nodes.write(hash('sha256', wideBytes.subarray(0, 1 + bytes), 'binary'), at, 'latin1');
  }
  return nodes;
}

const HASH_BYTES = 32;
const WIDE_BYTES = WIDTH * HASH_BYTES;
/** The first byte of what a leaf of the tree, and what an inner node, is the hash of. */
const LEAF = 0;
const NODE = 1;

// Hashes on their way to the root are texts of 32 characters, one a byte, and what is hashed is one buffer that is used again: a buffer for each
// would take twice as long as the hash itself.
const leafBytes = Buffer.alloc(1 + HASH_BYTES, LEAF);
const nodeBytes = Buffer.alloc(1 + 2 * HASH_BYTES, NODE);
const wideBytes = Buffer.alloc(1 + WIDE_BYTES);

function hashOfLeaf(leaf: Buffer): string {
  leaf.copy(leafBytes, 1);
  return hash('sha256', leafBytes, 'binary');
}

/** The node above others that stand beside each other, each of which is a whole part of the tree. */
function nodeOf(nodes: readonly string[], from = 0, end = nodes.length): string {
  if (end - from === 1) return nodes[from] ?? '';
  if (end === from) return hash('sha256', '', 'binary');
  const size = leftSize(end - from);
  const [left, right] = [nodeOf(nodes, from, from + size), nodeOf(nodes, from + size, end)];
  nodeBytes.write(left, 1, 'latin1');
  nodeBytes.write(right, 1 + HASH_BYTES, 'latin1');
  return hash('sha256', nodeBytes, 'binary');
}

function hexOf(node: string): string {
  return Buffer.from(node, 'latin1').toString('hex');
}

/**
 * The root of the same tree, and for each leaf the way up to it: the hashes that it is joined with, from the leaf on. A path of n hashes
 * shows that one of up to 2^n leaves is what it was, without the others.
 */
export function merkleTree(leaves: readonly Buffer[]): {
  readonly root: string;
  readonly paths: readonly (readonly string[])[];
} {
  const paths: string[][] = leaves.map(() => []);
  const subtree = (from: number, end: number): string => {
    if (end - from === 1) return merkleRoot(leaves.slice(from, end));
    const size = leftSize(end - from);
    const [left, right] = [subtree(from, from + size), subtree(from + size, end)];
    for (let place = from; place < end; place++) paths[place]?.push(place < from + size ? right : left);
    return joined(left, right);
  };
  return { root: leaves.length === 0 ? merkleRoot([]) : subtree(0, leaves.length), paths };
}

/** The root that a leaf leads to by its path, where it stands at `place` of `places`; undefined where such a tree has no such path. */
export function rootOfPath(
  leaf: Buffer,
  place: number,
  places: number,
  path: readonly string[],
): string | undefined {
  if (!Number.isInteger(place) || place < 0 || place >= places) return undefined;
  if (places === 1) return path.length === 0 ? merkleRoot([leaf]) : undefined;
  const beside = path.at(-1);
  if (beside === undefined) return undefined;
  const size = leftSize(places);
  const isLeft = place < size;
  const below = rootOfPath(
    leaf,
    isLeft ? place : place - size,
    isLeft ? size : places - size,
    path.slice(0, -1),
  );
  if (below === undefined) return undefined;
  return isLeft ? joined(below, beside) : joined(beside, below);
}

/** The largest power of two that is smaller than the number of leaves. */
function leftSize(leaves: number): number {
  let size = 1;
  while (size * 2 < leaves) size *= 2;
  return size;
}

function joined(left: string, right: string): string {
  return hash(
    'sha256',
    Buffer.concat([Buffer.from([NODE]), Buffer.from(left, 'hex'), Buffer.from(right, 'hex')]),
    'hex',
  );
}

/** What stands for an erased record in the tree of its statement: which it is, what was sealed, and what is left. */
export function hashOfErased(kind: string, key: string, sealed: string, left: string): Buffer {
  return Buffer.from(hashOfTexts([kind, key, sealed, left]), 'hex');
}

/** What the storage fixes erased records with. */
export const ERASURE_HASHES: ErasureHashes = { item: hashOfErased, tree: merkleTree };

/** The hash of a record that stands in a batch of such a form, hexadecimal. */
export function hashOfRecord(fields: readonly (string | null)[], form: SealForm): string {
  return form === 1 ? hashOfTexts(fields) : hash('sha256', binaryOfTexts(fields), 'hex');
}

/** The object id of PostgreSQL's type text. */
const TEXT_OID = 25;
const HEAD_BYTES = 20;
const LENGTH_BYTES = 4;

/**
 * Texts as PostgreSQL sends an array of them in binary: dimensions, whether any is null, the type, how many, the first index (4 bytes each); then each
 * with its length in bytes before it, -1 for null. Source: `array_send` of PostgreSQL.
 */
function binaryOfTexts(texts: readonly (string | null)[]): Buffer {
  const bytes = texts.reduce(
    (sum, text) => sum + LENGTH_BYTES + (text === null ? 0 : Buffer.byteLength(text)),
    HEAD_BYTES,
  );
  const binary = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const number of [1, texts.includes(null) ? 1 : 0, TEXT_OID, texts.length, 1])
    at = binary.writeInt32BE(number, at);
  for (const text of texts) {
    const length = text === null ? 0 : binary.write(text, at + LENGTH_BYTES);
    binary.writeInt32BE(text === null ? -1 : length, at);
    at += LENGTH_BYTES + length;
  }
  return binary;
}

/** The hash of a seal and of the one before it. */
export function hashOfSeal(
  previous: string,
  { seq, kind, form = 1, from, to, rows, root }: Omit<Seal, 'hash' | 'marks'>,
): string {
  const texts = [previous, String(seq), kind, from.at, from.key, to.at, to.key, String(rows), root];
  return hashOfTexts(form === 1 ? texts : [...texts, String(form)]);
}

/** The root of the tree of a batch of such a form, of leaves that lie beside each other, hexadecimal. */
export function rootOfForm(form: SealForm, leaves: Buffer): string {
  if (form === 2) return wideRoot(leaves);
  return merkleRoot(
    Array.from({ length: leaves.length / HASH_BYTES }, (_, place) =>
      leaves.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES),
    ),
  );
}
