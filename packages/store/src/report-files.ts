import { sql, type Selectable } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import type { Database, Tx } from './database.ts';
import type { Tables } from './database-types.ts';
import { StoreError } from './errors.ts';
import {
  endLeased,
  leasedOf,
  leaseEnd,
  leaseLost,
  noneOf,
  resumeLeased,
  stopLeased,
  takeLeased,
  tellLeased,
  type LeasedKind,
} from './leased-work.ts';
import { keyOf, pageOf } from './page.ts';
import type { ReportFile, ReportFilePort } from './ports.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';

/** Days that a file is kept: it names contacts, and can be made again. */
const KEPT_DAYS = 7;
/** Files of an organization that wait or are made: more would fill the database before anybody fetches them. */
const UNDER_WAY_MAX = 20;
const KIND: LeasedKind = { table: 'report_files', entity: 'report-file', one: 'report file' };

type Row = Selectable<Tables['report_files']>;

/** Files of the compliance report, and who makes them. */
export function reportFilePort(database: Database): ReportFilePort {
  const inside = <T>(organizationId: OrganizationId, work: (tx: Tx) => Promise<T>) =>
    database.inOrganization(organizationId, work);
  return {
    create: (organizationId, { plan, name }, actor) =>
      inside(organizationId, async (tx) => {
        await purge(tx, organizationId);
        await assertRoom(tx, organizationId);
        const id = uuidV7(Date.now() as Instant);
        await sql`insert into report_files (organization_id, id, plan, name, state, created_by)
          values (${organizationId}, ${id}, ${JSON.stringify(plan)}::jsonb, ${name}, 'queued', ${JSON.stringify(actor)}::jsonb)`.execute(
          tx,
        );
        await tellLeased(tx, KIND, organizationId, { actor, verb: 'create', id, after: plan });
        return mustFind(tx, organizationId, id);
      }),
    get: (organizationId, id) => inside(organizationId, (tx) => find(tx, organizationId, id)),
    list: (organizationId, page) =>
      inside(organizationId, async (tx) => {
        let query = tx.selectFrom('report_files').selectAll().where('organization_id', '=', organizationId);
        if (page.cursor !== null) query = query.where('id', '<', String(keyOf(page.cursor, ['id'])[0]));
        const rows = await query
          .orderBy('id', 'desc')
          .limit(page.limit + 1)
          .execute();
        return pageOf(rows, page, fileOf, ({ id }) => [id]);
      }),
    take: async (organizationId, runner, leaseMs) => {
      const row = await takeLeased<Row>(database, KIND, organizationId, { runner, leaseMs });
      return row === undefined ? undefined : fileOf(row);
    },
    append: (organizationId, id, hold, part) =>
      inside(organizationId, async (tx) => {
        const { body, rows: rowCount, progress, done } = part;
        const { rows } = await sql<{ stop_requested: boolean; parts: number }>`
          update report_files set progress = ${JSON.stringify(progress)}::jsonb, done = ${done}, leased_until = ${leaseEnd(hold.leaseMs)},
            rows_done = rows_done + ${rowCount}, bytes_done = bytes_done + ${body?.length ?? 0}, parts = parts + ${body === null ? 0 : 1}
          where organization_id = ${organizationId} and id = ${id} and runner = ${hold.runner} and state = 'running'
          returning stop_requested, parts`.execute(tx);
        const [row] = rows;
        if (row === undefined) throw leaseLost(KIND);
        if (body !== null)
          await sql`insert into report_file_parts (organization_id, report_file_id, number, body)
            values (${organizationId}, ${id}, ${row.parts}, ${Buffer.from(body.buffer, body.byteOffset, body.length)})`.execute(
            tx,
          );
        return row.stop_requested;
      }),
    end: (organizationId, id, runner, end) =>
      inside(organizationId, (tx) => endLeased(tx, KIND, organizationId, { id, runner, end })),
    requestStop: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        await stopLeased(tx, KIND, organizationId, id, actor);
        return mustFind(tx, organizationId, id);
      }),
    resume: (organizationId, id, actor) =>
      inside(organizationId, async (tx) => {
        await resumeLeased(tx, KIND, organizationId, id, actor);
        return mustFind(tx, organizationId, id);
      }),
    async *parts(organizationId, id) {
      for (let number = 1; ; number++) {
        const body = await inside(organizationId, (tx) => partOf(tx, organizationId, id, number));
        if (body === undefined) return;
        yield body;
      }
    },
    purge: (organizationId) => inside(organizationId, (tx) => purge(tx, organizationId)),
  };
}

async function purge(tx: Tx, organizationId: OrganizationId): Promise<number> {
  const { numAffectedRows } =
    await sql`delete from report_files where organization_id = ${organizationId} and state in ('stopped', 'failed', 'finished')
      and created_at < now() - make_interval(days => ${KEPT_DAYS})`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

async function assertRoom(tx: Tx, organizationId: OrganizationId): Promise<void> {
  const { rows } = await sql<{ count: number }>`select count(*)::integer as count from report_files
    where organization_id = ${organizationId} and state in ('queued', 'running')`.execute(tx);
  if ((rows[0]?.count ?? 0) >= UNDER_WAY_MAX)
    throw new StoreError(
      'report_files_full',
      `${UNDER_WAY_MAX} report files wait or are made already; wait for one, or stop one`,
    );
}

async function partOf(
  tx: Tx,
  organizationId: OrganizationId,
  id: string,
  number: number,
): Promise<Uint8Array | undefined> {
  const { rows } = await sql<{ body: Uint8Array }>`select body from report_file_parts
    where organization_id = ${organizationId} and report_file_id = ${id} and number = ${number}`.execute(tx);
  return rows[0]?.body;
}

async function find(tx: Tx, organizationId: OrganizationId, id: string): Promise<ReportFile | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await tx
    .selectFrom('report_files')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : fileOf(row);
}

async function mustFind(tx: Tx, organizationId: OrganizationId, id: string): Promise<ReportFile> {
  const file = await find(tx, organizationId, id);
  if (file === undefined) throw noneOf(KIND, id);
  return file;
}

function fileOf(row: Row): ReportFile {
  return {
    ...leasedOf(row),
    name: row.name,
    rowsDone: Number(row.rows_done),
    bytesDone: Number(row.bytes_done),
  };
}
