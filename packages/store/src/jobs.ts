import { sql, type Selectable } from 'kysely';
import type { Instant, OrganizationId, SuppressionListId } from '@tact/engine';
import { audit, type Change, type Database, type Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { brokenConstraint, StoreError } from './errors.ts';
import { leaseEnd } from './leased-work.ts';
import type { Actor, Job, JobEnd, JobPort, JobState } from './ports.ts';
import { isUuid } from './uuid-v7.ts';

/** Jobs, and who works on them. */
export function jobPort(database: Database): JobPort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work).catch((error: unknown) => {
      if (brokenConstraint(error) !== 'jobs_running') throw error;
      throw new StoreError('job_running', OTHER_RUNS, error);
    });
  return {
    get: (organizationId, id) => inside(organizationId, (tx) => findJob(tx, organizationId, id)),
    waiting: (organizationId) =>
      inside(organizationId, async (tx) => {
        // A job whose runner is gone, and whose end somebody has asked for, waits for nobody.
        const { rows } = await sql<Selectable<Tables['jobs']> & { leased: boolean }>`
          with stopped as (
            update jobs set state = 'stopped', runner = null, leased_until = null, stop_requested = false, finished_at = now()
            where organization_id = ${organizationId} and state = 'running' and leased_until < now() and stop_requested
            returning id
          )
          select *, leased_until >= now() as leased from jobs
          where organization_id = ${organizationId} and state in ('queued', 'running') and id not in (select id from stopped)
          order by id`.execute(tx);
        const running = rows.filter(({ state }) => state === 'running');
        const open = running.length === 0 ? rows : running.filter(({ leased }) => !leased);
        return open.map(jobOf);
      }),
    take: (organizationId, id, runner, leaseMs) =>
      inside(organizationId, async (tx) => {
        await mustFindJob(tx, organizationId, id);
        const { rows } = await sql<Selectable<Tables['jobs']>>`
          update jobs set state = 'running', runner = ${runner}, leased_until = ${leaseEnd(leaseMs)}, stop_requested = false,
            started_at = coalesce(started_at, now()), finished_at = null
          where organization_id = ${organizationId} and id = ${id}
            and (state in ('queued', 'stopped') or (state = 'running' and leased_until < now()))
          returning *`.execute(tx);
        const [row] = rows;
        if (row !== undefined) return jobOf(row);
        const { state } = await mustFindJob(tx, organizationId, id);
        if (state === 'running') throw new StoreError('job_running', 'another process works on this job');
        throw ended(state);
      }),
    renew: (organizationId, id, runner, leaseMs) =>
      inside(organizationId, async (tx) => {
        const { rows } = await sql<{ stop_requested: boolean }>`
          update jobs set leased_until = ${leaseEnd(leaseMs)}
          where organization_id = ${organizationId} and id = ${id} and runner = ${runner} and state = 'running'
          returning stop_requested`.execute(tx);
        const [row] = rows;
        if (row === undefined) throw lost();
        return row.stop_requested;
      }),
    end: (organizationId, id, runner, end) =>
      inside(organizationId, async (tx) => {
        await holdJob(tx, organizationId, { jobId: id, runner });
        await endJob(tx, organizationId, id, end);
      }),
    requestStop: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFindJob(tx, organizationId, id);
        if (before.state === 'failed' || before.state === 'finished') throw ended(before.state);
        await sql`
          update jobs set stop_requested = state = 'running' and leased_until >= now(),
            state = case when state = 'running' and leased_until >= now() then state else 'stopped' end
          where organization_id = ${organizationId} and id = ${id}
            and state in ('queued', 'running', 'stopped')`.execute(tx);
        const after = await mustFindJob(tx, organizationId, id);
        await audit(tx, organizationId, actor, changeOfJob('job.stop', before, after));
        return after;
      }),
    resume: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        const before = await mustFindJob(tx, organizationId, id);
        if (before.state !== 'stopped') throw ended(before.state);
        await tx
          .updateTable('jobs')
          .set({ state: 'queued', stop_requested: false, finished_at: null })
          .where('organization_id', '=', organizationId)
          .where('id', '=', id)
          .where('state', '=', 'stopped')
          .execute();
        const after = await mustFindJob(tx, organizationId, id);
        await audit(tx, organizationId, actor, changeOfJob('job.resume', before, after));
        return after;
      }),
  };
}

function changeOfJob(action: string, before: Job, after: Job): Change {
  const stateOf = ({ state, isStopping }: Job) => ({ state, isStopping });
  return { action, entity: 'job', entityId: after.id, before: stateOf(before), after: stateOf(after) };
}

const OTHER_RUNS = 'another job of the organization is running; wait for its end, or stop it';

function ended(state: JobState): StoreError {
  return new StoreError('job_ended', `the job is \`${state}\`; begin a new one`);
}

function lost(): StoreError {
  return new StoreError('job_lost', 'another process has taken this job over; nothing more is done here');
}

/** INVARIANT: the first statement of whatever a runner changes for its job, so that one whose lease was taken over changes nothing. */
export async function holdJob(
  tx: Tx,
  organizationId: OrganizationId,
  { jobId, runner }: { readonly jobId: string; readonly runner: string },
): Promise<void> {
  const { rows } = await sql`
    select 1 from jobs where organization_id = ${organizationId} and id = ${jobId} and runner = ${runner} and state = 'running'
    for update`.execute(tx);
  if (rows.length === 0) throw lost();
}

/** Writes how a job ended; one whose end somebody has asked for does not wait for another runner. */
export async function endJob(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  end: JobEnd | { readonly state: 'finished' },
): Promise<void> {
  const error = end.state === 'failed' ? end.error : null;
  await tx
    .updateTable('jobs')
    .set({
      state:
        end.state === 'queued'
          ? sql<string>`case when stop_requested then 'stopped' else 'queued' end`
          : end.state,
      runner: null,
      leased_until: null,
      stop_requested: false,
      finished_at:
        end.state === 'queued' ? sql<Date | null>`case when stop_requested then now() end` : new Date(),
      error_code: error?.code ?? null,
      error: error?.sentence ?? null,
    })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

async function findJob(tx: Tx, organizationId: OrganizationId, id: string): Promise<Job | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await tx
    .selectFrom('jobs')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : jobOf(row);
}

/** The job; throws `not_found`. */
export async function mustFindJob(tx: Tx, organizationId: OrganizationId, id: string): Promise<Job> {
  const job = await findJob(tx, organizationId, id);
  if (job === undefined) throw new StoreError('not_found', `there is no job \`${id}\``);
  return job;
}

function jobOf(row: Selectable<Tables['jobs']>): Job {
  return {
    id: row.id,
    kind: 'list-import',
    listId: row.list_id as SuppressionListId,
    importId: row.import_id,
    state: row.state as JobState,
    bytesDone: row.bytes_done,
    bytesTotal: row.bytes_total,
    rowsDone: row.rows_done,
    rowsTotal: row.rows_total,
    error: row.error_code === null ? null : { code: row.error_code, sentence: row.error ?? '' },
    isStopping: row.stop_requested,
    createdAt: row.created_at as Instant,
    createdBy: row.created_by as Actor,
    startedAt: row.started_at as Instant | null,
    finishedAt: row.finished_at as Instant | null,
  };
}
