import { expect, test } from 'vitest';
import { freshDatabase } from '@tact/store/testing';
import { simulateReplays } from './replay.ts';

// Wide, because other tests may have the machine at the same time.
const MS_MAX = 300_000;

test(
  'each of 120 decisions in a week of rule changes follows from its record',
  async () => {
    const database = await freshDatabase();
    try {
      const { decisions, rulesets, blocked } = await simulateReplays(database.connectionString, {
        decisions: 120,
        seed: 7,
        say: () => undefined,
      });
      expect(decisions).toBe(120);
      expect(rulesets).toBeGreaterThan(3);
      expect([blocked > 10, blocked < 110]).toEqual([true, true]);
    } finally {
      await database.drop();
    }
  },
  MS_MAX,
);
