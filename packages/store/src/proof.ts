import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import type { Database, Tx } from './database.ts';
import type { ChainHead, Checkpoint, ProofPort, SealEdge, SealedKind, SealHashes } from './ports.ts';
import { SEALED_KINDS } from './ports/proof.ts';
import { proofLines } from './proof-lines.ts';
import { afterEdge, BEGINNING, keyOfKind, tableOf } from './sealed-records.ts';

/** Records in one batch. A tree of them is made in some milliseconds. */
const BATCH_ROWS_MAX = 5_000;
/** A record this old is committed, or never will be: a transaction is cut after a minute. Milliseconds. */
const SETTLE_MS = 120_000;

/** After every key: they are made of digits and letters. */
const LAST_KEY = '~';

/** Seals, checkpoints and exports. */
export function proofPort(database: Database): ProofPort {
  return {
    async seal(organizationId, hashes, settleMs = SETTLE_MS) {
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
  const { rows: locks } = await sql<{ mine: boolean; settled: string }>`
    select pg_try_advisory_xact_lock(hashtextextended(${organizationId}::text, 8230)) as mine,
      extract(epoch from clock_timestamp() - make_interval(secs => ${settleMs / 1000}))::text as settled`.execute(
    tx,
  );
  const [lock] = locks;
  if (lock?.mine !== true) return 0;
  // Rows come by the index in their order, whatever the statistics say: sorting all that waits, for each batch again, would cost more than hashing.
  await sql`select set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true)`.execute(
    tx,
  );
  const from = await sealedUpTo(tx, organizationId, kind);
  const { rows } = await sql<{ at: string; key: string; leaf: Buffer }>`
    select extract(epoch from r.recorded_at)::text as at, ${keyOfKind(kind)} as key, record_hash(${sql.raw(tableOf(kind).fields)}(r)) as leaf
    from ${sql.table(tableOf(kind).table)} r
    where r.organization_id = ${organizationId} and ${afterEdge(kind, from)}
      and r.recorded_at <= to_timestamp_exact(${lock.settled})
    order by r.recorded_at, ${keyOfKind(kind)} limit ${BATCH_ROWS_MAX}`.execute(tx);
  const last = rows.at(-1);
  if (last === undefined) return 0;
  const previous = await sealHead(tx, organizationId);
  const leaves = rows.map(({ leaf }) => leaf);
  // Up to the settled instant itself, where that is reached: what is put there later was not there.
  const to =
    rows.length < BATCH_ROWS_MAX ? { at: lock.settled, key: LAST_KEY } : { at: last.at, key: last.key };
  const seal = { seq: previous.seq + 1, kind, from, to, rows: rows.length, root: hashes.root(leaves) };
  const marks = Buffer.concat(leaves.map((leaf) => leaf.subarray(0, 8)));
  await sql`
    insert into seals (organization_id, seq, kind, from_at, from_key, to_at, to_key, rows, root, marks, hash)
    values (${organizationId}, ${seal.seq}, ${kind}, ${from.at}, ${from.key}, ${to.at}, ${to.key}, ${rows.length}, ${seal.root},
      ${marks}, ${hashes.seal(previous.hash, seal)})`.execute(tx);
  return rows.length;
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
