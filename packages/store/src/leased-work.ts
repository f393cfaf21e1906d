import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { audit, type Database, type Tx } from './database.ts';
import type { LeasedWorkColumns } from './column-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import type { Actor, JobState, LeasedWork, LeasedWorkEnd } from './ports.ts';
import { isUuid } from './uuid-v7.ts';

/** A kind of work that is done in the background under a lease, and its table. */
export interface LeasedKind {
  readonly table: 'backtests' | 'report_files' | 'contact_imports';
  /** As the audit log names it. */
  readonly entity: 'backtest' | 'report-file' | 'contact-import';
  /** As people name it. */
  readonly one: string;
}

/** Its row, with the columns of its own table besides. */
export type LeasedRow = Selectable<LeasedWorkColumns>;

/**
 * Takes the oldest that waits, or whose lease is over. Another process may take the same one in the same moment, or has one that runs: then
 * there is nothing to do here. One whose runner is gone is not taken where somebody has asked for its end, or where it is none of `which`: it
 * is stopped then, or waits again, so that others can be worked on. The next look takes another one.
 */
export async function takeLeased<Row extends LeasedRow>(
  database: Database,
  { table }: LeasedKind,
  organizationId: OrganizationId,
  { runner, leaseMs }: { readonly runner: string; readonly leaseMs: number },
  /** Which of them: a condition on its columns. */
  which: RawBuilder<unknown> = sql`true`,
): Promise<Row | undefined> {
  const rows = sql.table(table);
  try {
    return await database.inOrganization(organizationId, async (tx) => {
      const taken = await sql<Row>`
        with let_go as (
          update ${rows} set state = case when stop_requested then 'stopped' else 'queued' end, runner = null, leased_until = null,
            stop_requested = false, finished_at = case when stop_requested then now() end
          where organization_id = ${organizationId} and state = 'running' and leased_until < now() and (stop_requested or not ${which})
          returning id
        )
        update ${rows} set state = 'running', runner = ${runner}, leased_until = ${leaseEnd(leaseMs)}, stop_requested = false,
          started_at = coalesce(started_at, now()), finished_at = null
        where organization_id = ${organizationId} and (select count(*) from let_go) = 0 and id = (
            select id from ${rows} where organization_id = ${organizationId}
              and (state = 'queued' or (state = 'running' and leased_until < now())) and ${which}
            order by state = 'queued', id limit 1 for update skip locked)
        returning *`.execute(tx);
      return taken.rows[0];
    });
  } catch (error) {
    if (brokenConstraint(error) === `${table}_running`) return undefined;
    throw error;
  }
}

/** Ends the runner's work; one whose end somebody has asked for does not wait for another runner. Throws `job_lost`. */
export async function endLeased(
  tx: Tx,
  kind: LeasedKind,
  organizationId: OrganizationId,
  { id, runner, end }: { readonly id: string; readonly runner: string; readonly end: LeasedWorkEnd },
): Promise<void> {
  const error = end.state === 'failed' ? end.error : null;
  const isToGoOn = end.state === 'queued';
  const { rows } = await sql`
    update ${sql.table(kind.table)} set
      state = case when ${isToGoOn}::boolean and stop_requested then 'stopped' else ${end.state} end,
      finished_at = case when ${isToGoOn}::boolean and not stop_requested then null else now() end,
      runner = null, leased_until = null, stop_requested = false,
      error_code = ${error?.code ?? null}, error = ${error?.sentence ?? null}
    where organization_id = ${organizationId} and id = ${id} and runner = ${runner} and state = 'running'
    returning 1`.execute(tx);
  if (rows.length === 0) throw leaseLost(kind);
}

/** Asks for the end; one that nobody works on is stopped at once. `job_ended` where it is over. */
export async function stopLeased(
  tx: Tx,
  kind: LeasedKind,
  organizationId: OrganizationId,
  id: string,
  actor: Actor,
): Promise<void> {
  const { state } = await stateOf(tx, kind, organizationId, id);
  if (state === 'failed' || state === 'finished') throw ended(kind, state);
  await sql`
    update ${sql.table(kind.table)} set stop_requested = state = 'running' and leased_until >= now(),
      state = case when state = 'running' and leased_until >= now() then state else 'stopped' end
    where organization_id = ${organizationId} and id = ${id} and state in ('queued', 'running', 'stopped')`.execute(
    tx,
  );
  await tellLeased(tx, kind, organizationId, { actor, verb: 'stop', id });
}

/** Lets a stopped one wait for a runner again. `job_ended` where it is not stopped. */
export async function resumeLeased(
  tx: Tx,
  kind: LeasedKind,
  organizationId: OrganizationId,
  id: string,
  actor: Actor,
): Promise<void> {
  const { state } = await stateOf(tx, kind, organizationId, id);
  if (state !== 'stopped') throw ended(kind, state);
  await sql`update ${sql.table(kind.table)} set state = 'queued', stop_requested = false, finished_at = null
    where organization_id = ${organizationId} and id = ${id} and state = 'stopped'`.execute(tx);
  await tellLeased(tx, kind, organizationId, { actor, verb: 'resume', id });
}

/** Writes to the audit log what somebody did with one. */
export function tellLeased(
  tx: Tx,
  { entity }: LeasedKind,
  organizationId: OrganizationId,
  {
    actor,
    verb,
    id,
    after = null,
    reason,
  }: {
    readonly actor: Actor;
    readonly verb: 'create' | 'stop' | 'resume' | 'undo' | 'end';
    readonly id: string;
    readonly after?: unknown;
    readonly reason?: string;
  },
): Promise<void> {
  const change = { action: `${entity}.${verb}`, entity, entityId: id, after };
  return audit(tx, organizationId, actor, reason === undefined ? change : { ...change, reason });
}

/** What was asked for is not the runner's any more. */
export function leaseLost({ one }: LeasedKind): StoreError {
  return new StoreError('job_lost', `another process has taken this ${one} over; nothing more is done here`);
}

/** When a lease that is taken or renewed now is over. */
export function leaseEnd(leaseMs: number): RawBuilder<unknown> {
  return sql`now() + make_interval(secs => ${leaseMs / 1_000})`;
}

/** What all kinds have, of a row. */
export function leasedOf(row: LeasedRow): LeasedWork {
  return {
    id: row.id,
    plan: row.plan,
    state: row.state as JobState,
    progress: row.progress,
    done: row.done,
    error: row.error_code === null ? null : { code: row.error_code, sentence: row.error ?? '' },
    isStopping: row.stop_requested,
    createdAt: row.created_at as Instant,
    createdBy: row.created_by as Actor,
    startedAt: row.started_at as Instant | null,
    finishedAt: row.finished_at as Instant | null,
  };
}

/** There is none of that id. */
export function noneOf({ one }: LeasedKind, id: string): StoreError {
  return new StoreError('not_found', `there is no ${one} \`${id}\``);
}

function ended({ one }: LeasedKind, state: JobState): StoreError {
  return new StoreError('job_ended', `the ${one} is \`${state}\`; begin a new one`);
}

async function stateOf(
  tx: Tx,
  kind: LeasedKind,
  organizationId: OrganizationId,
  id: string,
): Promise<{ readonly state: JobState }> {
  if (!isUuid(id)) throw noneOf(kind, id);
  const { rows } = await sql<{ state: JobState }>`select state from ${sql.table(kind.table)}
    where organization_id = ${organizationId} and id = ${id}`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw noneOf(kind, id);
  return row;
}
