import { expect, test } from 'vitest';
import { freshDatabase } from '@tact/store/testing';
import { simulateBacktest } from './backtest/backtest.ts';

// Wide, because other tests may have the machine at the same time.
const MS_MAX = 300_000;

test(
  'a backtest says of a past of 600 events what the naive model says, for every kind of change, also taken up again',
  async () => {
    const database = await freshDatabase();
    try {
      const { proposals } = await simulateBacktest(database.connectionString, {
        events: 600,
        seed: 7,
        say: () => undefined,
      });
      const changes = proposals.map(({ name, blockedMore, allowedMore }) => [
        name,
        blockedMore > 0,
        allowedMore > 0,
      ]);
      expect(changes).toEqual([
        ['a stricter count', true, false],
        ['a looser count by device', false, true],
        ['a new count by device', true, false],
        ['other hours, all zones', true, false],
        ['rules taken away', false, true],
        ['another expression', true, true],
        ['other limits and hours', true, false],
        ['a rule that nobody picked', false, false],
      ]);
    } finally {
      await database.drop();
    }
  },
  MS_MAX,
);
