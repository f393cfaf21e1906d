import { sql, type RawBuilder } from 'kysely';
import type { OrganizationId } from '@tact/engine';
import type { Database, Tx } from './database.ts';
import type {
  ChainHead,
  Checkpoint,
  ErasedMark,
  LeftOut,
  ProofLine,
  Seal,
  SealEdge,
  SealedKind,
} from './ports.ts';
import { SEALED_KINDS } from './ports/proof.ts';
import { afterEdge, BEGINNING, isReadable, keyOfKind, tableOf, upToEdge } from './sealed-records.ts';

/** Lines that are read at once: a few megabytes, where records are long. */
const PART_LINES = 2_000;

type Fields = readonly (string | null)[];

/** See `ProofPort.lines`. */
export const proofLines = (
  database: Database,
  organizationId: OrganizationId,
  leftOut: LeftOut | null,
): AsyncGenerator<ProofLine> =>
  database.readInSnapshot(organizationId, (tx) =>
    leftOut === null ? linesIn(tx, organizationId) : newestLinesIn(tx, organizationId, leftOut),
  );

async function* linesIn(tx: Tx, organizationId: OrganizationId): AsyncGenerator<ProofLine> {
  yield* checkpointLines(tx, organizationId, 0);
  yield* auditLines(tx, organizationId);
  const sealedTo = yield* sealLines(tx, organizationId, 0);
  for (const kind of SEALED_KINDS)
    yield* recordLines(tx, organizationId, kind, sealedTo.get(kind) ?? BEGINNING, null);
  yield* orphanLines(tx, organizationId);
  yield { line: 'head', ...(await auditHead(tx, organizationId)) };
}

async function* newestLinesIn(
  tx: Tx,
  organizationId: OrganizationId,
  { checkpointsFrom, recordsFromSeal }: LeftOut,
): AsyncGenerator<ProofLine> {
  yield* checkpointLines(tx, organizationId, checkpointsFrom - 1);
  yield* auditLines(tx, organizationId);
  yield* sealsAlone(tx, organizationId, recordsFromSeal);
  yield* sealLines(tx, organizationId, recordsFromSeal - 1);
  yield { line: 'head', ...(await auditHead(tx, organizationId)) };
}

/**
 * Seals after a number, each with its records: none where an edge is no instant, so that whoever counts them finds that they are missing. Gives up to where
 * each kind is sealed.
 */
async function* sealLines(
  tx: Tx,
  organizationId: OrganizationId,
  after: number,
): AsyncGenerator<ProofLine, ReadonlyMap<SealedKind, SealEdge>> {
  const sealedTo = new Map<SealedKind, SealEdge>();
  for (let seq = after; ;) {
    const seal = await sealAfter(tx, organizationId, seq);
    if (seal === undefined) break;
    yield { line: 'seal', ...seal };
    ({ seq } = seal);
    if (!isReadable(seal.from) || !isReadable(seal.to)) continue;
    yield* recordLines(tx, organizationId, seal.kind, seal.from, seal.to);
    sealedTo.set(seal.kind, seal.to);
  }
  return sealedTo;
}

/** The seals before a number, without what only helps to find a record of theirs. */
async function* sealsAlone(
  tx: Tx,
  organizationId: OrganizationId,
  before: number,
): AsyncGenerator<ProofLine> {
  for (let after = 0; ;) {
    const { rows } = await sql<Seal>`
      select ${SEAL}, '' as marks from seals
      where organization_id = ${organizationId} and seq > ${after} and seq < ${before} order by seq limit ${PART_LINES}`.execute(
      tx,
    );
    for (const row of rows) yield { line: 'seal', ...row };
    const last = rows.at(-1);
    if (last === undefined || rows.length < PART_LINES) return;
    after = last.seq;
  }
}

/** Events that outlived their attempts, where retention has removed any (ADR 0021): nothing but their own seals covers them. */
async function* orphanLines(tx: Tx, organizationId: OrganizationId): AsyncGenerator<ProofLine> {
  const { rows: removals } =
    await sql`select from audit_log where organization_id = ${organizationId} and entity = 'sealed-records' and entity_id = 'attempt' limit 1`.execute(
      tx,
    );
  if (removals.length === 0) return;
  for (let edge = BEGINNING; ;) {
    const { rows } = await sql<{ recorded: SealEdge; fields: Fields }>`
        select json_build_object('at', extract(epoch from r.recorded_at)::text, 'key', ${keyOfKind('attempt-event')}) as recorded,
          attempt_event_fields(r) as fields
        from attempt_events r
        where r.organization_id = ${organizationId} and ${afterEdge('attempt-event', edge)} and not exists (
          select from attempts a where a.organization_id = r.organization_id and a.id = r.attempt_id and a.at = r.at)
        order by r.recorded_at, ${keyOfKind('attempt-event')} limit ${PART_LINES}`.execute(tx);
    for (const { fields } of rows) yield { line: 'orphan', fields };
    const last = rows.at(-1);
    if (last === undefined || rows.length < PART_LINES || !isReadable(last.recorded)) return;
    edge = last.recorded;
  }
}

async function auditHead(tx: Tx, organizationId: OrganizationId): Promise<ChainHead> {
  const { rows } = await sql<ChainHead>`
    select seq, hash from audit_heads where organization_id = ${organizationId}`.execute(tx);
  return rows[0] ?? { seq: 0, hash: '' };
}

async function* checkpointLines(
  tx: Tx,
  organizationId: OrganizationId,
  first: number,
): AsyncGenerator<ProofLine> {
  for (let after = first; ;) {
    const { rows } = await sql<Checkpoint>`
        select seq, body, signature, public_key as "publicKey" from checkpoints
        where organization_id = ${organizationId} and seq > ${after} order by seq limit ${PART_LINES}`.execute(
      tx,
    );
    for (const row of rows) yield { line: 'checkpoint', ...row };
    const last = rows.at(-1);
    if (last === undefined || rows.length < PART_LINES) return;
    after = last.seq;
  }
}

/** Entries by number. What lies beyond the head of the chain was written past it, and is shown. */
async function* auditLines(tx: Tx, organizationId: OrganizationId): AsyncGenerator<ProofLine> {
  for (let after: number | null = null; ;) {
    const rows = await auditPart(tx, organizationId, after);
    for (const { erased, ...row } of rows)
      yield { line: 'audit', ...row, ...(erased === null ? {} : { erased }) };
    const last = rows.at(-1);
    if (last === undefined || rows.length < PART_LINES) return;
    after = last.seq;
  }
}

type AuditRow = ChainHead & { readonly fields: Fields; readonly erased: ErasedMark | null };

async function auditPart(
  tx: Tx,
  organizationId: OrganizationId,
  after: number | null,
): Promise<readonly AuditRow[]> {
  const { rows } = await sql<AuditRow>`
    select seq, hash, audit_fields(seq, id, at, actor, action, entity, entity_id, before, after, reason, salt) as fields,
      ${erasedMark(organizationId, 'audit-entry', sql`audit_log.seq::text`)} as erased
    from audit_log
    where organization_id = ${organizationId} and (${after}::bigint is null or seq > ${after}::bigint)
    order by seq limit ${PART_LINES}`.execute(tx);
  return rows;
}

const SEAL = sql`
  seq, kind, form, json_build_object('at', from_at, 'key', from_key) as "from", json_build_object('at', to_at, 'key', to_key) as "to", rows, root, hash`;

async function sealAfter(tx: Tx, organizationId: OrganizationId, seq: number): Promise<Seal | undefined> {
  const { rows } = await sql<Seal>`
    select ${SEAL}, encode(marks, 'hex') as marks
    from seals where organization_id = ${organizationId} and seq > ${seq} order by seq limit 1`.execute(tx);
  return rows[0];
}

/** The records of a batch in their order; `to` null: all that come after. */
async function* recordLines(
  tx: Tx,
  organizationId: OrganizationId,
  kind: SealedKind,
  from: SealEdge,
  to: SealEdge | null,
): AsyncGenerator<ProofLine> {
  const { table, fields } = tableOf(kind);
  for (let edge = from; ;) {
    const { rows } = await sql<RecordRow>`
        select json_build_object('at', extract(epoch from r.recorded_at)::text, 'key', ${keyOfKind(kind)}) as recorded,
          ${sql.raw(fields)}(r) as fields, ${kind === 'attempt' ? KNOWN_NOW : sql`null as state, null as events`},
          ${kind === 'attempt-event' ? sql`null` : erasedMark(organizationId, kind, sql`r.id::text`)} as erased
        from ${sql.table(table)} r
        where r.organization_id = ${organizationId} and ${afterEdge(kind, edge)} and ${to === null ? sql`true` : upToEdge(kind, to)}
        order by r.recorded_at, ${keyOfKind(kind)} limit ${PART_LINES}`.execute(tx);
    for (const { recorded, fields: texts, state, events, erased } of rows)
      yield {
        line: 'record',
        kind,
        recorded,
        fields: texts,
        ...(state === null ? {} : { state, events: events ?? [] }),
        ...(erased === null ? {} : { erased }),
      };
    const last = rows.at(-1);
    if (last === undefined || rows.length < PART_LINES || !isReadable(last.recorded)) return;
    edge = last.recorded;
  }
}

interface RecordRow {
  readonly recorded: SealEdge;
  readonly fields: Fields;
  readonly state: Fields | null;
  readonly events: readonly Fields[] | null;
  readonly erased: ErasedMark | null;
}

/** What was kept of a record when it was erased; null of all others. */
function erasedMark(organizationId: OrganizationId, kind: string, key: RawBuilder<unknown>) {
  return sql`(
    select json_build_object('hash', e.hash, 'statement', e.statement, 'place', e.place, 'places', e.places, 'path', e.path)
    from erased_records e where e.organization_id = ${organizationId} and e.kind = ${kind} and e.key = ${key})`;
}

/** What is known of an attempt now, and the events that it is known by. */
const KNOWN_NOW = sql`
  array[r.state, r.call_result, r.disposition, milliseconds(r.finished_at)::text] as state,
  (select json_agg(attempt_event_fields(e) order by e.sequence) from attempt_events e
    where e.organization_id = r.organization_id and e.attempt_id = r.id and e.at = r.at) as events`;
