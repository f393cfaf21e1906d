import { ensurePartitions } from '@tact/store';
import { withDatabase } from '../../bench/bench-database.ts';
import type { Judgement } from './judge.ts';
import { simulateWorkerKills, type WorkerKillResult } from './kill-workers.ts';
import { START } from './plan.ts';
import { simulateCampaign } from './simulate.ts';

/** The simulation on a PostgreSQL of its own, which goes away with it. */
export function simulateCampaignAlone(
  records: number,
  seed: number,
  say: (line: string) => void,
): Promise<Judgement> {
  return withDatabase(async ({ store, organizationId, connectionString }) => {
    await ensurePartitions(connectionString, START);
    const { judgement } = await simulateCampaign(store, organizationId, { records, seed, say });
    return judgement;
  });
}

/** The simulation that kills workers, on a PostgreSQL of its own: twenty records for each kill, so that every one comes in the midst of work. */
export function simulateWorkerKillsAlone(
  kills: number,
  seed: number,
  say: (line: string) => void,
): Promise<WorkerKillResult> {
  return withDatabase(async (database) => {
    await ensurePartitions(database.connectionString, START);
    return simulateWorkerKills(database, { records: Math.max(400, kills * 20), kills, seed, say });
  });
}
