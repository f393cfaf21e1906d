import { expect, test } from 'vitest';
import { HOUR_MS, type Instant } from '@tact/engine';
import { openTestStore } from '@tact/store/testing';
import { simulateCampaign } from './campaign/simulate.ts';

// Wide, because other tests may have the machine at the same time.
const MS_MAX = 300_000;

test(
  'a campaign over ten zones and three days hands nothing over that is not allowed, and every record comes to an end',
  async () => {
    const testStore = await openTestStore();
    try {
      const organizationId = await testStore.newOrganization();
      const seed = Date.now() % 1_000_000;
      const said: string[] = [];
      const { judgement, received, judgeThese } = await simulateCampaign(testStore.store, organizationId, {
        records: 300,
        seed,
        say: (line) => said.push(line),
      });
      // The seed stands in the first line: the same days can be drawn again.
      expect(said[0]).toBe(`seed ${seed}`);
      expect(judgement.dispatches).toBeGreaterThan(300);
      expect(judgement.ends).toMatchObject({ 'completed: finished': expect.any(Number) as number });
      // A judge that finds nothing proves nothing: of two histories that were tampered with, it finds both.
      const [first, ...others] = received;
      if (first === undefined) throw new Error('nothing was handed over');
      await expect(judgeThese([first, first, ...others])).rejects.toThrow('twice');
      const atNight = { ...first, at: (first.at + 12 * HOUR_MS) as Instant };
      await expect(judgeThese([atNight, ...others])).rejects.toThrow('left at');
    } finally {
      await testStore.close();
    }
  },
  MS_MAX,
);
