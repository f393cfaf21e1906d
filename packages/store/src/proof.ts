import { sql } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import type { Database, Tx } from './database.ts';
import type { ChainHead, Checkpoint, LeftOut, ProofPort } from './ports.ts';
import { SEAL_BATCH_ROWS, type Recording } from './ports/proof.ts';
import { proofLines } from './proof-lines.ts';

/** Seals, checkpoints and exports. */
export function proofPort(database: Database): ProofPort {
  return {
    recording: (organizationId, settleMs) =>
      database.inOrganization(organizationId, async (tx) => {
        // INVARIANT: the instant is that of the transaction's begin, before anybody looks who is recording.
        const { rows } = await sql<Recording>`
          select extract(epoch from now() - make_interval(secs => ${settleMs / 1000}))::text as before,
            transactions_that_record(${organizationId}) as transactions`.execute(tx);
        const [recording] = rows;
        if (recording === undefined) throw new Error('a select without a table gave no row');
        return recording;
      }),
    seal: (organizationId, kind, before) =>
      database.inOrganization(organizationId, async (tx) => {
        const { rows } = await sql<{ sealed: number }>`
          select seal_batch(${organizationId}, ${kind}, to_timestamp_exact(${before}), ${SEAL_BATCH_ROWS}) as sealed`.execute(
          tx,
        );
        return rows[0]?.sealed ?? 0;
      }),
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
    newest: (organizationId, most) =>
      database.inOrganization(organizationId, (tx) => newestOf(tx, organizationId, most)),
    lines: (organizationId, leftOut) => proofLines(database, organizationId, leftOut ?? null),
  };
}

async function sealHead(tx: Tx, organizationId: OrganizationId): Promise<ChainHead> {
  const { rows } = await sql<ChainHead>`
    select seq, hash from seals where organization_id = ${organizationId} order by seq desc limit 1`.execute(
    tx,
  );
  return rows[0] ?? { seq: 0, hash: '' };
}

/** How far both chains went, and the last checkpoint. */
export async function readHeads(
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

/** Seals among which the first is looked for whose records are read: a read of a few milliseconds. */
const SEALS_SEARCHED_MAX = 10_000;

/** Undefined: all of it is no more than asked for. */
async function newestOf(
  tx: Tx,
  organizationId: OrganizationId,
  { checkpointsMax, recordsMax }: Parameters<ProofPort['newest']>[1],
): Promise<LeftOut | undefined> {
  const { rows } = await sql<{ checkpointsFrom: number; recordsFromSeal: number }>`
    select
      greatest(1, (select max(seq) from checkpoints where organization_id = ${organizationId}) - ${checkpointsMax}::bigint + 1) as "checkpointsFrom",
      (select coalesce(min(newest.seq) filter (where newest.records <= ${recordsMax}::bigint), max(newest.seq) + 1, 1)
        from (
          select seq, sum(rows) over (order by seq desc) as records
          from (
            select seq, rows from seals where organization_id = ${organizationId} order by seq desc limit ${SEALS_SEARCHED_MAX}
          ) as last
        ) as newest) as "recordsFromSeal"`.execute(tx);
  const { checkpointsFrom = 1, recordsFromSeal = 1 } = rows[0] ?? {};
  return checkpointsFrom === 1 && recordsFromSeal === 1 ? undefined : { checkpointsFrom, recordsFromSeal };
}
