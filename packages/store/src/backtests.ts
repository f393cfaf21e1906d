import { sql } from 'kysely';
import type { Instant, OrganizationId } from '@tact/engine';
import type { Database, Tx } from './database.ts';
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
import type { Backtest, BacktestPort } from './ports.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';

/** Days that a backtest is kept: its examples name contacts. */
const KEPT_DAYS = 90;
const KIND: LeasedKind = { table: 'backtests', entity: 'backtest', one: 'backtest' };

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
        await tellLeased(tx, KIND, organizationId, { actor, verb: 'create', id, after: plan });
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
        return pageOf(rows, page, leasedOf, ({ id }) => [id]);
      }),
    take: async (organizationId, runner, leaseMs) => {
      const row = await takeLeased(database, KIND, organizationId, { runner, leaseMs });
      return row === undefined ? undefined : leasedOf(row);
    },
    save: (organizationId, id, { runner, leaseMs }, { progress, done }) =>
      inside(organizationId, async (tx) => {
        const { rows } = await sql<{ stop_requested: boolean }>`
          update backtests set progress = ${JSON.stringify(progress)}::jsonb, done = ${done}, leased_until = ${leaseEnd(leaseMs)}
          where organization_id = ${organizationId} and id = ${id} and runner = ${runner} and state = 'running'
          returning stop_requested`.execute(tx);
        const [row] = rows;
        if (row === undefined) throw leaseLost(KIND);
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
  };
}

async function find(tx: Tx, organizationId: OrganizationId, id: string): Promise<Backtest | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await tx
    .selectFrom('backtests')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : leasedOf(row);
}

async function mustFind(tx: Tx, organizationId: OrganizationId, id: string): Promise<Backtest> {
  const backtest = await find(tx, organizationId, id);
  if (backtest === undefined) throw noneOf(KIND, id);
  return backtest;
}
