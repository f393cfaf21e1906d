import { ensurePartitions } from '@tact/store';
import { withDatabase } from '../../bench/bench-database.ts';
import type { Judgement } from './judge.ts';
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
