import { createHash } from 'node:crypto';
import type { Seal, SealHashes } from '@tact/store';

/** SHA-256 of a JSON array of texts, hexadecimal: how audit entries, records and seals are hashed, here and in the database. */
export function hashOfTexts(texts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex');
}

/** What stands for the entry before the first one of an organization. */
export function auditGenesis(organizationId: string): string {
  return createHash('sha256').update(`tact audit ${organizationId}`).digest('hex');
}

/**
 * The root of the Merkle tree of leaves, hexadecimal, as in RFC 6962: leaves and nodes are hashed with different first bytes, and the
 * left part of a tree is the largest power of two that is smaller than the whole.
 */
export function merkleRoot(leaves: readonly Buffer[]): string {
  const nodes = leaves.map((leaf) => createHash('sha256').update(LEAF).update(leaf).digest());
  if (nodes.length === 0) return createHash('sha256').digest('hex');
  return subtree(nodes, 0, nodes.length).toString('hex');
}

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

function subtree(nodes: readonly Buffer[], from: number, end: number): Buffer {
  const [only] = end - from === 1 ? nodes.slice(from, end) : [];
  if (only !== undefined) return only;
  let left = 1;
  while (left * 2 < end - from) left *= 2;
  return createHash('sha256')
    .update(NODE)
    .update(subtree(nodes, from, from + left))
    .update(subtree(nodes, from + left, end))
    .digest();
}

/** The hash of a seal and of the one before it. */
export function hashOfSeal(
  previous: string,
  { seq, kind, from, to, rows, root }: Omit<Seal, 'hash' | 'marks'>,
): string {
  return hashOfTexts([previous, String(seq), kind, from.at, from.key, to.at, to.key, String(rows), root]);
}

/** What the storage seals with. */
export const SEAL_HASHES: SealHashes = { root: merkleRoot, seal: hashOfSeal };
