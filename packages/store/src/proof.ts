import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import type { Database, Tx } from './database.ts';
import type {
  ChainHead,
  Checkpoint,
  ProofPort,
  SealEdge,
  SealedKind,
  SealForm,
  SealHashes,
} from './ports.ts';
import { SEAL_BATCH_ROWS, SEALED_KINDS } from './ports/proof.ts';
import { proofLines } from './proof-lines.ts';
import { afterEdge, BEGINNING, keyOfPlace, leafOfKind, placeOfKind, tableOf } from './sealed-records.ts';

/** After every key: they are made of digits and letters. */
const LAST_KEY = '~';

/** Seals, checkpoints and exports. */
export function proofPort(database: Database): ProofPort {
  return {
    async seal(organizationId, hashes, settleMs) {
      let sealed = 0;
      for (const kind of SEALED_KINDS)
        sealed += await database.inOrganization(organizationId, (tx) =>
          sealOne(tx, organizationId, kind, hashes, settleMs),
        );
      return sealed;
    },
    heads: (organizationId) =>
      database.inOrganization(organizationId, (tx) => readHeads(tx, organizationId), { snapshot: true }),
    addCheckpoint: (organizationId, { seq, body, signature, publicKey }) =>
      database.inOrganization(organizationId, async (tx) => {
        const { numAffectedRows } = await sql`
          insert into checkpoints (organization_id, seq, body, signature, public_key)
          values (${organizationId}, ${seq}, ${body}, ${signature}, ${publicKey}) on conflict do nothing`.execute(
          tx,
        );
        return numAffectedRows === 1n;
      }),
    lines: (organizationId) => proofLines(database, organizationId),
  };
}

/** One batch of one kind. INVARIANT: one transaction of an organization seals at a time, so that seals are numbered without a gap. */
async function sealOne(
  tx: Tx,
  organizationId: OrganizationId,
  kind: SealedKind,
  hashes: SealHashes,
  settleMs: number,
): Promise<number> {
  // Rows come by the index in their order, whatever the statistics say: sorting all that waits, for each batch again, would cost more than hashing.
  const { rows: locks } = await sql<{ mine: boolean; settled: string }>`
    select pg_try_advisory_xact_lock(hashtextextended(${organizationId}::text, 8230)) as mine,
      extract(epoch from clock_timestamp() - make_interval(secs => ${settleMs / 1000}))::text as settled,
      set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true)`.execute(tx);
  const [lock] = locks;
  if (lock?.mine !== true) return 0;
  const from = await sealedUpTo(tx, organizationId, kind);
  const { rows, leaves, last } = await readBatch(tx, organizationId, kind, hashes.form, from, lock.settled);
  if (last === null || leaves === null) return 0;
  const previous = await sealHead(tx, organizationId);
  // Up to the settled instant itself, where that is reached: what is put there later was not there.
  const to = rows < SEAL_BATCH_ROWS ? { at: lock.settled, key: LAST_KEY } : last;
  const { form } = hashes;
  const seal = { seq: previous.seq + 1, kind, form, from, to, rows, root: await hashes.root(leaves) };
  await sql`
    insert into seals (organization_id, seq, kind, form, from_at, from_key, to_at, to_key, rows, root, marks, hash)
    values (${organizationId}, ${seal.seq}, ${kind}, ${form}, ${from.at}, ${from.key}, ${to.at}, ${to.key}, ${rows}, ${seal.root},
      ${marksOf(leaves)}, ${hashes.seal(previous.hash, seal)})`.execute(tx);
  return rows;
}

/** What a batch is sealed by. */
interface Batch {
  readonly rows: number;
  /** The records' hashes in their order; null where there are no records. */
  readonly leaves: Buffer | null;
  readonly last: SealEdge | null;
}

/**
 * The records after an edge, up to and with the settled instant, as one row: a row each would cost as much again as reading and hashing them. They
 * are hashed before they are put in order, so that what is ordered is small.
 */
async function readBatch(
  tx: Tx,
  organizationId: OrganizationId,
  kind: SealedKind,
  form: SealForm,
  from: SealEdge,
  settled: string,
): Promise<Batch> {
  const { table } = tableOf(kind);
  const inOrder = sql`order by recorded_at, id, sequence`;
  const lastOf = (column: string) => sql`(array_agg(${sql.ref(column)} ${inOrder}))[count(*)]`;
  const lastKey = keyOfPlace(kind, lastOf('id'), lastOf('sequence'));
  const { rows } = await sql<Batch>`
    select count(*)::int as rows, string_agg(leaf, ''::bytea ${inOrder}) as leaves,
      case when count(*) > 0 then json_build_object('at', extract(epoch from max(recorded_at))::text, 'key', ${lastKey}) end as last
    from (
      select * from (
        select r.recorded_at, ${placeOfKind(kind)}, ${leafOfKind(kind, form)} as leaf
        from ${sql.table(table)} r
        where r.organization_id = ${organizationId} and ${afterEdge(kind, from)} and r.recorded_at <= to_timestamp_exact(${settled})
        order by r.recorded_at offset 0
      ) as hashed
      ${inOrder} limit ${SEAL_BATCH_ROWS}
    ) as batch`.execute(tx);
  const [batch] = rows;
  if (batch === undefined) throw new Error('an aggregate gave no row');
  return batch;
}

const LEAF_BYTES = 32;
const MARK_BYTES = 8;

function marksOf(leaves: Buffer): Buffer {
  const marks = Buffer.alloc((leaves.length / LEAF_BYTES) * MARK_BYTES);
  for (let at = 0; at < marks.length; at += MARK_BYTES) {
    const leaf = (at / MARK_BYTES) * LEAF_BYTES;
    leaves.copy(marks, at, leaf, leaf + MARK_BYTES);
  }
  return marks;
}

async function sealedUpTo(tx: Tx, organizationId: OrganizationId, kind: SealedKind): Promise<SealEdge> {
  const { rows } = await sql<SealEdge>`
    select to_at as at, to_key as key from seals
    where organization_id = ${organizationId} and kind = ${kind} order by seq desc limit 1`.execute(tx);
  return rows[0] ?? BEGINNING;
}

async function sealHead(tx: Tx, organizationId: OrganizationId): Promise<ChainHead> {
  const { rows } = await sql<ChainHead>`
    select seq, hash from seals where organization_id = ${organizationId} order by seq desc limit 1`.execute(
    tx,
  );
  return rows[0] ?? { seq: 0, hash: '' };
}

async function readHeads(
  tx: Tx,
  organizationId: OrganizationId,
): Promise<{
  readonly audit: ChainHead;
  readonly seals: ChainHead;
  readonly checkpoint: Checkpoint | undefined;
}> {
  const { rows: audit } = await sql<ChainHead>`
    select seq, hash from audit_heads where organization_id = ${organizationId}`.execute(tx);
  const { rows: checkpoints } = await sql<Checkpoint>`
    select seq, body, signature, public_key as "publicKey" from checkpoints
    where organization_id = ${organizationId} order by seq desc limit 1`.execute(tx);
  return {
    audit: audit[0] ?? { seq: 0, hash: '' },
    seals: await sealHead(tx, organizationId),
    checkpoint: checkpoints[0],
  };
}
