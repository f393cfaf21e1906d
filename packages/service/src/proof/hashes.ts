import { hash } from 'node:crypto';
import type { Seal, SealHashes } from '@tact/store';

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
  if (leaves.length === 0) return hash('sha256', '', 'hex');
  // One hash a call, of one buffer that is used again: this runs beside every reservation, and is most of what sealing costs here.
  const leaf = Buffer.alloc(1 + HASH_BYTES);
  const node = Buffer.alloc(1 + 2 * HASH_BYTES, NODE);
  const nodes = leaves.map((one) => {
    one.copy(leaf, 1);
    return hash('sha256', leaf, 'buffer');
  });
  const subtree = (from: number, end: number): Buffer => {
    const [only] = end - from === 1 ? nodes.slice(from, end) : [];
    if (only !== undefined) return only;
    let size = 1;
    while (size * 2 < end - from) size *= 2;
    const [left, right] = [subtree(from, from + size), subtree(from + size, end)];
    node[0] = NODE;
    left.copy(node, 1);
    right.copy(node, 1 + HASH_BYTES);
    return hash('sha256', node, 'buffer');
  };
  return subtree(0, nodes.length).toString('hex');
}

const HASH_BYTES = 32;
/** The first byte of what an inner node is the hash of; that of a leaf is 0. */
const NODE = 1;

/** The hash of a seal and of the one before it. */
export function hashOfSeal(
  previous: string,
  { seq, kind, from, to, rows, root }: Omit<Seal, 'hash' | 'marks'>,
): string {
  return hashOfTexts([previous, String(seq), kind, from.at, from.key, to.at, to.key, String(rows), root]);
}

/** What the storage seals with. */
export const SEAL_HASHES: SealHashes = { root: merkleRoot, seal: hashOfSeal };
