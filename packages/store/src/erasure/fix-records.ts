import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import { audit, type Tx } from '../database.ts';
import { textArray } from '../deciding/binary-arrays.ts';
import type { Actor, ErasureHashes } from '../ports.ts';

/** A sealed or chained record whose content was erased. */
export interface ErasedRecord {
  readonly key: string;
  /** The hash that the chain or a seal covers, of what it was; and the hash of what is left. Hexadecimal. */
  readonly hash: string;
  readonly left: string;
}

/** In whose name, and for which erasure, records are erased. */
export interface Erasing {
  readonly tx: Tx;
  readonly organizationId: OrganizationId;
  readonly erasureId: string;
  readonly actor: Actor;
  readonly hashes: ErasureHashes;
}

/**
 * States in the audit log what is left of records, and keeps with each the hash of what it was. INVARIANT: in the transaction that changes
 * the records, so that no changed record stands there without its statement (ADR 0018).
 */
export async function fixRecords(
  { tx, organizationId, erasureId, actor, hashes }: Erasing,
  kind: 'audit-entry' | 'decision' | 'attempt',
  records: readonly ErasedRecord[],
): Promise<void> {
  if (records.length === 0) return;
  const { root, paths } = hashes.tree(
    records.map(({ key, hash, left }) => hashes.item(kind, key, hash, left)),
  );
  const statement = randomUUID();
  const rows = records.map(({ key, hash }, place) => ({
    key,
    hash,
    place,
    path: (paths[place] ?? []).join(' '),
  }));
  // Erased before, and here again because what was left named the person after all: the first hash is the one that is sealed.
  await sql`
    insert into erased_records (organization_id, kind, key, hash, statement, place, places, path)
    select ${organizationId}, ${kind}, e.key, e.hash, ${statement}::uuid, e.place, ${rows.length},
      case when e.path = '' then '{}'::text[] else string_to_array(e.path, ' ') end
    from unnest(${textArray(rows.map(({ key }) => key))}::text[], ${textArray(rows.map(({ hash }) => hash))}::text[],
      ${textArray(rows.map(({ place }) => String(place)))}::text[]::integer[], ${textArray(rows.map(({ path }) => path))}::text[])
      as e (key, hash, place, path)
    on conflict (organization_id, kind, key) do update
      set statement = excluded.statement, place = excluded.place, places = excluded.places, path = excluded.path`.execute(
    tx,
  );
  await audit(tx, organizationId, actor, {
    action: 'person.erase-records',
    entity: 'erased-records',
    entityId: erasureId,
    after: { statement, kind, records: rows.length, root },
  });
}
