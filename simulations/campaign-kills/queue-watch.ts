import pg from 'pg';
import type { Instant, OrganizationId } from '@tact/engine';
import type { Store } from '@tact/store';

/** How a queue is doing, as whoever drives the clock has to know. */
export interface QueueState {
  /** Whether anything is due that somebody may take up now. */
  readonly isDue: boolean;
  readonly nextDueAt: Instant | null;
  /** Items that somebody holds, or held when it was killed. */
  readonly processing: number;
}

/** Looks at a queue from outside. */
export interface QueueWatch {
  look(now: Instant): Promise<QueueState>;
  /** Items that have not come to an end. */
  left(): Promise<number>;
  close(): Promise<void>;
}

/** Opens one. Its own statements count by an index each: `figures` counts all that wait, which takes long where many do. */
export async function queueWatch(
  connectionString: string,
  store: Store,
  organizationId: OrganizationId,
): Promise<QueueWatch> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const count = async (states: string) => {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::integer as count from tact.queue_items where organization_id = $1 and ${states}`,
      [organizationId],
    );
    return rows[0]?.count ?? 0;
  };
  return {
    async look(now) {
      const { due, nextDueAt } = await store.queue.dueCampaigns(organizationId, now);
      return { isDue: due.length > 0, nextDueAt, processing: await count(`state = 'processing'`) };
    },
    left: () => count(`state in ('pending', 'processing')`),
    close: () => client.end(),
  };
}
