import { sql } from 'kysely';
import { DAY_MS, HOUR_MS, type Instant, type OrganizationId } from '@tact/engine';
import { audit, auditMany, type Database, type Tx } from './database.ts';
import { asOwner } from './as-owner.ts';
import { StoreError } from './errors.ts';
import type { Actor, Retention, RetentionDays, RetentionPort, SealEdge, SealedKind } from './ports.ts';

/** Rows that one transaction removes: a second or two. */
const ROWS_MAX = 5_000;
/** Seals that are looked through at once: those of a day. */
const SEALS_MAX = 2_000;
/** A statement of a kind is made once a day, whatever the minute. */
const STATED_AGAIN_MS = 20 * HOUR_MS;
/** Five years (seed B8): 5 × 365 days and the two leap days that may lie between. */
const FIVE_YEARS: RetentionDays = { decisionsDays: 1_827, attemptsDays: 1_827, optOutsDays: 1_827 };

/** Retention of records. */
export function retentionPort(database: Database): RetentionPort {
  return {
    get: (organizationId) =>
      database.inOrganization(organizationId, (tx) => readRetention(tx, organizationId)),
    set: (organizationId, version, days, actor) =>
      database.inOrganization(organizationId, (tx) => setRetention(tx, organizationId, version, days, actor)),
    state: (organizationId, at, actor) =>
      database.inOrganization(organizationId, (tx) => stateAll(tx, organizationId, at, actor)),
    removeSome: (organizationId) =>
      database.inOrganization(organizationId, async (tx) => {
        // Attempts before their events: an attempt that is there is checked against what became of it.
        for (const kind of ['decision', 'attempt', 'attempt-event'] as const) {
          const removed = await removeStated(tx, organizationId, kind);
          if (removed > 0) return removed;
        }
        return 0;
      }),
    removeOptOuts: (organizationId, at, actor) =>
      database.inOrganization(organizationId, async (tx) => {
        const { optOutsDays } = await readRetention(tx, organizationId);
        if (optOutsDays === null) return 0;
        const before = new Date(at - optOutsDays * DAY_MS);
        const { rows } = await asOwner(tx, () =>
          sql<{ id: string }>`
            select id from remove_old_opt_outs(${organizationId}, ${before}::timestamptz, ${ROWS_MAX})`.execute(
            tx,
          ),
        );
        await auditMany(
          tx,
          organizationId,
          actor,
          rows.map(({ id }) => ({
            action: 'retention.remove',
            entity: 'opt-out',
            entityId: id,
            before: { id },
            reason: `kept for ${optOutsDays} days after its end`,
          })),
        );
        return rows.length;
      }),
  };
}

async function readRetention(tx: Tx, organizationId: OrganizationId, lock = false): Promise<Retention> {
  const { rows } = await sql<Retention>`
    select decisions_days as "decisionsDays", attempts_days as "attemptsDays", opt_outs_days as "optOutsDays", version
    from retention where organization_id = ${organizationId} ${lock ? sql`for update` : sql``}`.execute(tx);
  return rows[0] ?? { ...FIVE_YEARS, version: 0 };
}

async function setRetention(
  tx: Tx,
  organizationId: OrganizationId,
  version: number,
  { decisionsDays, attemptsDays, optOutsDays }: RetentionDays,
  actor: Actor,
): Promise<Retention> {
  const before = await readRetention(tx, organizationId, true);
  const { rows } = await sql<{ version: number }>`
    insert into retention as r (organization_id, decisions_days, attempts_days, opt_outs_days, version)
      values (${organizationId}, ${decisionsDays}, ${attemptsDays}, ${optOutsDays}, 1)
      on conflict (organization_id) do update
        set decisions_days = excluded.decisions_days, attempts_days = excluded.attempts_days, opt_outs_days = excluded.opt_outs_days,
          version = r.version + 1
    returning version`.execute(tx);
  // Compared after writing too: where nobody had said anything, there was no row to lock.
  if (before.version !== version || rows[0]?.version !== version + 1)
    throw new StoreError('version_conflict', 'the retention was changed meanwhile; read it again');
  const after = { decisionsDays, attemptsDays, optOutsDays, version: version + 1 };
  const change = { action: 'retention.update', entity: 'retention', entityId: organizationId };
  await audit(tx, organizationId, actor, { ...change, before, after });
  return after;
}

/** What the audit log says of a removal. It stands in the chain, so whoever checks an export reads it there. */
interface Statement {
  readonly kind: SealedKind;
  readonly days: number;
  /** The last batch of the kind that goes, and where it ends. */
  readonly throughSeal: number;
  readonly to: SealEdge;
  /** Records that this statement adds to those before it. */
  readonly records: number;
}

async function stateAll(tx: Tx, organizationId: OrganizationId, at: Instant, actor: Actor): Promise<number> {
  const { decisionsDays, attemptsDays } = await readRetention(tx, organizationId);
  let records = 0;
  const decisions = await stateKind(
    tx,
    organizationId,
    { kind: 'decision', days: decisionsDays, at, before: null },
    actor,
  );
  const attempts = await stateKind(
    tx,
    organizationId,
    { kind: 'attempt', days: attemptsDays, at, before: null },
    actor,
  );
  // No event goes before its attempt, which was recorded earlier.
  const before = attempts.last?.to.at ?? null;
  const events =
    before === null
      ? undefined
      : await stateKind(tx, organizationId, { kind: 'attempt-event', days: attemptsDays, at, before }, actor);
  for (const { stated } of [decisions, attempts, events ?? { stated: 0 }]) records += stated;
  return records;
}

/** States one kind, where there is anything new to state. Gives the statement that is the last one now. */
async function stateKind(
  tx: Tx,
  organizationId: OrganizationId,
  {
    kind,
    days,
    at,
    before,
  }: {
    readonly kind: SealedKind;
    readonly days: number | null;
    readonly at: Instant;
    readonly before: string | null;
  },
  actor: Actor,
): Promise<{ readonly stated: number; readonly last: Statement | undefined }> {
  const { rows } = await sql<{ at: number; after: Statement }>`
    select at, after from audit_log
    where organization_id = ${organizationId} and entity = 'sealed-records' and entity_id = ${kind} and action = 'retention.remove'
    order by id desc limit 1`.execute(tx);
  const [last] = rows;
  if (days === null || (last !== undefined && at - last.at < STATED_AGAIN_MS))
    return { stated: 0, last: last?.after };
  // By the clock that is behind: the statement is dated by the database, and what is younger than any retention by that is no removal.
  const old = await sql<{ seq: number; to_at: string; to_key: string; rows: number }>`
    select * from (
      select seq, to_at, to_key, rows from seals
      where organization_id = ${organizationId} and kind = ${kind} and seq > ${last?.after.throughSeal ?? 0}
      order by seq limit ${SEALS_MAX}
    ) as s
    where to_timestamp_exact(to_at) < least(${new Date(at)}::timestamptz, clock_timestamp()) - make_interval(secs => ${(days * DAY_MS) / 1000})
      and (${before}::text is null or to_timestamp_exact(to_at) <= to_timestamp_exact(${before ?? '0'}))
    order by seq`.execute(tx);
  const through = old.rows.at(-1);
  if (through === undefined) return { stated: 0, last: last?.after };
  const records = old.rows.reduce((sum, { rows: count }) => sum + count, 0);
  const statement: Statement = {
    kind,
    days,
    throughSeal: through.seq,
    to: { at: through.to_at, key: through.to_key },
    records,
  };
  const reason = `kept for ${days} days`;
  const change = { action: 'retention.remove', entity: 'sealed-records', entityId: kind, reason };
  await audit(tx, organizationId, actor, { ...change, before: { records }, after: statement });
  return { stated: records, last: statement };
}

async function removeStated(tx: Tx, organizationId: OrganizationId, kind: SealedKind): Promise<number> {
  const { rows } = await asOwner(tx, () =>
    sql<{ removed: number }>`
      select remove_stated(${organizationId}, ${kind}, ${ROWS_MAX}) as removed`.execute(tx),
  );
  return rows[0]?.removed ?? 0;
}
