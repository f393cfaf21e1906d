import type { OrganizationId } from '@tact/engine';
import type { Seal, SealedKind } from '@tact/store';
import { hashOfSeal, merkleRoot } from '../src/proof/hashes.ts';

/** Asks the database as who owns it. */
type Query = (
  text: string,
  values: readonly unknown[],
) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** Where the records of a kind stand, their texts and their keys. */
const RECORDS: Readonly<Record<SealedKind, readonly [table: string, fields: string, key: string]>> = {
  decision: ['decisions', 'decision_fields(r)', 'r.id::text'],
  attempt: ['attempts', 'attempt_fields(r)', 'r.id::text'],
  'attempt-event': [
    'attempt_events',
    'attempt_event_fields(r)',
    `r.attempt_id::text || '/' || lpad(r.sequence::text, 10, '0')`,
  ],
};

/**
 * Makes an organization's seals what an older version would have made of them, which knew form 1 alone (ADR 0014). They must not have been signed
 * yet: whatever reads seals is tried on these too.
 */
export async function sealAsBefore(query: Query, organizationId: OrganizationId): Promise<void> {
  const seals = (await query(
    `select seq, kind, json_build_object('at', from_at, 'key', from_key) as "from", json_build_object('at', to_at, 'key', to_key) as "to", rows
       from seals where organization_id = $1 order by seq`,
    [organizationId],
  )) as unknown as readonly (Omit<Seal, 'seq' | 'root' | 'hash' | 'marks'> & { readonly seq: string })[];
  let previous = '';
  for (const { seq, ...seal } of seals) {
    const [table, fields, key] = RECORDS[seal.kind];
    const instant = `(extract(epoch from r.recorded_at), (${key}) collate "C")`;
    const records = await query(
      `select record_hash(${fields}) as leaf from ${table} r
         where r.organization_id = $1 and ${instant} > ($2::numeric, $3) and ${instant} <= ($4::numeric, $5)
         order by r.recorded_at, (${key}) collate "C"`,
      [organizationId, seal.from.at, seal.from.key, seal.to.at, seal.to.key],
    );
    const leaves = records.map(({ leaf }) => leaf as Buffer);
    const root = merkleRoot(leaves);
    const hash = hashOfSeal(previous, { ...seal, seq: Number(seq), root });
    await query(
      'update seals set form = 1, root = $3, marks = $4, hash = $5 where organization_id = $1 and seq = $2',
      [organizationId, seq, root, Buffer.concat(leaves.map((leaf) => leaf.subarray(0, 8))), hash],
    );
    previous = hash;
  }
}
