import { expect, test } from 'vitest';
import { openTestStore } from '@tact/store/testing';
import { simulateWorkerKills } from './campaign/kill-workers.ts';

// Real processes that are started a dozen times: wide, because other tests may have the machine at the same time.
const MS_MAX = 300_000;

test(
  'after kill -9 of two workers, nothing was handed over twice, nothing is lost, and what is not known is shown as unknown',
  async () => {
    const testStore = await openTestStore();
    try {
      const organizationId = await testStore.newOrganization();
      const { store, connectionString } = testStore;
      const settings = { records: 400, kills: 6, seed: Date.now() % 1_000_000, say: () => undefined };
      const result = await simulateWorkerKills({ store, organizationId, connectionString }, settings);
      expect(result.kills).toBe(6);
      expect(result.received).toBeGreaterThan(0);
    } finally {
      await testStore.close();
    }
  },
  MS_MAX,
);
