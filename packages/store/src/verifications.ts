import { sql } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { audit, instantValue, type Database, type Tx } from './database.ts';
import { StoreError } from './errors.ts';
import type { ChainState, NewestSeal, Seal, SealEdge, Verification, VerificationPort } from './ports.ts';
import { readHeads } from './proof.ts';
import { isReadable } from './sealed-records.ts';
import { uuidV7 } from './uuid-v7.ts';

/** Checks that are kept: two years and more of nights. */
const KEPT_MAX = 1_000;

/** When the chains were checked, and what was found. */
export function verificationPort(database: Database): VerificationPort {
  return {
    takeNight: (organizationId, night, leaseMs, actor) =>
      database.inOrganization(organizationId, async (tx) => {
        const { rows } = await sql<{ id: string }>`
          insert into verifications (organization_id, id, actor, night, started_at)
          values (${organizationId}, ${newId()}, ${JSON.stringify(actor)}::jsonb, ${instantValue(night)}, clock_timestamp())
          on conflict (organization_id, night) do update set id = excluded.id, actor = excluded.actor, started_at = excluded.started_at
            where verifications.finished_at is null
              and verifications.started_at < clock_timestamp() - make_interval(secs => ${leaseMs / 1_000})
          returning id`.execute(tx);
        return rows[0]?.id;
      }),
    giveBack: (organizationId, id) =>
      database.inOrganization(organizationId, async (tx) => {
        await sql`delete from verifications
          where organization_id = ${organizationId} and id = ${id} and finished_at is null`.execute(tx);
      }),
    keep: (organizationId, { id, ...verification }) =>
      keep(database, organizationId, { id: id ?? newId(), ...verification }),
    state: (organizationId) =>
      database.inOrganization(organizationId, (tx) => stateOf(tx, organizationId), { snapshot: true }),
  };
}

async function keep(
  database: Database,
  organizationId: OrganizationId,
  verification: Omit<Verification, 'finishedAt'>,
): Promise<void> {
  const { id, findings, actor, covered } = verification;
  try {
    await database.inOrganization(organizationId, async (tx) => {
      await write(tx, organizationId, verification);
      await removeOldest(tx, organizationId);
      if (findings > 0)
        await audit(tx, organizationId, actor, {
          action: 'verification.mismatch',
          entity: 'verification',
          entityId: id,
          after: { findings, found: covered.found },
          reason: 'something is not as it was written',
        });
    });
  } catch (error) {
    // What was found may be why the audit log takes no entry, such as a head that is gone: the alarm is kept without it.
    const isKept = findings > 0 && !(error instanceof StoreError && error.code === 'database_unavailable');
    if (isKept)
      await database.inOrganization(organizationId, (tx) => write(tx, organizationId, verification));
    throw error;
  }
}

async function write(
  tx: Tx,
  organizationId: OrganizationId,
  { id, actor, startedAt, isWhole, findings, kept, covered }: Omit<Verification, 'finishedAt'>,
): Promise<void> {
  await sql`
    insert into verifications (organization_id, id, actor, started_at, finished_at, is_whole, findings, kept, kept_checkpoints, kept_keys, covered)
    values (${organizationId}, ${id}, ${JSON.stringify(actor)}::jsonb, ${instantValue(startedAt)}, clock_timestamp(), ${isWhole}, ${findings},
      ${kept.count}, ${kept.checkpoints}::text[], ${kept.keys}::text[], ${JSON.stringify(covered)}::jsonb)
    on conflict (organization_id, id) do update set started_at = excluded.started_at, finished_at = excluded.finished_at,
      is_whole = excluded.is_whole, findings = excluded.findings, kept = excluded.kept, kept_checkpoints = excluded.kept_checkpoints,
      kept_keys = excluded.kept_keys, covered = excluded.covered`.execute(tx);
}

/** Those beyond the newest, and what a process that ended has left. */
async function removeOldest(tx: Tx, organizationId: OrganizationId): Promise<void> {
  await sql`
    delete from verifications where organization_id = ${organizationId} and (
      (finished_at is null and started_at < clock_timestamp() - interval '2 days') or finished_at < (
        select finished_at from verifications where organization_id = ${organizationId} and finished_at is not null
        order by finished_at desc offset ${KEPT_MAX - 1} limit 1))`.execute(tx);
}

async function stateOf(tx: Tx, organizationId: OrganizationId): Promise<ChainState> {
  const { audit: entries, seals } = await readHeads(tx, organizationId);
  const { rows } = await sql<{ at: Instant | null; since: Instant }>`
    select (select at from audit_log where organization_id = ${organizationId} and seq = ${entries.seq}) as at,
      created_at as since
    from organizations where organization_id = ${organizationId}`.execute(tx);
  const sealed = await sql<Pick<Seal, 'kind' | 'from' | 'to'> & { readonly records: number }>`
    select kind, json_build_object('at', from_at, 'key', from_key) as "from", json_build_object('at', to_at, 'key', to_key) as "to", rows as records
    from seals where organization_id = ${organizationId} order by seq desc limit 1`.execute(tx);
  const last = await sql<Verification>`
    select ${COLUMNS} from verifications where organization_id = ${organizationId} and finished_at is not null
    order by finished_at desc limit 1`.execute(tx);
  const alarm = await sql<Verification>`
    select ${COLUMNS} from verifications v
    where organization_id = ${organizationId} and finished_at is not null and findings > 0 and not exists (
      select from verifications later
      where later.organization_id = ${organizationId} and later.finished_at > v.finished_at and later.findings = 0 and later.is_whole
        and ${showsAsMuch()})
    order by finished_at desc limit 1`.execute(tx);
  return {
    entries: { ...entries, at: knownInstant(rows[0]?.at) },
    seals,
    newestSeal: sealed.rows[0] === undefined ? null : newestSealOf(sealed.rows[0]),
    since: rows[0]?.since ?? (0 as Instant),
    last: last.rows[0] ?? null,
    alarm: alarm.rows[0] ?? null,
  };
}

function newestSealOf({
  kind,
  from,
  to,
  records,
}: Pick<Seal, 'kind' | 'from' | 'to'> & { readonly records: number }): NewestSeal | 'unreadable' {
  if (!isReadable(from) || !isReadable(to)) return 'unreadable';
  return { kind, from: from.key === '' ? null : instantOf(from), to: instantOf(to), records };
}

/** Null where the driver read no instant of our age: `infinity`, or a year of five digits. */
function knownInstant(at: Instant | null | undefined): Instant | null {
  return at === undefined || at === null || Number.isNaN(at) ? null : at;
}

function instantOf({ at }: SealEdge): Instant {
  return Math.floor(Number(at) * 1_000) as Instant;
}

/**
 * Whether the check `later` would have found what `v` found: it was held against every checkpoint that `v` was, and trusted no key that `v` did not. Of one
 * of an older version, whether it was held against as many.
 */
function showsAsMuch() {
  return sql<boolean>`case when v.kept_checkpoints is null then later.kept >= v.kept
    else coalesce(later.kept_checkpoints, '{}') @> v.kept_checkpoints
      and (v.kept_keys is null or (later.kept_keys is not null and v.kept_keys @> later.kept_keys)) end`;
}

const COLUMNS = sql`
  id, actor, started_at as "startedAt", finished_at as "finishedAt", is_whole as "isWhole", findings,
  json_build_object('checkpoints', kept_checkpoints, 'keys', kept_keys, 'count', kept) as kept, covered`;

function newId(): string {
  return uuidV7(Date.now() as Instant);
}
