import { sql, type Selectable } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import { asOwner } from '../as-owner.ts';
import { audit, type Database, type Tx } from '../database.ts';
import type { Tables } from '../database-types.ts';
import { StoreError } from '../errors.ts';
import { leaseEnd } from '../leased-work.ts';
import { keyOf, pageOf } from '../page.ts';
import type { Actor, Erasure, ErasureHashes, ErasurePort, ErasureStep } from '../ports.ts';
import { isUuid, uuidV7 } from '../uuid-v7.ts';
import { eraseAuditEntries } from './erase-audit.ts';
import { eraseAnswers, eraseBadRows, eraseExamples, eraseReportFiles } from './erase-copies.ts';
import { eraseIdentity, namerIn, sealedKey } from './erase-identity.ts';
import { eraseRecords } from './erase-records.ts';
import { isErased, type Namers } from './erased-names.ts';
import { findSubject } from './find-subject.ts';
import type { Erasing } from './fix-records.ts';
import type { Subject } from './subject.ts';

type Row = Selectable<Tables['erasures']>;

/** Erasing persons (ADR 0018). */
export function erasurePort(database: Database, namers: Namers): ErasurePort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work);
  return {
    create: (organizationId, asked, reason, actor) =>
      inside(organizationId, async (tx) => {
        const subject = await findSubject(tx, organizationId, asked);
        const id = uuidV7(Date.now() as Instant);
        await sql`insert into erasures (organization_id, id, subject, state, reason, created_by)
          values (${organizationId}, ${id}, ${JSON.stringify(subject)}::jsonb, 'queued', ${reason}, ${JSON.stringify(actor)}::jsonb)`.execute(
          tx,
        );
        // Nobody is named: the entry stays for good.
        await audit(tx, organizationId, actor, { ...ERASURE, action: 'person.erase', entityId: id, reason });
        return mustFind(tx, organizationId, id);
      }),
    get: (organizationId, id) => inside(organizationId, (tx) => find(tx, organizationId, id)),
    keyOf: (organizationId) =>
      inside(organizationId, async (tx) => {
        const sealed = await sealedKey(tx, organizationId);
        return sealed === null ? null : namers.key(organizationId, sealed);
      }),
    list: (organizationId, page) =>
      inside(organizationId, async (tx) => {
        let query = tx.selectFrom('erasures').selectAll().where('organization_id', '=', organizationId);
        if (page.cursor !== null) query = query.where('id', '<', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('id', 'desc')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, erasureOf, ({ id }) => [id]);
      }),
    waiting: (organizationId) =>
      inside(organizationId, async (tx) => {
        const { rows } = await sql<{ waiting: number }>`
          select count(*)::int as waiting from erasures
          where organization_id = ${organizationId} and state in ('queued', 'running')`.execute(tx);
        return rows[0]?.waiting ?? 0;
      }),
    take: (organizationId, runner, leaseMs) =>
      inside(organizationId, (tx) =>
        asOwner(tx, async () => {
          const { rows } = await sql<Row>`
            update erasures set state = 'running', runner = ${runner}, leased_until = ${leaseEnd(leaseMs)}
            where organization_id = ${organizationId} and id = (
                select id from erasures where organization_id = ${organizationId}
                  and (state = 'queued' or (state = 'running' and leased_until < now()))
                order by id limit 1 for update skip locked)
            returning *`.execute(tx);
          return rows[0] === undefined ? undefined : erasureOf(rows[0]);
        }),
      ),
    doSome: (organizationId, id, lease, hashes) =>
      inside(organizationId, (tx) =>
        asOwner(tx, async () => {
          const row = await hold(tx, organizationId, id, lease.runner);
          const work = { tx, organizationId, row, hashes, namers };
          await keep(work, await doPart(work), lease.leaseMs);
          return mustFind(tx, organizationId, id);
        }),
      ),
    leave: (organizationId, id, runner, error) =>
      inside(organizationId, (tx) =>
        asOwner(tx, async () => {
          await hold(tx, organizationId, id, runner);
          await sql`update erasures set state = ${error === null ? 'queued' : 'failed'}, runner = null, leased_until = null,
              error_code = ${error?.code ?? null}, error = ${error?.sentence ?? null}
            where organization_id = ${organizationId} and id = ${id}`.execute(tx);
        }),
      ),
  };
}

const ERASURE = { entity: 'erasure' } as const;

interface Work {
  readonly tx: Tx;
  readonly organizationId: OrganizationId;
  readonly row: Row;
  readonly hashes: ErasureHashes;
  readonly namers: Namers;
}

/** How far an erasure is after a part. */
interface Done {
  readonly step: ErasureStep;
  readonly position?: number;
  readonly subject?: Subject;
  readonly counts: Readonly<Record<string, number>>;
}

/** One part of the step under way. */
async function doPart(work: Work): Promise<Done> {
  const { tx, organizationId, row, hashes, namers } = work;
  const step = row.step as ErasureStep;
  const subject = row.subject as Subject;
  const actor: Actor = { ...(row.created_by as Actor), source: 'bulk' };
  const erasing: Erasing = { tx, organizationId, erasureId: row.id, actor, hashes };
  switch (step) {
    case 'identity': {
      const namer = await namerIn(tx, namers, organizationId, { makes: true });
      return { step: 'attempts', ...(await eraseIdentity(tx, organizationId, subject, namer)) };
    }
    case 'attempts':
    case 'decisions': {
      const [kind, next] =
        step === 'attempts' ? (['attempt', 'decisions'] as const) : (['decision', 'audit'] as const);
      const namer = await namerIn(tx, namers, organizationId, { makes: false });
      const { erased, deviceKeys } = await eraseRecords(erasing, kind, subject, namer);
      const known = [
        ...new Set([...subject.deviceKeys, ...deviceKeys.filter((key) => !isErased(key))]),
      ].sort();
      return {
        step: erased === 0 ? next : step,
        counts: { [step]: erased },
        subject: { ...subject, deviceKeys: known },
      };
    }
    case 'audit': {
      const { erased, lookedUpTo } = await eraseAuditEntries(erasing, subject, row.position);
      const next = lookedUpTo === null ? ({ step: 'answers' } as const) : { step, position: lookedUpTo };
      return { ...next, counts: { 'audit-entries': erased } };
    }
    case 'answers': {
      const { erased, after } = await eraseAnswers(tx, organizationId, subject);
      return after === null || after === undefined
        ? { step: 'backtests', counts: { answers: erased } }
        : { step, counts: { answers: erased }, subject: { ...subject, answersAfter: after } };
    }
    case 'backtests': {
      const examples = await eraseExamples(tx, organizationId, subject);
      const files = await eraseReportFiles(tx, organizationId, subject);
      const rows = await eraseBadRows(tx, organizationId, subject);
      return {
        step: examples === undefined || files === undefined ? step : 'done',
        counts: { backtests: examples ?? 0, 'report-files': files ?? 0, 'import-rows': rows },
      };
    }
    case 'done':
      return { step, counts: {} };
  }
}

/** Keeps how far it is; with the last step whom it was about goes too. */
async function keep({ tx, organizationId, row }: Work, done: Done, leaseMs: number): Promise<void> {
  const counts: Record<string, number> = { ...(row.counts as Record<string, number>) };
  for (const [name, count] of Object.entries(done.counts)) counts[name] = (counts[name] ?? 0) + count;
  const isDone = done.step === 'done';
  const subject = isDone ? null : JSON.stringify(done.subject ?? row.subject);
  await sql`
    update erasures set step = ${done.step}, position = ${done.position ?? 0}, subject = ${subject}::jsonb,
      counts = ${JSON.stringify(counts)}::jsonb, leased_until = ${leaseEnd(leaseMs)}
    where organization_id = ${organizationId} and id = ${row.id}`.execute(tx);
  if (!isDone) return;
  await sql`update erasures set state = 'finished', runner = null, leased_until = null, finished_at = now()
    where organization_id = ${organizationId} and id = ${row.id}`.execute(tx);
  const actor: Actor = { ...(row.created_by as Actor), source: 'bulk' };
  await audit(tx, organizationId, actor, {
    ...ERASURE,
    action: 'person.erased',
    entityId: row.id,
    after: counts,
  });
}

/** INVARIANT: the first statement of whatever a runner does, so that one whose lease was taken over changes nothing. */
async function hold(tx: Tx, organizationId: OrganizationId, id: string, runner: string): Promise<Row> {
  const { rows } = await sql<Row>`
    select * from erasures where organization_id = ${organizationId} and id = ${id} and runner = ${runner} and state = 'running'
    for update`.execute(tx);
  const [row] = rows;
  if (row === undefined)
    throw new StoreError(
      'job_lost',
      'another process has taken this erasure over; nothing more is done here',
    );
  return row;
}

async function find(tx: Tx, organizationId: OrganizationId, id: string): Promise<Erasure | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await tx
    .selectFrom('erasures')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : erasureOf(row);
}

async function mustFind(tx: Tx, organizationId: OrganizationId, id: string): Promise<Erasure> {
  const erasure = await find(tx, organizationId, id);
  if (erasure === undefined) throw new StoreError('not_found', `there is no erasure \`${id}\``);
  return erasure;
}

function erasureOf(row: Row): Erasure {
  return {
    id: row.id,
    state: row.state as Erasure['state'],
    step: row.step as ErasureStep,
    counts: row.counts as Erasure['counts'],
    reason: row.reason,
    error: row.error_code === null ? null : { code: row.error_code, sentence: row.error ?? '' },
    createdAt: row.created_at as Instant,
    createdBy: row.created_by as Actor,
    finishedAt: row.finished_at as Instant | null,
  };
}
