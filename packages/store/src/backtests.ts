import { sql, type Selectable } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { audit, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { keyOf, pageOf } from './page.ts';
import type { Actor, Backtest, BacktestEnd, BacktestPort, JobState } from './ports.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';

/** Days that a backtest is kept: its examples name contacts. */
const KEPT_DAYS = 90;

/** Backtests, and who works on them. */
export function backtestPort(database: Database): BacktestPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work);
  return {
    create: (organizationId, plan, actor) =>
      inside(organizationId, async (tx) => {
        await sql`delete from backtests where organization_id = ${organizationId} and state in ('stopped', 'failed', 'finished')
          and created_at < now() - make_interval(days => ${KEPT_DAYS})`.execute(tx);
        const id = uuidV7(Date.now() as Instant);
        await sql`insert into backtests (organization_id, id, plan, state, created_by)
          values (${organizationId}, ${id}, ${JSON.stringify(plan)}::jsonb, 'queued', ${JSON.stringify(actor)}::jsonb)`.execute(
          tx,
        );
        await told(tx, organizationId, actor, 'create', id, plan);
        return mustFind(tx, organizationId, id);
      }),
    get: (organizationId, id) => inside(organizationId, (tx) => find(tx, organizationId, id)),
    list: (organizationId, page) =>
      inside(organizationId, async (tx) => {
        let query = tx.selectFrom('backtests').selectAll().where('organization_id', '=', organizationId);
        if (page.cursor !== null) query = query.where('id', '<', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('id', 'desc')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, backtestOf, ({ id }) => [id]);
      }),
    take: (organizationId, runner, leaseMs) => takeNext(database, organizationId, runner, leaseMs),
    save: (organizationId, id, { runner, leaseMs }, { progress, done }) =>
      inside(organizationId, async (tx) => {
        const { rows } = await sql<{ stop_requested: boolean }>`
          update backtests set progress = ${JSON.stringify(progress)}::jsonb, done = ${done}, leased_until = ${leaseEnd(leaseMs)}
          where organization_id = ${organizationId} and id = ${id} and runner = ${runner} and state = 'running'
          returning stop_requested`.execute(tx);
        const [row] = rows;
        if (row === undefined) throw lost();
        return row.stop_requested;
      }),
    end: (organizationId, id, runner, end) =>
      inside(organizationId, (tx) => endOne(tx, organizationId, id, runner, end)),
    requestStop: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        const { state } = await mustFind(tx, organizationId, id);
        if (state === 'failed' || state === 'finished') throw ended(state);
        await sql`
          update backtests set stop_requested = state = 'running' and leased_until >= now(),
            state = case when state = 'running' and leased_until >= now() then state else 'stopped' end
          where organization_id = ${organizationId} and id = ${id} and state in ('queued', 'running', 'stopped')`.execute(
          tx,
        );
        await told(tx, organizationId, actor, 'stop', id);
        return mustFind(tx, organizationId, id);
      }),
    resume: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        const { state } = await mustFind(tx, organizationId, id);
        if (state !== 'stopped') throw ended(state);
        await sql`update backtests set state = 'queued', stop_requested = false, finished_at = null
          where organization_id = ${organizationId} and id = ${id} and state = 'stopped'`.execute(tx);
        await told(tx, organizationId, actor, 'resume', id);
        return mustFind(tx, organizationId, id);
      }),
  };
}

/** Another process may take the same one in the same moment, or has one that runs: then there is nothing to do here. */
async function takeNext(
  database: Database,
  organizationId: OrganizationId,
  runner: string,
  leaseMs: number,
): Promise<Backtest | undefined> {
  try {
    return await database.inOrganization(organizationId, async (tx) => {
      const { rows } = await sql<Selectable<Tables['backtests']>>`
        update backtests set state = 'running', runner = ${runner}, leased_until = ${leaseEnd(leaseMs)}, stop_requested = false,
          started_at = coalesce(started_at, now()), finished_at = null
        where organization_id = ${organizationId} and id = (
            select id from backtests where organization_id = ${organizationId}
              and (state = 'queued' or (state = 'running' and leased_until < now()))
            order by state = 'queued', id limit 1 for update skip locked)
        returning *`.execute(tx);
      return rows[0] === undefined ? undefined : backtestOf(rows[0]);
    });
  } catch (error) {
    if (brokenConstraint(error) === 'backtests_running') return undefined;
    throw error;
  }
}

async function endOne(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  runner: string,
  end: BacktestEnd,
): Promise<void> {
  const error = end.state === 'failed' ? end.error : null;
  const { rows } = await sql`
    update backtests set state = ${end.state}, runner = null, leased_until = null, stop_requested = false,
      finished_at = case when ${end.state === 'queued'}::boolean then null else now() end,
      error_code = ${error?.code ?? null}, error = ${error?.sentence ?? null}
    where organization_id = ${organizationId} and id = ${id} and runner = ${runner} and state = 'running'
    returning 1`.execute(tx);
  if (rows.length === 0) throw lost();
}

function told(
  tx: Tx,
  organizationId: OrganizationId,
  actor: Actor,
  verb: 'create' | 'stop' | 'resume',
  id: string,
  after: unknown = null,
): Promise<void> {
  return audit(tx, organizationId, actor, {
    action: `backtest.${verb}`,
    entity: 'backtest',
    entityId: id,
    after,
  });
}

function ended(state: JobState): StoreError {
  return new StoreError('job_ended', `the backtest is \`${state}\`; begin a new one`);
}

function lost(): StoreError {
  return new StoreError(
    'job_lost',
    'another process has taken this backtest over; nothing more is done here',
  );
}

function leaseEnd(leaseMs: number) {
  return sql`now() + make_interval(secs => ${leaseMs / 1_000})`;
}

async function find(tx: Tx, organizationId: OrganizationId, id: string): Promise<Backtest | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await tx
    .selectFrom('backtests')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : backtestOf(row);
}

async function mustFind(tx: Tx, organizationId: OrganizationId, id: string): Promise<Backtest> {
  const backtest = await find(tx, organizationId, id);
  if (backtest === undefined) throw new StoreError('not_found', `there is no backtest \`${id}\``);
  return backtest;
}

function backtestOf(row: Selectable<Tables['backtests']>): Backtest {
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
